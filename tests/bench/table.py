"""One table of every figure with its goal: `make bench` prints it and writes it into the page.

Shown are the median of the rounds' values and the lowest and the highest.
"""

import importlib.util
import json
import statistics
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from rows import DIGITS, GROUPS, TRAINING, WIDE, XOR, Results, Row, short, threads

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "tests" / "bench" / "README.md"
GUIDE = ROOT / "CONTRIBUTING.md"
README = ROOT / "README.md"
PROCESSORS = ROOT / "tests" / "bench" / "processors.json"
RESULTS = ROOT / ".benchmarks"
PEERS = {
    "PyTorch": "torch",
    "JAX": "jax",
    "scikit-learn": "sklearn",
    "autograd": "autograd",
    "micrograd": "micrograd",
    "nbgrader": "nbgrader",
}
PACKAGES = {**PEERS, "scikit-learn": "scikit-learn", "NumPy": "numpy", "SymPy": "sympy"}


def markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    widths = [max(len(line[k]) for line in lines) for k in range(len(head))]
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )


def missing() -> list[str]:
    return [peer for peer, module in PEERS.items() if importlib.util.find_spec(module) is None]


def processor(info: dict) -> str:
    return info["cpu"].get("brand_raw", info["machine"])


def machine(info: dict) -> str:
    versions = [
        f"{name} {version(package)}"
        for name, package in sorted(PACKAGES.items(), key=lambda item: item[0].lower())
        if name not in missing()
    ]
    return (
        f"{info['cpu']['count']} cores, {processor(info)}, {info['system']}; "
        f"Python {info['python_version']}, {', '.join(versions)}; one BLAS thread."
    )


def bottlenecks(results: Results) -> Iterator[str]:
    """Say for each group that was measured where its time goes."""

    def profile(group: str) -> str:
        found = results.info(group, "where")[-1]
        return ", ".join(f"`{name}` {part:.0%}" for name, part in found.items())

    products = {
        case: results.ratios("training", case, "matrix products alone", "bplib", "float32")
        for case in TRAINING
    }
    if all(products.values()):
        share = {case: f"{statistics.median(ratios):.0%}" for case, ratios in products.items()}
        yield (
            f"**Training step.** The matrix products are {share[XOR]} of a step at XOR, "
            f"{share[DIGITS]} at digits and {share[WIDE]} at 784-…: in small nets it is the number "
            "of NumPy calls, which only a compiled step avoids; in wide ones NumPy's OpenBLAS."
        )
    whole = [
        statistics.median(ratios)
        for dtype in ("float32", "float64")
        if (ratios := results.ratios("training", WIDE, "PyTorch", "matrix products alone", dtype))
    ]
    if whole:
        yield (
            f"**784-….** PyTorch's whole step takes {' and '.join(map(short, whole))} times the "
            "time of NumPy's matrix products alone, in single and in double precision: no loop "
            "over these products can be ahead by more, whatever it does between them."
        )
    said = {
        "autodiff": "**Autodiff.** Python's loops over the weights of a neuron, there and back",
        "gradcheck": "**Gradient check.** Complex exponentials of the output layer's variants",
        "symbolic": "**Symbolic.** SymPy building expressions and printing them as code",
        "feedback": "**Feedback.** The slowest exercise trains a network again for each named "
        "mistake that an answer may have made",
        "grading": "**Grading.** Waiting for the sandbox, a fresh process that imports NumPy",
    }
    for group, sentence in said.items():
        if results.info(group, "where"):
            yield f"{sentence} (own time: {profile(group)})."
    if results.times("start", "fresh process", "first plot"):
        yield "**Start.** The first plot waits for the import of matplotlib; bplib imports lazily."


def remember(known: dict, name: str, day: str, rows: list[Row]) -> dict:
    """Return {processor: {day, figures}} with the figures of this run that have a goal."""
    figures = {
        f"{row.group}: {row.case}: {row.figure}": {
            "goal": row.aim,
            "measured": row.shown,
            "holds": row.holds == "yes",
        }
        for row in rows
        if row.goal and not row.case.startswith("one of")
    }
    return {**known, name: {"day": day, "figures": figures}}


