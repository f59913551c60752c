"""Every exercise: right answers pass, a blank is a blank, each mistake is recognised as itself."""

import json

import exercise_table
import pytest

from bplib.course.checking import assess
from bplib.course.checks import Code, Outcome, Training, judge
from bplib.course.checks.calling import collect
from bplib.course.checks.cases import Cases
from bplib.course.checks.slips import is_open, together
from bplib.course.registry import lesson_exercises

EXERCISES = [exercise for group in lesson_exercises().values() for exercise in group]
SEEDS = (1, 2, 3)


@pytest.fixture(params=EXERCISES, ids=lambda exercise: exercise.name)
def exercise(request):
    return request.param


def test_names_are_unique():
    names = [exercise.name for exercise in EXERCISES]
    assert len(names) == len(set(names))


def test_the_table_of_exercises_is_up_to_date():
    stored = exercise_table.PAGE.read_text(encoding="utf-8")
    assert stored == exercise_table.page(), "run `python tests/exercise_table.py`"


def test_all_pairs_of_slips_are_examined(exercise):
    closed = [one for one in exercise.slips if not is_open(one)]
    number = sum(len(group) == 2 for group in together(closed))
    found = exercise_table.pairs()[exercise.name]
    assert found["both"] + len(found["others"]) == number, "run `make test-slips RECORD=--record`"


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
            assert verdict.passed, (number, verdict.called, verdict.got, verdict.expected)


def test_a_blank_is_not_attempted(exercise):
    for blank in exercise.blanks():
        assert assess(exercise.name, blank).outcome is Outcome.NOT_ATTEMPTED


def test_every_mistake_is_recognised_as_itself(exercise):
    seed = exercise.fixed_seed
    cases = Cases(exercise.inputs(seed))
    for slip in exercise.slips:
        results = exercise.collect(cases, exercise.mistaken(slip))
        verdict = judge(exercise, cases, results, seed)
        assert not verdict.passed, f"slip {slip.name!r} changes nothing: its answer passes"
        assert list(verdict.slips) == [f"slip: {slip.name}"], (verdict.mistake, verdict.called)


@pytest.fixture
def computed_once(exercise, monkeypatch):
    """What an implementation gives in a case is computed once and remembered."""
    kind, answers, known = type(exercise), {}, {}
    mistaken, collect_all = kind.mistaken, kind.collect

    def answer_with(self, *slips):
        names = tuple(slip.name for slip in slips)
        if names not in answers:
            answers[names] = mistaken(self, *slips)
        return answers[names]

    def collect_once(self, cases, answer):
        for case in cases:
            if (id(case), id(answer)) not in known:  # both are kept, so that no other has their id
                result = collect_all(self, [case], answer)[0]
                known[id(case), id(answer)] = case, answer, result
        return [known[id(case), id(answer)][2] for case in cases]

    monkeypatch.setattr(kind, "mistaken", answer_with)
    monkeypatch.setattr(kind, "collect", collect_once)


@pytest.mark.usefixtures("computed_once")
def test_no_mistake_looks_like_another_or_like_the_truth(exercise):
    """On any seed none hides behind an earlier one, and no two implementations are alike.

    A mistake in named values may include another one's values and more.
    """
    for seed in SEEDS if exercise.slips else ():
        cases = exercise.inputs(seed)
        expected = exercise.expected(cases)
        right = exercise.collect(cases, exercise.right_answer())
        for slip in exercise.slips:
            mine = exercise.collect(cases, exercise.mistaken(slip))
            alike = [o.name for o in exercise.slips if exercise.makes([o], cases, mine)]
            assert (alike if isinstance(exercise, Code) else alike[:1]) == [slip.name]
            assert not exercise.makes([slip], cases, right), slip.name
            faults = map(exercise.fault, mine, expected)  # all that a verdict is made from
            assert any(fault is not None for fault in faults), slip.name


def test_mistakes_are_named_and_asked(exercise):
    if isinstance(exercise, Code):
        assert len(exercise.slips) >= 4
    elif not isinstance(exercise, Training):
        assert exercise.slips
    names = [slip.name for slip in exercise.slips]
    assert len(names) == len(set(names))
    for slip in exercise.slips:
        assert slip.question.endswith("?"), slip.question


def test_numbers_are_sane(exercise):
    assert 1 <= exercise.difficulty <= 5
    assert 1 <= exercise.points <= 10
    assert exercise.read_again


def test_inputs_travel_as_json(exercise):
    request = exercise.requests(exercise.inputs(7))
    again = json.loads(json.dumps(request))
    results = json.loads(json.dumps(collect(again, exercise.right_answer())))
    assert judge(exercise, exercise.inputs(7), results, 7).passed
