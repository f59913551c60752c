"""Makes its cell a shell script."""

from bplib.grading.run import Result

EXPECTED = Result.NOT_ATTEMPTED
ANSWER = """
%%bash
cat /etc/passwd > answer
"""
