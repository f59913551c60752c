"""`bplib course`: a course's folder from an installed bplib, for whoever grades without a clone."""

import shutil
from pathlib import Path

from bplib._support.foreign import DISTRIBUTION
from bplib.course.lessons import CourseError, course_root, packaged_course


def make(folder: Path) -> str:
    """Make a course's folder: lessons, nbgrader's configuration, and solutions where installed.

    Parameters
    ----------
    folder : Path
        Where; nothing may be there yet.

    Returns
    -------
    str
        What was made, in a sentence.

    Raises
    ------
    CourseError
        If something is there, it cannot be written, or this bplib is a clone's, which is such a
        folder itself.
    """
    source = packaged_course()
    if source is None:
        raise CourseError(f"this bplib stands in {_clone()}, which is a course's folder already")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is not empty: name a new folder")
    try:
        shutil.copytree(source, folder, dirs_exist_ok=True)
    except OSError as error:
        raise CourseError(f"{folder} cannot be written ({error.strerror or error})") from None
    if (folder / "solutions").is_dir():
        return f"{folder} holds the course with its solutions: `bplib grade` works there"
    return (
        f"{folder} holds the course without its solutions, which grading needs: "
        f"`pip install '{DISTRIBUTION}[solutions]'`, then make it again"
    )


def _clone() -> Path:
    return course_root(Path(__file__).parent)
