"""A course in a folder of its own, with a class that hands in one short lesson."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import warm
from nbgrader.api import Gradebook

from bplib.course import notebooks
from bplib.course.lessons import notebook_path
from bplib.grading.work import MARK

ROOT = Path(__file__).resolve().parent.parent
LESSON = "00_start_here"
NOTEBOOK = f"{LESSON}.ipynb"
SEED = 20261122
MEASURED = ("seconds", "memory")
ANSWERS = {
    "right": "def double(x): return 2 * x",
    "wrong": "def double(x): return x + 2",
    "blank": "def double(x): raise NotImplementedError",
    "dead": "import os\ndef double(x): os._exit(1)",
    "typed": "def double(x): return str(x)",
}


def course(folder, gradebook=None):
    """Make a course of one lesson, graded with a nonce that is always the same.

    A gradebook that is given is copied there.
    """
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "lessons").mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(f"{config}\nc.Judge.seed = {SEED}\n", "utf-8")
    shutil.copytree(ROOT / "solutions" / LESSON, folder / "solutions" / LESSON)
    if gradebook:
        shutil.copy(gradebook, folder / "gradebook.db")
    return folder


def solved(source=None, change=None):
    """Return the solution as bytes, with another answer, or changed by ``change(notebook)``."""
    notebook = notebooks.read(notebook_path(ROOT, "solutions", LESSON))
    if source:
        next(cell for cell in notebook.cells if cell.id == "double_answer").source = source
    if change:
        change(notebook)
    return json.dumps(notebook).encode()


NOTHING_IN_IT = json.dumps({"cells": [{"cell_type": "markdown", "source": "Later."}]}).encode()


def hand_in(folder, student, data=None, name=NOTEBOOK):
    """Put a file into a student's folder; return the folder."""
    place = folder / "submitted" / student / LESSON
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(solved() if data is None else data)
    return place


def _grade(folder, arguments):
    from bplib.grading.engines import local
    from bplib.grading.gradebook import batch, rows

    os.chdir(folder)
    # so that a test sees what is left
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    log = Path(folder) / "grade.log"
    with log.open("w", encoding="utf-8") as file:
        sys.stdout = sys.stderr = file
        found = batch.grade_class(Path(folder), list(arguments), local.LocalEngine(2))
        print(rows.table(found))
    return int(not all(row.judged for row in found)), log.read_text(encoding="utf-8")


def start(folder, *arguments):
    """Start what `bplib grade` does in a warm process of its own and return it."""
    process = warm.processes.Process(target=_grade, args=(str(folder), arguments))
    process.start()
    return process


def grade(folder, *arguments):
    """Do what `bplib grade` does in a warm process; return its exit status and what it printed."""
    return warm.call(_grade, str(folder), arguments)


def scores(folder, url=None):
    """Return what the gradebook holds: by student, the score of every cell and the penalty."""
    found = {}
    with Gradebook(url or f"sqlite:///{folder / 'gradebook.db'}", "bplib") as book:
        for submission in book.assignment_submissions(LESSON) if book.assignments else []:
            student, notebook = submission.student.id, submission.notebooks[0]
            found[student] = {
                "late": notebook.late_submission_penalty,
                **{g.name: (g.auto_score, g.needs_manual_grade) for g in notebook.grades},
                **{f"{c.name} comment": c.auto_comment for c in notebook.comments},
            }
    return found


def verdicts(folder):
    """Return what is recorded of every graded notebook, without what was measured."""
    found = {}
    for path in sorted(folder.glob(f"autograded/*/{LESSON}/{NOTEBOOK}")):
        try:
            record = dict(json.loads(path.read_bytes())["metadata"].get(MARK, {}))
        except ValueError:  # half written by a run that was killed
            continue
        if record:
            kept = {key: value for key, value in record.items() if key not in MEASURED}
            kept["scores"] = {
                name: {key: value for key, value in score.items() if key not in MEASURED}
                for name, score in record["scores"].items()
            }
            found[path.parent.parent.name] = kept
    return found


def page(folder, student):
    """Return the graded notebook of a student."""
    return notebooks.read(folder / "autograded" / student / LESSON / NOTEBOOK)
