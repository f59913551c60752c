"""Sends a dictionary whose 50,000 keys all have the hash 0, which takes the square of the time."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.OUTPUT
ANSWER = forging(
    results="[result({'$dict': [[{'$int': hex(k * (2 ** 61 - 1))}, 0] for k in range(50_000)]})]",
)
