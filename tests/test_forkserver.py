"""The fork server: nothing of a submission reaches it or another submission, and none is lost."""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sandbox_probes import FOR_EVER, STAYS, descendants
from sandboxes import need

from bplib.cli import main
from bplib.grading import selftest
from bplib.grading.isolation import (
    forkserver,
    places,
    processes,
    sandbox,
    server,
    session,
    wire,
)
from bplib.grading.isolation.sandbox import Level, Limits, Sandbox, SandboxError
from bplib.grading.judging.run import Session

ROOT = Path(__file__).resolve().parent.parent
LIMITS = Limits(cell_seconds=60, seconds=120, memory=1 << 30, disk=4 << 20)
PATIENCE = 60.0  # seconds until a test gives up


@pytest.fixture(scope="module", autouse=True)
def _warm():
    need(Level.WARM)


@pytest.fixture
def all_imported():
    """A server that has imported all that it will."""

    def is_there():
        with child() as box:
            return say(box, "import sys; print(json.dumps('numpy.f2py' in sys.modules))")

    wait_until(is_there, "the server does not come to its end")


@pytest.fixture
def at_warm(monkeypatch):
    monkeypatch.setattr(sandbox, "level", lambda: Level.WARM)


@pytest.fixture
def no_server():
    """What starts a fork server starts a new one, and nobody finds it later."""
    server.close()
    yield
    server.close()


LIGHT = """
from bplib.grading.isolation import shell
begin = shell.make_shell
def rest(kernel): return iter(())
"""


def preloading(monkeypatch, folder, source):
    """Let the next server run something else in place of its imports."""
    library = folder / "library"
    shutil.copytree(places.library(), library)
    (library / "bplib/grading/isolation/preload.py").write_text(source)
    monkeypatch.setattr(places, "library", lambda: library)
    server.close()


@pytest.fixture
def light(no_server, monkeypatch, tmp_path):
    """A server that begins sooner, for a test that ends it."""
    preloading(monkeypatch, tmp_path, LIGHT)
    monkeypatch.setattr(sandbox, "level", lambda: Level.WARM)


@contextlib.contextmanager
def child(stream=0, limits=LIMITS):
    box = Sandbox(limits, Level.WARM, stream)
    try:
        box.wait_until_ready()
        yield box
    finally:
        box.close()


def say(box, source, seconds=PATIENCE):
    """Run a cell that prints JSON, and return that."""
    reply = box.ask({"op": "run", "source": f"import json\n{source}"}, seconds)
    assert reply["error"] is None, reply
    return json.loads("".join(output.get("text", "") for output in reply["outputs"]) or "null")


def number_of(box):
    """Return a child's number as this process sees it."""
    told = Path(f"/proc/self/fdinfo/{box._process._handle}").read_text()
    return int(told.split("Pid:")[1].split()[0])


