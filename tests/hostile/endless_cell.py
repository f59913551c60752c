"""Never comes to the end of its cell."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.TIME
SECONDS = 3
ANSWER = """
while True:
    pass
"""
