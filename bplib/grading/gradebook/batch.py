"""`bplib grade`: grade what is new or changed in `submitted/`, with whatever workers there are.

One process coordinates: it reads what was submitted, gives it out, and alone writes what comes
back. It never runs or judges an answer.
"""

import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm
from traitlets.config import Config, PyFileConfigLoader

from bplib.course.lessons import CourseError, find_lesson, lesson_names
from bplib.grading.engines.engine import Engine, Finished, Task
from bplib.grading.gradebook import records, standing, tables
from bplib.grading.gradebook.lateness import Lateness
from bplib.grading.gradebook.nbgrader_side import Judge
from bplib.grading.gradebook.register import handed_out, register
from bplib.grading.gradebook.rows import Pair, Row, rows
from bplib.grading.gradebook.writer import Graded, Writer
from bplib.grading.isolation import scratch
from bplib.grading.reading import intake
from bplib.grading.reading.intake import NoVerdict, Submitted
from bplib.grading.work import Job

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
    """

    root: Path
    config: Config
    coursedir: CourseDirectory
    found: list[Pair]
    failed: dict[Pair, str] = field(default_factory=dict)
    waiting: list[Pair] = field(default_factory=list)

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
    round = Round(root, config, coursedir, found)
    lateness = Lateness(config)
    try:
        scratch.sweep()
        records.make_gradebook(coursedir)
        triage(round, lateness, force=force)
        kept = grade(round, engine) if engine else {}
        nowhere = [Row(s, lesson, 0, 0, f"no verdict: {why}", False) for s, lesson, why in astray]
        waiting = [] if engine else round.waiting
        return [*rows(coursedir, lateness, found, round.failed, kept, waiting), *nowhere]
    except (SQLAlchemyError, OSError, ImportError) as error:  # what is graded stays graded
        raise CourseError(records.trouble(error, coursedir.db_url)) from None


def _refuse_unknown(students: list[str], known: set[str], folder: Path) -> None:
    if lost := [student for student in students if student not in known]:
        raise CourseError(f"{folder} holds nothing of {', '.join(lost)} for these lessons")


def triage(round: Round, lateness: Lateness, *, force: bool) -> None:
    """Sort submissions into those that cannot be judged, those to grade, and those that stand.

    What is graded already gets the late penalty that holds now.
    """
    with records.connection(round.coursedir) as connection:
        for lesson in dict.fromkeys(lesson for _, lesson in round.found):
            try:
                register(round.config, round.coursedir, lesson)
            except Exception as error:  # the other lessons' work is graded
                known = isinstance(error, CourseError)
                why = str(error) if known else records.trouble(error, round.coursedir.db_url)
                round.failed |= {pair: why for pair in round.found if pair[1] == lesson}
                continue
            cells = tables.lesson(connection, lesson)
            stand = standing.read(connection, cells, lateness)
            graded = []
            for student in [student for student, name in round.found if name == lesson]:
                try:
                    submitted = intake.read(round.folder, student, lesson)
                except NoVerdict as reason:
                    round.failed[student, lesson] = str(reason)
                    continue
                except Exception as error:  # whatever it is, it is the matter of one student
                    why = f"it cannot be read: {type(error).__name__}"
                    round.failed[student, lesson] = why
                    continue
                if not force and standing.is_graded(
                    round.coursedir, stand.get(student), student, lesson, submitted
                ):
                    graded.append(student)
                else:
                    round.waiting.append((student, lesson))
            standing.renew_penalties(connection, cells, stand, graded, lateness)
            connection.commit()


def grade(round: Round, engine: Engine) -> dict[Pair, dict[str, object]]:
    """Let an engine grade what is waiting; return what is kept of each."""
    writer = Writer(round.config, round.coursedir)
    desk = _Desk(round, writer)
    try:
        with contextlib.closing(desk.tasks()) as tasks:
            for finished in engine.results(tasks):
                desk.take(finished)
        desk.write()
    except KeyboardInterrupt:
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
        self._out: dict[int, tuple[Pair, Submitted, contextlib.ExitStack]] = {}
        self._done: list[tuple[Graded, contextlib.ExitStack]] = []
        self._written = time.monotonic()
        self._verdicts: Counter[str] = Counter()
        self._judge = Judge(config=round.config)
        total = len(round.waiting)
        self._bar = tqdm(
            total=total, desc="grading", unit=" submissions", leave=False, disable=None
        )

    def tasks(self) -> Iterator[Task]:
        """Yield what is to be graded; what another grader has in hand comes last."""
        later: list[Pair] = []
        number = 0
        for patient, pairs in ((False, self.round.waiting), (True, later)):
            for pair in pairs:
                held = contextlib.ExitStack()
                place = self.round.folder.joinpath(*pair)
                state = held.enter_context(records.alone(place, wait=patient))
                if state is records.Lock.TAKEN:
                    held.close()
                    later.append(pair)
                    continue
                task = self._task(number, pair, held, again=patient)
                if task is None:
                    held.close()
                    self._bar.update()
                    continue
                number += 1
                yield task

    def _task(
        self, number: int, pair: Pair, held: contextlib.ExitStack, *, again: bool
    ) -> Task | None:
        """Return a task; None where there is nothing to do for a submission any more."""
        student, lesson = pair
        try:
            submitted = intake.read(self.round.folder, student, lesson)
        except NoVerdict as reason:
            self.round.failed[pair] = str(reason)
            return None
        if again and self._graded_meanwhile(pair, submitted):
            return None
        self._out[number] = pair, submitted, held
        text = nbformat.writes(handed_out(self.round.root, lesson))
        return Task(
            number,
            Job(
                lesson,
                text,
                submitted.data,
                self._judge.nonce(),
                self._judge.limits,
                beside=submitted.fingerprint(),
            ),
        )

    def _graded_meanwhile(self, pair: Pair, submitted: Submitted) -> bool:
        """Whether another grader has graded a submission to the end."""
        coursedir = self.round.coursedir
        with records.connection(coursedir) as connection:
            cells = tables.lesson(connection, pair[1])
            stand = standing.read(connection, cells, Lateness(self.round.config))
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