def running(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(what, says):
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, says
        time.sleep(0.01)


def server_itself():
    """Return the numbers of bubblewrap, of its first process, of who waits, and of the server."""
    wait_until(lambda: server.server().answers(), "no server comes up")
    return tuple(descendants(server.server()._process.pid)[:4])


# ---- what a child has of its parent --------------------------------------------------------------


def test_a_child_holds_its_two_pipes_and_nothing():
    source = """
    import os, stat
    held = {}
    for fd in range(1024):
        try:
            held[fd] = stat.S_IFMT(os.fstat(fd).st_mode)
        except OSError:
            pass
    null = [os.path.samestat(os.fstat(fd), os.stat("/dev/null")) for fd in range(3)]
    print(json.dumps([list(held.values()), null]))
    """
    with child() as box:
        kinds, null = say(box, textwrap.dedent(source))
    character_device, pipe = 0o020000, 0o010000
    assert kinds == [character_device] * 3 + [pipe] * 2
    assert all(null)


def test_no_open_file_is_shared_not_even_dev_null():
    """A flag of an open file is seen by all who share it."""
    flag = "import fcntl, os\nprint(json.dumps(fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK))"
    with child() as first, child() as second:
        set_flag = (
            "import fcntl, os\nfor fd in range(3): fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK)"
        )
        say(first, set_flag)
        assert say(first, flag) == os.O_NONBLOCK
        assert say(second, flag) == 0
    with child() as third:
        assert say(third, flag) == 0


def test_a_child_has_no_right_left():
    with child() as box:
        text = Path(f"/proc/{number_of(box)}/status").read_text()
    status = dict(line.split(":\t", 1) for line in text.splitlines())
    rights = {name: int(value, 16) for name, value in status.items() if name.startswith("Cap")}
    assert set(rights.values()) == {0}, rights
    assert len(rights) == 5
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")


def test_every_namespace_is_a_childs_own_and_every_mount_is_read_only_but_one():
    own = server_itself()[-1]
    with child() as first, child() as second:
        numbers = number_of(first), number_of(second), own
        for kind in ("user", "pid", "mnt", "net", "ipc", "uts"):
            spaces = {os.readlink(f"/proc/{number}/ns/{kind}") for number in numbers}
            assert len(spaces) == 3, kind
        lines = Path(f"/proc/{numbers[0]}/mountinfo").read_text().splitlines()
        mounts = [(line.split()[4], line.split()[5].split(",")) for line in lines]
        writable = [place for place, options in mounts if "ro" not in options]
        assert len(mounts) >= 8
        assert writable == ["/sandbox"]
        on_top = {line.split()[4]: line.split(" - ")[1].split()[0] for line in lines}
        assert on_top["/proc"] == on_top["/sandbox"] == "tmpfs"
        group, session_number = os.getpgid(numbers[0]), os.getsid(numbers[0])
        for other in numbers[1:]:  # who would get what is sent to a group
            assert os.getpgid(other) != group
            assert os.getsid(other) != session_number


def test_a_child_goes_first_where_memory_is_short_and_hears_an_interrupt():
    with child() as box:
        assert Path(f"/proc/{number_of(box)}/oom_score_adj").read_text() == "1000\n"
        own = Path(f"/proc/{server_itself()[-1]}/oom_score_adj").read_text()
        assert own == Path("/proc/self/oom_score_adj").read_text()
        interrupt = """
        import signal
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            print(1)
        """
        assert say(box, textwrap.dedent(interrupt)) == 1


def test_what_a_child_says_to_standard_error_neither_waits_nor_stands_in_for_the_servers_words(
    light,
):
    with child() as box:
        say(box, "import os\nfor fd in (1, 2): os.write(fd, b'a child said this\\n' * 20_000)")
        asked = server.server()
        os.kill(server_itself()[-1], signal.SIGKILL)
    wait_until(lambda: not asked.alive, "the server lives on")
    with pytest.raises(server.ServerGone) as ended:
        asked.fork(LIMITS.of_a_process(), 0, 0, 0)
    assert "a child said" not in str(ended.value)


SNAPSHOT = """
import builtins, decimal, locale, os, sys, warnings, json as j
import numpy as np, sympy as sp, matplotlib, matplotlib.pyplot as plt, bplib.activations
parts = {
    "builtins": hex(16), "json": j.loads("[1]"), "numpy": float(np.sum([1.0, 2.0])),
    "errors": np.geterr(), "print": np.get_printoptions(), "warnings": len(warnings.filters),
    "rc": matplotlib.rcParams["lines.linewidth"], "figures": plt.get_fignums(),
    "bplib": bplib.activations.relu.__name__ if hasattr(bplib.activations, "relu") else "",
    "modules": "fractions" in sys.modules, "recursion": sys.getrecursionlimit(),
    "decimal": decimal.getcontext().prec, "cwd": os.getcwd(), "files": os.listdir(),
    "planted": "PLANTED" in os.environ, "path": list(sys.path), "assumed": str(sp.sqrt(4)),
    "cache": sp.core.cache.print_cache.__name__, "marked": hasattr(np, "marked"),
    "hooks": [str(type(hook)) for hook in sys.meta_path], "umask": os.umask(0o022),
}
builtins.print(j.dumps(parts, default=str))
"""
SPOIL = """
import builtins, decimal, os, sys, warnings
import numpy as np, sympy as sp, matplotlib, matplotlib.pyplot as plt, bplib.activations
import json as j
np.seterr(all="raise"); np.set_printoptions(precision=1); warnings.simplefilter("error")
matplotlib.rcParams["lines.linewidth"] = 99; plt.figure()
bplib.activations.relu = print; sys.modules.pop("fractions"); sys.setrecursionlimit(400)
decimal.getcontext().prec = 2; os.environ["PLANTED"] = "1"; sys.path.insert(0, "/sandbox")
np.marked = np.sum = lambda *_: 7; j.loads = lambda *_: 7
sp.core.cache.print_cache = sp.sqrt = lambda *_: 7
sys.meta_path.insert(0, type("Finder", (), {"find_spec": lambda *_: None})())
open("left", "w").write("left"); os.umask(0)
builtins.hex = lambda *_: 7
"""


@pytest.mark.usefixtures("all_imported")
def test_what_a_child_does_to_modules_and_settings_is_seen_by_no_other():
    with child() as first, child() as second:
        before = say(first, SNAPSHOT)
        first.ask({"op": "run", "source": SPOIL}, PATIENCE)
        spoilt = say(first, SNAPSHOT)
        changed = {name for name in before if spoilt[name] != before[name]}
        assert len(changed) >= 15, "spoils too little to tell anything"
        assert say(second, SNAPSHOT) == before
    with child() as third:
        assert say(third, SNAPSHOT) == before


# ---- random streams ------------------------------------------------------------------------------

OF_THE_STREAM = """
import random, numpy as np, sympy.core.random as sympy
print(json.dumps([random.random(), float(np.random.rand()), sympy.rng.random(),
                  sympy.random_complex_number().__str__()]))
"""
OWN_STREAM = "import numpy\nprint(int(numpy.random.get_state()[1][0]))"
OF_NOBODY = """
import os, random, secrets, ssl, tempfile, uuid, numpy as np
print(json.dumps([
    np.random.default_rng().random(), str(np.random.SeedSequence().entropy), str(uuid.uuid4()),
    str(uuid.uuid1()), secrets.token_hex(), tempfile.mktemp(), random.Random().random(),
    random.SystemRandom().random(), os.urandom(8).hex(), ssl.RAND_bytes(8).hex(),
]))
"""
ALL_STREAMS = """
import gc, random, tempfile, numpy as np
next(tempfile._get_candidate_names())  # begins anew in another process
gc.unfreeze()
found = [thing for thing in gc.get_objects()
         if type(thing) in (random.Random, np.random.RandomState, np.random.Generator)]
states = [thing.getstate() if type(thing) is random.Random else thing.bit_generator.state
          if type(thing) is np.random.Generator else thing.get_state(legacy=False)
          for thing in found]
print(json.dumps([hash(repr(state)) for state in states]))  # the same for all, see below
"""


def both(source, *streams):
    found = []
    for stream in streams:
        with child(stream) as box:
            found.append(say(box, source))
    return found


def test_a_stream_is_the_same_for_the_same_submission_and_seed_and_no_others():
    first, again, other = both(OF_THE_STREAM, 5, 5, 6)
    assert first == again
    assert [one for one, two in zip(first, other, strict=True) if one == two] == []


def test_what_is_drawn_anew_is_drawn_anew_in_every_child():
    first, again = both(OF_NOBODY, 5, 5)
    assert [one for one, two in zip(first, again, strict=True) if one == two] == []


def test_no_library_keeps_a_stream_that_two_students_share():
    first, second = both(ALL_STREAMS, 5, 6)
    assert len(first) == len(second) >= 4
    assert not set(first) & set(second)


def test_hashes_are_the_same_for_everybody():
    """On purpose: an order of a set decides nothing about a score."""
    first, second = both("print(json.dumps(hash('backpropagation')))", 5, 6)
    assert first == second


def test_what_a_submission_can_see_of_its_stream_is_no_seed(monkeypatch, at_warm):
    streams = []
    monkeypatch.setattr(
        session,
        "take",
        lambda _, stream, take=session.take: (streams.append(stream), take(LIMITS, stream))[1],
    )
    monkeypatch.setattr(selftest.secrets, "randbits", lambda _: 5)  # one nonce for both
    for answer in (selftest.RIGHT, f"{selftest.RIGHT}\n"):
        graded = selftest._graded({"double": answer}, LIMITS)
        used = {5, *(score.seed for score in graded.scores)}
        assert not used & set(streams)
    assert len(set(streams)) == len(streams) == 2


# ---- up the tree ---------------------------------------------------------------------------------

REACH_OUT = """
import ctypes, os, signal
libc = ctypes.CDLL(None, use_errno=True)
def works(attempt):
    try:
        return attempt() is None
    except OSError:
        return False
signal.signal(signal.SIGTERM, signal.SIG_IGN)
others = [-1, *range(2, 400)]
parent, group, session = os.getppid(), os.getpgrp(), os.getsid(0)
reached = [n for n in others if works(lambda: os.kill(n, signal.SIGKILL))]
reached += [n for n in range(2, 400) if works(lambda: os.killpg(n, signal.SIGKILL))]
for who in (0, parent, group, session):  # all that it has a number for is itself
    works(lambda: os.kill(who, signal.SIGTERM)); works(lambda: os.killpg(who, signal.SIGTERM))
for kind in (os.PRIO_PROCESS, os.PRIO_PGRP, os.PRIO_USER):
    works(lambda: os.setpriority(kind, 0, 19))
traced = [n for n in range(1, 400) if libc.ptrace(16, n, None, None) == 0]
word = (ctypes.c_void_p * 2)(ctypes.addressof(ctypes.create_string_buffer(8)), 8)
read = [n for n in range(2, 400) if libc.process_vm_readv(n, word, 1, word, 1, 0) >= 0]
opened = [n for n in range(2, 400) if libc.syscall(434, n, 0) >= 0]  # pidfd_open
moved = [n for n in range(2, 400) if works(lambda: os.sched_setaffinity(n, {0}))]
try:
    processes = os.listdir("/proc")
except OSError:
    processes = []
nested = [name for name, flag in (("user", 0x10000000), ("mounts", 0x20000), ("network", 1 << 30))
          if libc.unshare(flag) == 0 or libc.syscall(56, flag | 17, 0, 0, 0, 0) > 0]
print(json.dumps([parent, group, session, reached, traced, read, opened, moved, processes, nested]))
"""


def test_a_child_reaches_neither_its_parent_nor_a_sibling():
    own = server_itself()
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    with child() as sibling, child() as box:
        niceness = os.getpriority(os.PRIO_PROCESS, own[-1])
        assert say(box, REACH_OUT) == [0, 1, 1, [], [], [], [], [], [], []]
        assert say(sibling, "import os\nprint(os.getpriority(os.PRIO_PROCESS, 0))") == niceness
        assert os.getpriority(os.PRIO_PROCESS, own[-1]) == niceness
    assert os.getpriority(os.PRIO_PROCESS, 0) == nice
    assert server_itself() == own
    assert server.server().answers()


COSTLY = {
    "ends": "import os\nos._exit(0)",
    "fails": "import ctypes\nctypes.string_at(0)",
    "loops": FOR_EVER.replace("time.sleep(1)", "pass"),
    "eats memory": "kept = []\nwhile True: kept.append(bytearray(1 << 24))",
    "fills its folder": "for k in range(99): open(f'{k}', 'wb').write(bytes(1 << 20))",
    "starts threads": "import threading, time\n"
    "while True: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()",
    "makes files": "for k in range(99_999): open(f'{k}', 'w').close()",
    "opens files": "kept = []\nwhile True: kept.append(open('/dev/null'))",
    "takes its server apart": "import sys, bplib.grading.isolation.forkserver as f\n"
    "for name in list(vars(f)): setattr(f, name, None)\nsys.modules.clear()",
}


@pytest.mark.parametrize("what", COSTLY)
def test_what_a_child_does_to_itself_costs_nobody_else(what):
    own = server_itself()
    with child() as sibling, child() as box:
        say(sibling, "open('mine', 'w').write('mine')")
        with contextlib.suppress(wire.WireError):
            reply = box.ask({"op": "run", "source": COSTLY[what]}, 1.5)
            assert reply["error"] is not None or what == "takes its server apart", what
        room = "open('more', 'wb').write(bytes(3 << 20))\nprint(json.dumps(open('mine').read()))"
        assert say(sibling, room) == "mine"
    with child() as after:
        assert say(after, "import os\nprint(json.dumps(os.listdir()))") == []
    assert server_itself() == own


def test_the_time_of_its_processor_ends_a_child_though_it_is_the_first_of_its_namespace():
    with child(limits=Limits(cell_seconds=60, seconds=1, disk=1 << 20)) as box:
        endless = FOR_EVER.replace("time.sleep(1)", "pass")
        with pytest.raises(wire.WireError, match="the process ended"):
            box.ask({"op": "run", "source": endless}, PATIENCE)
        assert not box._process.orphaned


# ---- the end of a child --------------------------------------------------------------------------


@contextlib.contextmanager
def one_that_stays():
    with child() as box:
        box.ask({"op": "run", "source": STAYS}, PATIENCE)
        with contextlib.suppress(wire.Late):
            box.ask({"op": "run", "source": FOR_EVER}, 0.2)
        yield box, number_of(box)


def test_a_child_that_wants_to_stay_ends_when_it_is_closed():
    with one_that_stays() as (box, number):
        assert running(number)
        box.close()
        assert not running(number)
        assert not box.alive


@pytest.mark.parametrize(
    "which", range(4), ids=["bubblewrap", "its first process", "who waits", "the server"]
)
def test_a_child_that_wants_to_stay_ends_with_its_server(which, light):
    with one_that_stays() as (box, number):
        os.kill(server_itself()[which], signal.SIGKILL)
        wait_until(lambda: not running(number), "a child outlives its server")
        assert box._process.orphaned


@pytest.mark.usefixtures("all_imported")
def test_two_hundred_children_leave_nothing_behind(at_warm):
    with child():
        pass
    own = server_itself()

    def left():
        return {
            "files here": len(os.listdir("/proc/self/fd")),
            "files there": sorted(map(os.readlink, Path(f"/proc/{own[-1]}/fd").iterdir())),
            "mounts": len(Path(f"/proc/{own[-1]}/mountinfo").read_text().splitlines()),
            "folders": len(list(Path(tempfile.gettempdir()).glob(f"bplib-*-{os.getpid()}-*"))),
            "living": [n for n in descendants(own[0]) if running(n)],
        }

    before = left()
    for stream in range(200):
        sandbox.take(LIMITS, stream).close()
    assert server.server().answers()  # and has buried the last one
    after = left()
    assert after == before
    assert len(descendants(own[0])) == 4


# ---- the end of the server -----------------------------------------------------------------------


def end_server(how=signal.SIGKILL):
    os.kill(server_itself()[-1], how)


def test_a_submission_whose_server_ends_between_two_forks_gets_a_new_one(light):
    own = server_itself()
    sandbox.take(LIMITS).close()
    end_server()
    box = sandbox.take(LIMITS)
    assert say(box, "print(1)") == 1
    box.close()
    assert server_itself() != own


def test_a_submission_whose_server_ends_while_it_runs_loses_nothing(light):
    asked = Session(LIMITS, 5)
    try:
        asked.run("import random; x = random.random(); y = x")
        before = asked.run("print(x)")["outputs"]
        end_server()
        assert asked.run("print(y)")["outputs"] == before
        asked.ask("check('any', x)", None)
        end_server()
        assert "missing" not in asked.ask("check('any', x)", None)
    finally:
        asked.close()


def test_a_submission_does_not_go_through_servers_for_ever(light):
    asked = Session(LIMITS)
    taken, endless = [], FOR_EVER.replace("time.sleep(1)", "pass")

    class Doomed(Sandbox):
        def ask(self, request, seconds):
            taken.append(self)
            end_server()  # until it is gone, its child may still answer
            return super().ask({"op": "run", "source": endless}, seconds)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sandbox, "Sandbox", Doomed)
        with pytest.raises(SandboxError, match="the fork server has ended 3 times in one submis"):
            asked.run("1")
    assert len(taken) == session.MAX_ORPHANS
    asked.close()


