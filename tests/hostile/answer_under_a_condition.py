"""A right answer that is written under an `if`, after a magic that loads what is not here."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = """
%load_ext autoreload
%autoreload 2
%matplotlib inline
if True:
    def double(x):
        return 2 * x
"""
