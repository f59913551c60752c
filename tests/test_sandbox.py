"""The sandbox: nothing gets out, at every level, for root and for an ordinary user."""

import functools
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import sandboxes
from sandboxes import NEEDS, REQUIRED, need

import bplib
from bplib.grading.isolation import levels, places, processes, sandbox, seccomp, server
from bplib.grading.isolation.sandbox import Level, Limits, Sandbox, SandboxError

ROOT = Path(__file__).resolve().parent.parent
PROBES = Path(__file__).with_name("sandbox_probes.py")
QUICK = Limits(cell_seconds=20, seconds=60, memory=1 << 30, disk=4 << 20)
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
USERS = ["root", "nobody"] if AS_ROOT else ["this user"]
NOBODY = 65534
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux has these levels")
# Where the interpreter lies in a folder that only root can enter, it is shown at its place to
# others too, in mounts of the command's own.
OPEN = """
if [ -n "$CLOSED" ]; then
    mount --bind "$PREFIX" "$HOLD"
    mount -t tmpfs -o mode=755 tmpfs "$CLOSED"
    mkdir -p "$PREFIX"
    mount --bind "$HOLD" "$PREFIX"
fi
exec "$@"
"""


def closed_folder(path):
    """The outermost folder on the way to a path that only its owner can enter."""
    way = [*reversed(Path(path).parents), Path(path)]
    return next((str(folder) for folder in way if not folder.stat().st_mode & 0o001), "")


