"""Three people with accounts of their own: system users that are made for one run."""

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

INSTRUCTOR, LEARNERS = "ivy", ("ada", "ben")
PREFIX = "bplibhub"
SECONDS = 180  # for one command


class Refused(Exception):
    """The hub cannot be tested here; the message says what is missing."""


@dataclass
class Person:
    """A system user.

    Attributes
    ----------
    name : str
        What the person is called on pages.
    user : str
        The name of the account.
    home : Path
        A folder that nobody else may enter.
    environment : dict of str to str
        What a terminal of theirs on the hub has.
    """

    name: str
    user: str
    home: Path
    environment: dict[str, str]
    place: Path = field(init=False)

    def __post_init__(self) -> None:
        entry = pwd.getpwnam(self.user)
        self.uid, self.gid = entry.pw_uid, entry.pw_gid
        self.place = self.home

    def run(self, line: str) -> tuple[int, str]:
        """Type a line where the person is; return its exit status and what it printed."""
        done = subprocess.run(
            ["bash", "-c", line if not line.startswith("cd ") else f"{line} && pwd -P"],
            cwd=self.place,
            env=self.environment,
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            umask=0o022,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if line.startswith("cd ") and done.returncode == 0:
            self.place = Path(done.stdout.strip())
            return 0, ""
        return done.returncode, done.stdout

    def write(self, path: Path, data: bytes) -> None:
        """Put a file into the person's home, as theirs."""
        path.write_bytes(data)
        os.chown(path, self.uid, self.gid)


@contextlib.contextmanager
def people(homes: Path, shared: Mapping[str, str]) -> Iterator[dict[str, Person]]:
    """Make the three users; end what they still run and remove them at the end.

    Parameters
    ----------
    homes : Path
        Where their homes are made.
    shared : mapping of str to str
        The part of their environment that they share.
    """
    if os.geteuid() != 0 or not shutil.which("useradd"):
        raise Refused("three system users must be made: run this as root, where useradd is")
    _sweep()
    found: dict[str, Person] = {}
    made: list[str] = []
    try:
        for name in (INSTRUCTOR, *LEARNERS):
            user, home = f"{PREFIX}-{name}-{os.getpid()}", homes / name
            options = ["--create-home", "--home-dir", str(home), "--shell", "/bin/bash"]
            subprocess.run(["useradd", *options, user], check=True, capture_output=True)
            made.append(user)
            home.chmod(0o700)
            own = {"HOME": str(home), "USER": user, "LOGNAME": user, "SHELL": "/bin/bash"}
            found[name] = Person(name, user, home, {**shared, **own})
        yield found
    finally:
        for user in made:
            _remove(user)


def _sweep() -> None:
    """Remove the users of runs that were killed."""
    for entry in pwd.getpwall():
        number = re.fullmatch(rf"{PREFIX}-[a-z]+-(\d+)", entry.pw_name)
        if number and not Path(f"/proc/{number[1]}").exists():
            _remove(entry.pw_name)


def _remove(user: str) -> None:
    uid = pwd.getpwnam(user).pw_uid
    until = time.monotonic() + 20
    while (running := _processes(uid)) and time.monotonic() < until:
        for number in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        time.sleep(0.1)
    subprocess.run(["userdel", user], check=True, capture_output=True)


def _processes(uid: int) -> list[int]:
    """Return the processes of a user; those that have ended and wait to be noted do not count."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if place.stat().st_uid == uid and "\nState:\tZ" not in (place / "status").read_text():
                found.append(int(place.name))
    return found
