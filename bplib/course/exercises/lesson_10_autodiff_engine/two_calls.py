"""Call backward twice."""

from bplib.course.checks import Numbers, slip

_GRADIENT = 4 * 3.0**3  # f = x⁴


def two_calls():
    return {
        "first": _GRADIENT,
        "second": 2 * _GRADIENT,
        "after_zero_grad": _GRADIENT,
        "careless": 3 * _GRADIENT,
    }


EXERCISE = Numbers(
    two_calls,
    title="Call backward twice",
    points=2,
    difficulty=3,
    minutes=5,
    read_again="Again: gradients accumulate",
    slips=[
        slip(
            "= instead of += inside a product",
            result={"first": 27.0, "second": 54.0, "after_zero_grad": 27.0},
        ).asks(
            "The product x·x reports to x once for each factor. How many reports did you count?"
        ),
        slip("overwrites between calls", result={"second": _GRADIENT}).asks(
            "PyTorch's rule: does a second backward replace what is in `.grad`, or add to it?"
        ),
        slip("zero_grad forgets too little", result={"after_zero_grad": 3 * _GRADIENT}).asks(
            "What is in `.grad` right after zero_grad?"
        ),
        slip("careless engine treated as careful", result={"careless": 2 * _GRADIENT}).asks(
            "If u still holds its gradient from the first call, with what does u speak?"
        ),
        slip("the output's gradient counted twice", result={"careless": 4 * _GRADIENT}).asks(
            "The careless engine sets the gradient of f to 1 anew. With which number did f speak?"
        ),
    ],
)
