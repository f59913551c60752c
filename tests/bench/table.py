"""One table of every figure with its goal: `make bench` prints it and writes it into the page.

A ratio is taken inside each round, where all contenders ran one after another; shown are the
median of the ratios and the lowest and the highest.
"""

import importlib.util
import json
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "tests" / "bench" / "README.md"
GUIDE = ROOT / "CONTRIBUTING.md"
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
XOR, SMALL, DIGITS, WIDE, DEEP = TRAINING = (
    "XOR 2-4-1",
    "2-16-16-1, batch 32",
    "digits 64-128-10, batch 64",
    "784-256-128-10, batch 128",
    "20 x 64 sigmoid, batch 64",
)
LEVEL = 0.95  # at least so much counts as level


@dataclass(frozen=True)
class Row:
    """A figure: what was measured, its goal, and one value for each round."""

    group: str
    case: str
    figure: str
    values: list[float]
    goal: str = ""
    unit: str = "×"

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def holds(self) -> str:
        """Whether the median meets the goal, which is written `≥ 4` or `≤ 1.8`."""
        if not self.goal:
            return ""
        relation, bound = self.goal.split()
        met = self.median >= float(bound) if relation == "≥" else self.median <= float(bound)
        return "yes" if met else "**no**"

    def cells(self) -> list[str]:
        goal = f"{self.goal} {self.unit}".replace(" ×", "") if self.goal else ""
        spread = f"{short(min(self.values))} to {short(max(self.values))}"
        shown = f"{short(self.median)} {self.unit}".replace(" ×", "")
        spread = spread if len(self.values) > 1 else ""
        return [self.group, self.case, self.figure, goal, shown, spread, self.holds]


def short(value: float) -> str:
    """Three significant digits, without an exponent where that is readable."""
    if 1000 <= value < 1e6:
        return f"{value:,.0f}"
    return f"{value:.3g}"


class Results:
    """What the benchmarks recorded, as {(case, contender, dtype): {round: seconds}} by group."""

    def __init__(self, records: list[dict]) -> None:
        self.seconds: dict[tuple, dict[int, float]] = {}
        self.records = records
        for record in records:
            params, info = record["params"] or {}, record["extra_info"]
            key = record["group"], params.get("case"), params.get("contender"), params.get("dtype")
            seconds = record["stats"]["median"] / info.get("steps", 1)
            self.seconds.setdefault(key, {})[params.get("round", 0)] = seconds

    def times(self, group: str, case: str, contender: str, dtype: str | None = None) -> dict:
        return self.seconds.get((group, case, contender, dtype), {})

    def ratios(
        self, group: str, case: str, above: str, below: str, dtype: str | None = None
    ) -> list[float]:
        """Time of one contender over another's, round by round; empty where one is missing."""
        top, bottom = (self.times(group, case, name, dtype) for name in (above, below))
        return [top[k] / bottom[k] for k in sorted(top.keys() & bottom.keys())]

    def info(self, group: str, key: str, contender: str | None = None) -> list:
        return [
            record["extra_info"][key]
            for record in self.records
            if record["group"] == group
            and key in record["extra_info"]
            and contender in (None, (record["params"] or {}).get("contender"))
        ]


# ---- rows, group by group ----------------------------------------------------------------------


def training(results: Results) -> Iterator[Row]:
    torch = dict(zip(TRAINING, ("≥ 4", "≥ 4", "≥ 2.5", "≥ 1.3", "≥ 2"), strict=True))
    jax = dict.fromkeys((XOR, SMALL, DIGITS), f"≥ {LEVEL}")
    floor = {DIGITS: "≤ 1.8", WIDE: "≤ 1.25"}
    for dtype in ("float32", "float64"):
        for case in TRAINING:

            def row(above: str, below: str, goal: str = "", case=case, dtype=dtype) -> Row:
                values = results.ratios("training", case, above, below, dtype)
                return Row(f"training, {dtype}", case, f"{above} / {below}", values, goal)

            times = results.times("training", case, "bplib", dtype)
            micro = [1e6 * seconds for seconds in times.values()]
            yield Row(f"training, {dtype}", case, "bplib, one step", micro, unit="µs")
            yield row("PyTorch", "bplib", torch[case])
            yield row("JAX", "bplib", jax.get(case, ""))
            yield row("bplib", "matrix products alone", floor.get(case, ""))
            yield row("bplib, Adam", "bplib", "≤ 1.4")
            if dtype == "float32":
                yield row("JAX, losses not read", "bplib")
                yield row("scikit-learn", "bplib")
                yield row("autograd", "bplib")
                yield row("bplib, page of equations", "bplib")


def autodiff(results: Results) -> Iterator[Row]:
    goals = {
        ("collector on", "bplib, fused neurons"): "≥ 40",
        ("collector off", "bplib, fused neurons"): "≥ 8",
    }
    for case in ("collector on", "collector off"):
        for contender in ("bplib, fused neurons", "bplib, plain operators"):
            values = results.ratios("autodiff", case, "micrograd", contender)
            goal = goals.get((case, contender), "")
            yield Row("autodiff", case, f"micrograd / {contender}", values, goal)
    for contender in ("bplib, fused neurons", "bplib, plain operators", "micrograd"):
        held = results.info("memory", "bytes_per_node", contender)
        yield Row("autodiff", "memory of a node", contender, held, unit="bytes")


