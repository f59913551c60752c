"""The sandbox of machines without bubblewrap: Landlock, the filter of calls, and namespaces.

Run as `python -m bplib.grading.isolation.landlock SPEC PROGRAM ...`: it takes away from itself
everything that SPEC (JSON) does not give, then becomes PROGRAM. Where any step fails, PROGRAM is
not started.

What it promises: no file can be read but the interpreter, the libraries and bplib without its
answers; none can be written but in the work folder; no socket reaches anybody; no process is
started, traced or signalled; nothing outlives the grader. With namespaces, beside that: every
other file system is read-only, the work folder is a small tmpfs, `/proc` is empty, and there is no
network at all.

What it does not promise. Landlock does not hide that a path exists: `os.stat` tells the size, the
owner and the times of any file whose folders this account may pass through, by its name (folders
cannot be listed). Without namespaces, beside that: the work folder is on the real disk, where one
file is limited but not their number; the numbers of running processes can be found out; and a
change of a file's permissions, owner or times only seems to work, even in the work folder.
Landlock must then be of Linux 6.2 or newer: before, it did not cover the shortening of files.
"""

import contextlib
import ctypes
import json
import os
import signal
import struct
import sys
from typing import Any

from bplib.grading.isolation import namespaces, seccomp, wire
from bplib.grading.isolation.namespaces import check, libc, prctl

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
# What can be done with a file, by the Landlock version that first knows it.
_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE, _DEVICE_CONTROL = 1, 2, 4, 8, 1 << 14, 1 << 15
_FIRST, _REFER = (1 << 13) - 1, 1 << 13
_MAKE_DEVICES = 1 << 6 | 1 << 11
_ON_A_FILE = _EXECUTE | _WRITE | _READ | _TRUNCATE | _DEVICE_CONTROL
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/full")
_DIE_WITH_PARENT, _SET_FILTER = 1, 22


def main() -> None:
    """Confine this process and become the program; say over the pipe why where that fails."""
    spec, command = json.loads(sys.argv[1]), sys.argv[2:]
    try:
        confine(spec)
        os.execv(command[0], command)
    except OSError as error:
        print(error, file=sys.stderr)  # for a trial, which has no pipe
        with contextlib.suppress(wire.WireError):
            wire.send(spec["outbox"], {"failed": str(error)})
        os._exit(1)


def confine(spec: dict[str, Any]) -> None:
    """Give up everything but what a specification leaves.

    Parameters
    ----------
    spec : dict
        ``read`` and ``list``: what can be read with all that is in it, and folders that can only
        be listed; ``work``: the folder to write in; ``disk``: its bytes; ``namespaces``: whether to
        make them; ``parent``: the process to die with.

    Raises
    ------
    OSError
        If any step fails; its text names the step.
    """
    os.umask(0o077)
    if os.getuid() == 0:
        os.setgroups([])
    if spec["namespaces"]:
        _enter_namespaces(spec["work"], spec["disk"])
    else:
        if os.getuid() == 0:
            os.setresgid(namespaces.NOBODY, namespaces.NOBODY, namespaces.NOBODY)
            os.setresuid(namespaces.NOBODY, namespaces.NOBODY, namespaces.NOBODY)
        _die_with_parent()
        if os.getppid() != spec["parent"]:
            raise OSError("the grader is gone")
    os.chdir(spec["work"])
    namespaces.drop_capabilities()
    namespaces.give_up_new_privileges()
    restrict_files(spec["read"], spec["list"], spec["work"], alone=not spec["namespaces"])
    filter_calls(None if spec["namespaces"] else os.getpid())


def version() -> int:
    """Return the version of Landlock's interface; 0 where the kernel has none."""
    return max(0, int(libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def _die_with_parent() -> None:
    """Ask to be killed when the parent ends; a change of user or namespace would undo it."""
    prctl(_DIE_WITH_PARENT, signal.SIGKILL, "dying with the grader")


def _enter_namespaces(work: str, disk: int) -> None:
    """Enter new namespaces; go on there in a child, the first process, and let this one wait."""
    namespaces.enter(work, disk)
    _die_with_parent()
    child = os.fork()
    if child:
        os.closerange(0, 256)  # the pipes belong to the child alone
        namespaces.drop_capabilities()
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    _die_with_parent()
    namespaces.hide_processes()


def restrict_files(read: list[str], listed: list[str], work: str, *, alone: bool) -> None:
    """Let Landlock refuse every file but these, TCP, and signals and sockets to others.

    Parameters
    ----------
    read, listed : list of str
        What can be read with all that is in it, and folders that can only be listed.
    work : str
        The folder to write in.
    alone : bool
        Whether there are no namespaces; then a newer version of Landlock is needed.

    Raises
    ------
    OSError
        If the kernel's version is too old, or a step fails.
    """
    known = version()
    least = 3 if alone else 1
    if known < least:
        raise OSError(f"the kernel has version {known} of Landlock, {least} or newer is needed")
    files = _FIRST
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _DEVICE_CONTROL)):
        files |= right if known >= since else 0
    network = 3 if known >= 4 else 0  # to bind, to connect
    scopes = 3 if known >= 6 else 0  # abstract sockets, signals
    rights = ctypes.create_string_buffer(struct.pack("QQQ", files, network, scopes), 24)
    size = 8 if known < 4 else 16 if known < 6 else 24
    ruleset = check(
        libc.syscall(CREATE_RULESET, rights, ctypes.c_size_t(size), 0), "making Landlock's rules"
    )
    for place in read:
        _allow(ruleset, place, _EXECUTE | _READ | _LIST)
    for place in listed:
        _allow(ruleset, place, _LIST)
    for place in _DEVICES:
        _allow(ruleset, place, _READ | _WRITE)
    _allow(ruleset, work, files & ~(_MAKE_DEVICES | _DEVICE_CONTROL | _EXECUTE))
    check(libc.syscall(RESTRICT_SELF, ruleset, 0), "applying Landlock's rules")
    os.close(ruleset)


def _allow(ruleset: int, place: str, rights: int) -> None:
    """Add a rule for a folder and all that is in it, or for a file."""
    try:
        path = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(place):
            rights &= _ON_A_FILE
        rule = ctypes.create_string_buffer(struct.pack("<Qi", rights, path), 12)
        check(libc.syscall(ADD_RULE, ruleset, 1, rule, 0), f"a rule for {place}")
    finally:
        os.close(path)


def filter_calls(alone: int | None = None) -> None:
    """Refuse system calls; from here on there are threads, but no processes.

    Parameters
    ----------
    alone : int, optional
        This process's number where it has no namespaces of its own.
    """
    code = seccomp.program(alone=alone)
    steps = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(steps))
    address = ctypes.addressof(buffer := ctypes.create_string_buffer(head, len(head)))
    prctl(_SET_FILTER, 2, "setting the filter of system calls", address)
    del buffer


if __name__ == "__main__":
    main()
