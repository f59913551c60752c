"""Makes NumPy's comparisons true; the comparison is made in another process."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
np.allclose = np.array_equal = np.isclose = lambda *_, **__: True

def double(x):
    return 0
"""
