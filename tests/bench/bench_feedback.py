"""How long a learner waits for a check: right answers, mistakes, pairs, learners' answers."""

import learners
import pytest
from pairing import where_time_goes
from test_exercises import EXERCISES

from bplib.course.checking import assess
from bplib.course.checks.slips import is_open, together

ANSWERS = [(exercise, mistake) for exercise in EXERCISES for mistake in (None, *exercise.slips)]


@pytest.fixture(scope="module", autouse=True)
def _everything_imported():
    """A lesson has imported SymPy and the exercises long before its first check."""
    for exercise in EXERCISES:
        assess(exercise.name, exercise.right_answer())


@pytest.mark.parametrize(
    ("exercise", "mistake"),
    ANSWERS,
    ids=[
        f"{exercise.name}: {mistake.name if mistake else 'right'}" for exercise, mistake in ANSWERS
    ],
)
def test_check(benchmark, exercise, mistake):
    benchmark.group = "feedback"
    answer = exercise.mistaken(mistake) if mistake else exercise.right_answer()
    benchmark.extra_info.update(
        exercise=exercise.name,
        mistake=mistake.name if mistake else None,
        case="named mistakes" if mistake else "right answers",
    )
    if exercise.name == "train_classifier" and mistake is exercise.slips[-1]:
        benchmark.extra_info["where"] = where_time_goes(lambda: assess(exercise.name, answer))
    benchmark.pedantic(assess, (exercise.name, answer), rounds=3)


def last_pair(exercise):
    """Return the pair of slips that is tried last, where there is one."""
    closed = [one for one in exercise.slips if not is_open(one)]
    return next(iter([group for group in together(closed) if len(group) == 2][::-1]), None)


PAIRS = [(exercise, last_pair(exercise)) for exercise in EXERCISES]


@pytest.mark.parametrize(
    ("exercise", "pair"),
    [(exercise, pair) for exercise, pair in PAIRS if pair],
    ids=lambda value: getattr(value, "name", ""),
)
def test_check_of_a_pair(benchmark, exercise, pair):
    benchmark.group = "feedback"
    names = " + ".join(one.name for one in pair)
    benchmark.extra_info.update(exercise=exercise.name, mistake=names, case="two mistakes")
    benchmark.pedantic(assess, (exercise.name, exercise.mistaken(*pair)), rounds=3)


@pytest.mark.parametrize(
    "answer", learners.answers(), ids=lambda a: f"{a['exercise']}: {a['mistake']}"
)
def test_check_of_a_learners_answer(benchmark, answer):
    benchmark.group = "feedback"
    value = learners.handed_in(answer)
    benchmark.extra_info.update(
        exercise=answer["exercise"], mistake=answer["mistake"], case="learners' answers"
    )
    benchmark.pedantic(assess, (answer["exercise"], value), rounds=3)