@pytest.fixture
def account(request):
    """Return a function that starts the probes' script as a user, with a home of its own."""
    home, hold, temporary = (Path(tempfile.mkdtemp(prefix="bplib-test-")) for _ in range(3))
    temporary.chmod(0o777)  # a grader that is killed leaves its folders here
    (home / "private").write_text("private")
    user = request.param

    def start(*arguments):
        command = [sys.executable, "-B", str(PROBES), *arguments]
        if user == "nobody":
            os.chown(home, NOBODY, NOBODY)
            os.chown(home / "private", NOBODY, NOBODY)
            who = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            command = [*who, *command]
        if user != "this user":
            command = ["unshare", "--mount", "sh", "-ec", OPEN, "sh", *command]
        environment = {
            **os.environ,
            **{"HOME": str(home), "HOLD": str(hold), "TOKEN": "secret-of-the-grader"},
            **{"PREFIX": sys.base_prefix, "CLOSED": closed_folder(sys.base_prefix)},
            **{"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        }
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )

    yield start
    shutil.rmtree(home)
    shutil.rmtree(temporary)
    hold.rmdir()


@pytest.fixture
def no_server():
    """What starts a fork server starts a new one, and nobody finds it later."""
    server.close()
    yield
    server.close()


# ---- nothing gets out ----------------------------------------------------------------------------


@pytest.mark.parametrize("account", USERS, indirect=True)
@pytest.mark.parametrize("kind", NEEDS)
def test_no_attempt_gets_out_and_honest_work_does(kind, account):
    with account("probe", kind, str(ROOT)) as process:
        text, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    found = json.loads(text)
    need(kind, found is not None)
    environment = found["got"].pop("environment")
    got = {name for name, value in found["got"].items() if value}
    allowed = {"may_thread", "may_await", "may_write", "may_signal_itself", "may_draw"}
    if kind not in (Level.WARM, Level.BUBBLEWRAP):
        allowed |= {"sees_bait"}  # Landlock does not hide that a file exists
    if kind is Level.LANDLOCK_ALONE:
        allowed |= {"fill_disk"}  # its folder is on the real disk
        allowed |= {
            "change_mode",
            "change_times",
        }  # in appearance: `bait_changed` is not among them
    assert got == allowed, found["why"]
    assert len(found["got"]) > 60
    known = {*levels.environment(kind, ""), "PWD", "LC_CTYPE"}
    assert set(environment) <= known
    assert "secret-of-the-grader" not in environment.values()
    assert 20 << 20 < found["memory"] < 1 << 30


@pytest.mark.parametrize("account", USERS[-1:], indirect=True)
@pytest.mark.parametrize("kind", NEEDS)
def test_nothing_outlives_a_grader_that_is_killed(kind, account):
    with account("stay", kind) as process:
        line = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        errors = process.communicate()[1]
    if "SandboxError" in errors:
        need(kind, there=False)
    numbers = json.loads(line)
    assert len(numbers) >= {Level.WARM: 4, Level.LANDLOCK_ALONE: 1}.get(kind, 2)
    deadline = time.monotonic() + 60
    while any(running(number) for number in numbers):
        assert time.monotonic() < deadline, "a process of the sandbox outlives its grader"
        time.sleep(0.05)


def running(number):
    """Whether a process is there and is more than a row in a table."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


# ---- levels --------------------------------------------------------------------------------------


def test_the_best_level_that_works_is_taken(monkeypatch):
    for best in Level:
        sandbox.level.cache_clear()
        monkeypatch.setattr(sandbox, "works", lambda kind, best=best: kind is best)
        assert sandbox.level() is best
        assert (sandbox.advice() == "") == (best is Level.WARM)
    sandbox.level.cache_clear()
    assert "can read this account's files" in sandbox.advice(Level.LIMITS)
    assert "file of a given name exists" in sandbox.advice(Level.LANDLOCK)
    assert "fill the disk" in sandbox.advice(Level.LANDLOCK_ALONE)


def test_where_a_sandbox_is_required_it_is_the_best():
    """In continuous integration, so that no test is skipped there in silence."""
    if not REQUIRED:
        pytest.skip("BPLIB_REQUIRE_SANDBOX is not set")
    assert sandbox.level() is Level.WARM, sandbox.advice()


@pytest.mark.parametrize("required", [True, False])
def test_a_missing_sandbox_fails_where_it_is_required(required, monkeypatch):
    monkeypatch.setattr(sandboxes, "REQUIRED", required)
    monkeypatch.setattr(sandbox, "level", lambda: Level.LIMITS)
    ends = pytest.fail.Exception if required else pytest.skip.Exception
    lacks = [functools.partial(need, kind, there=False) for kind in (Level.WARM, Level.BUBBLEWRAP)]
    for lack in (*lacks, sandboxes.need_any):
        with pytest.raises(ends, match="bubblewrap"):
            lack()
    with pytest.raises(pytest.skip.Exception, match="Landlock"):
        need(Level.LANDLOCK, there=False)


def test_a_python_that_is_named_by_a_detour_loses_no_level(tmp_path):
    """Neither by a path with ".." in it, through a folder that a sandbox does not have."""
    need(Level.WARM)
    (tmp_path / "link").symlink_to(sys.prefix)
    source = "import sys; from bplib.grading.isolation import sandbox as s"
    source += "; print(sys.executable, s.level(), s.advice(), sep='|')"
    beside = os.path.relpath(sys.executable, tmp_path.resolve())
    for python in (beside, f"link/bin/{Path(sys.executable).name}"):
        said = subprocess.run(
            [python, "-c", source],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        executable, level, advice = said.strip().split("|")
        assert python in executable, "Python itself takes the straight way: nothing is tested"
        assert (level, advice) == ("warm bubblewrap", "")


@linux
@pytest.mark.usefixtures("no_server")
def test_advice_says_why_no_better_level_works(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    said = sandbox.advice(Level.LANDLOCK)
    assert "(warm bubblewrap: the fork server cannot be started: bubblewrap is not inst" in said
    assert "; bubblewrap: bubblewrap is not installed" in said
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho first >&2\necho 'bwrap: no permission' >&2\nexit 1")
    broken.chmod(0o755)
    assert sandbox.trouble(Level.BUBBLEWRAP) == "bwrap: no permission"
    assert sandbox.trouble(Level.WARM) == "the fork server has ended: bwrap: no permission"
    assert "; bubblewrap: bwrap: no permission" in sandbox.advice(Level.LANDLOCK)
    broken.write_text("#!/bin/sh\nexit 3")
    assert sandbox.trouble(Level.BUBBLEWRAP) == "it ended with status 3"
    assert sandbox.trouble(Level.WARM) == "the fork server has ended: without a word"
    monkeypatch.setattr(sandbox, "trouble", lambda kind: f"{len(kind)} letters")
    assert sandbox.advice(Level.LIMITS).endswith(
        "(warm bubblewrap: 15 letters; bubblewrap: 10 letters; landlock: 8 letters; "
        "landlock without namespaces: 27 letters)"
    )
    assert sandbox.advice(Level.WARM) == ""


def test_a_level_that_is_missing_is_not_taken_and_never_replaced(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not sandbox.works(Level.BUBBLEWRAP)
    with pytest.raises(SandboxError, match=r"\(bubblewrap\) cannot be started: .*not installed"):
        Sandbox(QUICK, Level.BUBBLEWRAP)


@pytest.mark.parametrize("kind", [Level.BUBBLEWRAP, Level.LANDLOCK])
def test_a_sandbox_that_does_not_come_up_is_an_error(kind, monkeypatch):
    need(kind)
    monkeypatch.setattr(places, "visible", list)  # not even the interpreter
    assert not sandbox.works(kind)
    box = Sandbox(QUICK, kind)
    with pytest.raises(SandboxError, match=f"{kind}.* did not start"):
        box.wait_until_ready()


def test_a_step_of_the_launcher_that_fails_is_named(monkeypatch):
    need(Level.LANDLOCK)
    start = processes.start
    monkeypatch.setattr(
        processes, "start", lambda kind, disk, shell, _, *out: start(kind, disk, shell, "/no", *out)
    )
    box = Sandbox(QUICK, Level.LANDLOCK)
    with pytest.raises(SandboxError, match="mounting over /no: No such file"):
        box.wait_until_ready()
    assert "mounting over /no: No such file" in sandbox.trouble(Level.LANDLOCK)


def test_a_trial_that_hangs_lowers_no_level(monkeypatch):
    def hang(command, **options):
        raise subprocess.TimeoutExpired(command, 60)

    monkeypatch.setattr(processes, "start", lambda *_: (["sleep", "1"], []))
    monkeypatch.setattr(subprocess, "run", hang)
    monkeypatch.setattr(places, "library", lambda: Path("/nowhere"))
    with pytest.raises(SandboxError, match="did not end in 60 s: try again"):
        sandbox.works(Level.BUBBLEWRAP)


# ---- what can be seen ----------------------------------------------------------------------------


def pretend(monkeypatch, prefix, base=None, executable=None):
    for name in ("prefix", "exec_prefix"):
        monkeypatch.setattr(sys, name, str(prefix))
    for name in ("base_prefix", "base_exec_prefix"):
        monkeypatch.setattr(sys, name, str(base or prefix))
    monkeypatch.setattr(sys, "executable", str(executable or Path(prefix) / "bin" / "python"))
    monkeypatch.setattr(places.sysconfig, "get_path", lambda _: f"{prefix}/lib/python3.11")


def make(folder, *parts):
    for part in parts:
        (folder / part).mkdir(parents=True)
    return folder


def test_of_a_prefix_only_the_interpreter_and_libraries_are_seen(monkeypatch, tmp_path):
    home = make(tmp_path / "home", "bin", "lib/python3.11", "Documents", "course/solutions")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir("/")
    pretend(monkeypatch, home)
    assert places.interpreter() == [str(home / "bin"), str(home / "lib")]
    assert not places.is_in(str(home / "Documents"), places.visible())
    pretend(monkeypatch, "/")
    assert "/" not in places.visible()
    assert not places.is_in(str(home), places.visible())
    pretend(monkeypatch, "/usr")
    assert set(places.visible()) <= set(places.SYSTEM)


def test_a_virtual_environment_inside_the_course_shows_nothing_else_of_it(monkeypatch, tmp_path):
    course = make(tmp_path / "course", "lessons", "solutions", ".venv/bin", ".venv/lib")
    (course / "nbgrader_config.py").touch()
    monkeypatch.chdir(course)
    pretend(monkeypatch, course / ".venv", base="/usr")
    seen = places.visible()
    assert places.is_in(str(course / ".venv" / "lib"), seen)
    assert not places.is_in(str(course / "solutions"), seen)
    assert not places.is_in(str(course / "gradebook.db"), seen)


def test_links_to_the_interpreter_are_followed(monkeypatch, tmp_path):
    real = make(tmp_path / "share/uv/python/cpython-3.11.9", "bin", "lib")
    (real / "bin" / "python3.11").touch()
    minor = real.with_name("cpython-3.11")
    minor.symlink_to(real)
    course = make(tmp_path / "course/.venv", "bin", "lib")
    (course / "bin" / "python").symlink_to(minor / "bin" / "python3.11")
    pretend(monkeypatch, course, base=minor)
    seen = places.interpreter()
    assert {str(real / "bin"), str(minor / "bin"), str(real / "lib")} <= set(seen)
    pretend(monkeypatch, course, base="/usr")
    assert str(real / "bin") in places.interpreter()


def test_a_course_among_the_libraries_is_refused(monkeypatch, tmp_path):
    prefix = make(tmp_path / "python", "bin", "lib/python3.11", "lib/course/lessons")
    course = prefix / "lib" / "course"
    (course / "nbgrader_config.py").touch()
    pretend(monkeypatch, prefix)
    monkeypatch.chdir(course)
    with pytest.raises(places.ExposedError, match="move the course"):
        places.visible()
    with pytest.raises(SandboxError, match="which submissions can read"):
        Sandbox(QUICK, Level.LANDLOCK)
    monkeypatch.chdir("/")
    monkeypatch.setenv("HOME", str(prefix / "lib"))
    with pytest.raises(places.ExposedError, match="your home folder"):
        places.visible()


@pytest.mark.parametrize("kind", [Level.BUBBLEWRAP, Level.LANDLOCK])
@pytest.mark.parametrize("hidden", [True, False])
def test_the_answers_of_an_installed_bplib_are_hidden(kind, hidden, monkeypatch):
    need(kind)
    before, own = places.visible(), Path(bplib.__file__).parent
    monkeypatch.setattr(places, "visible", lambda: [*before, str(own)])
    if not hidden:  # so that the test can fail
        monkeypatch.setattr(places, "masked", list)
    box = Sandbox(QUICK, kind)
    try:
        box.wait_until_ready()
        source = f"open({str(own / 'course' / 'exercises' / '__init__.py')!r}).read(1)"
        error = box.ask({"op": "run", "source": source}, 20)["error"]
        source = f"open({str(own / 'new')!r}, 'w')"
        assert box.ask({"op": "run", "source": source}, 20)["error"] is not None
    finally:
        box.close()
    assert (error is not None) == hidden


def test_around_shows_everything_but_the_hidden(tmp_path):
    make(tmp_path, "lib/numpy", "lib/bplib/exercises", "bin")
    whole, listed = places.around(
        [str(tmp_path / "lib"), str(tmp_path / "bin")], [str(tmp_path / "lib" / "bplib")]
    )
    assert whole == [str(tmp_path / "bin"), str(tmp_path / "lib" / "numpy")]
    assert listed == [str(tmp_path / "lib")]


# ---- the filter of system calls ------------------------------------------------------------------

ALLOWED, KILLED = 0x7FFF0000, 0x80000000
REFUSED, UNKNOWN, PRETENDED = 0x00050001, 0x00050026, 0x00050000
CALLS = {  # fork, clone, clone3, socket, socketpair, ptrace, read, kill, chmod, fcntl, prctl
    "x86_64": (0xC000003E, (57, 56, 435, 41, 53, 101, 0, 62, 90, 72, 157)),
    "aarch64": (0xC00000B7, (None, 220, 435, 198, 199, 117, 63, 129, 53, 25, 167)),
}


def answer(code, machine, number, *arguments):
    """Run a filter as the kernel would."""
    words = [number, machine, 0, 0]
    for argument in (*arguments, *[0] * (6 - len(arguments))):
        words += [argument & 0xFFFFFFFF, argument >> 32]
    steps, place, loaded = list(struct.iter_unpack("HBBI", code)), 0, 0
    while True:
        kind, yes, no, value = steps[place]
        place += 1
        if kind == 0x06:
            return value
        if kind == 0x20:
            loaded = words[value // 4]
        else:
            true = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}
            place += yes if true[kind] else no


@pytest.mark.parametrize("machine", CALLS)
def test_the_filter_allows_threads_and_refuses_processes(machine, monkeypatch):
    monkeypatch.setattr(seccomp.platform, "machine", lambda: machine)
    audit, calls = CALLS[machine]
    fork, clone, clone3, net, pair, trace, read, kill, chmod, control, process = calls
    code, alone = seccomp.program(), seccomp.program(alone=77)
    for each in (code, alone):
        run = functools.partial(answer, each, audit)
        assert {run(call) for call in (net, trace, fork or net)} == {REFUSED}
        assert run(clone, 17) == run(clone, 0x10000000) == REFUSED
        assert run(clone, 0x003D0F00) == run(read) == run(pair) == run(control, 0, 3) == ALLOWED
        assert run(clone3) == UNKNOWN
        assert run(control, 0, 8) == run(process, 1, 0) == run(process, 1 << 32 | 1) == REFUSED
        assert run(process, 15, 0) == ALLOWED
        assert run(0x40000000 | read) == run(0xFFFFFFFF) == REFUSED
        assert answer(each, 0x40000003, read) == KILLED
    assert answer(code, audit, kill, 5) == answer(code, audit, chmod) == ALLOWED
    assert answer(alone, audit, kill, 77) == answer(alone, audit, kill, 0) == ALLOWED
    assert answer(alone, audit, kill, 5) == REFUSED
    assert answer(alone, audit, chmod) == PRETENDED
    assert answer(alone, audit, kill, 2**64 - 1) == REFUSED


def test_an_unknown_processor_has_no_filter(monkeypatch):
    monkeypatch.setattr(seccomp.platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="no filter of system calls is known for riscv64"):
        seccomp.program()
    assert not sandbox.works(Level.BUBBLEWRAP)


# ---- one ahead -----------------------------------------------------------------------------------


@pytest.fixture(params=[Level.WARM, Level.BUBBLEWRAP])
def at_level(request, monkeypatch):
    need(request.param)
    monkeypatch.setattr(sandbox, "level", lambda: request.param)
    return request.param


def test_a_sandbox_that_was_started_ahead_serves_one_submission(at_level):
    limits = sandbox.Limits(cell_seconds=20, seconds=60, memory=1 << 30, disk=1 << 20)
    sandbox.start_ahead(limits)
    sandbox.start_ahead(limits)  # there is one already
    first = sandbox.take(limits)
    second = sandbox.take(limits)
    try:
        for box in (first, second):
            assert box.level is at_level
            assert box.ask({"op": "run", "source": "1 / 0"}, 20)["error"]["type"] == (
                "ZeroDivisionError"
            )
        first.ask({"op": "run", "source": "left_behind = 1"}, 20)
        assert second.ask({"op": "run", "source": "left_behind"}, 20)["error"] is not None
    finally:
        first.close()
        second.close()


def end_what_waits_of_its_own(limits):
    waiting = sandbox._ahead[limits]
    os.killpg(waiting._process._process.pid, signal.SIGKILL)
    waiting._process._process.wait()


def end_the_server(limits):
    os.killpg(server.server()._process.pid, signal.SIGKILL)


def test_a_sandbox_that_died_while_it_waited_is_replaced(at_level):
    limits = sandbox.Limits(cell_seconds=20, seconds=60, memory=1 << 30, disk=2 << 20)
    sandbox.start_ahead(limits)
    end = end_the_server if at_level is Level.WARM else end_what_waits_of_its_own
    end(limits)
    box = sandbox.take(limits)
    try:
        assert box.ask({"op": "run", "source": "1"}, 20)["error"] is None
    finally:
        box.close()
