"""Ask what 360 images can tell."""

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_14_generalisation.shared import BY_HAND

_TEST_SET = {
    "one_image": 100 / 360,
    "standard_error": 100 * float(np.sqrt(0.97 * 0.03 / 360)),
    "needed": 0.97 * 0.03 / 0.002**2,
}


def test_set_numbers():
    return _TEST_SET


EXERCISE = Numbers(
    test_set_numbers,
    title="Ask what 360 images can tell",
    points=1,
    difficulty=2,
    minutes=3,
    read_again=BY_HAND,
    slips=[
        slip(
            "share for per cent",
            result={"one_image": 1 / 360, "standard_error": float(np.sqrt(0.97 * 0.03 / 360))},
        ).asks("Are these per cent, or shares of one?"),
        slip("root forgotten", result={"standard_error": 100 * 0.97 * 0.03 / 360}).asks(
            "Is this a variance or its root?"
        ),
        slip(
            "spread of one image", result={"standard_error": 100 * float(np.sqrt(0.97 * 0.03))}
        ).asks("How many answers are averaged in the accuracy?"),
        slip(
            "error and number in proportion",
            result={"needed": 360 * float(np.sqrt(0.97 * 0.03 / 360)) / 0.002},
        ).asks("Four times the images: does the error fall to a quarter, or to a half?"),
    ],
)
