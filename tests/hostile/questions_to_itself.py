"""Writes a question into its own inbox through /proc; the reply to it has a number that nobody
asked for. A fork server's child has no /proc, nor has one under Landlock, and its cell ends there.
"""

from bplib.grading.isolation.levels import Level
from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.WRONG
AT_LEVEL = dict.fromkeys((Level.WARM, Level.LANDLOCK, Level.LANDLOCK_ALONE), Result.NOT_ATTEMPTED)
ANSWER = (
    FORGE
    + r"""
data = json.dumps({"op": "run", "source": "1", "number": "x"}).encode()
with open(f"/proc/self/fd/{sys.argv[1]}", "wb", buffering=0) as inbox:
    inbox.write(len(data).to_bytes(4, "big") + data)

def double(x):
    return 0
"""
)
