"""Starts a shell by posix_spawn, vfork and exec."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
import os
import subprocess

def double(x):
    os.posix_spawn("/bin/sh", ["sh", "-c", "true"], {})
    subprocess.run(["true"], check=True)
    return 2 * x
"""
