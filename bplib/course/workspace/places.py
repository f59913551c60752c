"""Where a learner's workspace is, and what is where in it."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bplib
from bplib.course.doctor import typed
from bplib.course.lessons import (
    CourseError,
    course_root,
    find_lesson,
    is_notebook,
    packaged_course,
)

DEFAULT = "my-lessons"
MARK = ".bplib"
SETTINGS = "workspace.json"
FORMAT = 1


@dataclass(frozen=True)
class Workspace:
    """A folder with a learner's own copy of the lessons.

    Attributes
    ----------
    folder : Path
        The folder, absolute.
    """

    folder: Path

    @property
    def own(self) -> Path:
        """Where bplib keeps what it needs to know of this workspace."""
        return self.folder / MARK

    @property
    def kept(self) -> Path:
        """Where copies of earlier files are kept."""
        return self.folder / "kept"

    @property
    def handed_out(self) -> Path:
        """Where every version of a lesson that was ever handed out here is kept."""
        return self.own / "handed_out"

    @property
    def progress(self) -> Path:
        """The record of checks, one JSON object a line."""
        return self.own / "progress.jsonl"

    def notebook(self, lesson: str) -> Path:
        """Return the learner's copy of a lesson."""
        return self.folder / lesson / f"{lesson}.ipynb"

    def lessons(self) -> list[str]:
        """Return the names of the lessons that are there, in order."""
        return sorted(path.parent.name for path in lesson_notebooks(self.folder))


def lesson_notebooks(folder: Path) -> list[Path]:
    """Return the notebooks below a folder that are called as lessons are: NAME/NAME.ipynb."""
    found = folder.glob("[0-9][0-9]_*/[0-9][0-9]_*.ipynb")
    return sorted(path for path in found if path.stem == path.parent.name)


def around(start: str | None = None) -> Workspace | None:
    """Return the workspace that a folder is in; None where it is in none.

    Parameters
    ----------
    start : str, optional
        The folder; the current one where not given.
    """
    folder = os.path.abspath(start or os.getcwd())
    while not os.path.isfile(os.path.join(folder, MARK, SETTINGS)):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return Workspace(Path(folder))


def default() -> Path:
    """Return where a workspace is looked for and made where none is named.

    The one that the current folder is in; else `DEFAULT` in the course's folder, inside of it, or
    in the current one.
    """
    found = around()
    if found:
        return found.folder
    try:
        return course_root() / DEFAULT
    except CourseError:
        return Path.cwd() / DEFAULT


def find() -> Workspace | None:
    """Return the workspace of the current folder, or None where none has been made.

    Raises
    ------
    CourseError
        If it was made by a newer bplib.
    """
    found = around(str(default()))
    if found:
        refuse_newer(found)
    return found


def needed() -> Workspace:
    """Return the workspace of the current folder; a CourseError says how to make one."""
    found = find()
    if found is None:
        raise CourseError(f"there is no {default()} yet: `{typed()} lab` makes it")
    return found


def refuse_newer(workspace: Workspace) -> None:
    """Raise a CourseError where a workspace was made by a newer bplib than this one."""
    path = workspace.own / SETTINGS
    try:
        made_by = int(json.loads(path.read_text(encoding="utf-8"))["format"])
    except (OSError, ValueError, KeyError, TypeError):
        made_by = FORMAT  # renewed with the lessons; nothing of a learner's is in it
    if made_by > FORMAT:
        raise CourseError(
            f"{workspace.folder} was made by a newer bplib: update bplib, or name another folder"
        )


def course() -> Path:
    """Return the folder of the course whose lessons are handed out.

    The one around the current folder, else the one that this bplib stands in or came with.

    Raises
    ------
    CourseError
        If there is none.
    """
    try:
        return course_root()
    except CourseError:
        beside = Path(bplib.__file__).resolve().parent.parent
        if (beside / "lessons").is_dir() and (beside / "nbgrader_config.py").is_file():
            return beside
        packaged = packaged_course()
        if packaged:
            return packaged
        raise


def to_check(wanted: Sequence[str]) -> tuple[Path | None, list[str]]:
    """Return the course, and which notebooks `bplib check` runs.

    Parameters
    ----------
    wanted : sequence of str
        Lessons as a user names them, or paths of notebooks; all lessons where empty.

    Returns
    -------
    Path or None, list of str
        The course's folder, None where only paths are wanted, which may be anywhere; and paths of
        the workspace's notebooks where there is a workspace.
    """
    if wanted and all(map(is_notebook, wanted)):
        return None, list(wanted)
    mine = find()
    if mine is None:
        return course_root(), list(wanted)
    root = course()
    names = wanted or mine.lessons()
    return root, [
        name if is_notebook(name) else str(mine.notebook(find_lesson(root, name))) for name in names
    ]