def test_an_answer_that_ends_its_process_is_not_taken_for_its_servers_end(at_warm):
    asked = Session(LIMITS)
    own = server_itself()
    with pytest.raises(wire.WireError, match="the process ended"):
        asked.run("import os; os._exit(0)")
    assert asked.lost
    assert server_itself() == own


def test_a_server_that_hangs_is_an_error_in_time_and_the_next_one_serves(light, monkeypatch):
    sandbox.take(LIMITS).close()
    own = server_itself()
    end_server(signal.SIGSTOP)
    monkeypatch.setattr(server, "ANSWER", 0.3)
    with pytest.raises(SandboxError, match=r"the fork server did not answer in 0\.3 s"):
        sandbox.take(LIMITS)
    monkeypatch.setattr(server, "ANSWER", 20.0)
    wait_until(lambda: not any(map(running, own)), "a server that hangs outlives its use")
    with child(77) as box:
        assert say(box, OWN_STREAM) == 77


@pytest.mark.usefixtures("no_server")
def test_a_server_that_does_not_come_up_in_time_is_an_error(monkeypatch):
    monkeypatch.setattr(server, "START", 0.01)
    with pytest.raises(SandboxError, match=r"did not answer in 0\.01 s"):
        Sandbox(LIMITS, Level.WARM)


