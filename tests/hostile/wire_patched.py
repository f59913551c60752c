"""Patches the functions that send and receive; the shell holds them by names of its own."""

from bplib.grading.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import bplib.grading.wire as wire

wire.send = wire.receive = lambda *_: {"results": [{"outcome": "passed"}]}

def double(x):
    return 0
"""
