"""Sends a reply before it is asked; a reply repeats the number of its question, which was not
known then.
"""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.WRONG
ANSWER = (
    FORGE
    + r"""
frame_of(json.dumps({"results": [result(1)] * 4, "used": [], "number": ""}).encode())
frame_of(b"{}")

def double(x):
    return 0
"""
)
