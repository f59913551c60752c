"""What the gradebook must know of a lesson before anybody's work on it is graded."""

import contextlib
import functools
import io
import logging
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade
from traitlets.config import Config

from bplib.course import notebooks
from bplib.course.build import generate
from bplib.course.lessons import CourseError, notebook_path
from bplib.grading.gradebook import records
from bplib.grading.isolation import scratch


@functools.cache
def handed_out(root: Path, lesson: str) -> NotebookNode:
    """Return the lesson as it is handed out, generated from its solution and from nothing else."""
    staged = scratch.folder("lesson")
    try:
        solution = notebooks.read(notebook_path(root, "solutions", lesson))
        notebooks.write(solution, notebook_path(staged, "solutions", lesson))
        return notebooks.read(generate(root, staged, [lesson])[lesson])
    finally:
        scratch.remove(staged)


def register(config: Config, coursedir: CourseDirectory, lesson: str) -> None:
    """Make sure that the gradebook knows all of a lesson's cells and points.

    nbgrader makes these entries with the lesson, and a lesson that was handed out as it came has
    none.

    Raises
    ------
    CourseError
        If nbgrader refuses; the message is its own.
    """
    root = Path(coursedir.root)
    cells = [cell for cell in handed_out(root, lesson).cells if is_grade(cell)]
    wanted = {cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points for cell in cells}
    with Gradebook(coursedir.db_url, coursedir.course_id) as book:
        try:
            notebook = book.find_notebook(lesson, lesson)
            sources = {cell.name for cell in notebook.source_cells}
            known = {c.name: c.max_score for c in notebook.grade_cells if c.name in sources}
            if known == wanted:
                return
        except MissingEntry:
            pass
    folder = scratch.folder("lesson")
    staged = CourseDirectory(
        config=config,
        root=str(root),
        db_url=coursedir.db_url,
        course_id=coursedir.course_id,
        release_directory=str(folder / "lessons"),
        assignment_id=lesson,
    )
    try:
        with records.alone(root), quiet_nbgrader() as log:
            try:
                GenerateAssignment(coursedir=staged, config=config, create_assignment=True).start()
            except (Exception, SystemExit) as error:
                said = re.findall(r"^\w*(?:Error|Exception): (.+)$", log.getvalue(), re.MULTILINE)
                why = said[-1] if said else records.trouble(error, coursedir.db_url)
                raise CourseError(f"the gradebook cannot take {lesson}: {why}") from None
    finally:
        scratch.remove(folder)


@contextlib.contextmanager
def quiet_nbgrader() -> Iterator[io.StringIO]:
    """Keep nbgrader's log and its library's warnings to themselves for a while."""
    log, text = logging.getLogger("traitlets"), io.StringIO()
    handlers, propagate, level = log.handlers, log.propagate, log.level
    log.handlers, log.propagate = [logging.StreamHandler(text)], False
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield text
    finally:
        log.handlers, log.propagate = handlers, propagate
        log.setLevel(level)
