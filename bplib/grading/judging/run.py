"""Grading one submission: a pure function of its bytes, the lesson and a seed."""

import functools
import hashlib
import re
import time
import warnings
from typing import Any

import numpy as np
from nbformat import NotebookNode

from bplib.course.borrowed import borrowed, made_by_bplib
from bplib.course.checks import Case, Exercise, Verdict, judge
from bplib.course.checks.cases import Cases
from bplib.course.checks.data import CallResult, Request
from bplib.course.notebooks import exercise_cells
from bplib.course.registry import find
from bplib.grading.isolation import wire
from bplib.grading.isolation.sandbox import Limits
from bplib.grading.isolation.session import Session
from bplib.grading.judging import reply as replies
from bplib.grading.judging.scores import Graded, Result, Score, exercise_seed
from bplib.grading.reading.needed import needed_cells, read_cells
from bplib.grading.reading.submission import Cell, Submission, Unreadable, asked_names, match, parse

MAX_RESTARTS = 4  # beside one for every exercise
MAX_OUTPUTS = 10_000_000  # characters of what all cells of a notebook showed
MAX_SAID = 2_000  # characters of one part of a verdict
MEMORY_ERRORS = ("MemoryError", "_ArrayMemoryError")


def grade(
    name: str, lesson: NotebookNode, data: bytes, seed: int, limits: Limits | None = None
) -> Graded:
    """Grade a submission.

    Parameters
    ----------
    name : str
        The lesson's name.
    lesson : NotebookNode
        The lesson as it was handed out.
    data : bytes
        The submitted file.
    seed : int
        The nonce of this run.
    limits : Limits, optional
        What the submission may use.

    Returns
    -------
    Graded
        A score for every exercise of the lesson, whatever was handed in.

    Raises
    ------
    SandboxError
        If there is no sandbox; nothing is graded then.
    """
    limits = limits or Limits()
    started = time.monotonic()
    names = list(exercise_cells(lesson))
    try:
        submission = match(lesson, parse(data))
    except Unreadable as error:
        unread = [_score(exercise, seed, Result.UNREADABLE, str(error)) for exercise in names]
        took = time.monotonic() - started
        return Graded(name, seed, "not run", unread, {}, took, cells=lesson.cells)
    parts = read_cells([cell.source for cell in submission.cells])
    own = {k for k, cell in enumerate(submission.cells) if cell.role != "lesson"}
    every, wanted = set(range(len(parts))), needed_cells(parts, own)
    own_stream = f"random streams: {hashlib.sha256(data).hexdigest()}"
    stream = exercise_seed(seed, own_stream)  # from which the seed cannot be told
    walk = _Walk(lesson, submission, Session(limits, stream), seed)
    scores = walk.scores(wanted)
    skipped = {name for k in every - wanted for name in parts[k].made}
    asked = {name for check in submission.checks.values() for name in asked_names(check)}
    memory = walk.session.memory
    if walk.missing & (skipped - asked):
        walk = _Walk(lesson, submission, Session(limits, stream), seed)
        scores = walk.scores(every)
        memory = max(memory, walk.session.memory)
    ordered = [scores[exercise] for exercise in names]
    seconds = time.monotonic() - started
    outputs, page = walk.outputs, submission.page
    return Graded(name, seed, walk.session.isolation, ordered, outputs, seconds, memory, page)


@functools.lru_cache(maxsize=24)
def drawn(exercise: str, seed: int) -> tuple[Cases, Request]:
    """Return an exercise's inputs, the same for all submissions of a run, and what asks for them.

    What is worked out for one wrong answer is kept for the next one.
    """
    cases = Cases(find(exercise).inputs(seed))
    return cases, find(exercise).requests(cases)


def _score(exercise: str, seed: int, result: Result, reason: str = "") -> Score:
    possible = find(exercise).points
    return Score(exercise, result, 0, possible, exercise_seed(seed, exercise), 0.0, reason)


