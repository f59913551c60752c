"""Announces a reply of four gigabytes; it is not read."""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.OUTPUT
ANSWER = (
    FORGE
    + r"""
def double(x):
    os.write(int(sys.argv[2]), b"\xff\xff\xff\xff")
    return 2 * x
"""
)
