"""Every lesson as other processors would run it: `make test-processors`.

OpenBLAS is told which kernels to use and NumPy which SIMD sets not to use, both before NumPy is
imported, so each emulated processor has a server of its own that the lessons' shells are forked
from. Only names that this machine can run are used: kernels are tried in a fresh process, SIMD sets
are what the running NumPy found. Texts must be the stored ones to the last digit.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import stored_outputs
from ran import record

# OpenBLAS's names, newest first; those that this processor cannot run are left out.
KERNELS = {
    "x86_64": ("SkylakeX", "Haswell", "Zen", "Sandybridge", "Nehalem", "Prescott"),
    "aarch64": ("NeoverseV1", "NeoverseN1", "CortexA57", "ARMV8"),
}
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
# Before it sleeps, a thread of OpenBLAS looks for work so many ticks long: 2 to this power. With
# the lowest that it takes, others have the core meanwhile.
SLEEP_AT_ONCE = "4"
PRELOAD = ["sympy", "matplotlib.pyplot", "bplib.plots", "bplib.symbolic", "warm", "processors"]


@dataclass(frozen=True)
class Processor:
    """An emulated processor: OpenBLAS's kernels ("" for its own choice), SIMD sets, threads."""

    kernels: str
    without: tuple[str, ...]
    threads: int

    @property
    def environment(self):
        """The environment that NumPy must be imported in."""
        chosen = {"OPENBLAS_CORETYPE": self.kernels} if self.kernels else {}
        less = {"NPY_DISABLE_CPU_FEATURES": " ".join(self.without)} if self.without else {}
        threads = dict.fromkeys(
            ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"),
            str(self.threads),
        )
        kept = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", *threads)}
        return {**kept, **chosen, **less, **threads, "OPENBLAS_THREAD_TIMEOUT": SLEEP_AT_ONCE}


def simd_found():
    """Return the SIMD sets beyond its baseline that the running NumPy found, narrowest first."""
    import numpy as np

    return tuple(np.show_config(mode="dicts").get("SIMD Extensions", {}).get("found", ()))


def library():
    """Return the name of the library that multiplies matrices."""
    import numpy as np

    blas = np.show_config(mode="dicts").get("Build Dependencies", {}).get("blas", {})
    return str(blas.get("name", "unknown"))


def usable_kernels():
    """Return names of kernels that a fresh process multiplied with, one for each that differ.

    A name may stand for older kernels, as Zen does for Haswell's in NumPy's own OpenBLAS; with one
    that the processor cannot run the process dies.
    """
    if "openblas" not in library().lower():
        return {}
    machine = platform.machine().lower()
    usable = {}
    for name in KERNELS.get(MACHINES.get(machine, machine), ()):
        tried = subprocess.run(
            [sys.executable, __file__, "--what"],
            env=Processor(name, (), 1).environment,
            capture_output=True,
            text=True,
        )
        if tried.returncode == 0:
            usable.setdefault(json.loads(tried.stdout.splitlines()[-1])["kernels"], name)
    return {name: kernels for kernels, name in usable.items()}


def emulated(kernels, found):
    """Return the processors to emulate: newer kernels with wider SIMD sets, one thread and two.

    Every kernel occurs, and every SIMD level where there are kernels enough; the machine's own
    choice runs on two threads, as `make test` runs it on one.
    """
    levels = [found[i:] for i in range(len(found), -1, -1)]  # what to leave out: nothing to all
    chosen = [Processor("", (), 2)]
    names = list(kernels) or [""] * len(levels)
    for i, name in enumerate(names):
        level = levels[round(i * (len(levels) - 1) / max(1, len(names) - 1))]
        if name or level:
            chosen.append(Processor(name, level, 2 if i == len(names) - 1 else 1))
    return chosen


def what_runs():
    """Return what NumPy runs on in this process: kernels, the widest SIMD set, threads."""
    import numpy as np
    from threadpoolctl import threadpool_info

    np.ones((2, 2)) @ np.ones((2, 2))
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    pool = pools[0] if pools else {}
    found = simd_found()
    return {
        "kernels": pool.get("architecture", library()),
        "simd": found[-1] if found else "baseline",
        "threads": pool.get("num_threads", 0),
        "numpy": np.__version__,
    }


def run_here(lessons):
    """Run lessons on the processor that this process was started as; return a summary."""
    import warm

    warm.processes.set_forkserver_preload(PRELOAD)
    runs = warm.call(what_runs)
    begin = time.perf_counter()
    faults = []
    for found in stored_outputs.run_all([(lesson,) for lesson in lessons], os.cpu_count() or 1):
        faults += found
        for one in found:
            print(one, flush=True)
    died = sum(isinstance(one, stored_outputs.Died) for one in faults)
    seconds = round(time.perf_counter() - begin)
    return {**runs, "seconds": seconds, "moved": len(faults) - died, "died": died}


def say(done):
    """Return a line on one processor."""
    threads = "1 thread" if done["threads"] == 1 else f"{done['threads']} threads"
    what = f"{done['kernels']} kernels, SIMD up to {done['simd']}, {threads}"
    died = f", lessons that died: {done['died']}" if done["died"] else ""
    return f"{what}: {done['moved']} outputs moved{died}, {done['seconds']} s"


def run_apart(processor, lessons):
    """Run lessons in a process of this processor; return its summary, None where it died."""
    command = [sys.executable, "-W", "ignore", __file__, "--here"]
    command += [part for lesson in lessons for part in ("--lesson", lesson[:2])]
    ran = subprocess.run(command, env=processor.environment, capture_output=True, text=True)
    *faults, summary = ran.stdout.splitlines() or [""]
    if ran.returncode:
        faults += [summary, f"{processor} died, exit code {ran.returncode}:"]
        print("\n".join([*filter(None, faults), *ran.stderr.splitlines()[-8:]]), flush=True)
        return None
    done = json.loads(summary)
    print("\n".join([*faults, say(done)]), flush=True)
    return done


def main():
    """Run all lessons on every processor that can be emulated here; exit 1 if one fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lesson", action="append", help="such as 05; all without")
    parser.add_argument("--here", action="store_true", help="this process's own processor only")
    parser.add_argument("--what", action="store_true", help="say what this process runs on")
    parser.add_argument("--record", action="store_true", help="renew README's table")
    given = parser.parse_args()
    if given.what:
        print(json.dumps(what_runs()))
        return 0
    from bplib.course.lessons import lesson_names

    lessons = [
        name
        for name in lesson_names(stored_outputs.ROOT)
        if not given.lesson or name[:2] in given.lesson
    ]
    if given.here:
        print(json.dumps(run_here(lessons)))
        return 0
    kernels = usable_kernels()
    if not kernels:
        where = f"{platform.machine()}, {library()}"
        print(f"no other kernels can be chosen here ({where}): NumPy's SIMD sets and threads only")
    done = []
    for processor in emulated(kernels, simd_found()):
        ran = run_apart(processor, lessons)
        done.append(ran)
        if not ran:
            continue
        wanted = kernels.get(processor.kernels, ran["kernels"])
        if (wanted, processor.threads) != (ran["kernels"], ran["threads"]):
            sys.exit(f"asked for {processor}, but NumPy runs on {ran}")
    failed = sum(not ran or ran["moved"] + ran["died"] > 0 for ran in done)
    print(f"{len(done) - failed} processors passed, {failed} failed")
    if given.record and not given.lesson and not failed:
        record("processors", done)
    return int(failed > 0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
