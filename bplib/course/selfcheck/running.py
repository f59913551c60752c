"""Running notebooks with nbval, several at a time.

Where processes can be forked well, a server forks one for each notebook; elsewhere, and for what a
server that has failed has left, each is a fresh Python.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import bplib
from bplib.course.selfcheck import staging
from bplib.course.selfcheck.notebook import Notebook
from bplib.course.selfcheck.rows import Run
from bplib.course.workspace import files

SERVER = "bplib.course.selfcheck.server"
CAN_FORK = sys.platform == "linux"  # elsewhere libraries of the system do not survive it
LOOK = 0.05  # seconds between two looks at fresh processes
GOODBYE = 5.0  # seconds that a process has for ending what it runs


@dataclass(frozen=True)
class Limits:
    """How many notebooks run side by side, and the seconds that a cell has at most."""

    workers: int
    seconds: float


class Runner:
    """Runs notebooks; its process comes up as soon as it is made.

    Parameters
    ----------
    limits : Limits
        What it may take.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        # a kernel that is being ended may still write into it
        self._folder = tempfile.TemporaryDirectory(
            prefix=staging.FOLDER, ignore_cleanup_errors=True
        )
        self._server = _Server(self._folder.name) if CAN_FORK else None

    def run(self, notebooks: list[Notebook]) -> Iterator[tuple[int, Run | None]]:
        """Run notebooks; yield the place of each when it begins, and when it has run.

        Parameters
        ----------
        notebooks : list of Notebook
            What to run, in this order.

        Yields
        ------
        int, Run or None
            The notebook's place in the list; what was seen, or None when it begins.

        Raises
        ------
        CourseError
            If there is no room on the disk for what is run.
        """
        folder = Path(self._folder.name).resolve()
        stages = _stages(folder / "first", notebooks, range(len(notebooks)))
        left = dict(stages)
        if self._server:
            for number, ended in self._server.run(_jobs(notebooks, stages), self._limits):
                yield number, self._seen(notebooks[number], left.pop(number)) if ended else None
        again = _stages(folder / "again", notebooks, left)
        for number, ended in _run_fresh(again, self._limits):
            yield number, self._seen(notebooks[number], again[number]) if ended else None

    def _seen(self, notebook: Notebook, stage: Path) -> Run:
        cells, log = staging.seen(stage)
        return Run(notebook, cells, log, self._limits.seconds)

    def close(self) -> None:
        """End whatever runs."""
        if self._server:
            self._server.close()
        self._folder.cleanup()


def _stages(folder: Path, notebooks: list[Notebook], numbers: Iterable[int]) -> dict[int, Path]:
    """Put notebooks on stages of their own; return these by the notebooks' numbers."""
    stages = {}
    with files.told(folder):
        for number in numbers:
            stages[number] = folder / str(number)
            stages[number].mkdir(parents=True)
            staging.put(notebooks[number], stages[number])
    return stages


def _jobs(notebooks: list[Notebook], stages: dict[int, Path]) -> list[tuple[str, str]]:
    """Return of each notebook its stage and the learner's own folder."""
    return [(str(stages[k]), str(notebook.path.parent)) for k, notebook in enumerate(notebooks)]


class _Server:
    """The process of `server`.

    Parameters
    ----------
    folder : str
        Where it starts; a module that lies there would be imported.
    """

    def __init__(self, folder: str) -> None:
        own = str(Path(bplib.__file__).parent.parent)
        path = os.pathsep.join(filter(None, (own, os.environ.get("PYTHONPATH"))))
        inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # as a kernel has it
        self._process = subprocess.Popen(
            [sys.executable, "-m", SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**inline, **staging.environment(), "PYTHONPATH": path},
            cwd=folder,
            text=True,
            start_new_session=True,  # an interrupt from the keyboard is for the command alone
        )

    def run(self, jobs: list[tuple[str, str]], limits: Limits) -> Iterator[tuple[int, bool]]:
        """Yield the number of a job when it begins and when it has ended; all, if all goes well."""
        ask, told = self._process.stdin, self._process.stdout
        assert ask
        assert told
        with contextlib.suppress(BrokenPipeError):
            ask.write(json.dumps({"jobs": jobs, **asdict(limits)}) + "\n")
            ask.flush()
        ended = 0
        while ended < len(jobs) and (line := told.readline()):
            said = json.loads(line)
            ended += "ended" in said
            yield next(iter(said.values())), "ended" in said

    def close(self) -> None:
        """End it and all that it has started."""
        ask, told = self._process.stdin, self._process.stdout
        assert ask
        assert told
        with contextlib.suppress(BrokenPipeError):
            ask.close()
        _wait_or_kill(self._process)
        told.close()


def _run_fresh(stages: dict[int, Path], limits: Limits) -> Iterator[tuple[int, bool]]:
    """Run each stage by a Python of its own; yield as `_Server.run` does."""
    waiting = deque(stages.items())
    running: dict[int, subprocess.Popen[bytes]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < limits.workers:
                number, stage = waiting.popleft()
                running[number] = _fresh(stage, limits.seconds)
                yield number, False
            ended = [number for number, process in running.items() if process.poll() is not None]
            for number in ended:
                del running[number]
                yield number, True
            if not ended:
                time.sleep(LOOK)
    finally:
        for process in running.values():
            # interrupted, pytest lets nbval end the kernel and what that has started
            process.terminate() if os.name == "nt" else process.send_signal(signal.SIGINT)
        for process in running.values():
            _wait_or_kill(process)


def _fresh(stage: Path, seconds: float) -> "subprocess.Popen[bytes]":
    with (stage / staging.LOG).open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *staging.arguments(stage, seconds)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**staging.environment(), **staging.own_environment(stage)},
            cwd=stage,
            start_new_session=True,
        )


def _wait_or_kill(process: "subprocess.Popen[Any]") -> None:
    """Wait for the end of a process that has been told to end, but not for long."""
    try:
        process.wait(GOODBYE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
