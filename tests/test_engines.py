"""Engines: every task comes back once, whatever becomes of those who had it."""

import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path

import dask.config
import pytest
import sham_worker
from dask_cluster import Cluster, Wire
from sham_worker import GRACE, job

from bplib.course.lessons import CourseError
from bplib.grading import job as job_module
from bplib.grading import work
from bplib.grading.engines import cluster, engine, local
from bplib.grading.engines.cluster import ClusterEngine
from bplib.grading.engines.engine import Finished, Task
from bplib.grading.engines.local import AHEAD, LocalEngine

TESTS = Path(__file__).resolve().parent


@pytest.fixture
def sham(monkeypatch):
    """Let workers be sham ones, which hang no longer than a moment."""
    monkeypatch.setattr(local, "PROGRAM", "sham_worker")
    monkeypatch.setattr(cluster, "do", sham_worker.do)
    monkeypatch.setattr(engine, "GRACE", GRACE)
    monkeypatch.setenv("PYTHONPATH", str(TESTS))


def run(where, *lessons):
    """Return by its lesson what became of each task; each must come back once."""
    given = [Task(number, job(lesson, b"x" * number)) for number, lesson in enumerate(lessons)]
    with contextlib.closing(where):
        back = list(where.results(given))
    assert sorted(one.number for one in back) == list(range(len(lessons)))
    return {lessons[one.number]: one for one in back}


# ---- this machine --------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_task_comes_back_once_however_many_workers(sham, count):
    lessons = [f"a{number}" for number in range(20)]
    found = run(LocalEngine(count), *lessons)
    assert [found[lesson].found["lesson"] for lesson in lessons] == lessons
    assert [found[lesson].found["size"] for lesson in lessons] == list(range(20))
    assert len({one.found["pid"] for one in found.values()}) == count


def test_one_worker_for_every_core_unless_told(monkeypatch):
    assert LocalEngine().count == len(os.sched_getaffinity(0))
    monkeypatch.delattr(os, "sched_getaffinity")
    assert LocalEngine().count == os.cpu_count()
    assert LocalEngine(7).count == 7


@pytest.mark.parametrize("where", [1, 2])
def test_what_ends_its_worker_twice_is_given_up_and_nothing_else(sham, where):
    found = run(LocalEngine(where), "a", "die", "b", "c", "fail", "d")
    assert found["die"] == Finished(1, {}, "the process that graded it ended 2 times")
    assert found["fail"] == Finished(4, {}, "a wrong turn")
    assert all(found[lesson].found["lesson"] == lesson for lesson in "abcd")


def test_what_ends_its_worker_once_is_done_by_the_next_one(sham, tmp_path):
    lesson = f"die-once {tmp_path / 'mark'}"
    found = run(LocalEngine(2), "a", lesson, "b")
    assert found[lesson].found["lesson"] == lesson


def test_what_hangs_is_given_up_and_the_others_go_on(sham):
    found = run(LocalEngine(2), "hang", *"abcdef")
    assert found["hang"].why == "the process that graded it did not end in time 2 times"
    assert all(found[lesson].found for lesson in "abcdef")


