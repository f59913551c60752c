"""`bplib grade`: grade what is new or changed in `submitted/`, one submission after another."""

import contextlib
import hashlib
import logging
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from tqdm import tqdm
from traitlets.config import Config, PyFileConfigLoader

from bplib.course.lessons import CourseError, find_lesson, lesson_names
from bplib.grading.nbgrader_side import MARK, read_bytes


@dataclass(frozen=True)
class Row:
    """How one submission stands.

    Attributes
    ----------
    student, lesson : str
        Whose, and of what.
    points, possible : float
        Points earned and to be had.
    verdicts : str
        How many exercises ended how; or why there is no verdict.
    judged : bool
        Whether there is a verdict.
    """

    student: str
    lesson: str
    points: float
    possible: float
    verdicts: str
    judged: bool


def grade_class(root: Path, wanted: list[str], *, force: bool = False) -> list[Row]:
    """Grade every submission that is new or changed since it was graded.

    Parameters
    ----------
    root : Path
        The course's folder.
    wanted : list of str
        Lessons as a user names them; all where empty.
    force : bool
        Grade the others again too.

    Returns
    -------
    list of Row
        One per submission, graded now or before.

    Raises
    ------
    CourseError
        If there is no such lesson, or nothing was submitted.
    """
    lessons = [find_lesson(root, name) for name in wanted] or lesson_names(root)
    found = sorted(submissions(root, lessons))
    if not found:
        raise CourseError(
            f"nothing is in {root / 'submitted'} for {', '.join(lessons)}: submissions belong in "
            "submitted/STUDENT/LESSON/LESSON.ipynb, where `nbgrader zip_collect` puts them too"
        )
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    waiting = [pair for pair in found if force or not is_graded(root, *pair)]
    for lesson in dict.fromkeys(lesson for _, lesson in waiting):
        register(root, config, lesson)
    failed = {}
    bar = tqdm(waiting, desc="grading", unit="submission", leave=False, disable=None)
    for student, lesson in bar:
        bar.set_postfix_str(f"{student}, {lesson}")
        failed[student, lesson] = grade_one(root, config, student, lesson)
    return [row(root, *pair, failed.get(pair, "")) for pair in found]


def submissions(root: Path, lessons: list[str]) -> Iterator[tuple[str, str]]:
    """Yield student and lesson of everything in `submitted/`."""
    for lesson in lessons:
        for folder in root.glob(f"submitted/*/{lesson}"):
            if (folder / f"{lesson}.ipynb").is_file():
                yield folder.parent.name, lesson


def graded_path(root: Path, student: str, lesson: str) -> Path:
    """Return where nbgrader keeps the graded notebook."""
    return root / "autograded" / student / lesson / f"{lesson}.ipynb"


def recorded(root: Path, student: str, lesson: str) -> dict[str, Any]:
    """Return what was recorded when it was graded; nothing where that did not come to its end."""
    path = graded_path(root, student, lesson)
    try:
        return dict(nbformat.read(path, as_version=4).metadata.get(MARK, {}))
    except Exception:
        return {}


def is_graded(root: Path, student: str, lesson: str) -> bool:
    """Whether the very bytes that lie in `submitted/` were graded to the end."""
    data = read_bytes(root / "submitted" / student / lesson / f"{lesson}.ipynb")
    known = recorded(root, student, lesson).get("submission")
    return known == hashlib.sha256(data).hexdigest()


def register(root: Path, config: Config, lesson: str) -> None:
    """Make sure that the gradebook knows a lesson's cells and points."""
    coursedir = CourseDirectory(config=config, root=str(root))
    with Gradebook(coursedir.db_url, coursedir.course_id) as book:
        try:
            if book.find_assignment(lesson).notebooks:
                return
        except MissingEntry:
            pass
    with tempfile.TemporaryDirectory() as folder:
        staged = CourseDirectory(
            config=config,
            root=str(root),
            db_url=coursedir.db_url,
            release_directory=str(Path(folder) / "lessons"),
            assignment_id=lesson,
        )
        with quiet_nbgrader():
            GenerateAssignment(coursedir=staged, config=config, create_assignment=True).start()


def grade_one(root: Path, config: Config, student: str, lesson: str) -> str:
    """Grade one submission; return why there is no verdict, or nothing."""
    coursedir = CourseDirectory(
        config=config, root=str(root), assignment_id=lesson, student_id=student
    )
    with quiet_nbgrader():
        try:
            Autograde(coursedir=coursedir, config=config, force=True).start()
        except (Exception, SystemExit) as error:
            return f"{type(error).__name__}: {error}".split("\n")[0][:200]
    return ""


@contextlib.contextmanager
def quiet_nbgrader() -> Iterator[None]:
    """Keep nbgrader's log and its library's warnings to themselves for a while."""
    log = logging.getLogger("traitlets")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)


def row(root: Path, student: str, lesson: str, failure: str) -> Row:
    """Return how a submission stands."""
    scores = recorded(root, student, lesson).get("scores", {})
    if failure or not scores:
        return Row(student, lesson, 0, 0, f"no verdict: {failure or 'not graded'}", False)
    counts: dict[str, int] = {}
    for score in scores.values():
        counts[score["result"]] = counts.get(score["result"], 0) + 1
    words = ", ".join(f"{count} {result}" for result, count in counts.items())
    points = sum(score["points"] for score in scores.values())
    possible = sum(score["possible"] for score in scores.values())
    return Row(student, lesson, points, possible, words, True)


def table(rows: list[Row]) -> str:
    """Return the rows as a plain-text table."""
    heads = ("student", "lesson", "points", "verdicts")
    cells = [(r.student, r.lesson, f"{r.points:g}/{r.possible:g}", r.verdicts) for r in rows]
    width = [max(len(line[k]) for line in [heads, *cells]) for k in range(3)]
    return "\n".join(
        f"{a:{width[0]}}  {b:{width[1]}}  {c:>{width[2]}}  {d}" for a, b, c, d in [heads, *cells]
    )
