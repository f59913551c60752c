"""What was run where: the record of the last whole runs, and README's section made from it."""

import datetime
import json
import platform
import re
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = Path(__file__).with_name("ran.json")
SECTION = re.compile(r"(<!-- ran: begin, .*? -->\n).*?(<!-- ran: end -->)", re.DOTALL)
SHOWN = ("numpy", "sympy", "matplotlib", "jupyterlab", "nbgrader", "ipython", "pytest")


def read():
    """Return all records, or nothing yet."""
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}


def here():
    """Return what every record says: the day, the processor, Python's version."""
    from cpuinfo import get_cpu_info

    return {
        "day": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "processor": get_cpu_info().get("brand_raw", platform.machine()),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def record(name, runs):
    """Keep what was run, and renew README."""
    known = {**read(), name: {**here(), "runs": runs}}
    RECORD.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    renew()


def renew():
    """Make README's section again from the records."""
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(with_section(text, read()), encoding="utf-8")


def with_section(text, known):
    """Return README's text with the section of these records."""
    return SECTION.sub(lambda found: found[1] + table(known) + found[2], text)


def words(names):
    """Return names as "A, B and C"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def table(known):
    """Return the table of what was run."""
    lines = ["| command | what ran | on | day |", "|---|---|---|---|"]
    if found := known.get("processors"):
        runs = found["runs"]
        kernels = words(list(dict.fromkeys(run["kernels"] for run in runs)))
        simd = words(list(dict.fromkeys(run["simd"] for run in runs)))
        lines.append(
            f"| `make test-processors` | lessons with OpenBLAS's kernels for {kernels}; NumPy's "
            f"SIMD sets up to {simd}; one thread and two | {place(found)} | {found['day']} |"
        )
    if found := known.get("perturbed"):
        lines.append(
            f"| `make test-perturbed` | every lesson {found['runs']['seeds']} times, last digits "
            f"changed at random | {place(found)} | {found['day']} |"
        )
    for name in ("locked", "newest", "oldest"):
        if found := known.get(name):
            what = ", ".join(f"{package} {found['runs'][package]}" for package in SHOWN)
            what = f"{found['runs']['what']} with {what}"
            lines.append(f"| `make test-{name}` | {what} | {place(found)} | {found['day']} |")
    return "\n".join(lines) + "\n"


def place(found):
    """Return where a run was."""
    return f"{found['processor']}, {found['system']}, Python {found['python']}"


def versions(paths):
    """Return what was run, and the versions of the packages that the table names."""
    what = "lessons" if paths == ["solutions"] else "lessons and tests"
    return {"what": what, **{package: version(package) for package in SHOWN}}


if __name__ == "__main__":
    renew()
