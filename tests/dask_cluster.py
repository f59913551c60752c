"""A Dask scheduler and its workers on this machine alone, and a network between that can be cut."""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ("--host", "127.0.0.1", "--no-dashboard")


def free_port():
    """Return a port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Cluster:
    """A scheduler with workers of one thread each; they speak by a protocol, ``tcp`` or ``tls``."""

    def __init__(self, folder, protocol="tcp"):
        self.folder = Path(folder)
        self.port = free_port()
        self.protocol = protocol
        self.address = f"{protocol}://127.0.0.1:{self.port}"
        self.workers = []
        self.scheduler = None

    def start(self, workers):
        """Start a scheduler and so many workers."""
        self.start_scheduler()
        for _ in range(workers):
            self.start_worker()
        return self

    def start_scheduler(self):
        words = ("--protocol", self.protocol, "--port", str(self.port))
        self.scheduler = self._run("scheduler", *LOCAL, *words)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.1)
        raise TimeoutError(f"no scheduler at {self.address}: {self.log('scheduler')}")

    def start_worker(self):
        words = ("--nworkers", "1", "--nthreads", "1", "--local-directory", str(self.folder))
        self.workers.append(self._run("worker", self.address, *LOCAL, *words))

    def log(self, what):
        return (self.folder / f"{what}.log").read_text("utf-8")

    def close(self):
        for process in (*self.workers, self.scheduler):
            process.terminate()
        for process in (*self.workers, self.scheduler):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
            process.wait()

    def _run(self, what, *words):
        path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        with (self.folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", *words],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )


class Wire:
    """A port that leads to another one, until it is cut."""

    def __init__(self, port):
        self._port = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._pairs = []
        self._cut = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, seconds):
        """Break every connection, and let none come about for a while."""
        self._cut.set()
        for end in [end for pair in self._pairs for end in pair]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()
        time.sleep(seconds)
        self._cut.clear()

    def close(self):
        self.cut(0)
        self._server.close()

    def _accept(self):
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            if self._cut.is_set():
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._port))
            self._pairs.append((near, far))
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    @staticmethod
    def _carry(near, far):
        with near, far, contextlib.suppress(OSError):
            while True:
                for end in select.select([near, far], [], [])[0]:
                    data = end.recv(1 << 16)
                    if not data:
                        return
                    (far if end is near else near).sendall(data)


def cluster_info(address):
    """Return what a scheduler knows of itself."""
    from distributed import Client

    with Client(address, timeout=20, set_as_default=False) as client:
        return json.loads(json.dumps(client.scheduler_info(), default=str))
