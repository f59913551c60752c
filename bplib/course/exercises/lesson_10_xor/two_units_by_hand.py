"""Build XOR from two sigmoid units: give the weights by hand."""

from bplib.course.checks import Training
from bplib.course.exercises.lesson_10_xor.shared import failing, least_confidence, way_of_failing


def two_units_by_hand():
    """Return OR minus AND, each a steep sigmoid."""
    return {
        "W1": [[20.0, 20.0], [20.0, 20.0]],
        "b1": [-10.0, -30.0],
        "W2": [[20.0], [-20.0]],
        "b2": [-10.0],
    }


EXERCISE = Training(
    two_units_by_hand,
    title="Build XOR from two units",
    points=2,
    difficulty=2,
    read_again="By hand: two units are enough on paper",
    measure=least_confidence(2, "sigmoid"),
    at_least=0.95,
    unit="is the smallest probability that a right answer gets",
    tells=way_of_failing(2, "sigmoid"),
    slips=failing(**two_units_by_hand()),
)
