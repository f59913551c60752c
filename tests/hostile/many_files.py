"""Makes thousands of empty files; they vanish with its folder."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
def double(x):
    for number in range(2_000):
        open(f"file{number}", "w").close()
    return 0
"""
