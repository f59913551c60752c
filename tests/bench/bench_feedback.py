"""How long a learner waits for a check: right answers and named mistakes of all exercises."""

import pytest
from pairing import where_time_goes
from test_exercises import EXERCISES

from bplib.course.checking import assess

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
    benchmark.extra_info.update(exercise=exercise.name, mistake=mistake.name if mistake else None)
    if exercise.name == "train_classifier" and mistake is exercise.slips[-1]:
        benchmark.extra_info["where"] = where_time_goes(lambda: assess(exercise.name, answer))
    benchmark.pedantic(assess, (exercise.name, answer), rounds=3)
