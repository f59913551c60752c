"""The filter of system calls: threads, but no processes, no sockets and no hidden memory.

Every sandbox uses it. A process limit does not bind root, so a fork bomb is stopped here;
memory that `RLIMIT_AS` does not count (memory files, System V segments) cannot be made; what could
get around the filter itself (io_uring, a second numbering of the calls) is refused, and so is what
would let a process live on when its parent ends. Where a sandbox has no namespaces of its own,
`program` also refuses what would reach other processes or change files' permissions, which
Landlock does not cover.
"""

import errno
import platform
import struct

_ALLOW, _REFUSE, _UNKNOWN, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_PRETEND = 0x00050000  # error number 0: the call seems to succeed and does nothing
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_OTHER_NAMES = 0x40000000  # from here on x86-64 knows every call by a second number
_THREAD = 0x00010000  # CLONE_THREAD
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16  # where they stand in what a filter reads

# Each call's number: where it stands in the pair says for which processor; -1 is "has none".
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_MACHINES = tuple(_AUDIT)
_CLONE, _CLONE3, _FCNTL, _IOCTL, _PRCTL = (56, 220), (435, 435), (72, 25), (16, 29), (157, 167)
_PROCESSES = ((57, -1), (58, -1))  # fork, vfork
_NAMESPACES = ((272, 97), (308, 268))  # unshare, setns
_TRACING = (
    *((101, 117), (310, 270), (311, 271)),  # ptrace, process_vm_readv, process_vm_writev
    *((438, 438), (424, 424), (298, 241)),  # pidfd_getfd, pidfd_send_signal, perf_event_open
)
_SOCKETS = ((41, 198),)  # socket; a pair of sockets, which event loops need, reaches nobody
_AROUND = (
    *((425, 425), (426, 426), (427, 427)),  # io_uring_setup, io_uring_enter, io_uring_register
    *((321, 280), (323, 282)),  # bpf, userfaultfd
)
_KEYS = ((248, 217), (249, 218), (250, 219))  # add_key, request_key, keyctl
_HIDDEN_MEMORY = (
    *((319, 279), (447, 447)),  # memfd_create, memfd_secret
    *((29, 194), (64, 190), (68, 186)),  # shmget, semget, msgget
)
_ALWAYS = (
    *(*_PROCESSES, *_NAMESPACES, *_TRACING, *_SOCKETS),
    *(*_AROUND, *_KEYS, *_HIDDEN_MEMORY),
)
# Without namespaces: these may name nobody but the process itself (by its number or by 0) ...
_ITSELF_ONLY = (
    *((62, 129), (200, 130), (234, 131)),  # kill, tkill, tgkill
    *((129, 138), (297, 240)),  # rt_sigqueueinfo, rt_tgsigqueueinfo
    *((302, 261), (203, 122)),  # prlimit64, sched_setaffinity
    *((142, 118), (144, 119), (314, 274)),  # sched_setparam, sched_setscheduler, sched_setattr
)
# ... these are refused: priorities of others, and attributes of files ...
_NOT_ALONE = (
    *((141, 140), (251, 30), (256, 238)),  # setpriority, ioprio_set, migrate_pages
    *((188, 5), (189, 6), (190, 7), (463, 463)),  # setxattr, lsetxattr, fsetxattr, setxattrat
    *((197, 14), (198, 15), (199, 16), (466, 466)),  # removexattr and its kin
)
# ... and these seem to work, since `shutil.copy` must: Landlock lets them change any file.
_IN_APPEARANCE = (
    *((90, -1), (91, 52), (268, 53), (452, 452)),  # chmod, fchmod, fchmodat, fchmodat2
    *((92, -1), (93, 55), (94, -1), (260, 54)),  # chown, fchown, lchown, fchownat
    *((132, -1), (235, -1), (261, -1), (280, 88)),  # utime, utimes, futimesat, utimensat
)
# By an argument: whom a file signals, typing for it, and the signal when the parent ends.
_ARGUED = {
    _FCNTL: (1, (8, 15)),
    _IOCTL: (1, (0x8901, 0x8902, 0x5412)),
    _PRCTL: (0, (1,)),
}

_Step = tuple[int, int, int, int]


def program(*, alone: int | None = None) -> bytes:
    """Return the filter as a classic BPF program.

    `clone3` is answered with "no such call", after which the C library uses `clone`, whose flags
    a filter can read.

    Parameters
    ----------
    alone : int, optional
        For a process without namespaces of its own: its number. It can then signal itself only.

    Returns
    -------
    bytes
        As `bwrap --seccomp` and `prctl(PR_SET_SECCOMP)` take it.

    Raises
    ------
    OSError
        If the processor is one whose system calls are not known here.
    """
    machine = platform.machine()
    if machine not in _MACHINES:
        raise OSError(errno.ENOSYS, f"no filter of system calls is known for {machine}")
    which = _MACHINES.index(machine)
    code: list[_Step] = [
        (_LOAD, 0, 0, _MACHINE),
        (_JUMP_EQUAL, 1, 0, _AUDIT[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_AT_LEAST, 0, 1, _OTHER_NAMES),
        (_RETURN, 0, 0, _REFUSE),
    ]
    refused = _ALWAYS if alone is None else _ALWAYS + _NOT_ALONE
    for call in refused:
        code += _answer(call[which], _REFUSE)
    for call in () if alone is None else _IN_APPEARANCE:
        code += _answer(call[which], _PRETEND)
    code += _answer(_CLONE3[which], _UNKNOWN)
    threads_only = [(_JUMP_SET, 1, 0, _THREAD), (_RETURN, 0, 0, _REFUSE)]
    code += _by_argument(_CLONE[which], 0, threads_only)
    for call, (place, values) in _ARGUED.items():
        steps = [step for value in values for step in _answer(value, _REFUSE)]
        code += _by_argument(call[which], place, steps)
    if alone is not None:
        itself = [*_answer(0, _ALLOW), *_answer(alone, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
        for call in _ITSELF_ONLY:
            code += _by_argument(call[which], 0, itself)
    code.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in code)


def _answer(value: int, answer: int) -> list[_Step]:
    """Return steps that end with an answer where the loaded number is `value`."""
    return [] if value < 0 else [(_JUMP_EQUAL, 0, 1, value), (_RETURN, 0, 0, answer)]


def _by_argument(call: int, place: int, steps: list[_Step]) -> list[_Step]:
    """Return steps that load an argument of a call and go on with `steps`, else allow it."""
    inner = [(_LOAD, 0, 0, _ARGUMENTS + 8 * place), *steps, (_RETURN, 0, 0, _ALLOW)]
    return [(_JUMP_EQUAL, 0, len(inner), call), *inner]
