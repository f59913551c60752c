"""From results to a verdict: outcomes stay apart, right mathematics passes."""

import numpy as np
import pytest
from samples import SQUARE, make, verdict

from bplib.course.checks import Numbers, Outcome, call_case
from bplib.course.checks import report as report_module


def test_a_right_answer_passes_and_says_how_many_cases():
    result = verdict(SQUARE, lambda x: x * x)
    assert result.passed
    assert report_module.headline(result) == "✓ sample: passed (1 case), 2 of 2 points"


@pytest.mark.parametrize("answer", [..., None])
def test_no_answer_is_not_attempted(answer):
    assert verdict(SQUARE, answer).outcome is Outcome.NOT_ATTEMPTED


def test_a_stub_is_not_attempted():
    def stub(x):
        raise NotImplementedError

    assert verdict(SQUARE, stub).outcome is Outcome.NOT_ATTEMPTED


def test_a_wrong_shape_is_told_apart_from_wrong_values():
    result = verdict(SQUARE, lambda x: x[:1] ** 2)
    assert result.outcome is Outcome.WRONG_TYPE
    assert (result.got, result.expected) == ("an array of shape (1, 3)", "an array of shape (2, 3)")


def test_a_mask_is_told_apart_from_numbers():
    result = verdict(SQUARE, lambda x: x > 0)
    assert result.outcome is Outcome.WRONG_TYPE
    assert result.got == "an array of booleans, of shape (2, 3)"


def test_an_object_that_equals_everything_is_only_its_type():
    class Anything:
        def __eq__(self, other):
            return True

        __hash__ = None

    result = verdict(SQUARE, lambda x: Anything())
    assert result.outcome is Outcome.WRONG_TYPE
    assert "Anything" in result.got


def test_a_value_that_is_not_callable():
    result = verdict(SQUARE, 4.0)
    assert (result.outcome, result.expected) == (Outcome.WRONG_TYPE, "a function")


def test_wrong_values_name_the_place_and_the_mistake():
    def answer(x):
        out = x**2
        out[1, 2] += 1
        return out

    result = verdict(SQUARE, answer)
    assert result.outcome is Outcome.WRONG
    assert result.place == "[1, 2]"
    assert result.mistake == ""
    assert verdict(SQUARE, lambda x: x + x).mistake == "doubled"


def test_what_an_answer_has_set_does_not_reach_the_reference():
    exercise = make(reference=lambda x: x / 0.0)
    with np.errstate():

        def answer(x):
            np.seterr(all="raise")
            return x * np.inf

        assert verdict(exercise, answer).passed


def test_an_answer_that_is_wrong_once_and_raises_once_gets_a_verdict():
    def cases(rng):
        return [call_case(x=np.ones(2)), call_case(x=np.ones(3))]

    def answer(x):
        return 5 * x if x.size == 2 else x.reshape(7)

    exercise = make(reference=lambda x: x, cases=cases)
    result = verdict(exercise, answer, exercise.fixed_seed)  # in the order written here
    assert result.outcome is Outcome.WRONG
    assert "5 times" in result.question


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: (x**2).tolist(),
        lambda x: [[v * v for v in row] for row in x],
        lambda x: np.einsum("ij,ij->ij", x, x),
        lambda x: x.astype(np.float32) ** 2,
        lambda x: np.asfortranarray(x**2),
    ],
)
def test_equivalent_answers_pass(answer):
    assert verdict(SQUARE, answer).passed


def test_changing_an_input_is_told_and_fails_only_where_purity_is_asked():
    def answer(x):
        x *= x
        return x

    told = verdict(SQUARE, answer)
    assert told.passed
    assert told.changed == ["x"]
    assert "in place" in report_module.text(told)
    pure = make(reference=lambda x: x**2, pure=True)
    assert verdict(pure, answer).outcome is Outcome.WRONG


# --- where no mistake has a name ---


def two_parts(x):
    p = x + 1
    q = x**3
    return p, q


def arrays(*sizes):
    return lambda rng: [call_case(f"{n} numbers", x=rng.normal(size=n)) for n in sizes]


def off(x):
    return x + 1, np.cos(x) + 0.3


def test_the_parts_that_are_right_are_named():
    result = verdict(make(two_parts, arrays(3, 4)), off)
    assert result.right_for == "0 of 2 cases. Right in all of them: p"
    assert verdict(make(two_parts, arrays(3)), off).right_for == "p"


def test_a_much_smaller_case_is_shown():
    assert verdict(make(two_parts, arrays(9, 5, 2)), off).called.endswith("[2 numbers]")
    assert verdict(make(two_parts, arrays(3, 2)), off).called.endswith("[3 numbers]")


def test_of_named_values_none_is_told_that_trying_would_hit():
    def sheet():
        return {"a": 0.5, "b": 2.5, "count": 3, "word": "yes"}

    wrong = {"a": 0.5, "b": 7.7, "count": 3, "word": "yes"}
    assert verdict(make(sheet, kind=Numbers), wrong).right_for == "a"


def test_a_number_that_is_very_near_is_asked_for_its_digits():
    exercise = make(lambda: {"a": 0.73106, "b": 2.0}, kind=Numbers)
    near = verdict(exercise, {"a": 0.73246, "b": 2.0}).question
    assert near == "How many digits did you keep on the way, and how many do you give?"
    assert verdict(exercise, {"a": 0.61, "b": 2.0}).question.startswith("Which values is `a` made")


def test_right_values_that_warn_are_not_asked_to_be_worked_by_hand():
    quiet = make(lambda x: x, arrays(3), quiet=True)
    result = verdict(quiet, _warned)
    assert result.expected == "no warning"
    assert result.question == ""


def _warned(x):
    np.log(np.zeros(1))
    return x