def gradcheck(results: Results) -> Iterator[Row]:
    case, loop = "64-128-10, batch 64", "loop over single parameters"
    for contender, goal in (
        ("layer-local, complex steps", "≥ 8"),
        ("layer-local, central differences", ""),
    ):
        values = results.ratios("gradcheck", case, loop, contender)
        yield Row("gradient check", case, f"{loop} / {contender}", values, goal)
    for contender, goal in (
        ("layer-local, complex steps", "≤ 1e-12"),
        ("layer-local, central differences", ""),
        (loop, ""),
    ):
        values = results.info("gradcheck", "error", contender)[:1]
        yield Row("gradient check", case, f"relative error, {contender}", values, goal, "")
    times = results.times("gradcheck", case, "ten random directions").values()
    yield Row(
        "gradient check", case, "ten random directions", [1e3 * t for t in times], "≤ 10", "ms"
    )


def symbolic(results: Results) -> Iterator[Row]:
    for contender, goal in (
        ("8-16-16-2, derived and compiled", "≤ 3"),
        ("2-2-1, every step displayed", "≤ 0.5"),
    ):
        times = list(results.times("symbolic", "SymPy", contender).values())
        yield Row("symbolic", contender, "time", times, goal, "s")
    sizes = ("16-32-2, derived and compiled", "8-16-2, derived and compiled")
    ratios = results.ratios("symbolic", "SymPy", *sizes)
    large, small = (results.info("symbolic", "parameters", size)[:1] for size in sizes)
    each = [ratio * small[0] / large[0] for ratio in ratios]
    yield Row("symbolic", "16-32-2 / 8-16-2", "time for each parameter", each, "≤ 1.5")


def feedback(results: Results) -> Iterator[Row]:
    times = latencies(results)
    right = [1e3 * t for t, _, mistake in times if not mistake]
    wrong = [1e3 * t for t, _, mistake in times if mistake]
    for case, values in (("right answers", right), ("named mistakes", wrong)):
        yield Row("feedback", case, f"median of {len(values)} checks", values, "≤ 50", "ms")
    for t, exercise, mistake in times[:5]:
        name = f"{exercise}: {mistake or 'right answer'}"
        yield Row("feedback", "one of the worst five", name, [1e3 * t], "≤ 300", "ms")


def latencies(results: Results) -> list[tuple[float, str, str | None]]:
    """Return seconds, exercise and mistake of every check, the slowest first."""
    found = [
        (
            record["stats"]["median"],
            record["extra_info"]["exercise"],
            record["extra_info"]["mistake"],
        )
        for record in results.records
        if record["group"] == "feedback"
    ]
    return sorted(found, key=lambda row: -row[0])


def start(results: Results) -> Iterator[Row]:
    case = "fresh process"
    bare = results.times("start", case, "Python alone")
    for contender, goal in (("import bplib", "≤ 0.15"), ("import numpy", "")):
        times = results.times("start", case, contender)
        values = [times[k] - bare[k] for k in times.keys() & bare.keys()]
        yield Row("start", case, f"{contender}, beyond Python alone", values, goal, "s")
    whole = {"Python alone": "", "first plot": "≤ 1", "first plot, matplotlib alone": ""}
    for contender, goal in whole.items():
        times = list(results.times("start", case, contender).values())
        yield Row("start", case, f"{contender}, whole process", times, goal, "s")


def grading(results: Results) -> Iterator[Row]:
    values = results.ratios("grading", "00_start_here", "bplib", "nbgrader")
    yield Row("grading", "one submission of 00", "bplib / nbgrader", values, "≤ 0.5")


def threads(results: Results) -> Iterator[Row]:
    for case in TRAINING:
        values = results.ratios("threads", case, "2 threads", "1 thread")
        yield Row("threads", case, "two BLAS threads / one", values)


GROUPS = (training, autodiff, gradcheck, symbolic, feedback, start, grading, threads)


# ---- the page ----------------------------------------------------------------------------------


def markdown(rows: list[Row]) -> str:
    head = ["group", "case", "figure", "goal", "measured", "lowest to highest", "holds"]
    lines = [head, ["---"] * len(head), *(row.cells() for row in rows)]
    widths = [max(len(line[k]) for line in lines) for k in range(len(head))]
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )


def missing() -> list[str]:
    return [peer for peer, module in PEERS.items() if importlib.util.find_spec(module) is None]


def machine(info: dict) -> str:
    cpu = info["cpu"]
    versions = [
        f"{name} {version(package)}"
        for name, package in sorted(PACKAGES.items(), key=lambda item: item[0].lower())
        if name not in missing()
    ]
    return (
        f"{cpu['count']} cores, {cpu.get('brand_raw', info['machine'])}, {info['system']}; "
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


def page(results: Results, info: dict) -> str:
    rows = [row for group in GROUPS for row in group(results) if row.values]
    absent = f"\n\nNot installed: {', '.join(missing())}." if missing() else ""
    notes = "\n".join(f"- {line}" for line in bottlenecks(results))
    return f"{machine(info)}{absent}\n\n{markdown(rows)}\n\n## The next bottleneck\n\n{notes}\n"


def guide(results: Results) -> str:
    """Return the sentence on threads, with the ratios of this run."""
    said = "; ".join(
        f"{short(row.median)} for {row.case}" for row in threads(results) if row.values
    )
    return f"Time of a step on two threads over that on one, in the last `make bench`: {said}.\n"


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
    text = page(results, files[0]["machine_info"])
    between(PAGE, "table", text)
    between(GUIDE, "threads", guide(results))
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
