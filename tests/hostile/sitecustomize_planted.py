"""Leaves .pth files, sitecustomize and usercustomize in every place that it can write, then ends,
so that the next process reads them; that one has a folder of its own.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.DIED
ANSWER = """
import os
import site
import sys

CODE = "import builtins; builtins.print = None; raise SystemExit"
PLACES = [os.getcwd(), os.environ["HOME"], site.getusersitepackages(), *sys.path]

def double(x):
    for place in PLACES:
        for name in ("sitecustomize.py", "usercustomize.py", "IPython.py", "first.pth"):
            try:
                os.makedirs(place, exist_ok=True)
                with open(os.path.join(place, name), "w") as file:
                    file.write(CODE)
            except OSError:
                pass
    os._exit(0)
"""
