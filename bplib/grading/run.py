"""Grading one submission: a pure function of its bytes, the lesson and a seed."""

import ast
import functools
import hashlib
import importlib
import re
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from nbformat import NotebookNode

from bplib.checks.exercise import Exercise
from bplib.checks.judge import Verdict, judge
from bplib.exercises import assess, find
from bplib.grading import wire
from bplib.grading.needed import names_of, needed_cells
from bplib.grading.sandbox import Limits, Sandbox
from bplib.grading.shell import used
from bplib.grading.submission import Submission, Unreadable, asked_names, match, parse

MAX_RESTARTS = 4


class Result(StrEnum):
    """Every way in which grading an exercise can end. Only the first one earns points."""

    PASSED = "passed"
    WRONG = "wrong values"
    WRONG_TYPE = "wrong type or shape"
    NOT_ATTEMPTED = "not attempted"
    EXCEPTION = "exception"
    TIME = "time limit"
    MEMORY = "memory limit"
    OUTPUT = "output limit"
    DIED = "kernel died"
    MISSING = "missing cell"
    UNREADABLE = "unreadable"
    REFERENCE = "uses the reference"
    INTERNAL = "internal error"


@dataclass
class Score:
    """What one exercise earned, and everything needed to get it again.

    Attributes
    ----------
    exercise : str
        Its name.
    result : Result
        How it ended.
    points, possible : float
        Points earned and to be had. `points` is 0 while an answer is held or not judged.
    seed : int
        The seed of its inputs.
    seconds : float
        Wall time of the call on all inputs.
    reason : str
        What to say beside the verdict.
    verdict : dict
        The judge's own words, as JSON data; empty where there was nothing to judge.
    """

    exercise: str
    result: Result
    points: float
    possible: float
    seed: int
    seconds: float = 0.0
    reason: str = ""
    verdict: dict[str, Any] = field(default_factory=dict)


