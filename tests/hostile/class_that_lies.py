"""A class whose objects answer every call and every attribute with themselves."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG_TYPE
LESSON = "15_keeping_gradients_alive"
EXERCISE = "running_batchnorm"
ANSWER = """
class RunningBatchNorm:
    def __init__(self, *_):
        pass
    def __getattr__(self, name):
        return self
    def __call__(self, *_):
        return self
"""
