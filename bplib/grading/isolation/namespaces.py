"""Namespaces of its own for a process: users, processes, mounts, network, messages and names.

Imported inside sandboxes, before a submission's first cell.
"""

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterator

NOBODY = 65534
_NEW_MOUNTS, _NEW_NAMES, _NEW_IPC = 0x20000, 0x4000000, 0x8000000
_NEW_USERS, _NEW_PROCESSES, _NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
_PRIVATE, _RECURSIVE, _READ_ONLY, _NO_DEVICES, _NO_SETUID = 1 << 18, 0x8000, 1, 4, 2
_MOUNT_SETATTR, _AT_RECURSIVE = 442, 0x8000
_DROP_BOUND, _NO_NEW_PRIVILEGES, _AMBIENT = 24, 38, 47

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, step: str) -> int:
    """Return what a call returned, or raise an OSError that names the step."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{step}: {os.strerror(number)}")
    return result


def prctl(option: int, value: int, step: str, more: int = 0) -> None:
    """Change something about this process; an OSError names the step."""
    zero, long = ctypes.c_ulong(0), ctypes.c_ulong
    check(libc.prctl(option, long(value), long(more), zero, zero), step)


def enter(work: str, disk: int, *, processes: bool = True) -> None:
    """Enter new namespaces, with every file system read-only and a small tmpfs of its own.

    Parameters
    ----------
    work : str
        The folder to write in; the tmpfs is mounted over it.
    disk : int
        Bytes that it can hold.
    processes : bool
        Whether one of processes is among them, whose first process is the next that is forked.

    Raises
    ------
    OSError
        If any step fails; its text names the step.
    """
    kinds = _NEW_MOUNTS | _NEW_NETWORK | _NEW_IPC | _NEW_NAMES
    _new_users(kinds | _NEW_PROCESSES if processes else kinds)
    _mount(None, "/", None, _PRIVATE | _RECURSIVE, None)
    read_only = ctypes.create_string_buffer(struct.pack("QQQQ", _READ_ONLY, 0, 0, 0), 32)
    whole = ctypes.c_uint(_AT_RECURSIVE)
    check(
        libc.syscall(_MOUNT_SETATTR, -100, b"/", whole, read_only, ctypes.c_size_t(32)),
        "making the file systems read-only",
    )
    _mount("tmpfs", work, "tmpfs", _NO_DEVICES | _NO_SETUID, f"size={disk},nr_inodes=8k,mode=700")


def begin_anew() -> None:
    """Go on as the first process of a new namespace, with every right over what is made in it.

    The process that called waits for it, and ends as it ends.

    Raises
    ------
    OSError
        If any step fails; its text names the step.
    """
    _new_users(_NEW_PROCESSES)
    first = os.fork()
    if first:
        os.closerange(0, os.sysconf("SC_OPEN_MAX"))
        os._exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 0xFF)


@contextlib.contextmanager
def of_the_next_child() -> Iterator[int]:
    """Let a process that is forked in this block be the first of a namespace of its own.

    Yields
    ------
    int
        An open file, by which this process goes back to its own namespace.

    Raises
    ------
    OSError
        If any step fails; its text names the step.
    """
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    try:
        check(libc.unshare(_NEW_PROCESSES), "making a namespace")
        try:
            yield own
        finally:
            check(libc.setns(own, _NEW_PROCESSES), "going back to its own namespace")
    finally:
        os.close(own)


def hide_processes() -> None:
    """Mount an empty folder over `/proc`."""
    _mount("tmpfs", "/proc", "tmpfs", _READ_ONLY | _NO_DEVICES | _NO_SETUID, "size=0")


def drop_capabilities() -> None:
    """Give up every privilege, for good."""
    prctl(_AMBIENT, 4, "clearing ambient capabilities")
    for number in range(64):
        if libc.prctl(_DROP_BOUND, ctypes.c_ulong(number), 0, 0, 0) < 0:
            break  # past the last one, or an ordinary user, who has none to give up
    head = ctypes.create_string_buffer(struct.pack("Ii", 0x20080522, 0), 8)
    none = ctypes.create_string_buffer(24)
    check(libc.capset(head, none), "dropping capabilities")


def give_up_new_privileges() -> None:
    """Let no program that is started from here have more rights than this process."""
    prctl(_NO_NEW_PRIVILEGES, 1, "giving up new privileges")


def _new_users(kinds: int) -> None:
    """Enter new namespaces: one of users, with this one alone, and those of other kinds."""
    user, group = os.getuid(), os.getgid()
    check(libc.unshare(_NEW_USERS | kinds), "making namespaces")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {user} 1"),
        ("gid_map", f"{NOBODY} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _mount(what: str | None, place: str, kind: str | None, flags: int, data: str | None) -> None:
    texts = [None if text is None else text.encode() for text in (what, place, kind, data)]
    result = libc.mount(*texts[:3], ctypes.c_ulong(flags), texts[3])
    check(result, f"mounting over {place}")
