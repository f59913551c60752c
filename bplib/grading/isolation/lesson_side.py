"""What a lesson finds as `bplib.course` inside the sandbox: no references, no verdicts.

The grader asks for every answer by itself, at the place of its check.
"""

from typing import Any

__all__ = [
    "begin",
    "check",
    "diff",
    "hint",
    "open_guesses",
    "predicted",
    "show_progress",
    "wait_for",
    "working_version",
]


def begin() -> None:
    """Do nothing: errors are kept as they are."""


def check(name: str, answer: Any) -> None:  # noqa: ARG001
    """Say that the grader judges it."""
    print(f"{name}: judged by the grader.")


def hint(name: str = "") -> None:
    """Say nothing: hints are for lessons."""


def diff(name: str = "") -> None:
    """Say nothing: nothing is compared here."""


def working_version(name: str, answer: Any) -> Any:  # noqa: ARG001
    """Return the learner's own answer; there is no other one here."""
    return answer


def predicted(
    question: str,
    guess: Any,
    result: Any,
    *,
    answer: Any = ...,  # noqa: ARG001
    choice: bool = False,  # noqa: ARG001
    per_cent: bool = False,  # noqa: ARG001
) -> None:
    """Show a guess beside the result."""
    print(f"{question} guess: {guess}, result: {result}")


def wait_for(*guesses: Any, what: str = "guess") -> None:
    """Let nothing wait: guesses are nobody's but the learner's."""


def show_progress() -> None:
    """Say nothing: where a learner stands is not known here."""


def open_guesses() -> None:
    """Say nothing: guesses are nobody's but the learner's."""
