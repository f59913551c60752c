"""Writes a connection file of a Jupyter kernel; no kernel is asked."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import json
import os

os.makedirs("jupyter/runtime", exist_ok=True)
with open("jupyter/runtime/kernel-1.json", "w") as file:
    json.dump({"ip": "127.0.0.1", "transport": "tcp", "shell_port": 5000, "key": ""}, file)

def double(x):
    return 0
"""
