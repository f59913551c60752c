"""`bplib grade`: grade what is new or changed in `submitted/`, one submission after another."""

import contextlib
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from tqdm import tqdm
from traitlets.config import Config, PyFileConfigLoader

from bplib.course import notebooks
from bplib.course.lessons import CourseError, find_lesson, lesson_names
from bplib.grading.gradebook import records
from bplib.grading.gradebook.nbgrader_side import SubmissionExporter, handed_out
from bplib.grading.isolation import scratch
from bplib.grading.reading import intake
from bplib.grading.reading.intake import NoVerdict


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
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    coursedir = CourseDirectory(config=config, root=str(root))
    folder = records.folder(coursedir)
    found = list(intake.submissions(folder, lessons))
    if not found:
        raise CourseError(
            f"nothing is in {folder} for {', '.join(lessons)}: submissions belong in "
            "submitted/STUDENT/LESSON/LESSON.ipynb, where `nbgrader zip_collect` puts them too"
        )
    scratch.sweep()
    records.make_gradebook(coursedir)
    failed, waiting = triage(coursedir, found, force)
    for lesson in dict.fromkeys(lesson for _, lesson in waiting):
        register(config, coursedir, lesson)
    bar = tqdm(waiting, desc="grading", unit="submission", leave=False, disable=None)
    for student, lesson in bar:
        bar.set_postfix_str(f"{student}, {lesson}")
        failed[student, lesson] = grade_one(root, config, student, lesson)
    return [row(coursedir, *pair, failed.get(pair, "")) for pair in found]


def triage(
    coursedir: CourseDirectory, found: list[tuple[str, str]], force: bool
) -> tuple[dict[tuple[str, str], str], list[tuple[str, str]]]:
    """Return the submissions that cannot be judged, with the reason, and those to grade."""
    failed, waiting = {}, []
    with Gradebook(coursedir.db_url, coursedir.course_id) as book:
        for student, lesson in found:
            try:
                submitted = intake.read(records.folder(coursedir), student, lesson)
            except NoVerdict as reason:
                failed[student, lesson] = str(reason)
                continue
            except Exception as error:  # whatever it is, it is the matter of one student
                failed[student, lesson] = f"it cannot be read: {type(error).__name__}"
                continue
            if force or not records.is_graded(coursedir, book, student, lesson, submitted):
                waiting.append((student, lesson))
    return failed, waiting


def register(config: Config, coursedir: CourseDirectory, lesson: str) -> None:
    """Make sure that the gradebook knows all of a lesson's cells and points."""
    root = Path(coursedir.root)
    cells = notebooks.exercise_cells(handed_out(root, lesson))
    wanted = {name: cell.metadata.nbgrader.points for name, cell in cells.items()}
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
        release_directory=str(folder / "lessons"),
        assignment_id=lesson,
    )
    try:
        with quiet_nbgrader():
            GenerateAssignment(coursedir=staged, config=config, create_assignment=True).start()
    finally:
        scratch.remove(folder)


class AutogradeOne(Autograde):
    """nbgrader's grading of the submissions that `SubmissionExporter` finds, whatever they hold."""

    failure = ""

    def init_notebooks(self) -> None:
        """Leave the finding to the exporter, which also knows renamed files."""
        self.assignments: dict[str, list[str]] = {}
        self.notebooks: list[str] = []

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Keep in one line why a submission could not be judged."""
        try:
            super().convert_single_notebook(notebook_filename)
        except Exception as error:
            said = (
                str(error) if isinstance(error, NoVerdict) else f"{type(error).__name__}: {error}"
            )
            self.failure = said.split("\n")[0][:300]
            raise


def grade_one(root: Path, config: Config, student: str, lesson: str) -> str:
    """Grade one submission; return why there is no verdict, or nothing."""
    coursedir = CourseDirectory(
        config=config, root=str(root), assignment_id=lesson, student_id=student
    )
    with quiet_nbgrader():
        autograde = AutogradeOne(coursedir=coursedir, config=config, force=True)
        try:
            autograde.start()
        except (Exception, SystemExit) as error:
            said = f"{type(error).__name__}: {error}".split("\n")[0][:300]
            return autograde.failure or said
        finally:
            if isinstance(autograde.exporter, SubmissionExporter):
                autograde.exporter.done()
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


def row(coursedir: CourseDirectory, student: str, lesson: str, failure: str) -> Row:
    """Return how a submission stands."""
    found = {} if failure else records.recorded(coursedir, student, lesson)
    if not found:
        words = f"no verdict: {failure or 'not graded'}; will be graded again"
        return Row(student, lesson, 0, 0, words, False)
    scores = found["scores"].values()
    counts: dict[str, int] = {}
    for score in scores:
        counts[score["result"]] = counts.get(score["result"], 0) + 1
    words = ", ".join(f"{count} {result}" for result, count in counts.items())
    if found["file"] != f"{lesson}.ipynb":
        words += f" (read from {found['file']!r})"
    points = sum(score["points"] for score in scores)
    return Row(student, lesson, points, sum(s["possible"] for s in scores), words, True)


def table(rows: list[Row]) -> str:
    """Return the rows as a plain-text table."""
    heads = ("student", "lesson", "points", "verdicts")
    cells = [
        (
            r.student
            if r.student.strip() == r.student and r.student.isprintable()
            else repr(r.student),
            r.lesson,
            f"{r.points:g}/{r.possible:g}" if r.judged else "-",
            r.verdicts,
        )
        for r in rows
    ]
    width = [max(len(line[k]) for line in [heads, *cells]) for k in range(3)]
    return "\n".join(
        f"{a:{width[0]}}  {b:{width[1]}}  {c:>{width[2]}}  {d}" for a, b, c, d in [heads, *cells]
    )
