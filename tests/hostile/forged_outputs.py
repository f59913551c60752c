"""Sends outputs of a cell that no notebook can store; only texts and pictures are kept."""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.PASSED
HONEST = "the answer is right"
OTHERS = "its own shell runs no cells any more"
ANSWER = (
    FORGE
    + r"""
shell_names()["run"] = lambda *_: {
    "outputs": [{"output_type": "error"}, 5, {"output_type": "stream", "name": [], "text": {}}],
    "error": 7,
}

def double(x):
    return 2 * x
"""
)