def processors(known: dict) -> str:
    """Set side by side what misses its goal somewhere, and count what does nowhere."""
    columns = [known[name]["figures"] for name in known]
    goals = {key: cell["goal"] for column in columns for key, cell in column.items()}
    rows = []
    for key, goal in goals.items():
        cells = [column.get(key) for column in columns]
        if any(cell and not cell["holds"] for cell in cells):
            rows.append([key, goal, *map(_verdict, cells)])
    head = ["figure", "goal", *(f"{name}, {run['day']}" for name, run in known.items())]
    rest = len(goals) - len(rows)
    others = f"The other goals, {rest} of {len(goals)}, hold wherever they were measured."
    return f"{markdown(head, rows)}\n\n{others}\n" if rows else f"{others}\n"


def _verdict(cell: dict | None) -> str:
    if cell is None:
        return "not measured"
    return cell["measured"] if cell["holds"] else f"{cell['measured']} **no**"


def measured(results: Results) -> list[Row]:
    return [row for group in GROUPS for row in group(results) if row.values]


def page(results: Results, info: dict) -> str:
    rows = measured(results)
    head = ["group", "case", "figure", "goal", "measured", "lowest to highest", "holds"]
    absent = f"\n\nNot installed: {', '.join(missing())}." if missing() else ""
    notes = "\n".join(f"- {line}" for line in bottlenecks(results))
    shown = markdown(head, [row.cells() for row in rows])
    return f"{machine(info)}{absent}\n\n{shown}\n\n## The next bottleneck\n\n{notes}\n"


def guide(results: Results) -> str:
    """Return the sentence on threads, with the ratios of this run."""
    said = "; ".join(
        f"{short(row.median)} for {row.case}" for row in threads(results) if row.values
    )
    return f"Time of a step on two threads over that on one, in the last `make bench`: {said}.\n"


def summary(rows: list[Row], info: dict) -> str:
    """Return what README shows: a step of training beside other libraries, and four figures."""
    medians = {(row.group, row.case, row.figure): row for row in rows}
    steps = [
        ("bplib, a step of training", "bplib, one step"),
        *((f"{peer} / bplib", f"{peer} / bplib") for peer in PEERS),
        ("bplib / its matrix products alone", "bplib / matrix products alone"),
    ]
    found = []
    for name, figure in steps:
        cells = [medians.get(("training, float32", case, figure)) for case in TRAINING]
        if all(cells):
            found.append([name, *(cell.shown for cell in cells if cell)])
    others = {
        "An autodiff engine in plain Python: {} times as fast as micrograd.": (
            *("autodiff", "collector on", "micrograd / bplib, fused neurons"),
        ),
        "All 9,610 slopes of 64-128-10 checked: {} times as fast as one by one.": (
            *("gradient check", "64-128-10, batch 64"),
            "loop over single parameters / layer-local, complex steps",
        ),
        "8-16-16-2 derived by SymPy and compiled: {}.": (
            *("symbolic", "8-16-16-2, derived and compiled", "time"),
        ),
        "A wrong answer told which mistake it is: {}.": (
            *("feedback", "named mistakes"),
            next((row.figure for row in rows if row.case == "named mistakes"), ""),
        ),
    }
    lines = [
        f"- {text.format(medians[key].shown)}" for text, key in others.items() if key in medians
    ]
    return "\n".join(
        [
            markdown(["float32, one thread", *TRAINING], found),
            "",
            *lines,
            "",
            f"Medians on {info['cpu']['count']} cores, {processor(info)}, by `make bench`.",
            "[All figures, their goals, and what misses its goal](tests/bench/README.md)",
            "",
        ]
    )


def between(path: Path, mark: str, text: str) -> None:
    """Put a text between the two markers of a page."""
    begin, end = f"<!-- {mark}: begin -->\n", f"<!-- {mark}: end -->"
    whole = path.read_text(encoding="utf-8")
    before, rest = whole.split(begin)
    after = rest.split(end)[1]
    path.write_text(f"{before}{begin}{text}{end}{after}", encoding="utf-8")


def main() -> int:
    found = [path for path in sorted(RESULTS.glob("bench_*.json")) if path.stat().st_size]
    files = [json.loads(path.read_text("utf-8")) for path in found]
    if not files:
        print("nothing was measured yet: run `make bench`", file=sys.stderr)
        return 1
    results = Results([record for file in files for record in file["benchmarks"]])
    info, day = files[-1]["machine_info"], max(file["datetime"] for file in files)[:10]
    text = page(results, info)
    between(PAGE, "table", text)
    known = json.loads(PROCESSORS.read_text("utf-8"))
    known = remember(known, processor(info), day, measured(results))
    PROCESSORS.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    between(PAGE, "processors", processors(known))
    between(GUIDE, "threads", guide(results))
    between(README, "figures", summary(measured(results), info))
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
