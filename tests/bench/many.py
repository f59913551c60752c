"""What grading costs on many machines: measured here, for the simulation.

`make many` grades one class with one worker, asks a Dask scheduler for the time of a task, and
writes many.json; `python tests/bench/many.py --flat` also grades classes of 100, 1,000 and 5,000,
that of 1,000 also with one worker, and writes what a submission cost in each.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import psutil  # noqa: E402
from bench_grading import WAYS, course  # noqa: E402
from sample_class import answered  # noqa: E402
from simulate import MEASURED  # noqa: E402

from bplib.course.lessons import find_lesson  # noqa: E402
from bplib.grading.engines.cluster import ClusterEngine, packed  # noqa: E402
from bplib.grading.gradebook.register import handed_out  # noqa: E402
from bplib.grading.job import Job, this_version  # noqa: E402
from bplib.grading.work import work  # noqa: E402

LESSON = "05"
TASKS = 2_000
CLASS = 200
CLASSES = ((100, 2), (1_000, 1), (1_000, 2), (5_000, 2))  # submissions, and workers
NONCE = 1


def jobs(count):
    lesson = find_lesson(ROOT, LESSON)
    text = json.dumps(handed_out(ROOT, lesson))
    files = [answered(lesson, way) for way in WAYS]
    return [
        Job(lesson, text, files[number % len(files)], NONCE, this_version())  # as in one round
        for number in range(count)
    ]


def run(folder, lesson, workers):
    done = subprocess.run(
        [sys.executable, str(HERE / "class_run.py"), str(folder), lesson, str(workers)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    return json.loads(done.stdout)


def working():
    """Return the seconds that a worker took for each of some jobs, and what goes to and fro."""
    given = jobs(40)
    work(given[0])
    seconds, sent, returned = [], 0, 0
    for job in given:
        began = time.monotonic()
        found = work(job)
        seconds.append(round(time.monotonic() - began, 4))
        sent += len(job.data) + len(job.handed_out)
        returned += len(json.dumps(found))
    return seconds, sent / len(given), returned / len(given)


@contextmanager
def dask(workers):
    """Run a scheduler and its workers, on this machine alone; give its address and process."""
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "scheduler.json"

        def start(*words):
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
            return process

        local = ("--host", "127.0.0.1", "--no-dashboard")
        scheduler = start("scheduler", *local, "--port", "0", "--scheduler-file", str(where))
        while not where.exists() or not where.read_text():
            time.sleep(0.1)
        address = json.loads(where.read_text())["address"]
        start("worker", address, "--nworkers", str(workers), "--nthreads", "1", *local)
        yield address, scheduler


def scheduling():
    """Return the scheduler's seconds for a task that carries what a submission carries."""
    data = packed(jobs(1)[0])
    with dask(1) as (address, process):
        engine = ClusterEngine(address)
        client = engine._client
        client.wait_for_workers(1, timeout=120)
        watched = psutil.Process(process.pid)
        client.gather(client.map(len, [data] * 20, pure=False))
        before = sum(watched.cpu_times()[:2])
        for _ in range(TASKS // 100):
            client.gather(client.map(len, [data] * 100, pure=False))
        spent = sum(watched.cpu_times()[:2]) - before
        engine.close()
    return spent / TASKS


def folder_of(parent, lesson, size):
    """Return a course with a class of some size, made where there is none."""
    place = parent / str(size)
    return place if place.exists() else course(place, lesson, size)


def main():
    lesson = find_lesson(ROOT, LESSON)
    found = json.loads(MEASURED.read_text("utf-8")) if MEASURED.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        one = run(course(Path(folder) / "course", lesson, CLASS), lesson, 1)
        seconds, sent, returned = working()
        writing = one["writing"] / CLASS
        own = max(0.0, one["coordinator"] / CLASS - writing)
        found["costs"] = {
            "give": own / 2,
            "take": own / 2,
            "schedule": scheduling(),
            "write": writing,
            "work": seconds,
            "sent": sent,
            "returned": returned,
        }
        if "--flat" in sys.argv:
            found["classes"] = [
                {"workers": workers, **run(folder_of(Path(folder), lesson, size), lesson, workers)}
                for size, workers in CLASSES
            ]
    MEASURED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
