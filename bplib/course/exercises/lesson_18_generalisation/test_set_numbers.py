"""Ask what 360 test images can tell: one image, the error at 97 %, and the images for 0.2 %."""

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_18_generalisation.shared import BY_HAND


def numbers_of_a_test_set(
    *, per_cent=100, averaged=360, root=np.sqrt, needed=lambda variance, error: variance / error**2
):
    """Return one image and the standard error in per cent, and the images needed."""
    variance = 0.97 * 0.03
    return {
        "one_image": per_cent / 360,
        "standard_error": per_cent * root(variance / averaged),
        "needed": needed(variance, 0.002),
    }


EXERCISE = Numbers(
    numbers_of_a_test_set,
    name="test_set_numbers",  # pytest would take a function of this name for a test
    title="Ask what 360 images can tell",
    points=1,
    difficulty=1,
    read_again=BY_HAND,
    digits=3,
    slips=[
        slip("share for per cent", per_cent=1).asks("Are these per cent, or shares of one?"),
        slip("root forgotten", root=lambda variance: variance).asks(
            "Is this a variance or its root?"
        ),
        slip("spread of one image", averaged=1).asks(
            "How many answers are averaged in the accuracy?"
        ),
        slip(
            "error and number in proportion",
            needed=lambda variance, error: 360 * np.sqrt(variance / 360) / error,
        ).asks("Four times the images: does the error fall to a quarter, or to a half?"),
        slip("error not squared", needed=lambda variance, error: variance / error).asks(
            "Twice as small an error: twice as many images, or more?"
        ),
        slip("per cent in the formula", needed=lambda variance, error: variance / 0.2**2).asks(
            "Is the error in the formula a share, or per cent?"
        ),
    ],
)
