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
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task
from sqlalchemy.exc import SQLAlchemyError
from traitlets import Float, Integer

from bplib.course import notebooks
from bplib.course.lessons import CourseError, lesson_names
from bplib.grading import selftest
from bplib.grading.gradebook import records
from bplib.grading.gradebook.page import show
from bplib.grading.gradebook.records import MARK
from bplib.grading.gradebook.register import handed_out, register
from bplib.grading.isolation import scratch
from bplib.grading.isolation.sandbox import Limits, start_ahead
from bplib.grading.judging.run import grade
from bplib.grading.judging.scores import Result
from bplib.grading.reading import intake
from bplib.grading.reading.intake import SECRET, NoVerdict, Submitted
from bplib.grading.reading.submission import Unreadable, match, parse
from bplib.grading.reading.times import read_time


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
            with Gradebook(real.db_url, real.course_id) as book:
                self._stage(book)
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

    def _stage(self, book: Gradebook) -> None:
        """Lay out what is to be graded, and bring the penalties of all else up to date."""
        real, converter, lesson = self._real, self._converter, self._real.assignment_id
        folder = records.folder(real)
        every = lesson_names(Path(real.root))
        for student, _, why in intake.misplaced(folder, [lesson], every):
            if fnmatch.fnmatchcase(student, real.student_id):
                self.log.error("No verdict for %s: %s", lesson, why)
        for student, _ in intake.submissions(folder, [lesson]):
            if not fnmatch.fnmatchcase(student, real.student_id):
                continue
            place = Path(self._view.format_path(self._view.submitted_directory, student, lesson))
            try:
                submitted = intake.read(folder, student, lesson)
                if not converter.force and records.is_graded(
                    real, book, student, lesson, submitted
                ):
                    self.log.info("%s of %s is graded already", lesson, student)
                    records.late_penalty(converter.config, real, book, student, lesson)
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
        page = new_notebook(cells=cells, metadata=notebooks.metadata())
        return self.from_notebook_node(page, resources=resources, **kw)


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
        seed = secrets.randbits(48) if self.seed is None else self.seed
        lesson = handed_out(Path(exporter.parent.coursedir.root), name)
        graded = grade(name, lesson, submitted.data, seed, self.limits)
        failed = [score for score in graded.scores if score.result is Result.INTERNAL]
        if failed:
            words = "; ".join(f"{score.exercise}: {score.reason}" for score in failed)
            raise NoVerdict(f"internal error ({words})")
        resources[MARK] = {score.exercise: score for score in graded.scores}
        show(nb, lesson, graded)
        nb.metadata[MARK] = records.record(graded, submitted)
        return nb, resources


class SaveScores(NbGraderPreprocessor):
    """Saves what `Judge` found, all or nothing; what has no positive verdict earns nothing."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save, or raise where there are no verdicts; then nothing is saved."""
        if MARK not in resources:
            raise RuntimeError("there are no verdicts to save: is Judge in the configuration?")
        who, scores = resources["nbgrader"], dict(resources[MARK])
        place = who["notebook"], who["assignment"], who["student"]
        exporter: Any = self.parent
        with Gradebook(who["db_url"], exporter.parent.coursedir.course_id) as book:
            for cell in nb.cells:
                if is_grade(cell) or is_task(cell):
                    name = cell.metadata.nbgrader.grade_id
                    grade_found = book.find_grade(name, *place)
                    blank = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
                    if name in scores:
                        auto = records.auto_score(scores.pop(name), grade_found.max_score)
                    else:  # only a human can judge it, unless it is an answer that was left alone
                        auto = 0.0 if blank and is_solution(cell) else None
                    grade_found.auto_score = auto
                    manual = grade_found.manual_score is not None
                    grade_found.needs_manual_grade = auto is None or manual
                if is_solution(cell) or is_task(cell):
                    comment = book.find_comment(cell.metadata.nbgrader.grade_id, *place)
                    blank = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
                    comment.auto_comment = "No response." if blank and is_solution(cell) else None
            if scores:
                raise RuntimeError(
                    f"the gradebook does not know {', '.join(scores)}: "
                    f"run `nbgrader generate_assignment {who['assignment']}`"
                )
            book.db.commit()  # the only one: a killed run has saved everything or nothing
        return nb, resources
