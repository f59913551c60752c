"""What every engine is: jobs in, finished ones out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from bplib.course.lessons import CourseError
from bplib.grading.isolation.levels import SandboxError
from bplib.grading.job import Job

GRACE = 60.0  # seconds of a job beside the submission's own


@dataclass(frozen=True)
class Task:
    """A job, and the number by which its result is known.

    Attributes
    ----------
    number : int
        Any; no two of one run are equal.
    job : Job
        What is to be done.
    """

    number: int
    job: Job

    @property
    def deadline(self) -> float:
        """Seconds after which whoever has it is taken for hanging.

        A submission that is run a second time, and calls that are not counted, need more than its
        own limit.
        """
        return 3 * self.job.limits.seconds + GRACE


@dataclass(frozen=True)
class Finished:
    """What became of a task.

    Attributes
    ----------
    number : int
        The task's.
    found : dict
        What `work` returned; empty where it came to no end.
    why : str
        Why it did not.
    """

    number: int
    found: dict[str, Any]
    why: str = ""


class Engine(Protocol):
    """Where jobs run."""

    def results(self, tasks: Iterable[Task]) -> Iterator[Finished]:
        """Yield every task's result once; tasks are taken as there is room for them."""

    def close(self) -> None:
        """End what was started for this."""


def reply(run: Callable[..., Any], *job: Any) -> dict[str, Any]:
    """Return as data what a job, or what comes before any, came to; an error becomes a sentence.

    ``found`` is what it found, ``why`` the fault of this job, ``refused`` one of every job.
    """
    try:
        return {"found": run(*job)}
    except SandboxError as error:
        return {"why": str(error)}
    except CourseError as error:
        return {"refused": str(error)}
    except Exception as error:  # whatever it is, it is the matter of one submission
        return {"why": f"the grader failed: {type(error).__name__}: {error}"[:500]}
