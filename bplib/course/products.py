"""How fast this machine multiplies matrices, and whether OpenBLAS could do it faster.

OpenBLAS chooses its kernels by the processor's name; on a processor that it does not know, or under
a virtual machine, it may choose older ones than the processor can run. `bplib doctor` measures in
fresh processes, as the choice is made once, when NumPy is imported. Nothing is changed.
"""

import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass

WORTH = 1.3  # a choice that is so many times as fast is worth a sentence
CHOICES = {"AVX512_SKX": "SkylakeX", "AVX2": "Haswell"}  # feature: OpenBLAS's kernels, newest first
SIZE = 512
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
PATIENCE = 10  # seconds for a fresh process that does not come back

MEASURE = f"""
import time
import numpy as np
A = np.ones(({SIZE}, {SIZE}), np.float32)
out = np.empty_like(A)
times = []
for _ in range(12):
    start = time.perf_counter()
    np.dot(A, A, out=out)
    times.append(time.perf_counter() - start)
print(2 * {SIZE} ** 3 / min(times) / 1e9)
"""


@dataclass(frozen=True)
class Rate:
    """What a fresh process measured: Gflop/s, and the kernels it had; "" where they are unknown."""

    speed: float
    kernels: str = ""


def rate(core: str = "") -> Rate | None:
    """Measure single-precision products on one thread, in a fresh process.

    Parameters
    ----------
    core : str
        OpenBLAS's name of the kernels to use; its own choice where empty.

    Returns
    -------
    Rate or None
        None where the process did not come back well.
    """
    environment = {**os.environ, **ONE_THREAD, "OPENBLAS_VERBOSE": "2"}  # it says its choice
    if core:
        environment["OPENBLAS_CORETYPE"] = core
    try:
        done = subprocess.run(
            [sys.executable, "-c", MEASURE],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        speed = float(done.stdout.split()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None
    said = re.search(r"^Core: (\w+)", done.stdout + done.stderr, re.MULTILINE)
    return Rate(speed, said[1] if said else "")


def choice() -> str | None:
    """Return the newest kernels of OpenBLAS that this processor is sure to run, if any.

    Returns
    -------
    str or None
        None where NumPy does not use OpenBLAS, or the processor is no x86-64 one.
    """
    import numpy as np

    if platform.machine().lower() not in ("x86_64", "amd64"):
        return None
    config = np.show_config(mode="dicts")
    blas = config.get("Build Dependencies", {}).get("blas", {}) if config else {}
    if "openblas" not in str(blas.get("name", "")).lower():
        return None
    from numpy._core._multiarray_umath import __cpu_features__ as features

    return next((core for feature, core in CHOICES.items() if features.get(feature)), None)


def advice(core: str, present: float, other: float) -> str:
    """Say whether other kernels are worth setting.

    Parameters
    ----------
    core : str
        Their name.
    present, other : float, > 0
        Gflop/s of OpenBLAS's own choice, and with them.

    Returns
    -------
    str
        A sentence; empty where the present choice is about as good.
    """
    if other < WORTH * present:
        return ""
    return (
        f"OpenBLAS's kernels for {core} are {other / present:.1f} times as fast here: "
        f"set OPENBLAS_CORETYPE={core} in the environment before you start Python or JupyterLab"
    )


def lines() -> list[str]:
    """Return what `bplib doctor` says: the rate, and advice where there is any.

    Other kernels are measured only where OpenBLAS has not chosen them already, twice in turn, so
    that a busy moment of the machine is not taken for them.
    """
    present = rate()
    if present is None:
        return []
    core = None if os.environ.get("OPENBLAS_CORETYPE") else choice()
    hint = ""
    if core and core.lower() != present.kernels.lower():
        tries = [(rate(core), rate()) for _ in range(2)]
        other = max((mine.speed for mine, _ in tries if mine), default=0.0)
        speeds = [present.speed, *(again.speed for _, again in tries if again)]
        present = Rate(max(speeds), present.kernels)
        hint = advice(core, present.speed, other)
    said = f"matrix products in single precision, one thread: {present.speed:.0f} Gflop/s"
    return [said, hint] if hint else [said]
