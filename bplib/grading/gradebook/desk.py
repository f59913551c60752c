"""The coordinator's desk: what is to be graded, what is given out, and what has come back."""

import contextlib
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from tqdm import tqdm
from traitlets.config import Config

from bplib.grading.engines.engine import Finished, Task
from bplib.grading.gradebook import records, standing, tables
from bplib.grading.gradebook.lateness import Lateness
from bplib.grading.gradebook.nbgrader_side import Judge
from bplib.grading.gradebook.register import handed_out
from bplib.grading.gradebook.rows import Pair
from bplib.grading.gradebook.writer import Graded, Writer
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


class Desk:
    """What is given out, what has come back, and what is written."""

    def __init__(self, round: Round, writer: Writer) -> None:
        self.round = round
        self.writer = writer
        self.kept: dict[Pair, dict[str, object]] = {}
        self.later: list[Pair] = []  # what another grader has in hand
        self._texts: dict[str, str] = {}
        self._nonces: dict[str, int] = {}
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
            self._nonce(pair[1]),
            this_version(),
            self._judge.limits,
            self.round.sandboxed,
            beside=submitted.fingerprint(),
        )
        return Task(self._given, job)

    def _nonce(self, lesson: str) -> int:
        """Return a lesson's nonce in this round: all are asked the same, and judged the quicker."""
        if lesson not in self._nonces:
            self._nonces[lesson] = self._judge.nonce()
        return self._nonces[lesson]

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
