"""Counting: scores, exercises, mistakes, and what took much longer or more than is usual."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bplib.grading.judging.scores import Result
from bplib.grading.pages.page import BY_HAND
from bplib.grading.report.read import Answer, Mistake, Reading, Work

BINS = 10
LEAST = 5  # answers that must have been tried before "nobody" says anything
LEAST_WORKS = 8  # before anything can be unusual
FAR_OUT = 3.0  # times the middle half's width above its upper end (Tukey's outer fence)
GROUPS = ("passed", "wrong", "held", "not tried", "unreadable")

_GROUP = {
    Result.PASSED: "passed",
    Result.REFERENCE: "held",
    Result.NOT_ATTEMPTED: "not tried",
    Result.MISSING: "not tried",
    Result.UNREADABLE: "unreadable",
}


@dataclass(frozen=True)
class LessonCount:
    """The scores of a lesson.

    Attributes
    ----------
    lesson : str
        Its name.
    handed_in, graded : int
        Submissions, and those with a verdict.
    points, possible : float
        Sums over those with a verdict.
    mean, low, median, high : float
        Of the scores in percent; `low` and `high` are the quartiles.
    bins : tuple of int
        Submissions from 0 to under 10 %, and so on; the last bin holds 90 % and more.
    """

    lesson: str
    handed_in: int
    graded: int
    points: float
    possible: float
    mean: float
    low: float
    median: float
    high: float
    bins: tuple[int, ...]


@dataclass
class ExerciseCount:
    """How the answers to an exercise ended.

    Attributes
    ----------
    lesson, exercise : str
        Which.
    groups : Counter
        Answers by what became of them, one of `GROUPS`.
    points, possible : float
        Sums over all of them, as the gradebook has them.
    named, nameless : int
        Wrong answers with and without a named mistake.
    """

    lesson: str
    exercise: str
    groups: Counter[str] = field(default_factory=Counter)
    points: float = 0.0
    possible: float = 0.0
    named: int = 0
    nameless: int = 0

    @property
    def answers(self) -> int:
        """All answers."""
        return self.groups.total()

    @property
    def tried(self) -> int:
        """Answers that somebody wrote and that could be read."""
        return self.groups["passed"] + self.groups["wrong"] + self.groups["held"]

    @property
    def nobody(self) -> str:
        """``"passes"`` or ``"fails"`` where that is what nobody does."""
        if self.tried < LEAST:
            return ""
        if self.groups["wrong"] == self.tried:
            return "passes"
        return "fails" if self.groups["passed"] == self.tried else ""


@dataclass(frozen=True)
class MistakeCount:
    """How many answers make a mistake, of how many that were tried."""

    lesson: str
    exercise: str
    mistake: Mistake
    answers: int
    tried: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.answers / self.tried


@dataclass(frozen=True)
class Outlier:
    """A submission that took much more of something than others.

    Attributes
    ----------
    kind : str
        ``"time"`` or ``"memory"``.
    work : Work
        Which.
    value, usual : float
        What it took, and the lesson's median: seconds or bytes.
    exercise : str
        What took the longest, or came to the limit.
    limit : bool
        Whether an answer came to the limit.
    """

    kind: str
    work: Work
    value: float
    usual: float
    exercise: str
    limit: bool


def group(answer: Answer) -> str:
    """Return what became of an answer, one of `GROUPS`; any other end is wrong."""
    return _GROUP.get(Result(answer.result), "wrong")


def judged(work: Work) -> list[Answer]:
    """Return the answers that the grader judges."""
    return [answer for answer in work.answers.values() if answer.result != BY_HAND]


def percent(work: Work) -> float:
    """Return a submission's score in percent; 0 where there are no points to be had."""
    return 100 * work.points / work.possible if work.possible else 0.0


def lessons(found: Reading) -> list[LessonCount]:
    """Return the scores of every lesson that something is graded of."""
    return [
        _lesson(lesson, [work for work in found.works if work.lesson == lesson])
        for lesson in dict.fromkeys(work.lesson for work in found.graded)
    ]


