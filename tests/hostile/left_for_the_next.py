"""Patches what the next student's process would use, were it forked from this one: the reader of
requests, NumPy, the settings, the server's own functions. The next one has none of it.
"""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.WRONG
ANSWER = (
    FORGE
    + r"""
import numpy as np

def double(x):
    if getattr(np, "left_for_the_next", False):
        return 2 * x
    np.left_for_the_next = True
    for name in ("forkserver", "preload", "shell"):
        module = sys.modules.get(f"bplib.grading.isolation.{name}")
        for function in ("fork", "live", "warm", "probe"):
            if hasattr(module, function):
                setattr(module, function, lambda *_: os._exit(0))
    return 0
"""
)