class _Walk:
    """One walk through a submission's cells, with a score for each exercise at its end."""

    def __init__(
        self, lesson: NotebookNode, submission: Submission, session: Session, seed: int
    ) -> None:
        self.lesson = lesson
        self.submission = submission
        self.session = session
        self.seed = seed
        self.outputs: dict[str, list[Any]] = {}
        self.missing: set[str] = set()  # names that answers wanted and did not find
        self._raised: dict[str, str] = {}  # by exercise: what the cell with its answer raised
        self._unread: dict[str, str] = {}  # by exercise: why Python cannot read that cell
        self._shown = 0  # characters of outputs so far

    def scores(self, wanted: set[int]) -> dict[str, Score]:
        """Run the wanted cells in order, and ask for every answer at its place."""
        try:
            return self._scores(wanted)
        finally:
            self.session.close()

    def _scores(self, wanted: set[int]) -> dict[str, Score]:
        submission = self.submission
        scores = {
            name: _score(
                name, self.seed, Result.MISSING, "no cell of the notebook holds this answer"
            )
            for name in submission.checks
        }
        restarts, most = 0, MAX_RESTARTS + len(submission.checks)
        spoilt: dict[str, tuple[Result, str]] = {}
        for place in range(len(submission.cells) + 1):
            for name in [n for n, after in submission.after.items() if after == place]:
                if name in spoilt:
                    scores[name] = _score(name, self.seed, *spoilt[name])
                    continue
                scores[name] = self._answered(name, submission.checks[name])
                scores[name].memory = self.session.memory
                restarts += self.session.lost
            if place == len(submission.cells) or place not in wanted:
                continue
            cell = submission.cells[place]
            if restarts > most:
                why = f"not run: its process had to be started again {restarts} times before"
                spoilt[cell.exercise] = Result.DIED, why
                continue
            failure = self._run_cell(cell)
            if failure is not None:
                restarts += 1
                if cell.exercise:
                    spoilt[cell.exercise] = failure
        return scores

    def _note_missing(self, error: str) -> None:
        """Remember the name that an answer wanted and did not find."""
        found = re.match(r"NameError: name '(\w+)' is not defined", error)
        if found:
            self.missing.add(found[1])

    def _run_cell(self, cell: Cell) -> tuple[Result, str] | None:
        """Run a cell; return why the process was lost, if it was."""
        try:
            reply = self.session.run(cell.source)
        except wire.WireError as failure:
            return _lost(failure)
        if cell.id:
            room = MAX_OUTPUTS - self._shown
            self.outputs[cell.id] = replies.outputs(reply, room)
            self._shown += sum(len(str(output)) for output in self.outputs[cell.id])
        error = reply.get("error")
        if isinstance(error, dict):
            said = f"{replies.short(error.get('type'))}: {replies.short(error.get('message'))}"
            self._note_missing(said)
            if cell.exercise:
                self._raised[cell.exercise] = said
                if reply.get("compiled") is False:
                    self._unread[cell.exercise] = replies.short(error.get("message")) or said
        return None

    def _answered(self, name: str, check: str) -> Score:
        """Return the score of an answer; one that is not right stands in a cell that compiles."""
        score = self._ask(name, check)
        if name in self._unread and score.result not in (Result.PASSED, Result.REFERENCE):
            score.result, score.verdict = Result.SYNTAX, {}
            score.reason = f"the cell does not compile: {self._unread[name]}"
        return score

    def _ask(self, name: str, check: str) -> Score:
        """Ask for one answer on fresh inputs and judge what comes back."""
        exercise = find(name)
        score = _score(name, self.seed, Result.INTERNAL)
        cases, requests = drawn(name, score.seed)
        began = time.monotonic()
        try:
            reply = self.session.ask(check, requests)
        except wire.WireError as failure:
            score.result, score.reason = _lost(failure)
            return score
        score.seconds = time.monotonic() - began
        if "missing" in reply:
            score.result = Result.NOT_ATTEMPTED
            score.reason = f"{replies.short(reply['missing'], 80)} is not defined"
            if name in self._raised:
                score.reason += f"; its cell raised {self._raised[name]}"
            return score
        if "error" in reply:
            error = reply["error"] if isinstance(reply["error"], dict) else {}
            said = replies.short(error.get("type")), replies.short(error.get("message"))
            score.result, score.reason = Result.EXCEPTION, ": ".join(said)
            return score
        try:
            results = replies.results(reply, len(cases))
            verdict = quiet_judge(exercise, cases, results, score.seed)
        except wire.TooLong as failure:
            score.result, score.reason = _lost(failure)
        except Exception as fault:
            if judges_its_reference(exercise, cases, score.seed):
                score.result, score.reason = Result.DIED, "its process sent what no answer can send"
            else:
                score.reason = f"the grader failed: {type(fault).__name__}: {fault}"[:500]
        else:
            self._judged(score, verdict)
            if score.result is Result.PASSED:
                self._hold(score, self._helped(exercise, check, requests))
        return score

    def _judged(self, score: Score, verdict: Verdict) -> None:
        """Write a verdict into a score; what has passed has its points."""
        score.verdict = shortened(verdict.data())
        score.result = Result(str(verdict.outcome))
        error = " ".join(verdict.error[:1])
        if score.result is Result.EXCEPTION and error.startswith(MEMORY_ERRORS):
            score.result = Result.MEMORY
        self._note_missing(error)
        if score.result is Result.PASSED:
            score.points = score.possible

    def _helped(self, exercise: Exercise, check: str, requests: Request) -> list[str]:
        """Return what of bplib did the exercise for an answer."""
        reply = self.session.calls(check, requests)
        sources = [cell.source for cell in self.submission.cells]
        before = sources[: self.submission.after[exercise.name]]
        lesson = [cell.source for cell in self.lesson.cells if cell.cell_type == "code"]
        return [
            *borrowed(exercise, replies.calls(reply), lesson),
            *made_by_bplib(exercise, before, asked_names(check)),
        ]

    def _hold(self, score: Score, helped: list[str]) -> None:
        """Hold the points of an answer that lets bplib do the exercise."""
        if helped:
            score.result, score.points = Result.REFERENCE, 0
            score.reason = f"calls {', '.join(helped[:3])}: an instructor should look"


def quiet_judge(
    exercise: Exercise, cases: list[Case], results: list[CallResult], seed: int
) -> Verdict:
    """Judge; what NumPy warns of while it compares strange values interests nobody."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return judge(exercise, cases, results, seed)


def judges_its_reference(exercise: Exercise, cases: list[Case], seed: int) -> bool:
    """Whether the grader can pass the exercise's own reference: else a fault is the grader's."""
    try:
        results = exercise.collect(cases, exercise.right_answer())
        return quiet_judge(exercise, cases, results, seed).passed
    except Exception:
        return False


def shortened(verdict: dict[str, Any]) -> dict[str, Any]:
    """Return a verdict with no endless text in it."""
    short = {}
    for key, said in verdict.items():
        if isinstance(said, list):
            said = [replies.short(str(line)) for line in said[:20]]
        elif isinstance(said, str) and key != "outcome":
            said = said if len(said) <= MAX_SAID else said[:MAX_SAID] + " …"
        short[key] = said
    return short


def _lost(failure: Exception) -> tuple[Result, str]:
    if isinstance(failure, wire.Late):
        return Result.TIME, "no answer in time"
    if isinstance(failure, wire.TooLong):
        return Result.OUTPUT, "more output than is allowed"
    return Result.DIED, "the process that ran the answer ended"
