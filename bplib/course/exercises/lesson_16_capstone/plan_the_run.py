"""Plan the run."""

import numpy as np

from bplib.course.checks import Numbers, slip

PLAN = "By hand: what you are going to build"

_PLAN = {
    "parameters": 64 * 256 + 256 + 256 * 10 + 10,
    "steps": 60 * 23,
    "first_loss": float(np.log(10)),
    "one_image": 1 / 360,
    "standard_error": float(np.sqrt(0.97 * 0.03 / 360)),
}


def plan_the_run():
    return _PLAN


EXERCISE = Numbers(
    plan_the_run,
    title="Plan the run",
    points=1,
    difficulty=1,
    minutes=4,
    read_again=PLAN,
    slips=[
        slip("biases forgotten", result={"parameters": 64 * 256 + 256 * 10}).asks(
            "Which numbers of the net does training change besides W1 and W2?"
        ),
        slip("last batch dropped", result={"steps": 60 * 22}).asks(
            "1,437 images in batches of 64: what becomes of the last 29?"
        ),
        slip("images for batches", result={"steps": 60 * 1437}).asks(
            "How many images does one step look at?"
        ),
        slip("another logarithm", result={"first_loss": float(np.log2(10))}).asks(
            "Which logarithm does the cross-entropy of lesson 04 use?"
        ),
        slip("common logarithm", result={"first_loss": 1.0}).asks(
            "Which logarithm does the cross-entropy of lesson 04 use, base 10 or base e?"
        ),
        slip("root forgotten", result={"standard_error": 0.97 * 0.03 / 360}).asks(
            "Is a standard error a variance?"
        ),
        slip("spread of one image", result={"standard_error": float(np.sqrt(0.97 * 0.03))}).asks(
            "Does your standard error shrink when there are more images?"
        ),
        slip("training images counted", result={"one_image": 1 / 1437}).asks(
            "On how many images is the accuracy measured?"
        ),
    ],
)
