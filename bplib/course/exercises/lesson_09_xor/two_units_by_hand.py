"""Build XOR from two units."""

from typing import Any

from bplib.course.checks import Training
from bplib.course.exercises.lesson_09_xor.shared import _least_confidence


def _by_hand() -> dict[str, Any]:
    """Return OR minus AND, each a steep sigmoid."""
    return {
        "W1": [[20.0, 20.0], [20.0, 20.0]],
        "b1": [-10.0, -30.0],
        "W2": [[20.0], [-20.0]],
        "b2": [-10.0],
    }


EXERCISE = Training(
    _by_hand,
    name="two_units_by_hand",
    title="Build XOR from two units",
    points=2,
    difficulty=2,
    minutes=5,
    read_again="By hand: two units are enough on paper",
    measure=_least_confidence(2, "sigmoid"),
    at_least=0.95,
    unit="is the smallest probability that a right answer gets",
)
