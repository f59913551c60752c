"""Attempts to get out of a sandbox, run as a script: `python sandbox_probes.py LEVEL COURSE`.

Lays out baits, runs every probe inside one sandbox and prints as JSON what each of them got: false
where it was refused. What can be seen from outside is asked there.
"""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bplib
from bplib.grading.isolation import sandbox, wire

LIMITS = sandbox.Limits(cell_seconds=60, seconds=120, memory=1 << 30, disk=4 << 20)
INSIDE = r"""
import ctypes, json, os, platform, resource, shutil, signal, socket, stat, subprocess, sys
import tempfile, threading
import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
PROBES = {}

def probe(function):
    PROBES[function.__name__] = function

def succeeds(number, *arguments):
    return libc.syscall(number, *arguments) >= 0

def reads(path):
    with open(path, "rb") as file:
        return file.read(1).hex() or "empty"

def talks(family, kind, address):
    with socket.socket(family, kind) as end:
        end.settimeout(2)
        end.connect(address)
        return end.send(b"out") > 0

# ---- files
for path in at["private"]:
    PROBES["read " + path] = lambda path=path: reads(path)

@probe
def import_references():
    import bplib.course.exercises.lesson_00_start_here
    return True
@probe
def list_home(): return os.listdir(at["home"])
@probe
def list_baits(): return os.listdir(at["folder"])
@probe
def sees_bait(): return os.path.exists(at["secret"])
@probe
def write_beside(): return open(at["write"], "w").write("out")
@probe
def write_bait(): return open(at["secret"], "a").write("out")
@probe
def write_library(): return open(np.__file__, "a").close() is None
@probe
def write_bplib():
    import bplib
    return open(bplib.__file__, "a").close() is None
@probe
def write_shared_memory(): return open("/dev/shm/outside", "w").close() is None
@probe
def make_folder(): return os.mkdir(at["write"] + "-folder") is None
@probe
def change_mode(): return os.chmod(at["secret"], 0o777) is None
@probe
def change_times(): return os.utime(at["secret"], (1, 1)) is None
@probe
def change_attributes(): return os.setxattr(at["secret"], "user.a", b"b") is None
@probe
def shorten(): return os.truncate(at["secret"], 0) is None
@probe
def rename(): return os.rename(at["secret"], at["write"]) is None
@probe
def link(): return os.link(at["secret"], "link") is None
@probe
def remove(): return os.remove(at["secret"]) is None
@probe
def change_root(): return os.chroot(at["folder"]) is None
@probe
def read_by_link():
    os.symlink(at["secret"], "link-to-secret")
    return reads("link-to-secret")
@probe
def mount_something(): return libc.mount(b"tmpfs", b"/usr", b"tmpfs", 0, None) == 0
@probe
def inherited_files():
    found = []
    for fd in range(256):
        try:
            mode = os.fstat(fd).st_mode
        except OSError:
            continue
        if stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISSOCK(mode):
            found.append(fd)
    return found

# ---- other processes
@probe
def other_processes():
    return [n for n in os.listdir("/proc") if n.isdigit() and int(n) > 2]
@probe
def signal_grader(): return os.kill(at["process"], 0) is None
@probe
def end_everybody():
    os.kill(-1, signal.SIGTERM)
    return False  # whether anybody is gone is seen outside
@probe
def signal_by_file():
    import fcntl
    signals_own, flags = 8, os.pipe()
    fcntl.fcntl(flags[0], signals_own, at["process"])
    return True
@probe
def trace_grader(): return libc.ptrace(16, at["process"], None, None) == 0
@probe
def read_memory():
    target = (ctypes.c_void_p * 2)(0, 8)
    return libc.process_vm_readv(at["process"], target, 1, target, 1, 0) >= 0
@probe
def limit_grader(): return bool(resource.prlimit(at["process"], resource.RLIMIT_NOFILE, (3, 3)))
@probe
def slow_grader(): return os.setpriority(os.PRIO_PROCESS, at["process"], 19) is None
@probe
def move_grader(): return os.sched_setaffinity(at["process"], {0}) is None
@probe
def pidfd_signal(): return succeeds(424, os.pidfd_open(at["process"]), 0, None, 0)

# ---- the network
@probe
def tcp(): return talks(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", at["tcp"]))
@probe
def udp(): return talks(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", at["udp"]))
@probe
def listen():
    with socket.socket() as end:
        end.bind(("127.0.0.1", 0))
        return True
@probe
def unix_socket(): return talks(socket.AF_UNIX, socket.SOCK_STREAM, at["socket"])
@probe
def unix_packets(): return talks(socket.AF_UNIX, socket.SOCK_DGRAM, at["packets"])
@probe
def abstract_socket(): return talks(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + at["name"])
@probe
def netlink(): return bool(socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0))
@probe
def raw_packets(): return bool(socket.socket(socket.AF_PACKET, socket.SOCK_RAW))

# ---- new processes, and ways around the filter
@probe
def fork():
    child = os.fork()
    if not child:
        os._exit(0)
    return child
@probe
def spawn(): return os.posix_spawn("/bin/true", ["true"], {})
@probe
def run_program(): return subprocess.run(["/bin/true"]).returncode == 0
@probe
def clone3():
    arguments = (ctypes.c_uint64 * 8)(0, 0, 0, 0, 17)
    child = libc.syscall(435, arguments, ctypes.c_size_t(64))
    if child == 0:
        os._exit(0)
    return child > 0
@probe
def new_namespace(): return libc.unshare(0x10000000) == 0
@probe
def namespace_of_a_new_process():
    number = {"x86_64": 56, "aarch64": 220}[platform.machine()]
    child = libc.syscall(number, 0x10000000 | 17, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    return child > 0
@probe
def join_namespace(): return succeeds({"x86_64": 308, "aarch64": 268}[platform.machine()], 0, 0)
@probe
def outlive_parent(): return libc.prctl(1, 0, 0, 0, 0) == 0
@probe
def ring(): return succeeds(425, 4, ctypes.create_string_buffer(120))
@probe
def second_numbers():
    if platform.machine() != "x86_64":
        return False
    result = libc.syscall(0x40000000 | 39)
    return result >= 0 or ctypes.get_errno() != 1
@probe
def keys(): return libc.syscall({"x86_64": 250, "aarch64": 219}[platform.machine()], 0, -3, 0) > 0

# ---- limits
@probe
def memory_file(): return os.memfd_create("hidden")
@probe
def memory_segment(): return libc.shmget(0, 4096, 0o1600) >= 0
@probe
def too_much_memory(): return len(bytearray(3 << 30))
@probe
def raise_memory():
    return resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2) is None
@probe
def raise_time():
    return resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY,) * 2) is None
@probe
def large_file():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open("large", "wb") as file:
        for _ in range(9):
            file.write(bytes(1 << 20))
    return True
@probe
def fill_disk():
    os.remove("large") if os.path.exists("large") else None
    written = 0
    try:
        for number in range(20):
            with open(f"part{number}", "wb", buffering=0) as file:
                written += file.write(bytes(1 << 20))
    finally:
        for number in range(20):
            if os.path.exists(f"part{number}"):
                os.remove(f"part{number}")
    return written

# ---- what must work
@probe
def may_thread():
    thread = threading.Thread(target=int)
    thread.start()
    return thread.join() is None
@probe
def may_await():
    import asyncio
    loop = asyncio.new_event_loop()
    return loop.run_until_complete(asyncio.sleep(0, True))
@probe
def may_write():
    folder = tempfile.mkdtemp()
    np.save(folder + "/a.npy", np.ones(3))
    return float(np.load(folder + "/a.npy").sum()) == 3
@probe
def may_signal_itself():
    signal.signal(signal.SIGUSR1, lambda *_: None)
    return os.kill(os.getpid(), signal.SIGUSR1) is None
@probe
def may_draw():
    import matplotlib.pyplot as plt
    plt.plot([1, 2])
    plt.close()
    return True

got, why = {}, {}
for name, attempt in PROBES.items():
    try:
        got[name] = attempt() or False
    except BaseException as error:
        got[name], why[name] = False, f"{type(error).__name__}: {error}"
got["environment"] = dict(os.environ)
print(json.dumps({"got": got, "why": why}))
"""


