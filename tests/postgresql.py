"""A PostgreSQL server that a test starts by itself, on the loopback, and can stop at any time."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from dask_cluster import free_port

PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")


def programs():
    """Return the folder of PostgreSQL's programs; None where it is not installed."""
    found = [path for place in PLACES for path in Path("/").glob(f"{place[1:]}/initdb")]
    beside = shutil.which("initdb")
    return sorted(found)[-1].parent if found else Path(beside).parent if beside else None


class Server:
    """A server with an empty database, as the account that PostgreSQL accepts."""

    def __init__(self):
        self.port = free_port()
        self.url = f"postgresql+psycopg://bplib@127.0.0.1:{self.port}/grades"
        self.folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self.user = None  # PostgreSQL refuses to be root
        if os.getuid() == 0:
            self.user = next(n for n in ("postgres", "nobody") if n in {u.pw_name for u in all_()})
            shutil.chown(self.folder, self.user)
        self._run("initdb", "-D", "data", "-U", "bplib", "-A", "trust", "-N", "-E", "UTF8")
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bplib", "grades")

    def start(self):
        """Start it; return when it can be asked."""
        words = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder} -F"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", words, "start")

    def stop(self):
        """Stop it, whatever it is doing."""
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")

    def close(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        time.sleep(0.1)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program, *words):
        subprocess.run(
            [str(programs() / program), *words],
            cwd=self.folder,
            user=self.user,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            check=True,
            timeout=120,
        )


def all_():
    """Return the accounts of this machine."""
    return pwd.getpwall()
