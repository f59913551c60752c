"""What needs a human: submissions without a verdict, and points that wait for somebody."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bplib.grading.judging.scores import Result
from bplib.grading.pages.page import BY_HAND
from bplib.grading.report.read import Answer, Reading, Work

# The kinds, the most pressing first, and what to do about each.
KINDS = {
    "no verdict": "Nothing is scored until this is mended; `bplib grade` then grades it.",
    "handed in again": "What is scored is not what lies there now: run `bplib grade`.",
    "unreadable": "The file is no notebook and has no points: ask for it once more.",
    "uses the reference": (
        "A right answer that lets bplib do the exercise is held: look, and set its points."
    ),
    "graded by hand": "Cells that only a human can judge: set their points.",
    "points by hand": "A human set these points before the newest grading: confirm them.",
}


@dataclass(frozen=True)
class Open:
    """Something that waits for a human.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    student, lesson : str
        Whose, and of what; "?" where a path does not tell.
    exercises : tuple of str
        The cells concerned; empty where it is the whole.
    why : str
        The reason in words, where there is one.
    work : Work or None
        The submission; None for what lies where no submission is looked for.
    """

    kind: str
    student: str
    lesson: str
    exercises: tuple[str, ...] = ()
    why: str = ""
    work: Work | None = None

    @property
    def place(self) -> Path | None:
        """Where to look."""
        return self.work.place if self.work else None


def waiting(found: Reading) -> list[Open]:
    """Return all that needs a human: by kind, then by lesson and student."""
    rows = [row for work in found.works for row in _of_work(work)]
    rows += [Open("no verdict", student, lesson, (), why) for student, lesson, why in found.astray]
    order = list(KINDS)
    return sorted(rows, key=lambda row: (order.index(row.kind), row.lesson, row.student))


def _of_work(work: Work) -> Iterator[Open]:
    """Yield what a submission waits for, one row a kind."""
    mine = work.student, work.lesson
    if not work.answers:
        yield Open("no verdict", *mine, (), work.why, work)
    if work.renewed:
        yield Open("handed in again", *mine, (), "", work)
    kinds: dict[str, list[Answer]] = {}
    for answer in work.answers.values():
        if kind := _kind(answer):
            kinds.setdefault(kind, []).append(answer)
    for kind, answers in kinds.items():
        names = () if kind == "unreadable" else tuple(answer.exercise for answer in answers)
        told = (answer.reason.removesuffix(": an instructor should look") for answer in answers)
        reasons = dict.fromkeys(filter(None, told))
        yield Open(kind, *mine, names, "; ".join(reasons), work)


def _kind(answer: Answer) -> str:
    """Return what an answer waits for; nothing where it does not."""
    if answer.result == Result.UNREADABLE:
        return "" if answer.by_hand else "unreadable"
    if not answer.waits:
        return ""
    if answer.by_hand:
        return "points by hand"
    if answer.result == Result.REFERENCE:
        return "uses the reference"
    return "graded by hand" if answer.result == BY_HAND else ""
