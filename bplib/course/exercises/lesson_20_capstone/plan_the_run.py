"""Plan the run: what a 64-256-10 net on 1,437 images must show before anything runs."""

import math

from bplib.course.checks import Numbers, slip


def plan_the_run(
    *,
    bias=1,
    batch=64,
    whole=math.ceil,
    log=math.log,
    tested=360,
    root=math.sqrt,
    images=360,
):
    """Return the size of the net and of the run, the first loss, and how far to trust a score."""
    return {
        "parameters": (64 + bias) * 256 + (256 + bias) * 10,
        "steps": 60 * whole(1437 / batch),
        "first_loss": log(10),
        "one_image": 1 / tested,
        "standard_error": root(0.97 * 0.03 / images),
    }


EXERCISE = Numbers(
    plan_the_run,
    title="Plan the run",
    points=1,
    difficulty=1,
    core=True,
    read_again="By hand: what you are going to build",
    slips=[
        slip("biases forgotten", bias=0).asks(
            "Which numbers of the net does training change besides W1 and W2?"
        ),
        slip("last batch dropped", whole=math.floor).asks(
            "1,437 images in batches of 64: what becomes of the last 29?"
        ),
        slip("images for batches", batch=1).asks("How many images does one step look at?"),
        slip("another logarithm", log=math.log2).asks(
            "Which logarithm does the cross-entropy of lesson 05 use?"
        ),
        slip("common logarithm", log=math.log10).asks(
            "Which logarithm does the cross-entropy of lesson 05 use, base 10 or base e?"
        ),
        slip("root forgotten", root=float).asks("Is a standard error a variance?"),
        slip("spread of one image", images=1).asks(
            "Does your standard error shrink when there are more images?"
        ),
        slip("training images counted", tested=1437).asks(
            "On how many images is the accuracy measured?"
        ),
        slip("part of a batch", whole=float).asks("Can an epoch have a part of a step?"),
        slip("steps of one epoch", result={"steps": 23}).asks(
            "How many epochs has the whole training?"
        ),
        slip("batches across epochs", result={"steps": math.ceil(60 * 1437 / 64)}).asks(
            "Do the last images of an epoch wait for the first ones of the next?"
        ),
    ],
)