def test_a_worker_that_is_killed_from_outside_costs_nothing(sham):
    where = LocalEngine(2)

    def kill():
        while not where._workers or not where._workers[0].ready:
            time.sleep(0.05)
        time.sleep(0.2)
        os.kill(where._workers[0].process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    found = run(where, *(f"sleep {0.4 + number / 1000}" for number in range(8)))
    killer.join()
    assert all(one.found for one in found.values())


def test_workers_that_do_not_come_up_end_the_run_with_one_sentence(sham, monkeypatch):
    monkeypatch.setenv("SHAM", "dead")
    with pytest.raises(CourseError, match="a worker ended before it was ready to grade"):
        run(LocalEngine(2), "a")


def test_what_no_worker_may_do_ends_the_run(sham):
    with pytest.raises(CourseError, match="not here"):
        run(LocalEngine(1), "refuse")


def test_tasks_are_taken_as_there_is_room_for_them(sham):
    where = LocalEngine(2)
    taken = []

    def tasks():
        for number in range(30):
            taken.append(number)
            yield Task(number, job("a"))

    with contextlib.closing(where):
        for done, _ in enumerate(where.results(tasks()), 1):
            assert len(taken) <= done + AHEAD * where.count


def test_no_worker_outlives_its_engine(sham):
    where = LocalEngine(2)
    lessons = ["sleep 0.2"] * 10 + ["hang"] * 4
    rounds = where.results(Task(number, job(lesson)) for number, lesson in enumerate(lessons))
    next(rounds)
    while not all(worker.ready for worker in where._workers):
        next(rounds)
    pids = [where._leaders[0].process.pid]
    pids += [worker.process.pid for worker in where._workers]
    where.close()
    assert len(pids) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


# ---- jobs ----------------------------------------------------------------------------------------


def test_a_job_is_refused_by_other_code(monkeypatch):
    other = replace(job("00_start_here"), version="another")
    with pytest.raises(
        job_module.OtherVersionError, match=r"another version of bplib.*\(another\)"
    ):
        work.work(other)
    assert "another version" in engine.reply(work.work, other)["refused"]
    before = job_module.this_version()
    job_module.this_version.cache_clear()
    monkeypatch.setattr(job_module, "installed", lambda: {"numpy": "0"})
    assert job_module.this_version() != before
    job_module.this_version.cache_clear()


def test_a_job_goes_out_as_data_and_comes_back_as_the_same_job():
    one = job("a", b"bytes", 3)
    assert cluster.unpacked(cluster.packed(one)) == one
    assert all(isinstance(v, str | bytes | int | dict) for v in cluster.packed(one).values())


# ---- a cluster -----------------------------------------------------------------------------------


@pytest.fixture
def two(sham, tmp_path):
    """A scheduler with two workers."""
    with contextlib.closing(Cluster(tmp_path).start(2)) as made:
        yield made


@pytest.fixture
def shared(sham, shared_cluster):
    """A scheduler with two workers, the same for all tests that harm nobody."""
    return shared_cluster


@pytest.fixture(scope="module")
def shared_cluster(tmp_path_factory):
    with contextlib.closing(Cluster(tmp_path_factory.mktemp("dask")).start(2)) as made:
        yield made


def test_a_cluster_gives_every_task_back_once(shared):
    lessons = [f"a{number}" for number in range(30)]
    found = run(ClusterEngine(shared.address), *lessons)
    assert [found[lesson].found["size"] for lesson in lessons] == list(range(30))
    again = run(ClusterEngine(shared.address), "fail", "a0")
    assert again["fail"].why == "a wrong turn"
    with pytest.raises(CourseError, match="not here"):
        run(ClusterEngine(shared.address), "refuse")


def test_a_task_is_done_anew_in_every_run(shared):
    """Dask gives the first result of a key that it has seen: no key is used twice."""
    one, two = (run(ClusterEngine(shared.address), "a", "b") for _ in range(2))
    assert one["a"].found["lesson"] == two["a"].found["lesson"]
    engines = [ClusterEngine(shared.address) for _ in range(2)]
    keys = {where._give(Task(0, job("a"))).future.key for where in engines for _ in range(3)}
    assert len(keys) == 6
    for where in engines:
        where.close()


def test_there_is_no_scheduler_or_no_dask(monkeypatch):
    with pytest.raises(CourseError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1 "):
        ClusterEngine("tcp://127.0.0.1:1")
    with pytest.raises(CourseError, match="there is no Dask scheduler at nonsense://"):
        ClusterEngine("nonsense://x")
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(CourseError, match=r"needs Dask, which is not installed here.*backprop-you"):
        ClusterEngine("tcp://127.0.0.1:1")


def test_who_listens_and_says_nothing_is_no_scheduler(monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(CourseError, match=f"no Dask scheduler at {address} .*says nothing"):
            ClusterEngine(address)


def test_a_scheduler_without_workers_is_one_sentence(sham, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with contextlib.closing(Cluster(tmp_path).start(0)) as made:
        where = ClusterEngine(made.address)
        with pytest.raises(CourseError, match="has no worker: start one with `dask worker"):
            run(where, "a")
    assert "waiting for one" in capsys.readouterr().err


def test_a_cluster_s_worker_that_dies_costs_itself(two, tmp_path):
    lesson = f"die-once {tmp_path / 'mark'}"
    found = run(ClusterEngine(two.address), "a", lesson, *"bcdefgh")
    assert all(one.found for one in found.values())


def test_a_scheduler_that_is_started_again_loses_nothing(two):
    where = ClusterEngine(two.address)

    def restart():
        time.sleep(1.5)
        two.scheduler.kill()
        two.scheduler.wait()
        time.sleep(1)
        two.start_scheduler()
        for _ in range(2):  # Dask's workers end with their scheduler
            two.start_worker()

    restarter = threading.Thread(target=restart)
    restarter.start()
    found = run(where, *(f"sleep {0.3 + number / 1000}" for number in range(30)))
    restarter.join()
    assert all(one.found for one in found.values())


def test_a_network_that_is_cut_loses_nothing(two):
    wire = Wire(two.port)
    where = ClusterEngine(wire.address)
    cutter = threading.Timer(1.5, wire.cut, [2.0])
    cutter.start()
    found = run(where, *(f"sleep {0.3 + number / 1000}" for number in range(20)))
    cutter.join()
    wire.close()
    assert all(one.found for one in found.values())


@pytest.fixture
def encrypted(tmp_path, monkeypatch):
    """Certificates, and what the guide's commands tell Dask of them."""
    own = ("-keyout", "own-key.pem", "-out", "own.pem", "-subj", "/CN=grading", "-days", "2")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    subprocess.run(
        ["openssl", "req", "-x509", *curve, *own], cwd=tmp_path, capture_output=True, check=True
    )
    shutil.copy(tmp_path / "own.pem", tmp_path / "ca.pem")
    guide = (Path(local.__file__).parent.parent / "MANY.md").read_text("utf-8")
    said = re.search(r"```sh\n(export DASK.*?)^dask scheduler --protocol tls\n", guide, re.M | re.S)
    told = subprocess.run(
        ["bash", "-ec", f"{said[1]}env"], capture_output=True, text=True, check=True
    )
    found = dict(re.findall(r"^(DASK_\w+)=(.*)$", told.stdout, re.MULTILINE))
    assert len(found) == 8
    for name, value in found.items():
        monkeypatch.setenv(name, str(tmp_path / value) if value.endswith(".pem") else value)
    dask.config.refresh()
    yield
    monkeypatch.undo()
    dask.config.refresh()


def test_a_cluster_speaks_tls_as_the_guide_has_it(encrypted, sham, tmp_path, monkeypatch):
    with contextlib.closing(Cluster(tmp_path, "tls").start(1)) as made:
        found = run(ClusterEngine(made.address), "a", "b")
        assert found["a"].found["lesson"] == "a"
        with pytest.raises(CourseError, match=r"not speak to tcp.*encryption required"):
            run(ClusterEngine(made.address.replace("tls", "tcp")), "a")
        for role in ("CERT", "KEY"):
            monkeypatch.delenv(f"DASK_DISTRIBUTED__COMM__TLS__CLIENT__{role}")
        dask.config.refresh()
        with pytest.raises(CourseError, match=r"not speak to tls"):
            run(ClusterEngine(made.address), "a")
        shown = ssl.get_server_certificate(("127.0.0.1", made.port), timeout=20)
        assert shown.split() == (tmp_path / "own.pem").read_text().split()
        log = made.log("scheduler")
    assert "tls://127.0.0.1" in log
    assert "tcp://" not in log


def test_one_process_proves_for_the_machine_what_all_rely_on(sham):
    """A second one comes up when the first one has."""
    where = LocalEngine(3)
    rounds = where.results(Task(number, job("sleep 0.3")) for number in range(9))
    assert len(where._workers) == 0
    next(rounds)
    assert len(where._workers) == 3
    assert len(where._leaders) == 1
    assert len(list(rounds)) == 8
    leader = where._leaders[0].process.pid
    parents = {parent_of(worker.process.pid) for worker in where._workers}
    where.close()
    assert parents == {leader}


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_workers_go_on_when_who_forked_them_is_gone_and_another_one_forks_the_next(sham):
    where = LocalEngine(2)
    rounds = where.results(Task(number, job("sleep 0.2")) for number in range(12))
    next(rounds)
    while not all(worker.ready for worker in where._workers):
        next(rounds)
    os.kill(where._leaders[0].process.pid, signal.SIGKILL)
    where._leaders[0].process.wait()
    os.kill(where._workers[0].process.pid, signal.SIGKILL)
    rest = list(rounds)
    assert all(one.found for one in rest)
    assert len(where._leaders) == 2
    where.close()


@pytest.mark.parametrize("how", ["dead", "hangs", "full"])
def test_who_forks_workers_has_a_successor(how, sham, monkeypatch, tmp_path):
    """It dies before the first one is there, or does not come up in time, or has no room."""
    monkeypatch.setattr(local, "START", 4.0)
    monkeypatch.setenv("SHAM", f"{how} {tmp_path / 'mark'}")
    found = run(LocalEngine(2), *(f"sleep {0.3 + number / 1000}" for number in range(8)))
    assert all(one.found for one in found.values())


def test_who_forks_workers_may_end_while_several_are_waited_for(sham, monkeypatch):
    monkeypatch.setenv("SHAM", "slow")
    where = LocalEngine(5)
    rounds = where.results(Task(number, job("sleep 0.2")) for number in range(20))
    next(rounds)
    assert sum(not worker.ready for worker in where._workers) >= 2
    os.kill(where._leaders[0].process.pid, signal.SIGKILL)
    rest = list(rounds)
    where.close()
    assert len(rest) == 19
    assert all(one.found for one in rest)


def test_where_there_is_no_forking_every_worker_is_a_process_of_its_own(sham, monkeypatch):
    monkeypatch.setattr(local, "FORKS", False)
    monkeypatch.setenv("SHAM", "alone")
    where = LocalEngine(2)
    found = list(where.results(Task(number, job("sleep 0.2")) for number in range(6)))
    own = {leader.process.pid for leader in where._leaders}
    where.close()
    assert {one.found["pid"] for one in found} == own
    assert len(own) == 2
