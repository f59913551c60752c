"""Makes its cell a shell script."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.NOT_ATTEMPTED
ANSWER = """
%%bash
cat /etc/passwd > answer
"""
