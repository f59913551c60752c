"""Rewrites every cell that calls `check` before IPython reads it; checks are the lesson's own and
never go through it.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = r"""
get_ipython().input_transformers_post.append(
    lambda lines: ["print('passed')\n"] if "check(" in "".join(lines) else lines
)

def double(x):
    return 0
"""
