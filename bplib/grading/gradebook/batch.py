"""`bplib grade`: grade what is new or changed in `submitted/`, with whatever workers there are.

One process coordinates: it reads what was submitted, gives it out, and alone writes what comes
back. It never runs or judges an answer.
"""

import contextlib
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from tqdm import tqdm
from traitlets.config import Config, PyFileConfigLoader

from bplib.course.lessons import CourseError, find_lesson, lesson_names
from bplib.grading.engines.engine import Engine, Finished, Task
from bplib.grading.gradebook import records, standing, tables
from bplib.grading.gradebook.lateness import Lateness
from bplib.grading.gradebook.nbgrader_side import Judge
from bplib.grading.gradebook.patience import patiently
from bplib.grading.gradebook.register import handed_out, register
from bplib.grading.gradebook.rows import Pair, Row, rows
from bplib.grading.gradebook.writer import Graded, Writer
from bplib.grading.isolation import scratch
from bplib.grading.job import Job, this_version
from bplib.grading.reading import intake
from bplib.grading.reading.intake import NoVerdict, Submitted

TOGETHER = 64  # submissions in one transaction
AT_LEAST_EVERY = 1.0  # seconds between transactions


@dataclass
class Round:
    """One round of grading.

    Attributes
    ----------
    root : Path
        The course's folder.
    config : Config
        nbgrader's configuration.
    coursedir : CourseDirectory
        The course as nbgrader sees it.
    found : list
        Student and lesson of every submission.
    failed : dict
        Why a submission has no verdict.
    waiting : list
        What is to be graded.
    sandboxed : bool
        Whether a machine without a sandbox refuses to grade.
    """

    root: Path
    config: Config
    coursedir: CourseDirectory
    found: list[Pair]
    failed: dict[Pair, str] = field(default_factory=dict)
    waiting: list[Pair] = field(default_factory=list)
    sandboxed: bool = False

    @property
    def folder(self) -> Path:
        """``submitted/``."""
        return records.folder(self.coursedir)


def grade_class(
    root: Path,
    wanted: list[str],
    engine: Engine | None,
    *,
    students: list[str] | None = None,
    force: bool = False,
    sandboxed: bool = False,
) -> list[Row]:
    """Grade every submission that is new or changed since it was graded.

    Parameters
    ----------
    root : Path
        The course's folder.
    wanted : list of str
        Lessons as a user names them; all where empty.
    engine : Engine, optional
        Who does the work; nothing is graded without one, and the rows say what would be.
    students : list of str, optional
        Only these; all where not given.
    force : bool
        Grade the others again too.
    sandboxed : bool
        Refuse to grade where there is no sandbox.

    Returns
    -------
    list of Row
        One per submission, graded now or before.

    Raises
    ------
    CourseError
        If there is no such lesson or student, nothing was submitted, or the gradebook cannot be
        used; what was graded until then is kept.
    """
    every = lesson_names(root)
    lessons = [find_lesson(root, name) for name in wanted] or every
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    coursedir = CourseDirectory(config=config, root=str(root))
    folder = records.folder(coursedir)
    found = list(intake.submissions(folder, lessons))
    astray = list(intake.misplaced(folder, lessons, every))
    if students:
        found = [pair for pair in found if pair[0] in students]
        astray = [row for row in astray if row[0] in students]
        _refuse_unknown(students, {row[0] for row in [*found, *astray]}, folder)
    if not found and not astray:
        raise CourseError(
            f"nothing is in {folder} for {', '.join(lessons)}: submissions belong in "
            "submitted/STUDENT/LESSON/LESSON.ipynb, where `bplib collect` puts them"
        )
    round = Round(root, config, coursedir, found, sandboxed=sandboxed)
    lateness = Lateness(config)
    try:
        scratch.sweep()
        url = coursedir.db_url
        patiently(url, lambda: records.make_gradebook(coursedir))
        patiently(url, lambda: triage(round, lateness, force=force))
        kept = grade(round, engine) if engine else {}
        nowhere = [Row(s, lesson, 0, 0, f"no verdict: {why}", False) for s, lesson, why in astray]
        waiting = [] if engine else round.waiting
        stand = patiently(
            url, lambda: rows(coursedir, lateness, found, round.failed, kept, waiting)
        )
        return [*stand, *nowhere]
    except (SQLAlchemyError, OSError, ImportError) as error:  # what is graded stays graded
        raise CourseError(records.trouble(error, coursedir.db_url)) from None


