"""The grader's self-test: all is well here, and it sees it when something is not."""

import dataclasses
import struct
import sys

import pytest
from nbformat.v4 import new_notebook
from sandboxes import need

from bplib.cli import main
from bplib.course.checks.judge import Outcome
from bplib.grading import selftest
from bplib.grading.gradebook import records
from bplib.grading.gradebook.nbgrader_side import Judge
from bplib.grading.isolation import places, processes, sandbox, seccomp
from bplib.grading.isolation.sandbox import Level, SandboxError
from bplib.grading.judging import run
from bplib.grading.reading.intake import Submitted
from bplib.grading.selftest import Line, SelfTestError

isolated = pytest.mark.usefixtures("bubblewrap")
ALLOW_ALL = struct.pack("HBBI", 6, 0, 0, 0x7FFF0000)


ISOLATION = {
    "no file of yours can be read: home, course, gradebook",
    "nothing can be written outside of its folder",
    "no TCP connection",
    "no UDP packet",
    "no Unix socket of this machine",
    "no abstract Unix socket of this machine",
    "no signal to another process",
    "no look into another process",
    "no new process",
    "no limit can be raised",
}


@pytest.fixture(scope="module")
def bubblewrap():
    need(Level.BUBBLEWRAP)


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    selftest.ensure.cache_clear()
    yield
    selftest.ensure.cache_clear()


def at_level(monkeypatch, kind):
    monkeypatch.setattr(sandbox, "level", lambda: kind)


def failed(lines):
    return {line.what for line in lines if line.failed}


@pytest.mark.parametrize("kind", [Level.WARM, Level.BUBBLEWRAP, Level.LANDLOCK])
def test_all_promises_are_kept_here(kind, monkeypatch):
    need(kind)
    at_level(monkeypatch, kind)
    lines = list(selftest.quick())
    assert failed(lines) == set()
    assert len(lines) == 14
    assert all(line.promised and str(line).startswith("✓") for line in lines)


def test_without_a_sandbox_isolation_is_not_promised_and_grading_goes_on(monkeypatch, capsys):
    at_level(monkeypatch, Level.LIMITS)
    lines = list(selftest.quick())
    assert failed(lines) == set()
    open_to_all = {line.what for line in lines if not line.kept}
    assert open_to_all | {"no limit can be raised"} == ISOLATION, "an attempt that cannot succeed"
    assert "– no new process (not promised here)" in [str(line) for line in lines]
    selftest.ensure()
    assert "WARNING: isolation is limits only: submissions run without a sandbox" in (
        capsys.readouterr().err
    )


def test_a_score_is_kept_with_what_it_took_and_with_what_it_was_made():
    graded = selftest._graded({"double": selftest.RIGHT}, selftest.LIMITS)
    assert graded.isolation == sandbox.level()
    assert set(graded.versions) == {"python", "numpy", "sympy", "bplib"}
    kept = records.record(graded, Submitted("a.ipynb", b"", "", ""))
    assert kept["versions"] == graded.versions
    assert kept["memory"] == graded.memory
    score = kept["scores"]["double"]
    assert 0 < score["seconds"] <= kept["seconds"]
    if sys.platform == "linux":
        assert 10 << 20 < score["memory"] <= graded.memory < 1 << 30


# ---- it sees what is broken ----------------------------------------------------------------------


@isolated
def test_it_sees_a_filter_that_lets_everything_through(monkeypatch):
    at_level(monkeypatch, Level.BUBBLEWRAP)
    monkeypatch.setattr(seccomp, "program", lambda: ALLOW_ALL)
    assert failed(selftest.quick()) == {"no new process"}


@isolated
def test_it_sees_the_machines_network(monkeypatch):
    def shared(*arguments, start=processes.start):
        command, keep = start(*arguments)
        place = command.index("--unshare-all")
        return [*command[:place], "--unshare-pid", "--unshare-uts", *command[place + 1 :]], keep

    at_level(monkeypatch, Level.BUBBLEWRAP)
    monkeypatch.setattr(seccomp, "program", lambda: ALLOW_ALL)
    monkeypatch.setattr(processes, "start", shared)
    assert failed(selftest.quick()) == {
        *("no new process", "no TCP connection", "no UDP packet"),
        "no abstract Unix socket of this machine",
    }


