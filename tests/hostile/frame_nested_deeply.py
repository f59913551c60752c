"""Sends JSON nested so deeply that a decoder gives up."""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.DIED
ANSWER = (
    FORGE
    + r"""
def double(x):
    frame_of(b"[" * 200_000)
    return 2 * x
"""
)
