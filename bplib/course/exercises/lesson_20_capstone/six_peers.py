"""Diagnose six peers: which mistake of the exercise on gradients each pass back makes, if any."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_20_capstone.shared import PEERS


def six_peers(
    *,
    A="W2 moved too early",
    B="bias mean for sum",
    C="right",
    D="penalty on biases",
    E="1/N again",
    F="mask on the upstream",
):
    """Return the diagnosis of each peer, in the words of `classifier_gradients`."""
    return {"A": A, "B": B, "C": C, "D": D, "E": E, "F": F}


EXERCISE = Numbers(
    six_peers,
    title="Diagnose six peers",
    points=3,
    difficulty=4,
    read_again=PEERS,
    slips=[
        slip("trusts a story of failure", C="slope forgotten").asks(
            "One that you accuse agrees with your gradients everywhere. Can training fail?"
        ),
        slip("trusts a falling loss", B="right").asks(
            "One that you call right differs from yours in two arrays. Did you look at each?"
        ),
        slip("no penalty while checking", D="right").asks(
            "One that you call right differs only with a penalty. Did you try l2 > 0?"
        ),
        slip("checked with one sample", E="right").asks(
            "One that you call right agrees for a single image. And for five?"
        ),
        slip("penalty blamed", D="penalty forgotten").asks(
            "Are the arrays that differ in D weights, or biases?"
        ),
        slip("slope blamed for the moved weights", A="slope forgotten").asks(
            "Does the mistake in A depend on the size of the gradient of W2?"
        ),
        slip("slope blamed for the mask", F="slope forgotten").asks(
            "Does F let through too much, or the wrong entries?"
        ),
        slip(
            "mask and moved weights swapped", A="mask on the upstream", F="W2 moved too early"
        ).asks("Whose first layer is a little off, and whose is far off?"),
    ],
)