@isolated
def test_it_sees_a_home_that_is_shown(monkeypatch, tmp_path):
    (tmp_path / "letter").write_text("private")
    monkeypatch.setenv("HOME", str(tmp_path))
    at_level(monkeypatch, Level.BUBBLEWRAP)
    assert failed(selftest.quick()) == set()
    shown = [*places.visible(), str(tmp_path)]
    monkeypatch.setattr(places, "visible", lambda: shown)
    broken = [line for line in selftest.quick() if line.failed]
    assert [str(line) for line in broken] == [
        "✗ no file of yours can be read: home, course, gradebook: " + str(tmp_path / "letter")
    ]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (
            Outcome.PASSED,
            {
                "an answer that says it is equal to everything earns none",
                "a wrong answer earns none",
            },
        ),
        (Outcome.WRONG, {"a right answer earns its points"}),
    ],
)
def test_it_sees_a_judge_that_always_says_the_same(outcome, expected, monkeypatch):
    def judge(*arguments, real=run.judge):
        return dataclasses.replace(real(*arguments), outcome=outcome)

    monkeypatch.setattr(run, "judge", judge)
    assert failed(selftest.quick()) == expected


def test_it_sees_a_sandbox_that_does_not_come_up(monkeypatch):
    def broken(*_):
        raise SandboxError("no sandbox today")

    at_level(monkeypatch, Level.BUBBLEWRAP)
    monkeypatch.setattr(processes, "start", broken)
    assert [str(line) for line in selftest.quick()] == [
        "✗ the sandbox comes up: the sandbox (" + sandbox.level() + ") cannot be started: "
        "no sandbox today"
    ]


@isolated
def test_it_sees_points_for_a_hostile_answer(monkeypatch):
    monkeypatch.setattr(selftest, "quick", lambda: iter(()))
    monkeypatch.setattr(
        selftest,
        "HOSTILE",
        (("a bad one", selftest.RIGHT, None), ("a dead one", "double = 1", run.Result.DIED)),
    )
    first, second = selftest.full()
    assert first.failed
    assert first.detail == "passed, 1 points"
    assert second.failed


# ---- nothing is graded then ----------------------------------------------------------------------


def fail(monkeypatch):
    lines = [Line("no UDP packet", False), Line("no new process", False)]
    monkeypatch.setattr(selftest, "quick", lambda: iter(lines))


def test_bplib_grade_and_nbgraders_commands_refuse(monkeypatch, capsys):
    fail(monkeypatch)
    assert main(["grade"]) == 2
    said = capsys.readouterr().err
    assert "self-test fails, so nothing is graded: ✗ no UDP packet (and 1 more)" in said
    assert "Run `bplib doctor --grading`" in said
    with pytest.raises(SelfTestError, match="nothing is graded"):
        Judge().preprocess(new_notebook(), {})


def test_require_sandbox_takes_landlock_and_refuses_limits_only(monkeypatch, capsys):
    fail(monkeypatch)
    for kind in Level:
        at_level(monkeypatch, kind)
        assert main(["grade", "--require-sandbox"]) == 2
        refused = "cannot isolate submissions" in capsys.readouterr().err
        assert refused == (kind is Level.LIMITS)


def test_it_runs_once_in_a_process(monkeypatch):
    runs = []
    monkeypatch.setattr(selftest, "quick", lambda: iter(runs.append(1) or ()))
    selftest.ensure()
    selftest.ensure()
    assert runs == [1]


@isolated
def test_doctor_prints_every_line_the_level_and_the_status(monkeypatch, capsys):
    assert main(["doctor", "--grading"]) == 0
    said = capsys.readouterr().out
    assert said.count("✓") == 20
    assert "✓ forged replies: no points" in said
    assert f"isolation: {sandbox.level()}" in said
    fail(monkeypatch)
    monkeypatch.setattr(selftest, "HOSTILE", ())
    at_level(monkeypatch, Level.LANDLOCK)
    monkeypatch.setattr(sandbox, "advice", lambda: "the moon")
    assert main(["doctor", "--grading"]) == 1
    assert "not promised: the moon" in capsys.readouterr().out
