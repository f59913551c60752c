"""Say what x.grad holds after one call of backward, after two, and with a careless engine.

The program is u = x·x, f = u·u at x = 3. A careless engine keeps the gradients of results, too.
"""

from bplib.course.checks import Numbers, slip


def two_calls(*, reports=2, kept=1, zeroed=0, again=1, left=1, seed=1):
    """Return x.grad after the first call, the second, one after zero_grad, and two careless ones.

    A product of a number with itself reports to it twice.
    """
    x = 3.0
    u = x * x
    gradient = reports * x * reports * u
    u_grad = left * 2 * u + seed * 2 * u
    return {
        "first": gradient,
        "second": kept * gradient + gradient,
        "after_zero_grad": zeroed * 2 * gradient + again * gradient,
        "careless": 2 * x * 2 * u + 2 * x * u_grad,
    }


EXERCISE = Numbers(
    two_calls,
    title="Call backward twice",
    points=2,
    difficulty=3,
    minutes=5,
    read_again="Again: gradients accumulate",
    slips=[
        slip("= instead of += inside a product", reports=1).asks(
            "The product x·x reports to x once for each factor. How many reports did you count?"
        ),
        slip("overwrites between calls", kept=0).asks(
            "PyTorch's rule: does a second backward replace what is in `.grad`, or add to it?"
        ),
        slip("zero_grad forgets too little", zeroed=1).asks(
            "What is in `.grad` right after zero_grad?"
        ),
        slip("careless engine treated as careful", left=0).asks(
            "If u still holds its gradient from the first call, with what does u speak?"
        ),
        slip("one report too many", seed=2).asks(
            "u holds what the first call left there, and then f speaks once. How much is that?"
        ),
        slip("no call after zero_grad", again=0).asks(
            "After zero_grad there is one more call. What does it bring?"
        ),
        slip(
            "slope of x⁴ as 4x", result={"first": 12.0, "second": 24.0, "after_zero_grad": 12.0}
        ).asks("What is the slope of a power: which power of x is left?"),
    ],
)
