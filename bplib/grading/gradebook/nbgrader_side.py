"""nbgrader's extension points: the same grader behind its commands, Formgrader and `bplib grade`.

`nbgrader_config.py` puts these in. The exporter finds what is to be graded and reads whatever was
submitted; the judge runs it in the sandbox in place of nbgrader's `Execute`; the scores are saved
fail-closed and in one transaction: an exercise without a positive verdict gets nothing, and a
submission that could not be judged keeps the scores that it had.
"""

import fnmatch
import secrets
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, cast

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_task
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from traitlets import Float, Integer, List

from bplib.course import notebooks
from bplib.course.lessons import CourseError, lesson_names
from bplib.grading import selftest
from bplib.grading.gradebook import records, standing, tables
from bplib.grading.gradebook.lateness import Lateness
from bplib.grading.gradebook.register import handed_out, register
from bplib.grading.isolation import scratch
from bplib.grading.isolation.sandbox import Limits, start_ahead
from bplib.grading.judging.run import grade
from bplib.grading.pages.page import BY_HAND, summary
from bplib.grading.reading import intake
from bplib.grading.reading.intake import SECRET, NoVerdict, Submitted
from bplib.grading.reading.submission import Unreadable, match, parse
from bplib.grading.reading.times import read_time
from bplib.grading.work import MARK, judged


class Staged(CourseDirectory):
    """The course as nbgrader sees it while it grades: nothing but what may be graded."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.refused: dict[str, NoVerdict] = {}

    def get_existing_timestamp(self, dest_path: str) -> Any:
        """Return when something was handed in; raise where there is nothing to be graded.

        nbgrader asks before it touches a submission's scores.
        """
        if dest_path in self.refused:
            raise self.refused[dest_path]
        return super().get_existing_timestamp(dest_path)


class SubmissionExporter(NotebookExporter):
    """Finds the submissions to grade, and puts what is in them into the lesson's own cells.

    nbgrader makes it once a run, before it converts anything. What nbgrader then sees of
    `submitted/` is a folder with an empty notebook for every submission that is to be graded, so
    that it copies no file and follows no link of a learner's; the real bytes are read here.
    """

    submitted: Submitted | None = None
    done: Callable[[], object] = staticmethod(lambda: None)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self._converter = cast(Any, self.parent)
        self._real: CourseDirectory = self._converter.coursedir
        if self._real.assignment_id in lesson_names(Path(self._real.root)):
            self._prepare()

    def _prepare(self) -> None:
        """Let the converter grade all that is new or changed, or everything where forced."""
        scratch.sweep()
        real, converter = self._real, self._converter
        names = [name for name in real.traits(config=True) if name != "submitted_directory"]
        staged = scratch.folder("submitted")
        self.done = weakref.finalize(self, scratch.remove, staged)
        self._view = Staged(
            parent=converter,
            submitted_directory=str(staged),
            **{name: getattr(real, name) for name in names},
        )
        converter.assignments = {}
        try:
            records.make_gradebook(real)
            register(converter.config, real, real.assignment_id)
            with records.connection(real) as connection:
                self._stage(connection)
                connection.commit()
        except CourseError as error:
            self._refuse(str(error))
        except (SQLAlchemyError, OSError, ImportError) as error:
            self._refuse(records.trouble(error, real.db_url))
        converter.coursedir = self._view
        converter.force = True  # what is left to grade is graded, whatever a killed run left

    def _refuse(self, why: str) -> NoReturn:
        """End the command with one sentence."""
        self.log.error(why)
        raise NbGraderException(why)

    def _stage(self, connection: Connection) -> None:
        """Lay out what is to be graded, and bring the penalties of all else up to date."""
        real, converter, lesson = self._real, self._converter, self._real.assignment_id
        folder = records.folder(real)
        every = lesson_names(Path(real.root))
        for student, _, why in intake.misplaced(folder, [lesson], every):
            if fnmatch.fnmatchcase(student, real.student_id):
                self.log.error("No verdict for %s: %s", lesson, why)
        known, lateness = tables.lesson(connection, lesson), Lateness(converter.config)
        stand = standing.read(connection, known, lateness) if known else {}
        for student, _ in intake.submissions(folder, [lesson]):
            if not fnmatch.fnmatchcase(student, real.student_id):
                continue
            place = Path(self._view.format_path(self._view.submitted_directory, student, lesson))
            try:
                submitted = intake.read(folder, student, lesson)
                if (
                    known
                    and not converter.force
                    and standing.is_graded(real, stand.get(student), student, lesson, submitted)
                ):
                    self.log.info("%s of %s is graded already", lesson, student)
                    standing.renew_penalties(connection, known, stand, [student], lateness)
                    continue
            except NoVerdict as reason:
                self.log.error("No verdict for %s of %r: %s", lesson, student, reason)
                if not student.isprintable():  # nbgrader cannot read such a path
                    continue
                self._view.refused[str(place)] = reason
                submitted = Submitted("", b"", "", "")
            place.mkdir(parents=True)
            (place / f"{lesson}.ipynb").touch()
            if submitted.timestamp:
                time = read_time(submitted.timestamp).isoformat(" ")
                (place / "timestamp.txt").write_text(time, encoding="utf-8")
            if submitted.secret:  # nbgrader carries it on to where feedback is released
                (place / SECRET).write_text(submitted.secret, encoding="utf-8")
            converter.assignments[str(place)] = [str(place / f"{lesson}.ipynb")]

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """Convert a file; the first of nbgrader's two passes gets the submission, rearranged."""
        if not self._converter._sanitizing:
            return super().from_filename(filename, resources, **kw)
        selftest.ensure()
        start_ahead(Judge(parent=self).limits)
        who = resources["nbgrader"]
        student, lesson_name = who["student"], who["assignment"]
        self.submitted = intake.read(records.folder(self._real), student, lesson_name)
        lesson = handed_out(Path(self._real.root), lesson_name)
        try:
            cells = match(lesson, parse(self.submitted.data)).page
        except Unreadable:
            cells = lesson.cells
        return self.from_notebook_node(notebooks.made_of(cells), resources=resources, **kw)


