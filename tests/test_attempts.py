"""The same mistake in another answer gets other help; an answer that is run again does not."""

import contextlib
import functools

import numpy as np
import pytest

from bplib.course import attempts, check, diff
from bplib.course.checking import CheckFailed, assess
from bplib.course.registry import find

NAME = "dense_forward"
AGAIN = "  Again: An earlier answer to this exercise made the same mistake."


@pytest.fixture(autouse=True)
def afresh():
    """No exercise has been checked."""
    yield
    attempts._last.clear()
    attempts._made.clear()


def card(capsys, answer, name=NAME):
    """Return the card of a check as it is read in a terminal."""
    with contextlib.suppress(CheckFailed):
        check(name, answer)
    return capsys.readouterr().out


def compiled(source, name=NAME):
    """Return what a cell defines, as the notebook's own."""
    space = {"np": np}
    exec(source, space)
    return space[name]


FIRST = "def dense_forward(A_prev, W, b):\n    return A_prev @ W\n"
OTHER = "def dense_forward(A_prev, W, b):\n    out = np.dot(A_prev, W)\n    return out\n"
THIRD = "def dense_forward(A_prev, W, b):\n    return np.einsum('nd,dh->nh', A_prev, W)\n"


def test_a_mistake_made_by_a_second_answer_is_shown_at_the_smallest_case(capsys):
    first, second, third = (card(capsys, compiled(source)) for source in (FIRST, OTHER, THIRD))
    assert "Again" not in first
    assert AGAIN in second
    assert AGAIN in third
    assert "Ask yourself: What is Z where a sample is all zeros?" in second
    assert "[a single neuron]" in first
    assert "[a single input]" in second  # 3 × 1, 1 × 2 and 2 numbers, the fewest of all
    assert "Right for" not in second
    assert len(second.splitlines()) <= 8
    assert attempts.last(NAME).again
    assert attempts.latest() == NAME


def test_of_two_small_cases_the_second_card_shows_the_smaller_number(capsys):
    first, second = (card(capsys, way, "double") for way in (lambda x: x * x, lambda x: x**2))
    at = [float(shown.partition("double(x=")[2].partition(")")[0]) for shown in (first, second)]
    assert abs(at[1]) < 5 < at[0]


def test_a_missing_return_is_no_mistake_to_be_worked_on_paper(capsys):
    for source in ("    print(A_prev)", "    A_prev @ W", "    pass"):
        shown = card(capsys, compiled(f"def dense_forward(A_prev, W, b):\n{source}\n"))
        assert "returned None" in shown
        assert "Again" not in shown


def test_diff_shows_the_case_that_the_second_card_shows(capsys):
    card(capsys, compiled(FIRST))
    assert "6 of 6 entries differ" in card(capsys, compiled(OTHER))
    diff()
    assert capsys.readouterr().out.startswith("6 of 6 entries differ\n")


@pytest.mark.parametrize(
    "same",
    [
        FIRST,
        FIRST.replace("    return", "    # A comment.\n    return"),
        FIRST.replace("return A_prev @ W", "return (A_prev @ W)"),
        FIRST.replace("A_prev", "A"),
    ],
)
def test_the_same_answer_is_no_second_attempt(same, capsys):
    card(capsys, compiled(FIRST))
    assert "Again" not in card(capsys, compiled(same))


def test_what_the_answer_calls_in_the_notebook_belongs_to_it(capsys):
    calls = "def dense_forward(A_prev, W, b):\n    return product(A_prev, W)\n"
    one = "def product(A, W):\n    return A @ W\n"
    two = "def product(A, W):\n    return np.dot(A, W)\n"
    card(capsys, compiled(calls + one))
    assert "Again" not in card(capsys, compiled(calls + one))
    assert AGAIN in card(capsys, compiled(calls + two))


def test_recursion_ends_and_a_class_is_its_methods():
    def again(x):
        return again(x)

    class One:
        def f(self):
            return 1

        @staticmethod
        def g():
            return 2

        @property
        def h(self):
            return 3

    class Two(One):
        def f(self):
            return 2

    kinds = [again, One, Two, functools.partial(again, 1), {"a": 1.0}, {"a": 2.0}, np.ones(3)]
    marks = [attempts._fingerprint(kind) for kind in kinds]
    assert len(set(marks)) == len(marks)
    assert marks == [attempts._fingerprint(kind) for kind in kinds]


def test_what_cannot_be_shown_is_no_trouble():
    class Silent:
        def __repr__(self):
            raise RuntimeError

    assert attempts._fingerprint(Silent()) == 0


def test_another_mistake_and_an_unknown_one_are_no_second_attempt(capsys):
    card(capsys, compiled(FIRST))
    other = "def dense_forward(A_prev, W, b):\n    return A_prev @ W - b\n"
    assert "Again" not in card(capsys, compiled(other))
    for k in (3, 4):
        odd = f"def dense_forward(A_prev, W, b):\n    return A_prev @ W * b[0]**{k} + {k}.1\n"
        assert "Again" not in card(capsys, compiled(odd))


def test_a_right_answer_ends_the_count(capsys):
    card(capsys, compiled(FIRST))
    assert "passed" in card(capsys, find(NAME).reference)
    assert "Again" not in card(capsys, compiled(OTHER))


def test_named_values_have_no_smaller_case(capsys):
    first = card(capsys, {"slope": 9, "change": 0.06}, "first_numbers")
    second = card(capsys, {"slope": 9, "change": 0.061}, "first_numbers")
    assert "Again" not in first
    assert f"{AGAIN} Which step do both share?" in second


def test_while_nbgrader_runs_a_lesson_there_is_neither_that_nor_a_hint(capsys, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    both = card(capsys, compiled(FIRST)), card(capsys, compiled(OTHER))
    for text in both:
        assert "Again" not in text
        assert "hint(" not in text


def test_every_card_that_is_not_passed_tells_of_the_hints(capsys):
    blank = card(capsys, ..., "double")
    assert '`hint("double")` helps to begin.' in blank
    wrong = card(capsys, compiled(FIRST))
    assert wrong.endswith('“A layer on a batch”, and `hint("dense_forward")` goes on from here\n')
    assert "hint(" not in card(capsys, find(NAME).reference)


def test_diff_shows_in_full_what_the_card_counts(capsys):
    text = card(capsys, compiled(FIRST))
    assert '4 of 4 entries differ; diff("dense_forward") shows them' in text
    diff(NAME)
    shown = capsys.readouterr().out
    diff()
    assert capsys.readouterr().out == shown
    assert shown.splitlines()[:2] == ["4 of 4 entries differ", "     yours       expected"]


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        (
            NAME,
            None,
            "dense_forward has not been checked here yet: run its check, then this again.",
        ),
        ("", None, "Nothing has been checked here yet: run a check, then this again."),
        (NAME, find(NAME).reference, "dense_forward passed its last check."),
        ("double", lambda x: x * x, "double: its last check found no arrays that differ."),
    ],
)
def test_diff_says_in_a_sentence_why_there_is_nothing(name, answer, said, capsys):
    if answer is not None:
        attempts.keep(assess(name, answer))
    diff(name)
    assert capsys.readouterr().out == f"{said}\n"
