"""The course's lessons, whatever a learner has done to the working copies in `lessons/`.

What is tested is the course. A lesson is its file in `lessons/` as long as that is as it was handed
out; once somebody has run it or typed in it, the lesson is what git has. Where there is no git
either, it is what the solution generates.
"""

import functools
import subprocess
import tempfile
from pathlib import Path

import nbformat

from bplib.course import notebooks
from bplib.course.build import generate
from bplib.course.lessons import CourseError, notebook_path


def lesson(root, name):
    """Return a lesson of the course as a notebook of the caller's own."""
    return nbformat.reads(data(root, name).decode(), as_version=4)


@functools.cache
def data(root, name):
    """Return the bytes of a lesson of the course."""
    path = notebook_path(root, "lessons", name)
    try:
        if notebooks.is_as_handed_out(notebooks.read(path)):
            return path.read_bytes()
    except CourseError:
        pass  # lost, or broken by its learner
    return _committed(root, path) or _generated(root, name)


def _committed(root, path):
    command = ["git", "show", f"HEAD:./{path.relative_to(root).as_posix()}"]
    try:
        shown = subprocess.run(command, cwd=root, capture_output=True, check=False)
    except OSError:
        return b""
    return shown.stdout if shown.returncode == 0 else b""


def _generated(root, name):
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder)
        solution = notebooks.read(notebook_path(root, "solutions", name))
        notebooks.write(solution, notebook_path(staged, "solutions", name))
        return generate(root, staged, [name])[name].read_bytes()
