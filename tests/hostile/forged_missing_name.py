"""Says that a name is missing which is a thousand lists."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.NOT_ATTEMPTED
ANSWER = forging(missing="[[]] * 1000")
