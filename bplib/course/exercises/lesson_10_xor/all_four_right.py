"""Repair the claim: give the weights of a 2-4-1 ReLU network that was trained to all four right."""

from bplib.course.checks import Training
from bplib.course.exercises.lesson_10_xor.shared import failing, least_confidence, way_of_failing
from bplib.data.datasets import xor


def all_four_right():
    """Return weights of a trained 2-4-1 ReLU network that solves XOR."""
    from bplib.fast.many_seeds import draw, train

    return train(draw([2], 4, "relu"), *xor(), lr=0.5, steps=1000, progress=False).one(0)


EXERCISE = Training(
    all_four_right,
    title="Repair the claim: train to all four right",
    points=2,
    difficulty=1,
    read_again="Three points share one answer",
    measure=least_confidence(4, "relu"),
    at_least=0.95,
    unit="is the smallest probability that a right answer gets",
    tells=way_of_failing(4, "relu"),
    slips=failing(
        [[1.0, 1, 0, 0], [1, 1, 0, 0]], [0.0, -1, 0, 0], [[12.0], [-24], [0], [0]], [-6.0]
    ),
)
