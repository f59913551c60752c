"""Writes a forged reply to every file descriptor that is open."""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.WRONG
ANSWER = (
    FORGE
    + r"""
data = json.dumps({"results": [result(1)] * 4, "used": []}).encode()
for number in range(3, 256):
    try:
        os.write(number, len(data).to_bytes(4, "big") + data)
    except OSError:
        pass

def double(x):
    return 0
"""
)
