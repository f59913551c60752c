"""`bplib setup`: an environment of its own in .venv, with a line that says what is being done.

It runs before anything is installed, so it needs Python alone.
"""

import itertools
import os
import queue
import re
import subprocess
import sys
import sysconfig
import threading
import time
import tomllib
import venv
from collections.abc import Iterable, Iterator
from pathlib import Path

from bplib.course.lessons import CourseError
from bplib.course.workspace import files

ENVIRONMENT = ".venv"
LOCK = "requirements.lock"
LEARNER, DEVELOPER = ".ready", ".installed"  # which set is installed; the Makefile looks for them
LOG = "setup.log"
PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-compile")
COMPILED = "files translated, so that it starts faster"
_TRANSLATES = ("Listing ", "Compiling ")  # what `compileall` says of a folder, and of a file
_NAME = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==")
_VIA = re.compile(r"\s+#\s+(?:via\s+)?([A-Za-z0-9._-]+)(?:\[[^\]]*\])?(?:\s|$)")
# What pip says, and what that means; the first that fits.
_REASONS = {
    r"No space left|Errno 28": "the disk is full: the course needs about {size}",
    r"Read-only file system": "the disk is read-only: copy the course to where you may write",
    r"Permission denied|Access is denied": "{folder} may not be written to",
    r"name resolution|establish a new connection|Connection refused|ConnectionError|Max retries":
        "the packages cannot be fetched: is there a network?",
    r"DO NOT MATCH THE HASHES": "a package is not the one that requirements.lock names",
}  # fmt: skip
DISK = {False: "600 MB", True: "1 GB"}  # without and with what developers need


