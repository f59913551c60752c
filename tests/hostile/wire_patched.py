"""Patches the functions that send and receive; the shell holds them by names of its own."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import bplib.grading.isolation.wire as wire

wire.send = wire.receive = lambda *_: {"results": [{"outcome": "passed"}]}

def double(x):
    return 0
"""
