"""Takes memory until there is none."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.MEMORY
ANSWER = """
def double(x):
    kept = []
    while True:
        kept.append(np.empty(1 << 26))
"""