@pytest.mark.usefixtures("no_server")
@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "import threading, time\n"
            "def begin(): threading.Thread(target=time.sleep, args=(99,), daemon=True).start()",
            "the fork server has 2 threads, and one only survives a fork",
        ),
        (
            "import mmap\ndef begin(): return mmap.mmap(-1, 4096)",
            "the fork server has memory that children would share",
        ),
        ("def begin(): raise RuntimeError('a library fails')", "RuntimeError: a library fails"),
        ("import os\ndef begin(): os._exit(1)", "has ended: without a word"),
    ],
)
def test_a_server_with_what_a_fork_cannot_part_gives_no_child(source, said, monkeypatch, tmp_path):
    preloading(monkeypatch, tmp_path, source)
    with pytest.raises(SandboxError, match=said):
        Sandbox(LIMITS, Level.WARM)


LATE = """
import random, sys, time
from bplib.grading.isolation import shell
begin, imported, late = shell.make_shell, -1, random.Random()
def rest(kernel):
    for number in range(100):
        globals()["late"] = random.Random()
        globals()["imported"] = number
        {does}
        time.sleep(0.05)
        yield
"""
OF_LATE = """
from bplib.grading.isolation import preload
print(json.dumps([preload.imported, preload.late.random()]))
"""


def test_a_child_does_not_wait_for_all_that_could_be_imported(
    at_warm, no_server, monkeypatch, tmp_path
):
    preloading(monkeypatch, tmp_path, LATE.format(does=""))
    found = []
    for _ in range(6):
        with child(5) as box:
            found.append(say(box, OF_LATE))
    imported, drawn = zip(*found, strict=True)
    assert imported[:3] == (-1, -1, -1), (
        "the first ones need nothing more, and nothing is in their way"
    )
    assert -1 < imported[3] < imported[4] < imported[5] < 99, "it goes on between two children"
    assert len(set(drawn)) == 1, "a stream that came late begins where a submission's begin"


