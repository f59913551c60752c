"""Sends a UDP packet out, as a question for a name."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
import socket

def double(x):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"answer?", ("192.0.2.1", 53))
    return 2 * x
"""
