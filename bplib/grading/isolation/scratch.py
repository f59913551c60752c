"""Private folders in the temporary directory, and sweeping those that a killed run left behind."""

import atexit
import contextlib
import os
import re
import shutil
import tempfile
import types
from pathlib import Path

fcntl: types.ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has no such locks; nothing is swept there
    fcntl = None

NAME = re.compile(r"bplib-(?:bait|library|lesson|submitted|run)-(\d+)-\w+")


def folder(kind: str) -> Path:
    """Make a folder that goes when this process ends, or at the next start where it is killed.

    Parameters
    ----------
    kind : str
        ``"bait"``, ``"library"``, ``"lesson"``, ``"submitted"`` or ``"run"``.

    Returns
    -------
    Path
        New and empty, readable by this account alone.
    """
    path = Path(tempfile.mkdtemp(prefix=f"bplib-{kind}-{os.getpid()}-"))
    _lock(path)  # held until the process ends, however it ends
    return path


def remove(path: Path) -> None:
    """Remove a folder of this process now."""
    shutil.rmtree(path, ignore_errors=True)
    held = _HELD.pop(path, None)
    if held is not None and held >= 0:
        os.close(held)


def sweep() -> list[Path]:
    """Remove the folders of processes that are no more; return which.

    A folder stays while its process lives or anybody holds its lock, so that it stays, too, where
    the process is in another container that shares the temporary directory.
    """
    gone = []
    for path in Path(tempfile.gettempdir()).glob("bplib-*"):
        name = NAME.fullmatch(path.name)
        if fcntl is None or name is None or _alive(int(name[1])) or not _ours(path):
            continue
        if _lock(path):
            remove(path)
            gone.append(path)
    return gone


_HELD: dict[Path, int] = {}  # by folder: what holds its lock, -1 where there are no locks


@atexit.register
def _remove_all() -> None:
    for path in list(_HELD):
        if f"-{os.getpid()}-" in path.name:  # not those of a process that this one was forked from
            remove(path)


def _lock(path: Path) -> bool:
    """Lock a folder for this process; say whether it was free."""
    if fcntl is None:
        _HELD[path] = -1
        return True
    held = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        return False
    _HELD[path] = held
    return True


def _ours(path: Path) -> bool:
    with contextlib.suppress(OSError):
        found = path.lstat()
        return path.is_dir() and not path.is_symlink() and found.st_uid == os.getuid()
    return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
