"""Announces a reply, sends half of it and ends."""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.DIED
ANSWER = (
    FORGE
    + r"""
def double(x):
    os.write(int(sys.argv[2]), (1000).to_bytes(4, "big") + b"x" * 500)
    os._exit(0)
"""
)