def _lesson(lesson: str, works: list[Work]) -> LessonCount:
    graded = [work for work in works if work.answers]
    scores = sorted(percent(work) for work in graded)
    low, median, high = quartiles(scores)
    bins = Counter(max(0, min(int(score * BINS / 100), BINS - 1)) for score in scores)
    return LessonCount(
        lesson,
        len(works),
        len(graded),
        sum(work.points for work in graded),
        sum(work.possible for work in graded),
        statistics.fmean(scores),
        low,
        median,
        high,
        tuple(bins[k] for k in range(BINS)),
    )


def quartiles(values: list[float]) -> tuple[float, float, float]:
    """Return lower quartile, median and upper quartile, the ends counted in."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, median, high


def exercises(found: Reading) -> list[ExerciseCount]:
    """Return how the answers to every exercise ended, in the lessons' order."""
    counts: dict[tuple[str, str], ExerciseCount] = {}
    for work in found.graded:
        for answer in judged(work):
            key = work.lesson, answer.exercise
            count = counts.setdefault(key, ExerciseCount(*key))
            count.groups[group(answer)] += 1
            count.points += answer.points
            count.possible += answer.possible
            if group(answer) == "wrong":
                count.named += bool(answer.mistakes)
                count.nameless += not answer.mistakes
    return list(counts.values())


def mistakes(found: Reading, counts: Iterable[ExerciseCount]) -> list[MistakeCount]:
    """Return all named mistakes, the commonest first.

    One mistake may be worded in several ways, with a number that was found; the commonest wording
    stands for all.
    """
    tried = {(count.lesson, count.exercise): count.tried for count in counts}
    seen: dict[tuple[str, str, str], Counter[Mistake]] = {}
    for work in found.graded:
        for answer in judged(work):
            for mistake in dict.fromkeys(answer.mistakes):
                key = work.lesson, answer.exercise, mistake.id
                seen.setdefault(key, Counter())[mistake] += 1
    rows = [
        MistakeCount(lesson, exercise, _usual(wordings), wordings.total(), tried[lesson, exercise])
        for (lesson, exercise, _), wordings in seen.items()
    ]
    return sorted(rows, key=lambda row: (-row.answers, row.lesson, row.exercise, row.mistake.id))


def _usual(wordings: Counter[Mistake]) -> Mistake:
    most = max(wordings.values())
    return min((m for m, n in wordings.items() if n == most), key=lambda m: (m.name, m.question))


def outliers(found: Reading) -> list[Outlier]:
    """Return what took much more time or memory than others of its lesson, the most first."""
    rows: list[Outlier] = []
    for lesson in found.lessons:
        works = [work for work in found.graded if work.lesson == lesson]
        for kind, measured, limit in (
            ("time", _seconds, Result.TIME),
            ("memory", _memory, Result.MEMORY),
        ):
            rows += _outliers(kind, works, measured, limit)
    return sorted(rows, key=lambda row: (row.kind != "time", -row.value, row.work.student))


def _seconds(work: Work) -> float:
    return work.seconds


def _memory(work: Work) -> float:
    return work.memory


def _outliers(
    kind: str, works: list[Work], measured: Callable[[Work], float], limit: Result
) -> Iterable[Outlier]:
    """Yield a lesson's outliers: beyond the outer fence and twice the median, or at the limit."""
    values = [measured(work) for work in works]
    if not values:
        return
    low, median, high = quartiles(values)
    fence = max(high + FAR_OUT * (high - low), 2 * median)
    for work, value in zip(works, values, strict=True):
        stopped = [answer.exercise for answer in judged(work) if answer.result == limit]
        if stopped or (len(works) >= LEAST_WORKS and value > fence):
            longest = max(judged(work), key=lambda answer: answer.seconds, default=None)
            slowest = longest.exercise if longest and kind == "time" else ""
            where = ", ".join(stopped) or slowest
            yield Outlier(kind, work, value, median, where, bool(stopped))