@contextlib.contextmanager
def baits(course):
    """Lay out baits; give where they are, and what tells which were taken."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o777)
        home = Path.home()
        secret = folder / "secret"
        secret.write_text("secret")
        secret.chmod(0o644)
        before = secret.stat()
        name = f"bait-{os.getpid()}"
        ends = {
            "tcp": socket.socket(),
            "udp": socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
            "unix_socket": socket.socket(socket.AF_UNIX),
            "unix_packets": socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
            "abstract_socket": socket.socket(socket.AF_UNIX),
        }
        places = (("127.0.0.1", 0),) * 2
        places += (str(folder / "socket"), str(folder / "packets"), f"\0{name}")
        for end, place in zip(ends.values(), places, strict=True):
            stack.enter_context(end)
            end.bind(place)
            if end.type == socket.SOCK_STREAM:
                end.listen()
        for path in ("socket", "packets"):
            (folder / path).chmod(0o777)
        victim = stack.enter_context(subprocess.Popen(["cat"], stdin=subprocess.PIPE))
        solution = next(Path(course).glob("solutions/*/*.ipynb"))
        at = {
            **{"folder": str(folder), "secret": str(secret), "write": str(folder / "out")},
            **{"home": str(home), "name": name, "process": victim.pid},
            **{"tcp": ends["tcp"].getsockname()[1], "udp": ends["udp"].getsockname()[1]},
            **{"socket": str(folder / "socket"), "packets": str(folder / "packets")},
            "private": [
                *(str(secret), str(home / "private"), str(solution), "/etc/passwd"),
                str(Path(course, "nbgrader_config.py")),
                str(Path(bplib.__file__).parent / "course" / "exercises" / "__init__.py"),
                str(Path(bplib.__file__).parent / "grading" / "judging" / "run.py"),
                *(f"/proc/{victim.pid}/{part}" for part in ("environ", "maps", "root/etc/passwd")),
                *(f"/proc/{os.getpid()}/{part}" for part in ("environ", "cmdline", "fd/0")),
            ],
        }

        def taken():
            reached = select.select(list(ends.values()), [], [], 0)[0]
            after = secret.stat() if secret.exists() else None
            attributes = os.listxattr(secret) if after else None
            return {
                **{kind: end in reached for kind, end in ends.items()},
                "end_everybody": victim.poll() is not None,
                "outside": sorted(set(os.listdir(folder)) - {"secret", "socket", "packets"}),
                "bait_changed": after is None
                or attributes != []
                or (before.st_mode, before.st_size, before.st_mtime)
                != (after.st_mode, after.st_size, after.st_mtime),
            }

        yield at, taken


def main(level, course):
    kind = sandbox.Level(level)
    if not sandbox.works(kind):
        print(json.dumps(None))
        return
    with baits(course) as (at, taken):
        box = sandbox.Sandbox(LIMITS, kind)
        try:
            box.wait_until_ready()
            reply = box.ask({"op": "run", "source": f"at = {at!r}\n{INSIDE}"}, 60)
            text = "".join(output.get("text", "") for output in reply["outputs"])
            try:
                found = json.loads(text.splitlines()[-1])
            except ValueError:
                raise RuntimeError(text) from None
        finally:
            box.close()
        seen = {name: got for name, got in taken().items() if got}
        print(json.dumps({**found, "got": found["got"] | seen, "memory": box.memory}))


STAYS = """
import ctypes, os, signal, threading, time
os._exit = print  # so that the shell does not end when nobody asks any more
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
try:
    os.setsid()
except OSError:
    pass
ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)  # no signal when its parent ends
threading.Thread(target=lambda: [time.sleep(1) for _ in range(1000)]).start()
print("stays", flush=True)
"""
FOR_EVER = "while True: time.sleep(1)"


def stay(level):
    """Start a sandbox, run in it what would never end, and tell its processes' numbers."""
    box = sandbox.Sandbox(LIMITS, sandbox.Level(level))
    box.wait_until_ready()
    reply = box.ask({"op": "run", "source": STAYS}, 60)
    assert reply["error"] is None, reply
    with contextlib.suppress(wire.Late):
        box.ask({"op": "run", "source": FOR_EVER}, 0.2)
    print(json.dumps(descendants(root_process(box))), flush=True)
    time.sleep(600)


def root_process(box):
    """Return the number of the grader's own child that a sandbox hangs from."""
    process = box._process
    return getattr(process, "_server", process)._process.pid


def descendants(process):
    """Return a process's number and those of all that came from it."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(number for child in children for number in descendants(int(child)))]


if __name__ == "__main__":
    main(*sys.argv[2:]) if sys.argv[1] == "probe" else stay(*sys.argv[2:])