@dataclass
class Graded:
    """What a submission earned.

    Attributes
    ----------
    lesson : str
        The lesson's name.
    seed : int
        The nonce of this run, from which every exercise's seed follows.
    isolation : str
        How well the run was isolated.
    scores : list of Score
        One per exercise of the lesson, in its order.
    outputs : dict of str to list
        By cell id: what cells of the submission showed.
    seconds : float
        Wall time.
    """

    lesson: str
    seed: int
    isolation: str
    scores: list[Score]
    outputs: dict[str, list[Any]]
    seconds: float

    @property
    def points(self) -> float:
        """The sum of all points."""
        return sum(score.points for score in self.scores)

    def data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return asdict(self)


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
    exercises = [cell for cell in lesson.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    names = [cell.metadata.nbgrader.grade_id for cell in exercises]
    run = _Run(lesson, limits, seed)
    try:
        submission = match(lesson, parse(data))
    except Unreadable as error:
        unread = [run.score(exercise, Result.UNREADABLE, str(error)) for exercise in names]
        return Graded(name, seed, run.isolation, unread, {}, time.monotonic() - started)
    try:
        parts = [names_of(cell.source) for cell in submission.cells]
        own = {k for k, c in enumerate(submission.cells) if c.role in ("answer", "added")}
        wanted = needed_cells(parts, own)
        scores = run.all(submission, wanted)
        skipped = {name for k in set(range(len(parts))) - wanted for name in parts[k].made}
        asked = {name for check in submission.checks.values() for name in asked_names(check)}
        if run.missing & (skipped - asked):
            run.close()
            scores = run.all(submission, set(range(len(parts))))
    finally:
        run.close()
    ordered = [scores[exercise] for exercise in names]
    return Graded(name, seed, run.isolation, ordered, run.outputs, time.monotonic() - started)


class _Run:
    """One submission in one sandbox after another, a new one after each death."""

    def __init__(self, lesson: NotebookNode, limits: Limits, seed: int) -> None:
        self.lesson = lesson
        self.limits = limits
        self.seed = seed
        self.isolation = "not run"
        self.outputs: dict[str, list[Any]] = {}
        self._sandbox: Sandbox | None = None
        self._ends = time.monotonic() + limits.seconds
        self.missing: set[str] = set()  # names that answers wanted and did not find

    def score(self, exercise: str, result: Result, reason: str = "") -> Score:
        possible = find(exercise).points
        return Score(exercise, result, 0, possible, exercise_seed(self.seed, exercise), 0.0, reason)

    def all(self, submission: Submission, wanted: set[int]) -> dict[str, Score]:
        """Run the wanted cells in order, and ask for every answer at its place."""
        self._ends = time.monotonic() + self.limits.seconds
        self.missing, self.outputs = set(), {}
        scores = {
            name: self.score(name, Result.MISSING, "no cell of the notebook holds this answer")
            for name in submission.checks
        }
        good: list[int] = []
        restarts = 0
        spoilt: dict[str, tuple[Result, str]] = {}
        for place in range(len(submission.cells) + 1):
            for name in [n for n, after in submission.after.items() if after == place]:
                if name in spoilt:
                    scores[name] = self.score(name, *spoilt[name])
                    continue
                scores[name] = self._ask(name, submission.checks[name], submission, good)
                if self._sandbox is None:
                    restarts += 1
            if place == len(submission.cells) or place not in wanted or restarts > MAX_RESTARTS:
                continue
            cell = submission.cells[place]
            failure = self._run_cell(submission, place, good)
            if failure is None:
                good.append(place)
            else:
                restarts += 1
                if cell.exercise:
                    spoilt[cell.exercise] = failure
        return scores

    def _note_missing(self, error: str) -> None:
        """Remember the name that an answer wanted and did not find."""
        found = re.match(r"NameError: name '(\w+)' is not defined", error)
        if found:
            self.missing.add(found[1])

    def close(self) -> None:
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def _shell(self, submission: Submission, good: list[int]) -> Sandbox:
        """Return the sandbox; a new one has run the good cells again."""
        if self._sandbox is None:
            self._sandbox = Sandbox(self.limits)
            self._sandbox.wait_until_ready()
            self.isolation = self._sandbox.level
            for place in good:
                source = submission.cells[place].source
                self._sandbox.ask({"op": "run", "source": source}, self._seconds())
        return self._sandbox

    def _seconds(self) -> float:
        return max(0.0, min(self.limits.cell_seconds, self._ends - time.monotonic()))

    def _run_cell(
        self, submission: Submission, place: int, good: list[int]
    ) -> tuple[Result, str] | None:
        """Run a cell; return why the process was lost, if it was."""
        cell = submission.cells[place]
        try:
            reply = self._shell(submission, good).ask(
                {"op": "run", "source": cell.source}, self._seconds()
            )
            outputs, error = reply["outputs"], reply["error"]
            if cell.id and isinstance(outputs, list):
                self.outputs[cell.id] = outputs
            if isinstance(error, dict):
                self._note_missing(f"{error.get('type')}: {error.get('message')}")
        except (wire.WireError, KeyError, TypeError) as failure:
            self.close()
            return _lost(failure)
        return None

    def _ask(self, name: str, check: str, submission: Submission, good: list[int]) -> Score:
        """Ask for one answer on fresh inputs and judge what comes back."""
        exercise = find(name)
        score = self.score(name, Result.INTERNAL)
        cases = exercise.inputs(score.seed)
        request = {"op": "probe", "source": check, "request": exercise.requests(cases)}
        began = time.monotonic()
        try:
            reply = self._shell(submission, good).ask(request, self._seconds())
        except wire.WireError as failure:
            self.close()
            score.result, score.reason = _lost(failure)
            return score
        score.seconds = time.monotonic() - began
        if not isinstance(reply, dict):
            reply = {}
        if "missing" in reply:
            score.result = Result.NOT_ATTEMPTED
            score.reason = f"{reply['missing']} is not defined"
            return score
        if "error" in reply:
            score.result = Result.EXCEPTION
            score.reason = str(reply["error"])[:500]
            return score
        try:
            results = well_formed(reply["results"], len(cases))
            verdict = judge(exercise, cases, results, score.seed)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            score.result, score.reason = Result.DIED, "its process sent what no answer can send"
            return score
        return self._judged(score, exercise, verdict, reply)

    def _judged(
        self, score: Score, exercise: Exercise, verdict: Verdict, reply: dict[str, Any]
    ) -> Score:
        score.verdict = verdict.data()
        score.result = Result(str(verdict.outcome))
        error = " ".join(verdict.error[:1])
        if score.result is Result.EXCEPTION and error.startswith("MemoryError"):
            score.result = Result.MEMORY
        self._note_missing(error)
        if score.result is Result.PASSED:
            calls = [str(call) for call in reply.get("used", [])]
            helped = borrowed(exercise, calls, self.lesson)
            if helped:
                score.result = Result.REFERENCE
                score.reason = f"calls {', '.join(helped[:3])}: an instructor should look"
            else:
                score.points = score.possible
        return score


def exercise_seed(seed: int, exercise: str) -> int:
    """Return the seed of an exercise's inputs in a run."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{exercise}".encode()).digest()[:6], "big")


def well_formed(results: Any, cases: int) -> list[dict[str, Any]]:
    """Return the results of an answer; a ValueError where they are not what `collect` gives."""
    if not isinstance(results, list) or not 1 <= len(results) <= cases:
        raise ValueError("as many results as cases are expected")
    kinds = {"outcome": str, "printed": str, "warnings": list, "changed": list}
    for result in results:
        if not isinstance(result, dict) or any(
            not isinstance(result.get(key), kind) for key, kind in kinds.items()
        ):
            raise ValueError("a result lacks a part")
        if not all(isinstance(text, str) for text in [*result["warnings"], *result["changed"]]):
            raise ValueError("a result has a part of another type")
    return results


def borrowed(exercise: Exercise, calls: Iterable[str], lesson: NotebookNode) -> list[str]:
    """Return those of an answer's calls that do the exercise for it.

    An answer may call what the lesson itself imports for its reader, and what the reference
    calls, unless that is by itself a right answer.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    calls : iterable of str
        From `shell.used`: ``"losses.mse"``, ``"autodiff.scalar.Value.__add__"``.
    lesson : NotebookNode
        The lesson as it was handed out.

    Returns
    -------
    list of str
        An instructor should look where it is not empty.
    """
    given = handed_over(lesson) | own_calls(exercise.name)
    found = []
    for call in sorted(set(calls)):
        module, _, function = call.rpartition(".")
        names = {call, *call.split("."), *(call.rsplit(".", k)[0] for k in range(1, 4))}
        if names.isdisjoint(given) or is_an_answer(exercise.name, module, function):
            found.append(call)
    return found


def handed_over(lesson: NotebookNode) -> set[str]:
    """Return the names that a lesson imports from bplib for its reader."""
    names = set()
    for cell in lesson.cells:
        if cell.cell_type == "code" and "bplib" in cell.source:
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bplib"):
                    names |= {alias.name for alias in node.names}
    return names


@functools.cache
def own_calls(name: str) -> set[str]:
    """Return the functions of bplib that the reference of an exercise itself calls."""
    exercise = find(name)
    if exercise.kind in ("numbers", "expressions", "training"):
        return set()
    calls: set[str] = set()
    for seed in (exercise.fixed_seed, 1, 2, 3):
        for case in exercise.inputs(seed):
            calls |= set(used({"request": exercise.requests([case])}, exercise.reference))
    return calls


@functools.cache
def is_an_answer(name: str, module: str, function: str) -> bool:
    """Whether a function of bplib by itself passes an exercise."""
    try:
        answer = getattr(importlib.import_module(f"bplib.{module}"), function)
        return find(name).kind == "function" and assess(name, answer).passed
    except (ImportError, AttributeError):
        return False


def _lost(failure: Exception) -> tuple[Result, str]:
    if isinstance(failure, wire.Late):
        return Result.TIME, "no answer in time"
    if isinstance(failure, wire.TooLong):
        return Result.OUTPUT, "more output than is allowed"
    return Result.DIED, "the process that ran the answer ended"
