"""`bplib grade`: grade what is new or changed in `submitted/`, one submission after another."""

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm
from traitlets.config import Config, PyFileConfigLoader

from bplib.course.lessons import CourseError, find_lesson, lesson_names
from bplib.grading.gradebook import records
from bplib.grading.gradebook.nbgrader_side import SubmissionExporter
from bplib.grading.gradebook.register import quiet_nbgrader, register
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
    astray = list(intake.misplaced(folder, lessons, lesson_names(root)))
    if not found and not astray:
        raise CourseError(
            f"nothing is in {folder} for {', '.join(lessons)}: submissions belong in "
            "submitted/STUDENT/LESSON/LESSON.ipynb, where `nbgrader zip_collect` puts them too"
        )
    try:
        scratch.sweep()
        records.make_gradebook(coursedir)
        failed, waiting = triage(config, coursedir, found, force)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise CourseError(records.trouble(error, coursedir.db_url)) from None
    for lesson in dict.fromkeys(lesson for _, lesson in waiting):
        try:
            register(config, coursedir, lesson)
        except Exception as error:  # the other lessons' work is graded
            known = isinstance(error, CourseError)
            why = str(error) if known else records.trouble(error, coursedir.db_url)
            failed |= {pair: why for pair in waiting if pair[1] == lesson}
    waiting = [pair for pair in waiting if pair not in failed]
    bar = tqdm(waiting, desc="grading", unit="submission", leave=False, disable=None)
    for student, lesson in bar:
        bar.set_postfix_str(f"{student}, {lesson}")
        with records.alone(folder / student / lesson) as waited:
            if not (waited and not force and graded_meanwhile(coursedir, student, lesson)):
                failed[student, lesson] = grade_one(root, config, student, lesson)
    nowhere = [Row(s, lesson, 0, 0, f"no verdict: {why}", False) for s, lesson, why in astray]
    return [*rows(coursedir, found, failed), *nowhere]


def triage(
    config: Config, coursedir: CourseDirectory, found: list[tuple[str, str]], force: bool
) -> tuple[dict[tuple[str, str], str], list[tuple[str, str]]]:
    """Return the submissions that cannot be judged, with the reason, and those to grade.

    What is graded already gets the late penalty that holds now.
    """
    failed, waiting = {}, []
    with Gradebook(coursedir.db_url, coursedir.course_id) as book:
        for student, lesson in found:
            try:
                submitted = intake.read(records.folder(coursedir), student, lesson)
                if force or not records.is_graded(coursedir, book, student, lesson, submitted):
                    waiting.append((student, lesson))
                else:
                    records.late_penalty(config, coursedir, book, student, lesson)
            except NoVerdict as reason:
                failed[student, lesson] = str(reason)
            except SQLAlchemyError:
                raise
            except Exception as error:  # whatever it is, it is the matter of one student
                failed[student, lesson] = f"it cannot be read: {type(error).__name__}"
    return failed, waiting


def graded_meanwhile(coursedir: CourseDirectory, student: str, lesson: str) -> bool:
    """Whether another grader has graded a submission to the end."""
    with Gradebook(coursedir.db_url, coursedir.course_id) as book:
        submitted = intake.read(records.folder(coursedir), student, lesson)
        return records.is_graded(coursedir, book, student, lesson, submitted)


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
            known = isinstance(error, NoVerdict | CourseError)
            said = str(error) if known else records.trouble(error, self.coursedir.db_url)
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
            said = records.trouble(error, coursedir.db_url).split("\n")[0][:300]
            return autograde.failure or said
        finally:
            made = autograde.trait_has_value("exporter")
            if made and isinstance(autograde.exporter, SubmissionExporter):
                autograde.exporter.done()
    return ""


def rows(
    coursedir: CourseDirectory, found: list[tuple[str, str]], failed: dict[tuple[str, str], str]
) -> list[Row]:
    """Return how every submission stands, with the points that the gradebook holds."""
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as book:
            return [row(coursedir, book, *pair, failed.get(pair, "")) for pair in found]
    except SQLAlchemyError as error:  # what is graded stays graded
        raise CourseError(records.trouble(error, coursedir.db_url)) from None


def row(
    coursedir: CourseDirectory, book: Gradebook, student: str, lesson: str, failure: str
) -> Row:
    """Return how a submission stands."""
    found = {} if failure else records.recorded(coursedir, student, lesson)
    if not found:
        words = f"no verdict: {failure or 'not graded'}; will be graded again"
        return Row(student, lesson, 0, 0, words, False)
    scores = found["scores"].values()
    counts: dict[str, int] = {}
    for score in scores:
        counts[score["result"]] = counts.get(score["result"], 0) + 1
    said = [f"{count} {result}" for result, count in counts.items()]
    points, possible, more = records.points(book.find_submission_notebook(lesson, lesson, student))
    words = ", ".join([*said, *more])
    if reasons := {score["reason"]: None for score in scores if score.get("reason")}:
        words += f" ({'; '.join(reasons)})"
    if found["file"] != f"{lesson}.ipynb":
        words += f" (read from {found['file']!r})"
    return Row(student, lesson, points, possible, words, True)


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
