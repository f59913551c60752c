"""How an answer is called: what it prints, warns and raises is kept."""

import numpy as np
from samples import SQUARE, make, verdict

from bplib.course.checks import Outcome, slip
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


def loud(x):
    np.exp(x * 1e6)
    return x**2


def silenced_for_good(x):
    np.seterr(all="ignore")
    return loud(x)


def silenced_meanwhile(x):
    with np.errstate(over="ignore"):
        return loud(x)


def test_a_warning_decides_where_an_exercise_says_so():
    """Whatever a notebook told NumPy before; but an answer may mean to overflow."""
    quiet = make(SQUARE.reference, quiet=True, slips=[slip("loud", instead=loud).asks("Why?")])
    before = np.geterr()
    for told in ("ignore", "raise"):
        with np.errstate(all=told):
            assert verdict(quiet, loud).mistake == "loud"
            assert verdict(SQUARE, loud).passed
    found = verdict(quiet, silenced_for_good)
    assert found.outcome is Outcome.WRONG
    assert "np.seterr" in found.got
    assert verdict(quiet, silenced_meanwhile).passed
    assert np.geterr() == before


def test_a_generator_runs_where_an_answer_does():
    """Its changes are noticed, its errors are kept, and its stub is a stub."""
    pair = make(lambda x: (x, x + 1), pure=True)

    def yields(x):
        yield x
        yield x + 1

    def changes(x):
        yield x.copy()
        yield x.copy() + 1
        x += 1

    def fails(x):
        yield x
        raise ZeroDivisionError

    def stub(x):
        raise NotImplementedError
        yield x

    assert verdict(pair, yields).passed
    assert verdict(pair, changes).changed == ["x"]
    assert verdict(pair, fails).outcome is Outcome.EXCEPTION
    assert verdict(pair, stub).outcome is Outcome.NOT_ATTEMPTED


def test_endless_printing_is_cut():
    def answer(x):
        print("x" * 10**6)
        return x**2

    assert len(verdict(SQUARE, answer).printed) == MAX_PRINTED
