"""The course under test: a fresh clone, its commands, and the servers that they start."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 300
_ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost):\d+/\S*")


@dataclass(frozen=True)
class Server:
    """A Jupyter server that runs.

    Attributes
    ----------
    address : str
        Where it answers, with a slash at the end.
    token : str
        What lets one in.
    """

    address: str
    token: str

    def url(self, page: str) -> str:
        """Return the whole address of a page, such as ``"lab/tree/a.ipynb"``."""
        return f"{self.address}{page}{'&' if '?' in page else '?'}token={self.token}"


@dataclass
class Course:
    """A clone of the course as it is committed, whose commands see no settings of this user.

    Parameters
    ----------
    place : Path
        An empty folder; the clone is `folder` in it.
    """

    place: Path
    folder: Path = field(init=False)
    environment: dict[str, str] = field(init=False)
    python: str = sys.executable

    def __post_init__(self) -> None:
        self.place.mkdir()
        self.folder = self.place / "bplib"
        subprocess.run(["git", "clone", "-q", ROOT, self.folder], check=True)
        strange = ("JUPYTER", "IPYTHON", "MAKE", "MFLAGS")  # this user's, and of a make around it
        kept = {k: v for k, v in os.environ.items() if not k.startswith(strange)}
        self.environment = {
            **kept,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}",
            "PYTHONPATH": str(self.folder),
            "JUPYTER_CONFIG_DIR": str(self.place / "jupyter"),
            "JUPYTER_DATA_DIR": str(self.place / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.place / "runtime"),
            "IPYTHONDIR": str(self.place / "ipython"),
            "TQDM_DISABLE": "1",
        }

    def installed(self) -> None:
        """Use the environment that has been installed in the clone from now on."""
        self.python = str(self.folder / ".venv" / "bin" / "python")
        self.environment["PATH"] = f"{Path(self.python).parent}{os.pathsep}{os.environ['PATH']}"
        del self.environment["PYTHONPATH"]

    def run(self, *words: object, status: int = 0, where: Path | None = None) -> str:
        """Run a command, by the name of its module; return what it printed."""
        command = [self.python, "-m", *map(str, words)]
        done = subprocess.run(
            command,
            cwd=where or self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
        )
        said = f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}"
        assert done.returncode == status, said
        return done.stdout

    @contextlib.contextmanager
    def lab(self, *words: object) -> Iterator[Server]:
        """Start `bplib lab`; end it and its kernels afterwards."""
        options = ["--no-browser", "--port", str(free_port())]
        with self.serving("bplib", "lab", *words, *options) as server:
            yield server

    @contextlib.contextmanager
    def serving(self, *words: object, where: Path | None = None) -> Iterator[Server]:
        """Start a command that serves and prints its address; end it afterwards."""
        log = self.place / f"server-{free_port()}.log"
        command = (self.python, "-m", *words)
        with started(command, where or self.folder, self.environment, log) as process:
            address = wait_for(lambda: _ADDRESS.search(read(log)), "an address", process, log)[0]
            base = re.match(r"http://[^/]+/", address)
            token = re.search(r"token=(\w+)", address)
            assert base, address
            assert token, address
            yield Server(base[0], token[1])


@contextlib.contextmanager
def started(
    command: tuple[object, ...], where: Path, environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command with its output in a file; end it, and all that it started, afterwards."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=where,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for how in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)


def wait_for(condition, what: str, process: subprocess.Popen[bytes], log: Path):
    """Return what a condition comes to as soon as it is true, while a process runs."""
    until = time.monotonic() + SECONDS
    while not (found := condition()):
        said = f"waited for {what}:\n{read(log)[-3000:]}"
        assert process.poll() is None, f"the process ended with {process.returncode}; {said}"
        assert time.monotonic() < until, said
        time.sleep(0.05)
    return found


def read(path: Path) -> str:
    """Return the text of a file; nothing while it is not there."""
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
