"""The grader's self-test: whether it holds here what it promises.

A few answers go through the real grader, and a few attempts to get out through the real sandbox,
against baits that the test itself lays out: a file, listening sockets, a process. Whether a bait
was taken is seen from outside wherever it can be. `bplib doctor --grading` runs all of it; grading
does not start where the quick part fails.
"""

import functools
import json
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from bplib.course.lessons import CourseError
from bplib.grading.baits import ATTEMPTS, baits
from bplib.grading.isolation import sandbox
from bplib.grading.isolation.sandbox import Level, Limits, Sandbox, SandboxError
from bplib.grading.judging.run import grade
from bplib.grading.judging.scores import Graded, Result

LESSON = "00_start_here"
LIMITS = Limits(cell_seconds=60, seconds=120, memory=1 << 30)
SHORT = replace(LIMITS, cell_seconds=1)  # for an answer that never ends, and for no other
RIGHT = "def double(x):\n    return x + x"
EQUAL = "class Equal(float):\n    __eq__ = lambda *_: True\nslope = change = Equal()"
# One answer each, and how it must end; None is "anything but points".
HOSTILE: tuple[tuple[str, str, Result | None], ...] = (
    ("an answer that never ends", "def double(x):\n    while True: pass", Result.TIME),
    ("an answer that ends its process", "import os\ndef double(x): os._exit(0)", Result.DIED),
    ("an answer of 3 GB", "def double(x): return bytearray(3 << 30)", Result.MEMORY),
    ("a flood of output", "def double(x): return 'x' * 30_000_000", Result.OUTPUT),
    (
        "the reference, imported",
        "from bplib.course.exercises.lesson_00_start_here.double import double",
        Result.NOT_ATTEMPTED,
    ),
    (
        "forged replies",
        "import json, os\n"
        "reply = json.dumps({'results': [{'outcome': 'passed', 'points': 1}] * 4}).encode()\n"
        "def double(x):\n"
        "    for fd in range(3, 12):\n"
        "        try: os.write(fd, len(reply).to_bytes(4, 'big') + reply)\n"
        "        except OSError: pass\n"
        "    return 0",
        None,
    ),
)


class SelfTestError(CourseError):
    """The grader does not hold what it promises on this machine, so it does not grade."""


@dataclass(frozen=True)
class Line:
    """One promise.

    Attributes
    ----------
    what : str
        The promise, in words.
    kept : bool
        Whether it was kept.
    promised : bool
        Whether this machine's level of isolation promises it at all.
    detail : str
        What was seen instead.
    """

    what: str
    kept: bool
    promised: bool = True
    detail: str = ""

    @property
    def failed(self) -> bool:
        """Whether a promise was broken."""
        return self.promised and not self.kept

    def __str__(self) -> str:
        sign = "✓" if self.kept else "✗" if self.promised else "–"
        unpromised = " (not promised here)" if not self.kept and not self.promised else ""
        detail = f": {self.detail}" if self.detail and not self.kept else ""
        return f"{sign} {self.what}{unpromised}{detail}"


@functools.cache
def ensure() -> None:
    """Run the quick part, once in a process, and warn of what this machine cannot promise.

    Raises
    ------
    SelfTestError
        If a promise is broken; nothing should be graded then.
    """
    failed = [line for line in quick() if line.failed]
    if failed:
        raise SelfTestError(
            f"the grader's self-test fails, so nothing is graded: {failed[0]}"
            + (f" (and {len(failed) - 1} more)" * (len(failed) > 1))
            + ". Run `bplib doctor --grading` to see all of it"
        )
    if advice := sandbox.advice():
        word = "NOTE" if sandbox.promises_all(sandbox.level()) else "WARNING"
        print(f"{word}: isolation is {sandbox.level()}: {advice}", file=sys.stderr)


def quick() -> Iterator[Line]:
    """Yield the promises that can be tested in two sandboxes, without waiting for a limit."""
    try:
        yield from _verdicts()
        yield from _isolation()
    except SandboxError as error:
        yield Line("the sandbox comes up", False, detail=str(error))


