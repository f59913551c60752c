"""Where the tests' time goes, by notebook and by module: `make times` writes it down."""

import re
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the tests' own helpers

import warm
from jupyter_client.manager import start_new_kernel
from table import PAGE, RESULTS, between

SHOWN = 12
STARTS = 3
FIRST_CELL = "import numpy, sympy, matplotlib.pyplot"


def seconds(report: ET.Element) -> tuple[Counter[str], Counter[str]]:
    """Return the seconds of every notebook and of every test module, from a JUnit report."""
    notebooks: Counter[str] = Counter()
    modules: Counter[str] = Counter()
    for case in report.iter("testcase"):
        name, time = case.get("classname", ""), float(case.get("time", 0))
        lesson = re.search(r"(\d\d_\w+)(\.ipynb)?$", name)
        if name.startswith("solutions"):
            notebooks[lesson[1] if lesson else name] += time
        else:
            modules[name.split(".")[1] if name.startswith("tests.") else name.split(".")[0]] += time
    return notebooks, modules


def longest(report: ET.Element) -> list[tuple[float, str]]:
    """Return seconds and name of the longest single tests."""
    found = [
        (float(case.get("time", 0)), f"{case.get('classname', '')}: {case.get('name')}")
        for case in report.iter("testcase")
        if not case.get("classname", "").startswith("solutions")
    ]
    return sorted(found, reverse=True)[:SHOWN]


def cold_start() -> None:
    """Start a kernel as nbval does, and import what a lesson imports."""
    manager, client = start_new_kernel()
    client.execute_interactive(FIRST_CELL, timeout=60)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def warm_start() -> None:
    """Do the same in a process that is forked from one which has imported it."""
    warm.call(exec, FIRST_CELL, {})


def spared() -> float:
    """Return the seconds that a warm kernel would spare a notebook: the least of some tries."""

    def least(start) -> float:
        start()
        times = []
        for _ in range(STARTS):
            begin = time.perf_counter()
            start()
            times.append(time.perf_counter() - begin)
        return min(times)

    return least(cold_start) - least(warm_start)


def table(head: str, rows: list[tuple[str, float]], total: float) -> str:
    lines = [f"| {head} | seconds | share |", "|---|---|---|"]
    lines += [f"| {name} | {time:.1f} | {time / total:.0%} |" for name, time in rows]
    return "\n".join(lines)


def page(report: ET.Element, spared: float) -> str:
    notebooks, modules = seconds(report)
    total = sum(notebooks.values()) + sum(modules.values())
    slowest, its = notebooks.most_common(1)[0]
    single = [(name, time) for time, name in longest(report)]
    return (
        f"{total:.0f} s of work, which the processes share: {sum(modules.values()):.0f} s in test "
        f"modules, {sum(notebooks.values()):.0f} s in notebooks. The slowest lesson is "
        f"`{slowest}`, {its:.1f} s. nbval's kernels start cold, as a learner's do: warm ones would "
        f"spare {spared:.1f} s a notebook, {spared * len(notebooks) / total:.1%} of the work. The "
        "lessons' other runs and nbgrader's commands start warm (`tests/warm.py`).\n\n"
        f"{table('notebook', notebooks.most_common(), total)}\n\n"
        f"{table('test module', modules.most_common(SHOWN), total)}\n\n"
        f"{table('test', single, total)}\n"
    )


def main() -> int:
    text = page(ET.parse(RESULTS / "tests.xml").getroot(), spared())
    between(PAGE, "times", text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
