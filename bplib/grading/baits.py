"""What the self-test lays out for a submission to take, and the attempts to take it."""

import contextlib
import os
import secrets
import select
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bplib.course.lessons import CourseError, course_root
from bplib.grading.isolation import places, scratch

ATTEMPTS = """
import json, os, resource, socket, threading

def works(attempt):
    try:
        return bool(attempt())
    except Exception:
        return False

def read(path):
    with open(path, "rb") as file:
        return file.read(1) or True

def talk(family, kind, address):
    with socket.socket(family, kind) as end:
        end.settimeout(2)
        end.connect(address)
        return end.send(b"out")

def fork():
    child = os.fork()
    if not child:
        os._exit(0)
    return child

def raise_limit():
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY,) * 2)
    return True

def thread():
    threading.Thread(target=int).start()
    return True

local, internet = socket.AF_UNIX, socket.AF_INET
stream, packets = socket.SOCK_STREAM, socket.SOCK_DGRAM
works(lambda: talk(internet, stream, ("127.0.0.1", at["tcp"])))
works(lambda: talk(internet, packets, ("127.0.0.1", at["udp"])))
works(lambda: os.chdir(os.path.dirname(at["socket"])) or talk(local, stream, "socket"))
works(lambda: talk(local, stream, "\\0" + at["name"]))
works(lambda: open(at["write"], "w").write("out"))
print(json.dumps({
    "read": [path for path in at["private"] if works(lambda: read(path))],
    "process": works(lambda: os.kill(at["process"], 0) is None),
    "memory": works(lambda: read(f"/proc/{at['process']}/environ")),
    "fork": works(fork),
    "limit": works(raise_limit),
    "thread": works(thread),
}))
"""


@contextlib.contextmanager
def baits() -> Iterator[tuple[dict[str, Any], Callable[[], list[str]]]]:
    """Lay out baits; give where they are, and a function that tells which were taken."""
    name = f"bplib-{secrets.token_hex(8)}"
    with contextlib.ExitStack() as stack:
        folder = scratch.folder("bait")
        stack.callback(scratch.remove, folder)
        (folder / "secret").write_text("secret")
        inet = socket.AF_INET
        ends = {"tcp": socket.socket(inet), "udp": socket.socket(inet, socket.SOCK_DGRAM)}
        for end in ends.values():
            end.bind(("127.0.0.1", 0))
        at: dict[str, Any] = {kind: end.getsockname()[1] for kind, end in ends.items()}
        ends["socket"], at["socket"] = socket.socket(socket.AF_UNIX), str(folder / "socket")
        _bind(ends["socket"], folder / "socket")
        at["name"], at["write"] = name, str(folder / "written")
        if sys.platform == "linux":
            ends["name"] = socket.socket(socket.AF_UNIX)
            ends["name"].bind(f"\0{name}")
        for kind, end in ends.items():
            stack.enter_context(end)
            if kind != "udp":
                end.listen()
        process = stack.enter_context(subprocess.Popen(["cat"], stdin=subprocess.PIPE))
        at["process"] = process.pid
        at["private"] = [str(folder / "secret"), *_private()]

        def taken() -> list[str]:
            reached = select.select(list(ends.values()), [], [], 0)[0]
            found = [kind for kind, end in ends.items() if end in reached]
            return found + ["write"] * os.path.exists(at["write"])

        yield at, taken


def _bind(end: socket.socket, path: Path) -> None:
    """Bind a Unix socket, also where its path is longer than an address may be (Linux)."""
    if sys.platform != "linux":
        end.bind(str(path))
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        end.bind(f"/proc/self/fd/{folder}/{path.name}")
    finally:
        os.close(folder)


def _private() -> list[str]:
    """Return some files that no submission may read, as far as they are there."""
    home = [path for path in sorted(Path.home().glob("*")) if path.is_file()][:20]
    found = [path for path in home if not places.is_in(str(path), list(places.SYSTEM))]
    with contextlib.suppress(CourseError):
        root = course_root()
        found += [root / "nbgrader_config.py", root / "gradebook.db"]
        found += sorted(root.glob("solutions/*/*.ipynb"))[:1]
    found += sorted(Path(__file__).parent.parent.glob("exercises/*.py"))[:2]
    return [str(path) for path in found if os.access(path, os.R_OK)]