def locked(lock: str, wanted: set[str]) -> dict[str, str]:
    """Return the part of a lock file that some packages need, themselves included.

    Parameters
    ----------
    lock : str
        A file as `uv pip compile` writes it: below each package stands what it is there for.
    wanted : set of str
        Names of packages.

    Returns
    -------
    dict of str to str
        The lines of each package, by its name.
    """
    blocks: dict[str, list[str]] = {}
    needed_by: dict[str, set[str]] = {}
    name = ""
    for line in lock.splitlines():
        begins, via = _NAME.match(line), _VIA.match(line)
        if begins:
            name = _plain(begins[1])
        if name:  # a package may stand there twice, for two systems
            blocks.setdefault(name, []).append(line)
            needed_by.setdefault(name, set())
            if via and via[1] != "via":
                needed_by[name].add(_plain(via[1]))
    found = {_plain(one) for one in wanted} & blocks.keys()
    more = found
    while more:
        more = {one for one, others in needed_by.items() if others & found} - found
        found |= more
    return {one: "\n".join(lines) for one, lines in blocks.items() if one in found}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def packages(course: Path, *, developer: bool) -> dict[str, str]:
    """Return the locked packages that the course needs, or those that its developers need too."""
    lock = (course / LOCK).read_text(encoding="utf-8")
    if developer:
        return locked(lock, set(_NAME.findall(lock)))
    project = tomllib.loads((course / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return locked(lock, {re.split(r"[^\w.-]", one)[0] for one in project["dependencies"]})


def set_up(course: Path, *, developer: bool = False) -> None:
    """Make .venv in the course's folder and install what the course needs into it.

    Parameters
    ----------
    course : Path
        The course's folder.
    developer : bool
        Whether to install what its developers need as well.

    Raises
    ------
    CourseError
        If that fails; one sentence says why, and a log has the rest.
    """
    began = time.monotonic()
    environment = course / ENVIRONMENT
    needed = packages(course, developer=developer)
    bar = _Line(3)
    with files.told(environment, "copy the course to a folder that can be written to"):
        bar.step("an environment of its own")
        if Path(sys.prefix).resolve() != environment.resolve():
            _make(environment)
        (environment / LOG).write_bytes(b"")
        chosen = environment / "needed.txt"
        chosen.write_text("\n".join(needed.values()) + "\n", encoding="utf-8")
        bar.step("packages", len(needed))
        _install(environment, ["--require-hashes", "-r", str(chosen)], bar, developer)
        here = ["--no-deps", "--no-build-isolation", "-e", str(course)]
        _install(environment, here, bar, developer)
        places = [course / "bplib", _site(environment)]
        bar.step(COMPILED)
        bar.total = sum(1 for place in places for _ in place.rglob("*.py"))
        compiles = [str(python(environment)), "-m", "compileall", "-j", "0", *map(str, places)]
        _run(compiles, environment, bar)
        for mark in (LEARNER, *[DEVELOPER] * developer):
            (environment / mark).touch()
    bar.end(f"Ready, after {_clock(time.monotonic() - began)}.")


def python(environment: Path) -> Path:
    """Return the interpreter of an environment."""
    folder = "Scripts" if os.name == "nt" else "bin"
    return environment / folder / ("python.exe" if os.name == "nt" else "python")


def _site(environment: Path) -> Path:
    base = {"base": str(environment), "platbase": str(environment)}
    return Path(sysconfig.get_path("purelib", "venv", base))


def _make(environment: Path) -> None:
    try:
        venv.create(environment, with_pip=True, symlinks=os.name != "nt")
    except subprocess.CalledProcessError:
        raise CourseError(
            f"{sys.executable} cannot make an environment: install its package of ensurepip "
            "(python3-venv on Debian and Ubuntu), or take another Python"
        ) from None


def _install(environment: Path, what: list[str], bar: "_Line", developer: bool) -> None:
    command = [str(python(environment)), *PIP, *what]
    if _run(command, environment, bar) == 0:
        return
    log = environment / LOG
    said = log.read_text(encoding="utf-8", errors="replace")
    bar.end("")
    raise CourseError(f"{_reason(said, environment, developer)}; {log} has the rest")


def _reason(said: str, environment: Path, developer: bool) -> str:
    """Return in a sentence why pip failed."""
    for pattern, meaning in _REASONS.items():
        if re.search(pattern, said):
            return meaning.format(folder=environment, size=DISK[developer])
    errors = re.findall(r"^ERROR: (.+)$", said, re.MULTILINE) or said.strip().splitlines()[-1:]
    return f"pip cannot install the packages: {errors[-1] if errors else 'it says nothing'}"


def _run(command: list[str], environment: Path, bar: "_Line") -> int:
    """Run a command with its output in the log, and show how far it has come."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    with (
        (environment / LOG).open("a", encoding="utf-8") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding="utf-8", errors="replace", env={**os.environ, "PYTHONUNBUFFERED": "1"},
        ) as process,
    ):  # fmt: skip
        reader = threading.Thread(target=_read, args=(process.stdout, lines))
        reader.start()
        while reader.is_alive() or not lines.empty():
            for line in _waiting(lines):
                bar.heard(line)
                if not line.startswith(_TRANSLATES):
                    log.write(line)
            bar.show(_site(environment))
            reader.join(0.2)
    return process.returncode


def _read(stream: Iterable[str] | None, lines: "queue.SimpleQueue[str]") -> None:
    for line in stream or ():
        lines.put(line)


def _waiting(lines: "queue.SimpleQueue[str]") -> Iterator[str]:
    while not lines.empty():
        yield lines.get()


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


class _Line:
    """The line that says what is being done: one on a terminal, one for each step elsewhere.

    Parameters
    ----------
    steps : int
        How many there are.
    """

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.number = itertools.count(1)
        self.began = time.monotonic()
        self.live = sys.stdout.isatty()
        self.what, self.total, self.fetched, self.translated = "", 0, 0, 0
        self.order: list[str] = []  # of installing, once that has begun

    def step(self, what: str, total: int = 0) -> None:
        """Begin a step, which takes so many packages."""
        self.what, self.total = f"[{next(self.number)}/{self.steps}] {what}", total
        if not self.live:
            print(self.what + (f": {total}" if total else ""), flush=True)

    def heard(self, line: str) -> None:
        """Take notice of what pip or compileall says."""
        self.fetched += line.startswith("Collecting ")
        self.translated += line.count("Compiling ")  # two processes may share a line
        if line.startswith("Installing collected packages: "):
            self.order += map(_plain, line.partition(": ")[2].strip().split(", "))

    def show(self, site: Path) -> None:
        """Renew the line."""
        if not self.live:
            return
        clock = _clock(time.monotonic() - self.began)
        print(f"\r\x1b[K{self.what}{self._count(site)}, {clock}", end="", flush=True)

    def _count(self, site: Path) -> str:
        """Return how far a step has come."""
        if not self.total:
            return ""
        if self.what.endswith(COMPILED):
            return f": {min(self.translated, self.total):,} of {self.total:,}"
        if not self.order:
            return f": {min(self.fetched, self.total)} of {self.total} fetched"
        there = {_plain(path.name.partition("-")[0]) for path in site.glob("*.dist-info")}
        now = next((f", now {name}" for name in self.order if name not in there), "")
        return f": {min(len(there - {'pip'}), self.total)} of {self.total} installed{now}"

    def end(self, sentence: str) -> None:
        """Put the last sentence in the place of the line."""
        print(("\r\x1b[K" if self.live else "") + sentence, flush=True)
