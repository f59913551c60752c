"""Leaves a start-up file and a configuration for IPython, then ends; the next process finds
neither.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.DIED
ANSWER = """
import os

def double(x):
    folder = os.path.join(os.environ["IPYTHONDIR"], "profile_default", "startup")
    os.makedirs(folder, exist_ok=True)
    for name in ("00.py", "../ipython_config.py"):
        with open(os.path.join(folder, name), "w") as file:
            file.write("raise SystemExit")
    os._exit(0)
"""
