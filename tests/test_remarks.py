"""What is said of wrong values that no slip gives."""

import numpy as np
from samples import SQUARE, make, verdict

from bplib.course.checks import (
    call_case,
)


def test_what_no_mistake_explains_is_remarked_on():
    assert "opposite sign" in verdict(SQUARE, lambda x: -(x**2)).remark
    assert "3 times" in verdict(SQUARE, lambda x: 3 * x**2).remark
    assert "NaN" in verdict(SQUARE, lambda x: x**2 * np.nan).remark
    assert "returned None" in verdict(SQUARE, lambda x: print(x**2)).remark


def test_what_is_nearly_right_or_wrong_in_zeros_only_is_not_called_a_multiple():
    assert verdict(SQUARE, lambda x: x**2 * (1 + 1e-5)).remark == ""
    zeros = make(reference=lambda x: x**2, cases=lambda rng: [call_case(x=np.array([0.0, 3.0]))])
    assert verdict(zeros, lambda x: np.where(x == 0, 1.0, 3 * x**2)).remark == ""


def test_one_huge_entry_does_not_decide_for_all():
    """An epsilon in a logarithm changes one entry by much and the others by nothing."""
    right = np.array([2.0, 3.0, 1e12])
    one = make(lambda x: x * right, lambda rng: [call_case(x=np.ones(3))])
    assert verdict(one, lambda x: x * [2.0, 3.0, 4e7]).remark == ""
    assert "2 times" in verdict(one, lambda x: 2 * x * right).remark
