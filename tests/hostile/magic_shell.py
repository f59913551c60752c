"""A right answer below commands by an exclamation mark and a per cent sign; no process is made."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.PASSED
HONEST = "the answer is right"
ANSWER = """
!cat /etc/passwd
found = !ls /
%pip install numpy
%load_ext nowhere
%no_magic
def double(x):
    return 2 * x
"""