def full() -> Iterator[Line]:
    """Yield every promise of the self-test."""
    yield from quick()
    for what, source, expected in HOSTILE:
        try:
            limits = SHORT if expected is Result.TIME else LIMITS
            score = _graded({"double": source}, limits).scores[0]
        except SandboxError as error:
            yield Line(f"{what}: {expected}", False, detail=str(error))
            continue
        kept = score.points == 0 and score.result in (expected or score.result, expected)
        end = expected or "no points"
        yield Line(f"{what}: {end}", kept, detail=f"{score.result}, {score.points:g} points")


def report() -> bool:
    """Print every line, the level and what it cannot promise; return whether all is well."""
    lines = []
    for line in full():
        print(line, flush=True)
        lines.append(line)
    print(f"isolation: {sandbox.level()}")
    if advice := sandbox.advice():
        what = "all is promised" if sandbox.promises_all(sandbox.level()) else "not promised"
        print(f"{what}: {advice}")
    return not any(line.failed for line in lines)


def _verdicts() -> Iterator[Line]:
    """Yield whether a right answer earns its points, and two wrong ones none."""
    answers = {"double": RIGHT, "first_numbers": EQUAL, "first_expression": "derivative = None"}
    scores = {score.exercise: score for score in _graded(answers, LIMITS).scores}
    right = scores["double"]
    kept = right.result is Result.PASSED and right.points == right.possible > 0
    yield Line("a right answer earns its points", kept, detail=f"{right.result} {right.reason}")
    for what, name in (
        ("an answer that says it is equal to everything earns none", "first_numbers"),
        ("a wrong answer earns none", "first_expression"),
    ):
        score = scores[name]
        yield Line(what, score.points == 0, detail=f"{score.result}, {score.points:g} points")


def _isolation() -> Iterator[Line]:
    """Yield whether anything of the machine is within reach of a submission."""
    if sys.platform == "win32":
        yield Line("a submission is isolated", False, promised=False)
        return
    with baits() as (at, taken):
        box = Sandbox(LIMITS)
        try:
            box.wait_until_ready()
            reply = box.ask({"op": "run", "source": f"at = {at!r}\n{ATTEMPTS}"}, 60)
            seen = json.loads(reply["outputs"][0]["text"])
        except (ValueError, LookupError, TypeError) as error:
            raise SandboxError(f"the attempts to get out did not come to an end: {error}") from None
        finally:
            box.close()
        got = [*seen["read"], *taken()]
    promised = box.level is not Level.LIMITS
    files = ", ".join(seen["read"][:3])
    yield Line("no file of yours can be read: home, course, gradebook", not files, promised, files)
    for what, bait in (
        ("nothing can be written outside of its folder", "write"),
        ("no TCP connection", "tcp"),
        ("no UDP packet", "udp"),
        ("no Unix socket of this machine", "socket"),
        ("no abstract Unix socket of this machine", "name"),
    ):
        yield Line(what, bait not in got, promised)
    for what, attempt in (
        ("no signal to another process", "process"),
        ("no look into another process", "memory"),
        ("no new process", "fork"),
        ("no limit can be raised", "limit"),
    ):
        yield Line(what, not seen[attempt], promised)
    yield Line("threads can be started", seen["thread"])


def _graded(answers: dict[str, str], limits: Limits) -> Graded:
    """Grade answers to exercises of the first lesson."""
    checks = {
        "double": 'check("double", double)',
        "first_numbers": 'check("first_numbers", {"slope": slope, "change": change})',
        "first_expression": 'check("first_expression", {"derivative": derivative})',
    }
    lesson, submitted = new_notebook(), new_notebook()
    for name, answer in answers.items():
        marks = {"grade_id": f"{name}_answer", "grade": False, "solution": True}
        stub = _cell("raise NotImplementedError", f"{name}_answer", marks)
        lesson.cells += [stub, _cell(checks[name], name, {"grade_id": name, "grade": True})]
        submitted.cells.append(_cell(answer, f"{name}_answer", marks))
    data = json.dumps(submitted).encode()
    return grade(LESSON, lesson, data, secrets.randbits(48), limits)


def _cell(source: str, name: str, marks: dict[str, Any]) -> NotebookNode:
    whole = {"points": 1, "solution": False, "task": False, "locked": False, **marks}
    return new_code_cell(source, id=name, metadata={"nbgrader": whole})
