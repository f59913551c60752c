"""Every exercise: right answers pass, a blank is a blank, each mistake is recognised as itself."""

import json

import exercise_table
import pytest

from bplib.course.checking import assess
from bplib.course.checks.calling import collect
from bplib.course.checks.judge import Outcome, judge, mistaken_results, same_results
from bplib.course.registry import find, lesson_exercises

EXERCISES = [exercise for group in lesson_exercises().values() for exercise in group]
SEEDS = (1, 2, 3)
CODE = ("function", "steps", "class")


def mistaken(exercise, mistake):
    """Return an answer that makes a mistake and is right in everything else."""
    if exercise.kind in ("numbers", "expressions"):
        wrong = mistake.wrong() if exercise.kind == "expressions" else mistake.wrong
        return {**exercise.right_answer(), **wrong}
    return mistake.wrong


@pytest.fixture(params=EXERCISES, ids=lambda exercise: exercise.name)
def exercise(request):
    return request.param


def test_names_are_unique():
    names = [exercise.name for exercise in EXERCISES]
    assert len(names) == len(set(names))


def test_the_table_of_exercises_is_up_to_date():
    stored = exercise_table.PAGE.read_text(encoding="utf-8")
    assert stored == exercise_table.page(), "run `python tests/exercise_table.py`"


def test_the_course_is_as_large_as_promised():
    assert len(EXERCISES) >= 90
    assert sum(exercise.title.startswith("Repair") for exercise in EXERCISES) >= 12


def test_the_reference_passes(exercise):
    for seed in (None, *SEEDS):
        verdict = assess(exercise.name, exercise.right_answer(), seed)
        assert verdict.passed, verdict


def test_right_answers_pass(exercise):
    answers = exercise_table.right_answers(exercise.name)
    assert len(answers) >= 3
    for number, answer in enumerate(answers):
        for seed in (None, *SEEDS):
            verdict = assess(exercise.name, answer, seed)
            assert verdict.passed, (number, verdict)


def test_a_blank_is_not_attempted(exercise):
    def stub(*arguments):
        raise NotImplementedError

    blanks = [...]
    if exercise.kind in CODE:
        blanks += [stub, None]
    elif exercise.kind in ("numbers", "expressions"):
        blanks.append(dict.fromkeys(exercise.right_answer(), ...))
    for blank in blanks:
        assert assess(exercise.name, blank).outcome is Outcome.NOT_ATTEMPTED


def test_every_mistake_is_recognised_as_itself(exercise):
    for mistake in exercise.mistakes:
        verdict = assess(exercise.name, mistaken(exercise, mistake))
        assert not verdict.passed, mistake.name
        assert verdict.mistake == mistake.name, (mistake.name, verdict)


def test_no_mistake_looks_like_another_or_like_the_truth(exercise):
    """On any seed none hides behind an earlier one, and no two implementations are alike.

    A mistake in named values may include another one's values and more.
    """
    for seed in SEEDS if exercise.mistakes else ():
        cases = exercise.inputs(seed)
        right = collect(exercise.requests(cases), exercise.right_answer())
        theirs = {m.name: mistaken_results(exercise, cases, m) for m in exercise.mistakes}
        for mistake in exercise.mistakes:
            mine = theirs[mistake.name]
            if exercise.kind not in CODE:
                mine = collect(exercise.requests(cases), mistaken(exercise, mistake))
            alike = [name for name, other in theirs.items() if same_results(exercise, mine, other)]
            assert (alike if exercise.kind in CODE else alike[:1]) == [mistake.name]
            assert not same_results(exercise, mine, right), mistake.name


def test_mistakes_are_named_and_asked(exercise):
    if exercise.kind in CODE:
        assert len(exercise.mistakes) >= 4
    elif exercise.kind != "training":
        assert exercise.mistakes
    names = [mistake.name for mistake in exercise.mistakes]
    assert len(names) == len(set(names))
    for mistake in exercise.mistakes:
        assert mistake.question.endswith("?"), mistake.question


def test_numbers_are_sane(exercise):
    assert 1 <= exercise.difficulty <= 5
    assert 1 <= exercise.minutes <= 20
    assert 1 <= exercise.points <= 10
    assert exercise.read_again


def test_inputs_travel_as_json(exercise):
    request = exercise.requests(exercise.inputs(7))
    again = json.loads(json.dumps(request))
    results = json.loads(json.dumps(collect(again, exercise.right_answer())))
    assert judge(exercise, exercise.inputs(7), results, 7).passed


def test_an_unknown_exercise_names_the_nearest():
    with pytest.raises(ValueError, match=r"no exercise is called 'duoble'.*double"):
        find("duoble")