def test_a_library_that_fails_late_is_told_and_the_next_server_serves(
    at_warm, no_server, monkeypatch, tmp_path
):
    preloading(monkeypatch, tmp_path, LATE.format(does="raise RuntimeError('a library fails')"))
    for _ in range(2):
        for _ in range(3):
            with child() as box:
                assert say(box, "print(1)") == 1
        with pytest.raises(SandboxError, match="RuntimeError: a library fails"):
            Sandbox(LIMITS, Level.WARM)
    server.server().lend().close()  # a line to the server itself; the next would be a twin's
    with pytest.raises(SandboxError, match="RuntimeError: a library fails"):
        server.server().lend()
    assert server.server().answers()


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (
            "import mmap; globals()['shared'] = mmap.mmap(-1, 4096)",
            "the fork server has memory that children would share",
        ),
        (
            "import threading as t; t.Thread(target=time.sleep, args=(99,), daemon=True).start()",
            "threads, and one only survives a fork",
        ),
    ],
)
def test_what_comes_late_and_cannot_be_shared_is_told(
    does, said, at_warm, no_server, monkeypatch, tmp_path
):
    preloading(monkeypatch, tmp_path, LATE.format(does=does))

    def is_told():
        try:
            Sandbox(LIMITS, Level.WARM).close()  # the first one may come before it
        except SandboxError as error:
            return said in str(error)

    wait_until(is_told, "nothing is told")


