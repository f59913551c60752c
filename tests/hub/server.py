"""JupyterHub, started for one run on ports of this machine that nobody else can reach."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SECONDS = 120


@dataclass(frozen=True)
class Hub:
    """A hub that runs: where it answers, the password of all its users, and its log."""

    address: str
    password: str
    log: Path


@contextlib.contextmanager
def hub(
    folder: Path, proxy: Path, users: Iterable[str], environment: Mapping[str, str]
) -> Iterator[Hub]:
    """Start a hub for some users; stop it, and all that it has started, at the end."""
    folder.mkdir(mode=0o700)
    scripts = Path(sys.prefix) / "bin"
    given = {
        "ports": _free_ports(3),
        "proxy": str(proxy),
        "folder": str(folder),
        "users": list(users),
        "password": secrets.token_hex(16),
        "singleuser": str(scripts / "jupyterhub-singleuser"),
        "environment": dict(environment),
    }
    log = folder / "hub.log"
    config = Path(__file__).with_name("jupyterhub_config.py")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", f"--config={config}"],
            cwd=folder,
            env={**os.environ, "BPLIB_HUB": json.dumps(given)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{given['ports'][0]}"
        _wait(f"{address}/hub/health", process, log)
        yield Hub(address, str(given["password"]), log)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.1)
    said = log.read_text(encoding="utf-8", errors="replace")[-3000:]
    raise RuntimeError(f"the hub did not start:\n{said}")
