"""How `bplib check` runs notebooks: side by side, as they end, from a warm start or a fresh one."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from checked import RIGHT, WRONG, Idle, notebook, rows

import bplib
from bplib.cli import main
from bplib.course.doctor import typed
from bplib.course.selfcheck import checking, kernel, running
from bplib.course.selfcheck.rows import Ran, Run
from bplib.course.workspace import places

# ---- the same, however it is run -----------------------------------------------------------------

DRAW = "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
SKIPPED = f"# NBVAL_SKIP\n{RIGHT}"
LIES = '"Kernel died"; raise ValueError("Timeout, Kernel died, waiting for output")'


def test_one_worker_two_and_fresh_processes_find_the_same(tmp_path, monkeypatch):
    paths = [
        notebook(tmp_path / "a" / "right.ipynb", DRAW, SKIPPED),
        notebook(tmp_path / "b" / "wrong.ipynb", WRONG, LIES),
        notebook(tmp_path / "c" / "empty.ipynb", ""),
    ]
    one = rows(*paths, workers=1, again=True)
    said = {name: [row.outcome for row in found] for name, found in one.items()}
    rest = ["no check", "no check"]
    assert said == {
        "right": ["passed", *rest],
        "wrong": ["wrong values", *rest, "exception"],
        "empty": ["not attempted", *rest],
    }
    assert list(one) == [path.stem for path in paths], "one worker goes in order"
    assert rows(*paths, workers=2, again=True) == one
    monkeypatch.setattr(running, "CAN_FORK", False)
    assert rows(*paths, workers=2, again=True) == one


DRAWN = """
import json, random, numpy, sympy.core.random
names = "drawn.json"
json.dump([random.random(), numpy.random.rand(), sympy.core.random.random()], open(names, "w"))
"""


def test_forked_kernels_draw_numbers_of_their_own_and_write_no_history(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    folders = [tmp_path / name for name in "abc"]
    rows(*(notebook(folder / "mine.ipynb", DRAWN, RIGHT) for folder in folders))
    drawn = [json.loads((folder / "drawn.json").read_text()) for folder in folders]
    assert all(len(set(column)) == 3 for column in zip(*drawn, strict=True))
    assert list(tmp_path.glob("ipython/*"))
    assert not list(tmp_path.glob("ipython/**/*.sqlite"))


def test_a_module_beside_the_notebook_comes_before_one_that_is_warm(tmp_path):
    path = notebook(tmp_path / "mine.ipynb", "import cycler\ndouble = cycler.double")
    (tmp_path / "cycler.py").write_text(RIGHT)  # matplotlib needs one of this name
    assert rows(path)["mine"][0].passed


def test_what_is_no_module_of_that_name_lets_a_kernel_start_warm(tmp_path):
    (tmp_path / "pytest").mkdir()
    (tmp_path / "json.txt").write_text("")
    (tmp_path / "mine.py").write_text("")
    assert not kernel.is_shadowed(tmp_path)
    assert not kernel.is_shadowed(Path(bplib.__file__).parent.parent), "it is the same bplib"
    for name in "json.py", "matplotlibrc", "pytest/__init__.py":
        (tmp_path / name).write_text("")
        assert kernel.is_shadowed(tmp_path)
        (tmp_path / name).unlink()
    assert kernel.is_shadowed(tmp_path / "gone")


def test_a_server_that_fails_leaves_the_rest_to_fresh_processes(tmp_path, monkeypatch):
    right = notebook(tmp_path / "a" / "right.ipynb", RIGHT)
    kills = "import os, psutil\nif not os.path.exists('once'):\n    open('once', 'w').close()\n"
    kills += "    above = psutil.Process().parents()\n"
    kills += f"    [p for p in above if {running.SERVER!r} in p.cmdline()][-1].kill()"
    fatal = notebook(tmp_path / "b" / "fatal.ipynb", kills, RIGHT)
    found = rows(right, fatal, workers=1)
    assert {name: found[name][0].outcome for name in found} == dict.fromkeys(found, "passed")
    assert list(found) == ["right", "fatal"]
    monkeypatch.setattr(running, "SERVER", "bplib.nothing_like_it")
    assert rows(right, again=True)["right"][0].passed


# ---- shown as they end ---------------------------------------------------------------------------


class InTurn(Idle):
    """Lets the second of two notebooks end first."""

    def run(self, found):
        yield 0, None
        yield 1, None
        for k in 1, 0, 2:
            if k == 2:
                yield 2, None
            seen = dict.fromkeys(range(len(found[k].cells)), Ran([]))
            self.ran.append(found[k].name)
            yield k, Run(found[k], {**seen, len(seen) - 1: self.last}, "", 60)


@pytest.fixture
def three(tmp_path, monkeypatch, capsys):
    """Three notebooks; what had been printed when each of them ended."""
    printed = []

    class Listening(InTurn):
        def run(self, found):
            for number, run in super().run(found):
                if run is not None:
                    printed.append(capsys.readouterr().out)
                yield number, run

    monkeypatch.setattr(checking, "Runner", Listening)
    monkeypatch.setattr(checking, "exercises", lambda root, found: ["double"])
    monkeypatch.setattr(Idle, "ran", [], raising=False)
    return [notebook(tmp_path / n / f"{n}.ipynb", RIGHT) for n in "abc"], printed


def test_every_table_is_printed_as_its_lesson_ends(three, capsys):
    paths, printed = three
    assert main(["check", *map(str, paths)]) == 0
    printed.append(capsys.readouterr().out)
    assert printed[0] == ""
    assert [said.splitlines()[0] for said in printed[1:]] == ["b", "a", "c"]
    rest = "Next in the core: “Name two numbers” in lesson 00, about 2 minutes.\n"
    assert printed[3].endswith(f"\n\n3 lessons: 3/3 points\n{rest}")


def test_where_no_lesson_is_named_each_gets_a_line(root, three, monkeypatch, capsys):
    paths, printed = three
    monkeypatch.setattr(places, "to_check", lambda _: (root, list(map(str, paths))))
    assert main(["check"]) == 0
    printed.append(capsys.readouterr().out)
    assert printed[:3] == ["", "b     1/1  1 passed\n", "a     1/1  1 passed\n"]
    assert printed[3].splitlines()[:3] == ["c     1/1  1 passed", "", "3 lessons: 3/3 points"]


# ---- stopped in the middle -----------------------------------------------------------------------

SLEEPS = (
    "import subprocess, time\nopen('begun', 'w').close()\n"
    "subprocess.Popen(['sleep', '1000'])\ntime.sleep(1000)"
)


@contextlib.contextmanager
def checking_three(tmp_path, start):
    """Check three notebooks, of which the second never ends; yield the process."""
    names = ("a", "b", "c")
    sources = {"a": (RIGHT,), "b": (SLEEPS, RIGHT), "c": (RIGHT,)}
    paths = [notebook(tmp_path / n / f"{n}.ipynb", *sources[n]) for n in names]
    program = (
        "import sys; from bplib.cli import main; from bplib.course.selfcheck import running\n"
        f"running.CAN_FORK = {start == 'forked'}\nsys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "check", "--workers", "1", *map(str, paths)]
    (tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "TMPDIR": str(tmp_path / "temporary"),
        },
    )
    try:
        yield process, command
    finally:
        process.kill()
        with process:  # which closes its pipes
            pass


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def all_of(process):
    """Return the processes that a process has started, with all that these have."""
    return psutil.Process(process.pid).children(recursive=True)


def sleeps(process):
    """Whether what a notebook has started is there under its own name."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return any(one.name() == "sleep" for one in all_of(process))
    return False


