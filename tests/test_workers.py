"""`bplib grade` with workers: the same scores wherever they run, and nothing lost."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest
import warm
from classroom import ANSWERS, LESSON, NOTEBOOK, course, hand_in, scores, solved, verdicts
from dask_cluster import Cluster
from engines import Here, grade_class
from sandboxes import need_any

from bplib.cli import main
from bplib.grading.engines.cluster import ClusterEngine
from bplib.grading.engines.local import LocalEngine
from bplib.grading.gradebook import batch, desk

SLOW = "import time\ntime.sleep(2)\ndef double(x): return 2 * x"


@pytest.fixture(autouse=True)
def _sandbox():
    need_any()


@pytest.fixture
def folder(tmp_path):
    """A course in which everybody of `ANSWERS` has handed in."""
    made = course(tmp_path / "course")
    for student, answer in ANSWERS.items():
        hand_in(made, student, solved(answer))
    (made / "submitted" / "right" / LESSON / "timestamp.txt").write_text("2026-01-31 12:00:00")
    return made


def graded(folder, engine):
    """Grade everything again; return the rows, the gradebook's scores and the records."""
    with contextlib.closing(engine):
        rows = batch.grade_class(folder, [], engine, force=True)
    return rows, scores(folder), verdicts(folder)


def pages(folder):
    """Return every file of the graded submissions, notebooks without what was measured."""

    def plain(value):
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k not in ("seconds", "memory")}
        return [plain(item) for item in value] if isinstance(value, list) else value

    found = {}
    for path in sorted((folder / "autograded").rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            said = plain(json.loads(text)) if path.suffix == ".ipynb" else text
            found[str(path.relative_to(folder))] = said, path.stat().st_mode
    return found


def test_scores_are_the_same_wherever_and_in_whatever_order(folder, tmp_path):
    here = graded(folder, Here())
    assert {row.student: row.points for row in here[0]} == {
        **{"right": 3, "wrong": 2, "blank": 2, "dead": 2, "typed": 2}
    }
    for count in (1, 3):
        assert graded(folder, LocalEngine(count)) == here
    (tmp_path / "dask").mkdir()
    with contextlib.closing(Cluster(tmp_path / "dask").start(1)) as cluster:
        assert graded(folder, ClusterEngine(cluster.address)) == here


def test_bplib_grade_writes_what_nbgrader_autograde_writes(folder):
    grade_class(folder, [])
    ours = scores(folder), pages(folder)
    (folder / "gradebook.db").unlink()
    status, log = warm.nbgrader(folder, "autograde", LESSON, "--force")
    assert status == 0, log
    assert scores(folder) == ours[0]
    theirs = pages(folder)
    assert theirs.keys() == ours[1].keys()
    for name in theirs:
        assert theirs[name] == ours[1][name], name


def test_one_student_a_dry_run_and_json(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    assert main(["grade", "--dry-run", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["student"] for row in rows} == set(ANSWERS)
    assert {row["verdicts"] for row in rows} == {"would be graded"}
    assert not (folder / "autograded").exists()
    assert main(["grade", "--student", "right", "--json", "--workers", "1"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["student"], row["points"], row["judged"]) == ("right", 3, True)
    assert verdicts(folder).keys() == {"right"}
    assert main(["grade", "--dry-run", "--student", "right"]) == 0
    assert "3/3" in capsys.readouterr().out
    assert main(["grade", "--student", "nobody", "--student", "right"]) == 2
    assert "holds nothing of nobody for these lessons" in capsys.readouterr().err
    assert main(["grade", "--dry-run", "--student", "RIGHT"]) == 2
    assert "nothing of RIGHT for these lessons: did you mean right?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--workers", "0"], "0 is no number of workers: give one from 1 to 1000"),
        (["--workers", "-1"], "-1 is no number of workers"),
        (["--workers", "many"], "many is no number of workers"),
        (["--workers", "2", "--scheduler", "tcp://127.0.0.1:1"], "exclude each other"),
        (["--scheduler", "tcp://127.0.0.1:1"], "there is no Dask scheduler at tcp://127.0.0.1:1"),
    ],
)
def test_what_cannot_grade_is_one_sentence(folder, monkeypatch, capsys, words, said):
    monkeypatch.chdir(folder)
    assert main(["grade", *words]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_ctrl_c_keeps_what_is_done_and_the_next_run_does_the_rest(tmp_path):
    folder = course(tmp_path / "course")
    for number in range(12):
        hand_in(folder, f"s{number:02}", solved(SLOW))
    command = [sys.executable, "-m", "bplib", "grade", "--workers", "2"]
    running = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 120
    while not verdicts(folder) and time.monotonic() < until:
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said.splitlines()[-1].startswith("bplib grade: stopped")
    done = verdicts(folder)
    assert 0 < len(done) < 12
    last = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert last.returncode == 0, last.stderr
    assert last.stdout.count("3/3") == 12
    assert {student: verdicts(folder)[student] for student in done} == done


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(tmp_path):
    folder = course(tmp_path / "course")
    for number in range(4):
        hand_in(folder, f"s{number}", solved(SLOW))
    engine = LocalEngine(2)
    killed = []

    class Killing:
        def results(self, tasks):
            for finished in engine.results(tasks):
                if not killed:
                    busy = next(worker for worker in engine._workers if worker.tasks)
                    killed.append(busy.process.pid)
                    os.kill(busy.process.pid, signal.SIGKILL)
                yield finished

    with contextlib.closing(engine):
        rows = batch.grade_class(folder, [], Killing())
    assert killed
    assert [row.points for row in rows] == [3, 3, 3, 3]


def test_a_submission_that_is_replaced_while_it_is_graded_is_open_and_graded_again(folder):
    class Replacing(Here):
        def results(self, tasks):
            for finished in super().results(tasks):
                hand_in(folder, "blank", solved(ANSWERS["right"]))
                yield finished

    rows = {row.student: row for row in batch.grade_class(folder, [], Replacing())}
    assert "it was replaced while it was graded" in rows["blank"].verdicts
    assert not rows["blank"].judged
    assert rows["right"].points == 3
    again = {row.student: row for row in grade_class(folder, [])}
    assert again["blank"].points == 3


def test_a_result_that_comes_twice_counts_once(folder):
    class Twice(Here):
        def results(self, tasks):
            for finished in super().results(tasks):
                yield finished
                yield finished

    rows = batch.grade_class(folder, [], Twice())
    assert all(row.judged for row in rows)
    assert len(rows) == len(ANSWERS)


def test_a_gradebook_of_a_class_is_written_in_few_transactions(folder, monkeypatch):
    counted = []
    real = desk.Writer.write

    def write(self, graded):
        counted.append(len(graded))
        return real(self, graded)

    monkeypatch.setattr(desk.Writer, "write", write)
    monkeypatch.setattr(desk, "AT_LEAST_EVERY", 600.0)
    monkeypatch.setattr(desk, "TOGETHER", 3)
    grade_class(folder, [])
    assert counted == [3, 2]
    assert (folder / "autograded" / "right" / LESSON / NOTEBOOK).exists()


def test_everybody_is_asked_the_same_in_a_run_and_something_else_in_the_next(folder):
    """Nothing is drawn for one student alone, and nothing can be known from an earlier run."""
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8").replace("c.Judge.seed", "seed"), "utf-8")
    runs = []
    for _ in range(2):
        graded(folder, LocalEngine(2))
        kept = [
            json.loads(path.read_text("utf-8")) for path in folder.glob("autograded/*/*/*.ipynb")
        ]
        runs.append({one["metadata"]["bplib_grading"]["seed"] for one in kept})
    assert [len(seeds) for seeds in runs] == [1, 1]
    assert runs[0] != runs[1]