def test_a_second_thread_is_seen_before_every_fork():
    ends = threading.Event()
    thread = threading.Thread(target=ends.wait)
    thread.start()
    try:
        with pytest.raises(OSError, match="threads, and one only survives"):
            forkserver.fork(None, {}, 0, 1)
    finally:
        ends.set()
        thread.join()


ON_ITS_WAY = """
import os
from bplib.grading.isolation import forkserver as f, namespaces, wire

namespaces.begin_anew()

def told():
    inbox, to = os.pipe()
    back, outbox = os.pipe()
    child = f.fork(None, {"work": "/", "disk": 1}, inbox, outbox)
    for fd in (inbox, to, outbox): os.close(fd)
    try:
        return wire.receive(back)
    except wire.WireError as error:
        return str(error)
    finally:
        os.close(back)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (0, 3)

def fails(*_, **__): raise OSError(28, "making namespaces: No space left on device")
before = os.listdir("/proc/self/fd")
namespaces.enter = fails
print(told())
namespaces.enter = lambda *_, **__: os._exit(3)  # before it has told anything
print(told())
assert os.listdir("/proc/self/fd") == before, "a descriptor leaks"
namespaces.libc.unshare = lambda _: -1
try:
    told()
except OSError as error:
    print(error)
"""


def test_a_child_that_is_lost_on_its_way_is_told():
    said = subprocess.run(
        [sys.executable, "-c", ON_ITS_WAY], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert said[0] == "{'failed': '[Errno 28] making namespaces: No space left on device'}"
    assert "the process ended" in said[1]
    assert "making a namespace: " in said[2]


def test_every_child_is_the_first_process_of_its_namespace_whatever_came_before():
    own = server_itself()[-1]
    spaces = [os.readlink(f"/proc/{own}/ns/pid")]
    with child() as first, child() as second:
        for box in (first, second):
            assert say(box, "import os\nprint(os.getpid())") == 1
            spaces.append(os.readlink(f"/proc/{number_of(box)}/ns/pid"))
    assert len(set(spaces)) == 3
    assert spaces[0] == os.readlink(f"/proc/{own}/ns/pid_for_children"), "it went back"


@pytest.mark.parametrize("full", [False, True])
def test_a_child_that_nobody_listens_to_ends_by_itself(full):
    inbox, to = os.pipe()
    back, outbox = os.pipe()
    if full:
        os.set_blocking(outbox, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(outbox, bytes(1 << 16))
        os.set_blocking(outbox, True)
    handle = server.server().fork(LIMITS.of_a_process(), 0, inbox, outbox)
    for fd in (inbox, to, back, outbox):
        os.close(fd)
    assert select.select([handle], [], [], PATIENCE)[0], "waits for nobody"
    os.close(handle)


# ---- lines and twins -----------------------------------------------------------------------------


@contextlib.contextmanager
def by(line):
    """Ask by a line, as a process does that has adopted it."""
    own = server._servers[:]
    server.adopt(line)
    try:
        yield
    finally:
        server._servers[:] = own


@pytest.fixture
def lent(all_imported):
    """The first and the second line that a server lends: to itself, and to a twin."""
    server.close()
    own = server.server()
    lines = [own.lend(), own.lend()]
    yield lines
    for line in lines:
        line.close()
    assert own.answers(), "a server goes on without the lines that it has lent"


def test_children_of_a_server_and_of_its_twin_have_all_in_it_and_nothing_in_common(lent):
    own = server_itself()[-1]
    spaces, streams = [], []
    with contextlib.ExitStack() as boxes:  # all at once: a namespace's number is used again later
        for line in lent:
            with by(line):
                box = boxes.enter_context(child(5))
                boxes.enter_context(child(6))
                assert say(box, "import os\nprint(os.getpid())") == 1
                assert say(box, "import sys\nprint(json.dumps('numpy.f2py' in sys.modules))")
                assert say(box, REACH_OUT) == [0, 1, 1, [], [], [], [], [], [], []]
                streams.append(say(box, OWN_STREAM))
                number = number_of(box)
                kinds = ("user", "pid", "mnt", "net", "ipc", "uts")
                spaces.append({os.readlink(f"/proc/{number}/ns/{kind}") for kind in kinds})
                status = Path(f"/proc/{number}/status").read_text()
                assert "Seccomp:\t2" in status
                assert "CapEff:\t0000000000000000" in status
    assert streams == [5, 5]
    assert not spaces[0] & spaces[1]
    twin = [n for n in descendants(own)[1:] if running(n)]
    assert len(twin) == 1
    assert os.readlink(f"/proc/{twin[0]}/ns/pid") != os.readlink(f"/proc/{own}/ns/pid")
    kept = [os.readlink(file) for file in Path(f"/proc/{twin[0]}/fd").iterdir()]
    kinds = sorted(name.partition(":")[0] for name in kept if not name.endswith(".ttf"))
    assert kinds == ["/dev/null", "/dev/null", "pipe", "socket"], "its standard streams, its line"


@pytest.mark.parametrize("which", [0, 1], ids=["the server itself", "a twin"])
def test_children_end_with_the_line_by_which_they_were_asked_for(lent, which):
    with by(lent[which]):
        box = Sandbox(LIMITS, Level.WARM)
        box.wait_until_ready()
        box.ask({"op": "run", "source": STAYS}, PATIENCE)
        with contextlib.suppress(wire.Late):
            box.ask({"op": "run", "source": FOR_EVER}, 0.2)
        number = number_of(box)
    with by(lent[1 - which]), child() as other:
        lent[which].close()
        wait_until(lambda: not (box.alive or running(number)), "a child outlives its line")
        assert say(other, "print(1)") == 1, "the other line's go on"
    box.close()


@pytest.mark.parametrize("which", [0, 1], ids=["the server itself", "a twin"])
def test_who_ends_before_it_has_read_an_answer_costs_the_other_line_nothing(lent, which):
    socket.send_fds(lent[which]._control, [b"{}"], [])
    wait_until(
        lambda: select.select([lent[which]._control], [], [], 0)[0], "the server does not answer"
    )
    lent[which].close()
    with by(lent[1 - which]), child() as box:
        assert say(box, "print(1)") == 1


def test_a_request_whose_files_were_lost_is_refused_and_the_next_one_is_served(lent):
    for line in lent:
        for lost in ({"limits": LIMITS.of_a_process()}, forkserver.LINE, forkserver.TWIN):
            with pytest.raises(SandboxError, match="were lost on their way"):
                line._ask(lost, [])
        assert line.answers()


def test_a_twin_ends_with_its_server(light):
    own = server.server()
    own.lend().close()
    line, number = own.lend(), server_itself()[-1]
    with by(line), child() as box:
        os.kill(number, signal.SIGKILL)
        wait_until(lambda: not line.alive, "a twin outlives its server")
        assert not line.answers()
        with pytest.raises(wire.WireError):
            box.ask({"op": "run", "source": "1"}, PATIENCE)


def test_a_twin_is_not_forked_before_all_is_imported(at_warm, no_server, monkeypatch, tmp_path):
    preloading(monkeypatch, tmp_path, LATE.format(does=""))
    own = server.server()
    first = own.lend()
    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(own.lend)
        with by(first), child() as box:
            imported = say(box, OF_LATE)[0]
            assert imported < 99, "who was first need not wait"
        twin = later.result(PATIENCE)
    with by(twin), child() as box:
        assert say(box, OF_LATE)[0] == 99
    first.close()
    twin.close()


def test_a_line_to_a_server_that_has_ended_is_told(light):
    own = server.server()
    sandbox.take(LIMITS).close()
    end_server()
    with pytest.raises(server.ServerGone, match="has ended"):
        own.lend()


# ---- threads and forks of the grader itself ------------------------------------------------------


def test_threads_of_a_grader_get_each_its_own_child():
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(only, range(24))) == list(range(24))


def only(stream):
    with child(stream) as box:
        return say(box, OWN_STREAM)


FORKED = """
import os
from bplib.grading.isolation import server
own = server.server()
own.wait_until_confined()
child = os.fork()
if not child:
    assert not own.alive
    other = server.server()
    other.wait_until_confined()
    own.close()  # is not its to end
    server.close()
    os._exit(0 if other is not own else 1)
assert os.waitpid(child, 0)[1] == 0
assert own.alive
assert server.server() is own
assert own.answers()
"""


def test_a_grader_that_forks_has_two_servers():
    subprocess.run([sys.executable, "-W", "error", "-c", FORKED], check=True, timeout=PATIENCE)


# ---- where namespaces cannot be nested -----------------------------------------------------------


@pytest.fixture
def not_nested(no_server, monkeypatch):
    """A machine where namespaces cannot be made inside of namespaces."""

    def start(kind, *arguments, real=server.start):
        command, keep = real(kind, *arguments)
        place = command.index("--unshare-all")
        forbid = ["--disable-userns"] if kind is Level.WARM else []
        return [*command[:place], *forbid, *command[place:]], keep

    monkeypatch.setattr(server, "start", start)
    sandbox.level.cache_clear()
    selftest.ensure.cache_clear()
    yield
    sandbox.level.cache_clear()
    selftest.ensure.cache_clear()


@pytest.mark.usefixtures("not_nested")
def test_where_namespaces_cannot_be_nested_every_submission_starts_its_own(monkeypatch, capsys):
    assert sandbox.level() is Level.BUBBLEWRAP
    assert "making namespaces: " in processes.trouble(Level.WARM)
    monkeypatch.setattr(selftest, "HOSTILE", ())
    assert main(["doctor", "--grading"]) == 0
    said = capsys.readouterr().out
    assert "isolation: bubblewrap\nall is promised: every submission starts a Python of its" in said
    assert "(warm bubblewrap: [Errno 28] making namespaces: " in said
    selftest.ensure()
    assert "NOTE: isolation is bubblewrap: every submission starts" in capsys.readouterr().err
    with pytest.raises(SandboxError, match="making namespaces: "):
        Sandbox(LIMITS, Level.WARM)
