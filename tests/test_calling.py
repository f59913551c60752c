"""How an answer is called: what it prints, warns and raises is kept."""

import numpy as np
from samples import SQUARE, verdict

from bplib.course.checks import (
    Outcome,
)
from bplib.course.checks.calling import MAX_PRINTED


def test_an_exception_shows_the_learners_own_lines_only():
    def inner(x):
        return np.linalg.inv(x)

    def answer(x):
        return inner(x)

    result = verdict(SQUARE, answer)
    assert result.outcome is Outcome.EXCEPTION
    assert result.error[0].startswith("LinAlgError")
    assert [line.split(": ")[1] for line in result.error[1:]] == [
        "return inner(x)",
        "return np.linalg.inv(x)",
    ]


def test_sys_exit_is_an_exception_and_not_the_end():
    def answer(x):
        raise SystemExit

    assert verdict(SQUARE, answer).outcome is Outcome.EXCEPTION


def test_an_exception_that_cannot_be_shown_is_told_by_its_type():
    class Silent(Exception):
        def __str__(self):
            raise ValueError

    def answer(x):
        raise Silent

    assert verdict(SQUARE, answer).error[0].startswith("Silent")


def test_prints_and_warnings_are_kept_and_cost_nothing(capsys):
    def answer(x):
        import warnings

        print("hello")
        warnings.warn("careful", stacklevel=1)
        np.log(np.zeros(1))
        return x**2

    result = verdict(SQUARE, answer)
    assert result.passed
    assert result.printed == "hello\n"
    assert result.warnings[0] == "UserWarning: careful"
    assert any("divide by zero" in warning for warning in result.warnings)
    assert capsys.readouterr().out == ""


def test_endless_printing_is_cut():
    def answer(x):
        print("x" * 10**6)
        return x**2

    assert len(verdict(SQUARE, answer).printed) == MAX_PRINTED
