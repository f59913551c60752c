"""What was checked in this kernel: every exercise's last verdict, and mistakes made once more."""

from types import CodeType
from typing import Any

from bplib.course.checks.recognition.mistake import NONE_INSIDE, NOTHING
from bplib.course.checks.verdict import Verdict
from bplib.course.names import codes

_last: dict[str, Verdict] = {}
_made: dict[tuple[str, str], set[int]] = {}  # by exercise and mistake: the answers that made it

AGAIN = "An earlier answer to this exercise made the same mistake."
BY_HAND = "Work this case, the smallest where it shows, on paper first."
SHARED = "Which step do both share?"


def made_again(verdict: Verdict, answer: Any) -> bool:
    """Remember the mistakes of an answer; return whether another one made one of them before.

    An answer that is run again unchanged is no other one, nor is one with other comments or other
    names inside of it. A right answer ends the count. A `return` that is missing is not counted: it
    is no mistake to be worked on paper.

    Parameters
    ----------
    verdict : Verdict
        What was found.
    answer : object
        What was judged.
    """
    name = verdict.exercise
    if verdict.passed:
        for key in [key for key in _made if key[0] == name]:
            del _made[key]
    mark = _fingerprint(answer) if verdict.slips else 0
    again = False
    for slip in verdict.slips:
        if slip in (NOTHING, NONE_INSIDE):
            continue
        answers = _made.setdefault((name, slip), set())
        answers.add(mark)
        again = again or len(answers) > 1
    return again


def keep(verdict: Verdict) -> None:
    """Remember a verdict as it is shown; the latest one stands last."""
    _last.pop(verdict.exercise, None)
    _last[verdict.exercise] = verdict


def last(name: str) -> Verdict | None:
    """Return the last verdict on an exercise; None where it was not checked in this kernel."""
    return _last.get(name)


def latest() -> str:
    """Return the exercise that was checked last; an empty text where none was."""
    return next(reversed(_last), "")


def _fingerprint(answer: Any) -> int:
    """Return a number that is the same for an answer that is the same, however often it is run."""
    try:
        code = tuple(
            (one.co_code, one.co_names, *map(repr, _constants(one))) for one, _ in codes(answer)
        )
        return hash(code or repr(answer))
    except Exception:  # what an answer holds need not be shown
        return 0


def _constants(code: CodeType) -> list[Any]:
    """Return the constants of a code, but for the functions inside of it."""
    return [constant for constant in code.co_consts if not isinstance(constant, CodeType)]
