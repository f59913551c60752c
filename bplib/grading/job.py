"""A job: everything that the scores of one submission depend on, as data."""

import functools
import hashlib
import json
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from bplib.course.lessons import CourseError
from bplib.grading.isolation.limits import Limits
from bplib.grading.versions import installed


class OtherVersionError(CourseError):
    """A worker's code or packages are not those of who gave it the job."""


@dataclass(frozen=True)
class Job:
    """Everything that a score depends on.

    Attributes
    ----------
    lesson : str
        The lesson's name.
    handed_out : str
        The lesson as it was handed out, a notebook's JSON.
    data : bytes
        The submitted file.
    seed : int
        The nonce of this run.
    version : str
        Of the code and the packages, see `this_version`.
    limits : Limits
        What the submission may use.
    sandboxed : bool
        Whether a machine without a sandbox refuses it.
    beside : dict of str to str
        What is kept beside the scores, unread.
    """

    lesson: str
    handed_out: str
    data: bytes
    seed: int
    version: str
    limits: Limits = field(default_factory=Limits)
    sandboxed: bool = False
    beside: dict[str, str] = field(default_factory=dict)


@functools.cache
def this_version() -> str:
    """Return a digest of bplib's code and of the packages that a score can depend on."""
    digest = hashlib.sha256(json.dumps(installed(), sort_keys=True).encode())
    root = Path(str(files("bplib")))
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def packed(job: Job) -> dict[str, Any]:
    """Return a job as data that can be sent: numbers, text and bytes."""
    return asdict(job)


def unpacked(data: dict[str, Any]) -> Job:
    """Return the job that `packed` made data of."""
    return Job(**{**data, "limits": Limits(**data["limits"])})
