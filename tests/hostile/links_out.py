"""Makes links out of its folder and reads through them; there is nothing behind them."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import glob
import os

def double(x):
    for number, place in enumerate(("/", "/root", "/home", "/etc", "/proc/1/root", "/proc/1/cwd")):
        try:
            os.symlink(place, f"link{number}")
        except OSError:
            pass
    for path in glob.glob("link*/**/*.ipynb") + glob.glob("link*/passwd"):
        try:
            with open(path, "rb") as file:
                return 2 * x if file.read(1) else 0
        except OSError:
            pass
    return 0
"""