class Judge(NbGraderPreprocessor):
    """Runs a submission in the sandbox and judges it outside, in place of `Execute`."""

    seed = Integer(
        None, allow_none=True, help="The run's nonce; a fresh one for every submission if not set."
    ).tag(config=True)
    cell_seconds = Float(30.0, help="Seconds for one cell, or one answer on its inputs.").tag(
        config=True
    )
    seconds = Float(180.0, help="Seconds for one submission.").tag(config=True)
    memory = Integer(2 << 30, help="Bytes of memory for one submission.").tag(config=True)

    @property
    def limits(self) -> Limits:
        """What a submission may use."""
        return Limits(cell_seconds=self.cell_seconds, seconds=self.seconds, memory=self.memory)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Judge, show the verdicts in the notebook, and hand them on to `SaveScores`."""
        selftest.ensure()
        exporter: Any = self.parent
        name, submitted = resources["nbgrader"]["assignment"], exporter.submitted
        lesson = handed_out(Path(exporter.parent.coursedir.root), name)
        graded = grade(name, lesson, submitted.data, self.nonce(), self.limits)
        found = judged(nb, lesson, graded, submitted.fingerprint())
        if found["failed"]:
            raise NoVerdict(found["failed"])
        resources[MARK] = found["marks"]
        return nb, resources

    def nonce(self) -> int:
        """Return the nonce of a submission's run."""
        return secrets.randbits(48) if self.seed is None else self.seed


class SaveScores(NbGraderPreprocessor):
    """Saves what `Judge` found, all or nothing; what has no positive verdict earns nothing."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save, or raise where there are no verdicts; then nothing is saved."""
        if MARK not in resources:
            raise RuntimeError("there are no verdicts to save: is Judge in the configuration?")
        who, marks = resources["nbgrader"], resources[MARK]
        place = who["notebook"], who["assignment"], who["student"]
        exporter: Any = self.parent
        with Gradebook(who["db_url"], exporter.parent.coursedir.course_id) as book:
            notebook = book.find_submission_notebook(*place)
            grades = {grade.name: grade for grade in notebook.grades}
            records.refuse_unknown(marks, set(grades), who["assignment"])
            for name, verdict in marks["grades"].items():
                found = grades[name]
                found.auto_score = records.auto_score(verdict, found.max_score)
                manual = found.manual_score is not None
                found.needs_manual_grade = found.auto_score is None or manual
            for name, untouched in marks["comments"].items():
                comment = book.find_comment(name, *place)
                comment.auto_comment = records.auto_comment(untouched)
            book.db.commit()  # the only one: a killed run has saved everything or nothing
        return nb, resources


class FeedbackSummary(NbGraderPreprocessor):
    """Brings the summary up to date: an instructor's points, comments and penalties count.

    Stands after nbgrader's `GetGrades`, which looks these up in the gradebook.
    """

    # nbconvert's HTML configures this for all preprocessors; nbgrader's base class hides it
    display_data_priority: List[str] = List().tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Write the summary anew from the verdicts and the points in the gradebook."""
        found = nb.metadata.get(MARK, {}).get("scores", {})
        rows = []
        for cell in nb.cells:
            mark = cell.metadata.get("nbgrader", {})
            if mark.get("grade") and mark.get("grade_id") in found:
                name = mark["grade_id"]
                verdict = found[name]["result"]
                if mark["score"] != found[name]["points"]:
                    verdict += ", points by an instructor"
                rows.append((name, verdict, mark["score"], mark["points"]))
            elif is_grade(cell) or is_task(cell):
                rows.append((mark["grade_id"], BY_HAND, mark["score"], mark["points"]))
        for cell in nb.cells:
            if cell.get("id") == "summary":
                cell.source = summary(rows, resources["nbgrader"].get("late_penalty") or 0.0)
        return nb, resources