def _refuse_unknown(students: list[str], known: set[str], folder: Path) -> None:
    if lost := [student for student in students if student not in known]:
        raise CourseError(f"{folder} holds nothing of {', '.join(lost)} for these lessons")


def triage(round: Round, lateness: Lateness, *, force: bool) -> None:
    """Sort submissions into those that cannot be judged, those to grade, and those that stand.

    What is graded already gets the late penalty that holds now.
    """
    round.failed, round.waiting = {}, []
    for lesson in dict.fromkeys(lesson for _, lesson in round.found):
        waiting = _waiting(round, lesson, lateness, force=force)
        if waiting and (why := _unregistered(round, lesson)):
            round.failed |= dict.fromkeys(waiting, why)
        else:
            round.waiting += waiting


def _waiting(round: Round, lesson: str, lateness: Lateness, *, force: bool) -> list[Pair]:
    """Return what of a lesson is to be graded."""
    waiting, graded = [], []
    with records.connection(round.coursedir) as connection:
        cells = tables.lesson(connection, lesson)
        stand = standing.read(connection, cells, lateness) if cells else {}
        for pair in [pair for pair in round.found if pair[1] == lesson]:
            try:
                submitted = intake.read(round.folder, *pair)
                if force or not standing.is_graded(
                    round.coursedir, stand.get(pair[0]), *pair, submitted
                ):
                    waiting.append(pair)
                else:
                    graded.append(pair[0])
            except NoVerdict as reason:
                round.failed[pair] = str(reason)
            except Exception as error:  # whatever it is, it is the matter of one student
                round.failed[pair] = f"it cannot be read: {type(error).__name__}"
        if cells:
            standing.renew_penalties(connection, cells, stand, graded, lateness)
        connection.commit()
    return waiting


def _unregistered(round: Round, lesson: str) -> str:
    """Let the gradebook know a lesson; return why it cannot."""
    try:
        register(round.config, round.coursedir, lesson)
    except (OperationalError, InterfaceError):
        raise  # it may go by
    except Exception as error:  # the other lessons' work is graded
        return (
            str(error)
            if isinstance(error, CourseError)
            else records.trouble(error, round.coursedir.db_url)
        )
    return ""


def grade(round: Round, engine: Engine) -> dict[Pair, dict[str, object]]:
    """Let an engine grade what is waiting; return what is kept of each."""
    writer = Writer(round.config, round.coursedir)
    desk = _Desk(round, writer)
    try:
        with contextlib.closing(desk.tasks(round.waiting)) as tasks:
            for finished in engine.results(tasks):
                desk.take(finished)
        desk.write()
        for pair in desk.later:  # one at a time: who waits for another grader holds nothing
            for finished in engine.results(desk.tasks([pair], patient=True)):
                desk.take(finished)
            desk.write()
    except BaseException:
        desk.write()  # what is done is done
        raise
    finally:
        desk.close()
        writer.close()
    return desk.kept


