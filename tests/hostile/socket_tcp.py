"""Opens a TCP connection to this machine."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
import socket

def double(x):
    socket.create_connection(("127.0.0.1", 22), 1)
    return 2 * x
"""
