"""How long a learner waits for a check: right answers, mistakes, pairs, learners' answers.

Each is timed as the first check of its exercise in a process, and again when it was checked before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import learners
import pytest
import sympy  # noqa: F401, a lesson has imported it long before its first check
from fresh import Fresh
from pairing import where_time_goes
from test_exercises import EXERCISES

from bplib.course.checking import assess
from bplib.course.checks.slips import is_open, together
from bplib.course.registry import find


@dataclass(frozen=True)
class Check:
    """A check: the case it counts to, exercise and mistake by name, and how the answer is made."""

    case: str
    exercise: str
    mistake: str | None
    answer: Callable[[], Any]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.mistake or 'right'}"


def last_pair(exercise):
    """Return the pair of slips that is tried last, where there is one."""
    closed = [one for one in exercise.slips if not is_open(one)]
    return next(iter([group for group in together(closed) if len(group) == 2][::-1]), ())


def checks():
    """Yield all checks."""
    for exercise in EXERCISES:
        yield Check("right answers", exercise.name, None, exercise.right_answer)
        for slips in (*((one,) for one in exercise.slips), last_pair(exercise)):
            if slips:
                case = "named mistakes" if len(slips) == 1 else "two mistakes"
                names = " + ".join(one.name for one in slips)
                yield Check(case, exercise.name, names, lambda e=exercise, s=slips: e.mistaken(*s))
    for one in learners.answers():
        about = one["exercise"], one["mistake"]
        yield Check("learners' answers", *about, lambda one=one: learners.handed_in(one))


CHECKS = list(checks())
SLOWEST = "train_classifier: stopped early"


def ready(k):
    """Make an answer, and return its check."""
    answer = CHECKS[k].answer()
    return lambda: assess(CHECKS[k].exercise, answer)


def ready_as_first(k):
    """Make an answer, and return its check; wrong answers to another exercise were checked."""
    check = ready(k)
    other = find("sum_times" if CHECKS[k].exercise == "fit_line" else "fit_line")
    for answer in (other.mistaken(other.slips[-1]), lambda *inputs: inputs[-1]):
        assess(other.name, answer)
    return check


FRESH = Fresh(ready_as_first)


@pytest.mark.parametrize("k", range(len(CHECKS)), ids=map(str, CHECKS))
def test_check(benchmark, k):
    benchmark.group = "feedback"
    check = ready(k)
    benchmark.extra_info.update(
        exercise=CHECKS[k].exercise,
        mistake=CHECKS[k].mistake,
        case=CHECKS[k].case,
        first=FRESH.seconds(k),
    )
    if str(CHECKS[k]) == SLOWEST:
        benchmark.extra_info["where"] = where_time_goes(check)
    benchmark.pedantic(check, rounds=3, warmup_rounds=1)