class _Desk:
    """What is given out, what has come back, and what is written."""

    def __init__(self, round: Round, writer: Writer) -> None:
        self.round = round
        self.writer = writer
        self.kept: dict[Pair, dict[str, object]] = {}
        self.later: list[Pair] = []  # what another grader has in hand
        self._texts: dict[str, str] = {}
        self._given = 0
        self._out: dict[int, tuple[Pair, Submitted, contextlib.ExitStack]] = {}
        self._done: list[tuple[Graded, contextlib.ExitStack]] = []
        self._written = time.monotonic()
        self._verdicts: Counter[str] = Counter()
        self._judge = Judge(config=round.config)
        total = len(round.waiting)
        self._bar = tqdm(
            total=total, desc="grading", unit=" submissions", leave=False, disable=None
        )

    def tasks(self, pairs: list[Pair], *, patient: bool = False) -> Generator[Task, None, None]:
        """Yield what is to be graded; what another grader has in hand is for later.

        Parameters
        ----------
        pairs : list
            Student and lesson.
        patient : bool
            Whether to wait for another grader.
        """
        for pair in pairs:
            held = contextlib.ExitStack()
            place = self.round.folder.joinpath(*pair)
            lock = held.enter_context(records.alone(place, wait=patient))
            if lock is records.Lock.TAKEN:
                self.later.append(pair)
            elif task := self._task(pair, held, again=lock is records.Lock.WAITED or patient):
                yield task
                continue
            held.close()

    def _task(self, pair: Pair, held: contextlib.ExitStack, *, again: bool) -> Task | None:
        """Return a task; None where there is nothing to do for a submission any more."""
        try:
            submitted = intake.read(self.round.folder, *pair)
        except NoVerdict as reason:
            self.round.failed[pair] = str(reason)
            self._bar.update()
            return None
        if again and self._graded_meanwhile(pair, submitted):
            self._bar.update()
            return None
        self._given += 1
        self._out[self._given] = pair, submitted, held
        job = Job(
            pair[1],
            self._lesson(pair[1]),
            submitted.data,
            self._judge.nonce(),
            this_version(),
            self._judge.limits,
            self.round.sandboxed,
            beside=submitted.fingerprint(),
        )
        return Task(self._given, job)

    def _lesson(self, name: str) -> str:
        """Return a lesson as it was handed out, as text."""
        if name not in self._texts:
            self._texts[name] = nbformat.writes(handed_out(self.round.root, name))
        return self._texts[name]

    def _graded_meanwhile(self, pair: Pair, submitted: Submitted) -> bool:
        """Whether another grader has graded a submission to the end."""
        coursedir = self.round.coursedir
        with records.connection(coursedir) as connection:
            cells = tables.lesson(connection, pair[1])
            lateness = Lateness(self.round.config)
            stand = standing.read(connection, cells, lateness) if cells else {}
        return standing.is_graded(coursedir, stand.get(pair[0]), *pair, submitted)

    def take(self, finished: Finished) -> None:
        """Take what has come back; write it where enough has come together."""
        if finished.number not in self._out:
            return  # it has come before: a result counts once
        pair, submitted, held = self._out.pop(finished.number)
        why = finished.why or finished.found["failed"]
        if not why and self._replaced(pair, submitted):
            why = "it was replaced while it was graded"
        if why:
            self.round.failed[pair] = why
            held.close()
        else:
            self._done.append((Graded(*pair, submitted, finished.found), held))
            self.kept[pair] = finished.found["kept"]
            scores = finished.found["kept"]["scores"].values()
            self._verdicts.update(score["result"] for score in scores)
        self._bar.set_postfix_str(self._so_far(), refresh=False)
        self._bar.update()
        if len(self._done) >= TOGETHER or time.monotonic() > self._written + AT_LEAST_EVERY:
            self.write()

    def _replaced(self, pair: Pair, submitted: Submitted) -> bool:
        try:
            now = intake.read(self.round.folder, *pair)
        except NoVerdict:
            return True
        return now.fingerprint() != submitted.fingerprint()

    def _so_far(self) -> str:
        right = self._verdicts.get("passed", 0)
        open_ones = f", {len(self.round.failed)} open" if self.round.failed else ""
        return f"{right} of {self._verdicts.total()} answers passed{open_ones}"

    def write(self) -> None:
        """Write what has come back."""
        if self._done:
            done, self._done = self._done, []
            failed = self.writer.write([graded for graded, _ in done])
            self.round.failed |= failed
            for pair in failed:
                del self.kept[pair]
            for _, held in done:
                held.close()
        self._written = time.monotonic()

    def close(self) -> None:
        """Leave what is not done to whoever comes next."""
        for *_, held in self._out.values():
            held.close()
        for _, held in self._done:
            held.close()
        self._bar.close()
