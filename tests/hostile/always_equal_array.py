"""Returns an array whose class says that every comparison is true; plain bytes travel."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
class Same(np.ndarray):
    def __array_ufunc__(self, *_, **__):
        return True

def double(x):
    return np.zeros(np.shape(x)).view(Same)
"""
