"""Which slips give an answer's own results."""

import numpy as np
from samples import SQUARE, make, verdict

from bplib.course.checks import (
    slip,
)


def test_a_mistake_of_another_shape_and_one_that_raises_are_recognised():
    assert verdict(SQUARE, lambda x: (x * x).T).mistake == "transposed"
    assert verdict(SQUARE, lambda x: x.nothing).mistake == "fails"
    assert verdict(SQUARE, lambda x: x.nowhere).mistake == ""


def test_shapes_that_do_not_fit_are_one_mistake_however_they_are_multiplied():
    exercise = make(
        lambda x: x @ x.T,
        slips=[slip("not turned", instead=lambda x: x @ x).asks("Which axes meet?")],
    )
    assert verdict(exercise, lambda x: np.dot(x, x)).mistake == "not turned"
    assert verdict(exercise, lambda x: x.reshape(7)).mistake == ""
