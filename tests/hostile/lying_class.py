"""Says that its class is float and its value anything; nothing of that is believed."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
class Liar:
    __class__ = float
    def __getattribute__(self, name):
        return float if name == "__class__" else lambda *_, **__: True

def double(x):
    return Liar()
"""
