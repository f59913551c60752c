"""What grading ends with: a verdict and points for every exercise, and how to get them again."""

import hashlib
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from bplib.grading.versions import installed


class Result(StrEnum):
    """Every way in which grading an exercise can end. Only the first one earns points."""

    PASSED = "passed"
    WRONG = "wrong values"
    WRONG_TYPE = "wrong type or shape"
    NOT_ATTEMPTED = "not attempted"
    SYNTAX = "syntax error"
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
    memory : int
        The most bytes that the submission's process was seen to occupy until then.
    """

    exercise: str
    result: Result
    points: float
    possible: float
    seed: int
    seconds: float = 0.0
    reason: str = ""
    verdict: dict[str, Any] = field(default_factory=dict)
    memory: int = 0


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
    memory : int
        The most bytes that a process of it was seen to occupy; 0 where the system does not tell.
    cells : list
        The cells to show: the lesson's own, with what the learner wrote in them and beside them;
        of a file that cannot be read the lesson's.
    versions : dict of str to str
        Of Python and the packages that a score can depend on.
    """

    lesson: str
    seed: int
    isolation: str
    scores: list[Score]
    outputs: dict[str, list[Any]]
    seconds: float
    memory: int = 0
    cells: list[Any] = field(default_factory=list, repr=False)
    versions: dict[str, str] = field(default_factory=lambda: dict(installed()))

    @property
    def points(self) -> float:
        """The sum of all points."""
        return sum(score.points for score in self.scores)

    def data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return asdict(self)


def exercise_seed(seed: int, exercise: str) -> int:
    """Return the seed of an exercise's inputs in a run."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{exercise}".encode()).digest()[:6], "big")
