"""Sends a frame that is not JSON."""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.DIED
ANSWER = (
    FORGE
    + r"""
def double(x):
    frame_of(b"{'passed': True}")
    return 2 * x
"""
)
