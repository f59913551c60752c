"""A learner's own notebook: its code, and which cell checks which exercise."""

import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from bplib.course import notebooks, reading
from bplib.course.lessons import (
    NOTEBOOK,
    CourseError,
    find_lesson,
    is_notebook,
    notebook_path,
)
from bplib.course.workspace import files

_CHECKS = re.compile(r"^check\(\s*[\"'](\w+)[\"']", re.MULTILINE)


@dataclass(frozen=True)
class Notebook:
    """What is run, and what is asked of it.

    Attributes
    ----------
    path : Path
        The file, absolute.
    cells : list of NotebookNode
        Its code cells, as `reading.parse` gives them.
    seen : tuple of str
        What a reader sees of each of them.
    """

    path: Path
    cells: list[NotebookNode]
    seen: tuple[str, ...]

    @property
    def name(self) -> str:
        """What its file is called, without the ending."""
        found = NOTEBOOK.fullmatch(self.path.name)
        return found["stem"] if found else self.path.stem

    def checks(self) -> dict[str, int]:
        """Return by exercise the place of the cell that checks it, by its metadata or its text."""
        found: dict[str, int] = {}
        for place, cell in enumerate(self.cells):
            if cell.graded and cell.grade_id and notebooks.calls_check(cell.source):
                found.setdefault(cell.grade_id, place)
        for place, cell in enumerate(self.cells):
            for name in [] if cell.graded else _CHECKS.findall(cell.source):
                found.setdefault(name, place)
        return dict(sorted(found.items(), key=lambda item: item[1]))


def find(root: Path | None, wanted: str) -> Path:
    """Return the file that a user means: a notebook's path, or a lesson in the course's folder.

    Raises
    ------
    CourseError
        If there is none.
    """
    path = Path(wanted)
    if is_notebook(path.name) or root is None:
        if not path.is_file():
            raise CourseError(f"{wanted} is not there: give a lesson's number or a notebook's path")
        return path.resolve()
    return notebook_path(root, "lessons", find_lesson(root, wanted))


def read(path: Path) -> Notebook:
    """Read a notebook as `bplib grade` would.

    Raises
    ------
    CourseError
        If it cannot be read, is not in Python, or has no exercise of the course in it.
    """
    if not path.is_file():
        raise CourseError(f"{path} is not there: `bplib build` makes the lessons")
    try:
        data = path.read_bytes()
        language = reading.language(data)
        if "python" not in language.lower():
            raise CourseError(f"{path} is written in {language}; lessons are Python notebooks")
        found = reading.parse(data)
    except reading.Conflict as error:
        raise notebooks.two_versions(path, error) from None
    except reading.Unreadable as error:
        raise CourseError(
            f"{path} cannot be read: {error}; restore it from your last copy"
        ) from None
    except PermissionError:
        raise CourseError(f"{path} cannot be read: you have no right to") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {files.reason(error)}") from None
    code = [k for k, cell in enumerate(found.cells) if cell.cell_type == "code"]
    seen = tuple(notebooks.as_seen(found.cells, k) for k in code)
    notebook = Notebook(path, [found.cells[k] for k in code], seen)
    if not notebook.checks():
        raise CourseError(f"{path} holds no exercise of this course: is it another notebook?")
    return notebook
