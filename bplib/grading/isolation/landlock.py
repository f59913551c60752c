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

from bplib.grading.isolation import seccomp, wire

NOBODY = 65534
CREATE_RULESET, ADD_RULE, RESTRICT_SELF, MOUNT_SETATTR = 444, 445, 446, 442
# What can be done with a file, by the Landlock version that first knows it.
_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE, _DEVICE_CONTROL = 1, 2, 4, 8, 1 << 14, 1 << 15
_FIRST, _REFER = (1 << 13) - 1, 1 << 13
_MAKE_DEVICES = 1 << 6 | 1 << 11
_ON_A_FILE = _EXECUTE | _WRITE | _READ | _TRUNCATE | _DEVICE_CONTROL
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/full")
_NEW_MOUNTS, _NEW_NAMES, _NEW_IPC = 0x20000, 0x4000000, 0x8000000
_NEW_USERS, _NEW_PROCESSES, _NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
_PRIVATE, _RECURSIVE, _READ_ONLY, _NO_DEVICES, _NO_SETUID = 1 << 18, 0x8000, 1, 4, 2
_DIE_WITH_PARENT, _SET_FILTER, _DROP_BOUND, _NO_NEW_PRIVILEGES, _AMBIENT = 1, 22, 24, 38, 47

_libc = ctypes.CDLL(None, use_errno=True)


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
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        _die_with_parent()
        if os.getppid() != spec["parent"]:
            raise OSError("the grader is gone")
    os.chdir(spec["work"])
    _drop_capabilities()
    _prctl(_NO_NEW_PRIVILEGES, 1, "giving up new privileges")
    _restrict_files(spec["read"], spec["list"], spec["work"], namespaces=spec["namespaces"])
    _filter_calls(None if spec["namespaces"] else os.getpid())


def version() -> int:
    """Return the version of Landlock's interface; 0 where the kernel has none."""
    return max(0, int(_libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def _check(result: int, step: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{step}: {os.strerror(number)}")
    return result


def _prctl(option: int, value: int, step: str, more: int = 0) -> None:
    zero, long = ctypes.c_ulong(0), ctypes.c_ulong
    _check(_libc.prctl(option, long(value), long(more), zero, zero), step)


def _die_with_parent() -> None:
    """Ask to be killed when the parent ends; a change of user or namespace would undo it."""
    _prctl(_DIE_WITH_PARENT, signal.SIGKILL, "dying with the grader")


def _enter_namespaces(work: str, disk: int) -> None:
    """Enter new namespaces; go on there in a child, the first process, and let this one wait."""
    user, group = os.getuid(), os.getgid()
    kinds = _NEW_USERS | _NEW_MOUNTS | _NEW_PROCESSES | _NEW_NETWORK | _NEW_IPC | _NEW_NAMES
    _check(_libc.unshare(kinds), "making namespaces")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {user} 1"),
        ("gid_map", f"{NOBODY} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    _mount(None, "/", None, _PRIVATE | _RECURSIVE, None)
    read_only = ctypes.create_string_buffer(struct.pack("QQQQ", _READ_ONLY, 0, 0, 0), 32)
    whole = ctypes.c_uint(0x8000)  # AT_RECURSIVE
    _check(
        _libc.syscall(MOUNT_SETATTR, -100, b"/", whole, read_only, ctypes.c_size_t(32)),
        "making the file systems read-only",
    )
    _mount("tmpfs", work, "tmpfs", _NO_DEVICES | _NO_SETUID, f"size={disk},nr_inodes=8k,mode=700")
    _die_with_parent()
    child = os.fork()
    if child:
        os.closerange(0, 256)  # the pipes belong to the child alone
        _drop_capabilities()
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    _die_with_parent()
    _mount("tmpfs", "/proc", "tmpfs", _READ_ONLY | _NO_DEVICES | _NO_SETUID, "size=0")


def _mount(what: str | None, place: str, kind: str | None, flags: int, data: str | None) -> None:
    texts = [None if text is None else text.encode() for text in (what, place, kind, data)]
    result = _libc.mount(*texts[:3], ctypes.c_ulong(flags), texts[3])
    _check(result, f"mounting over {place}")


def _drop_capabilities() -> None:
    """Give up every privilege, for good."""
    _prctl(_AMBIENT, 4, "clearing ambient capabilities")
    for number in range(64):
        if _libc.prctl(_DROP_BOUND, ctypes.c_ulong(number), 0, 0, 0) < 0:
            break  # past the last one, or an ordinary user, who has none to give up
    head = ctypes.create_string_buffer(struct.pack("Ii", 0x20080522, 0), 8)
    none = ctypes.create_string_buffer(24)
    _check(_libc.capset(head, none), "dropping capabilities")


def _restrict_files(read: list[str], listed: list[str], work: str, *, namespaces: bool) -> None:
    """Let Landlock refuse every file but these, TCP, and signals and sockets to others."""
    known = version()
    least = 1 if namespaces else 3
    if known < least:
        raise OSError(f"the kernel has version {known} of Landlock, {least} or newer is needed")
    files = _FIRST
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _DEVICE_CONTROL)):
        files |= right if known >= since else 0
    network = 3 if known >= 4 else 0  # to bind, to connect
    scopes = 3 if known >= 6 else 0  # abstract sockets, signals
    rights = ctypes.create_string_buffer(struct.pack("QQQ", files, network, scopes), 24)
    size = 8 if known < 4 else 16 if known < 6 else 24
    ruleset = _check(
        _libc.syscall(CREATE_RULESET, rights, ctypes.c_size_t(size), 0), "making Landlock's rules"
    )
    for place in read:
        _allow(ruleset, place, _EXECUTE | _READ | _LIST)
    for place in listed:
        _allow(ruleset, place, _LIST)
    for place in _DEVICES:
        _allow(ruleset, place, _READ | _WRITE)
    _allow(ruleset, work, files & ~(_MAKE_DEVICES | _DEVICE_CONTROL | _EXECUTE))
    _check(_libc.syscall(RESTRICT_SELF, ruleset, 0), "applying Landlock's rules")
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
        _check(_libc.syscall(ADD_RULE, ruleset, 1, rule, 0), f"a rule for {place}")
    finally:
        os.close(path)


def _filter_calls(alone: int | None) -> None:
    """Refuse system calls; from here on there are threads, but no processes."""
    code = seccomp.program(alone=alone)
    steps = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(steps))
    address = ctypes.addressof(buffer := ctypes.create_string_buffer(head, len(head)))
    _prctl(_SET_FILTER, 2, "setting the filter of system calls", address)
    del buffer


if __name__ == "__main__":
    main()
