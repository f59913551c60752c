"""Hostile and broken submissions, one a file, each with the verdict that it gets.

A file says in its docstring what it tries, in `EXPECTED` the verdict of the attacked exercise (or
of several, by name), and hands in either `ANSWER`, the text of an answer cell, or what
`submission(notebook)` makes of the solved notebook. `AT_LEVEL` has the verdict by level of
isolation where it is another one. `LESSON` and `EXERCISE` pick another exercise than lesson 00's
`double`; `HONEST` says why a verdict of "passed" is deserved; `OTHERS` why the notebook's other
exercises may suffer; `SECONDS` a shorter limit for a cell. An attack that would work if it were let
gives the right answer, so that its success would show as a point.
"""

import json

# For answers: sends a reply of its own making, with the number of the request that is answered.
FORGE = """
import json, os, sys

def forge(**said):
    frame = sys._getframe()
    while "number" not in frame.f_locals.get("request", ()):
        frame = frame.f_back
    said["number"] = frame.f_locals["request"]["number"]
    frame_of(json.dumps(said).encode())

def shell_names():
    frame = sys._getframe()
    while "probe" not in frame.f_globals:
        frame = frame.f_back
    return frame.f_globals

def frame_of(data):
    rest = len(data).to_bytes(4, "big") + data
    while rest:
        rest = rest[os.write(int(sys.argv[2]), rest):]

def result(value, **parts):
    blank = {"outcome": "returned", "value": value, "printed": "", "warnings": [], "changed": []}
    return {**blank, "error": None, **parts}
"""


def encoded(notebook):
    """Return a notebook as a file's bytes."""
    return json.dumps(notebook).encode()


def cell(notebook, cell_id):
    """Return the cell with an id."""
    return next(cell for cell in notebook["cells"] if cell["id"] == cell_id)


def code(source, cell_id="new"):
    """Return a code cell."""
    parts = {"cell_type": "code", "source": source, "id": cell_id, "metadata": {}}
    return {**parts, "outputs": [], "execution_count": None}


def forging(**said):
    """Return an answer that forges the reply to the question for it; values as Python text."""
    parts = ", ".join(f"{name}={text}" for name, text in said.items())
    return f"{FORGE}\ndef double(x):\n    forge({parts})\n    return 0\n"
