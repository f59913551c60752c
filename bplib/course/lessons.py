"""Where the lessons are, and which one a learner means by "06"."""

import difflib
import os
import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from traitlets.config import Config

# What browsers and JupyterLab append to a name that is taken: "x (1)", "x-Copy1", "x_copy".
COPY = r"(?:[ _-]*(?:\(\d+\)|copy(?:\s*\d+)?))"
# What a notebook is called: browsers append what they take it for, after "-1" from Canvas.
NOTEBOOK = re.compile(
    rf"(?P<stem>.*?)\.ipynb(?:\.ipynb)*(?:(?:{COPY}|-\d+)*(?:\.txt|\.json))?",
    re.IGNORECASE | re.DOTALL,
)


class CourseError(Exception):
    """Something that the user can mend; its message is one clear sentence."""


def is_notebook(name: str) -> bool:
    """Whether a file is called as notebooks are."""
    return NOTEBOOK.fullmatch(name) is not None


def course_root(start: Path | None = None) -> Path:
    """Return the course's folder: the nearest one upwards that holds `solutions` and `lessons`.

    Parameters
    ----------
    start : Path, optional
        Where to look first; the current folder where not given.

    Returns
    -------
    Path
        The absolute path.

    Raises
    ------
    CourseError
        If there is no such folder.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "nbgrader_config.py").is_file() and (folder / "lessons").is_dir():
            return folder
    raise CourseError(
        f"{start} is not inside the course: change to the folder that holds lessons/ and try again"
    )


def configuration(root: Path) -> "Config":
    """Return nbgrader's configuration of a course.

    Raises
    ------
    CourseError
        If it cannot be read; the line is named where there is one.
    """
    from traitlets.config import PyFileConfigLoader

    path = root / "nbgrader_config.py"
    try:
        return PyFileConfigLoader(path.name, path=str(root)).load_config()
    except Exception as error:  # whatever somebody wrote there
        ran = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in ran if Path(frame.filename) == path]
        line = lines[-1] if lines else None
        if isinstance(error, SyntaxError) and error.filename == str(path):
            line = error.lineno
        what = error.msg if isinstance(error, SyntaxError) else str(error).split("\n")[0]
        where = f"line {line}: " if line else ""
        raise CourseError(f"{path} cannot be read: {where}{type(error).__name__}: {what}") from None


def packaged_course() -> Path | None:
    """Return the course that came with an installed bplib; None where this bplib is a clone's.

    It holds ``lessons/``, where they are installed ``solutions/`` too, and nobody writes there.
    """
    folder = Path(__file__).resolve().with_name("packaged")
    return folder if (folder / "lessons").is_dir() else None


def lesson_names(root: Path) -> list[str]:
    """Return the names of all lessons in order: those that have a solution, where any has one."""
    solved = sorted(path.parent.name for path in root.glob("solutions/*/*.ipynb"))
    return solved or sorted(path.parent.name for path in root.glob("lessons/[0-9][0-9]_*/*.ipynb"))


def find_lesson(root: Path, wanted: str) -> str:
    """Return the lesson that the user means.

    Parameters
    ----------
    root : Path
        The course's folder.
    wanted : str
        A lesson's number (``"6"``, ``"06"``), its name, or a path to its notebook.

    Returns
    -------
    str
        Its name, e.g. ``"06_one_one_one"``.

    Raises
    ------
    CourseError
        If no lesson, or more than one, fits.
    """
    names = lesson_names(root)
    path = Path(wanted.rstrip("/" + os.sep))
    word = path.stem if path.suffix == ".ipynb" else path.name
    if word in names:
        return word
    if word.isdecimal():
        fits = [name for name in names if int(name.split("_")[0]) == int(word)]
    else:
        whole = [name for name in names if word in name.split("_")]
        fits = whole or [name for name in names if word and word in name]
    if len(fits) == 1:
        return fits[0]
    if 1 < len(fits) < len(names):
        raise CourseError(f"{wanted!r} fits {', '.join(fits[:-1])} and {fits[-1]}: say which one")
    slugs = {name.partition("_")[2]: name for name in names} | {name: name for name in names}
    close = difflib.get_close_matches(word, slugs, 1)
    advice = f"did you mean {slugs[close[0]]}?" if close else f"choose one of {', '.join(names)}"
    raise CourseError(f"no lesson is called {wanted!r}: {advice}")


def notebook_path(root: Path, folder: str, lesson: str) -> Path:
    """Return the notebook of a lesson in `solutions`, `lessons` or another folder."""
    return root / folder / lesson / f"{lesson}.ipynb"
