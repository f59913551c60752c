"""Sends a formula, which a judge would have to compile."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.WRONG_TYPE
ANSWER = forging(results="[result({'$formula': ['9 ** 9 ** 9', 'x']})] * 4")