def are_gone(processes):
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


@pytest.mark.parametrize("start", ["forked", "fresh"])
def test_ctrl_c_says_what_is_done_and_the_next_check_does_the_rest(tmp_path, start):
    with checking_three(tmp_path, start) as (process, command):
        until((tmp_path / "b" / "begun").exists)
        until(lambda: sleeps(process))
        assert process.stdout.readline() == "a\n"
        started = all_of(process)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert said.splitlines()[-1] == (
        "bplib check: stopped after 1 of 3 lessons with 1/3 points; what is done is remembered, "
        f"the next `{typed()} check` runs the others"
    )
    until(lambda: are_gone(started))
    notebook(tmp_path / "b" / "b.ipynb", RIGHT)
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
    )
    heads = [line for line in done.stdout.splitlines() if line and line[0] in "abc"]
    assert heads == ["a  as before", "b", "c"]


def test_a_check_that_is_killed_leaves_nothing_half_written_and_nothing_running(tmp_path):
    with checking_three(tmp_path, "forked") as (process, _):
        until((tmp_path / "b" / "begun").exists)
        until(lambda: sleeps(process))
        assert process.stdout.readline() == "a\n"
        started = all_of(process)
        assert any((tmp_path / "temporary").glob("bplib-check-*"))
        process.kill()
        process.wait()
        until(lambda: are_gone(started))
        assert not any((tmp_path / "temporary").glob("bplib-check-*"))
    (kept,) = (tmp_path / "cache" / "bplib" / "checked").glob("*.json")
    assert kept.name.startswith("a.")
    assert json.loads(kept.read_text())["rows"][0]["outcome"] == "passed"
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == ["b.ipynb", "begun"]


def test_a_number_of_workers_that_is_none_is_told(capsys):
    assert main(["check", "--workers", "0"]) == 2
    assert "0 is no number of workers: give one from 1 to 1000" in capsys.readouterr().err
