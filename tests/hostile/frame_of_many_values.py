"""Sends nineteen megabytes of empty objects, which would be half a gigabyte once decoded."""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.OUTPUT
ANSWER = (
    FORGE
    + r"""
def double(x):
    frame_of(b"[" + b"{}," * 6_300_000 + b"{}]")
    return 2 * x
"""
)
