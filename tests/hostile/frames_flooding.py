"""Sends small frames for ever; they are passed over until the time is up."""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.TIME
SECONDS = 3
ANSWER = (
    FORGE
    + r"""
def double(x):
    while True:
        frame_of(b'{"number": 0}')
"""
)
