"""What the benchmarks recorded, as rows: a figure, its goal, and one value for each round.

A ratio is taken inside each round, where all contenders ran one after another.
"""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

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

    @property
    def shown(self) -> str:
        return f"{short(self.median)} {self.unit}".replace(" ×", "")

    @property
    def aim(self) -> str:
        return f"{self.goal} {self.unit}".replace(" ×", "") if self.goal else ""

    def cells(self) -> list[str]:
        spread = f"{short(min(self.values))} to {short(max(self.values))}"
        spread = spread if len(self.values) > 1 else ""
        return [self.group, self.case, self.figure, self.aim, self.shown, spread, self.holds]


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
            yield row("PyTorch", "matrix products alone")
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
    checks = [
        (record["extra_info"], record["stats"]["median"])
        for record in results.records
        if record["group"] == "feedback"
    ]
    again = [(1e3 * seconds, info) for info, seconds in checks]
    for case in ("right answers", "named mistakes", "two mistakes", "learners' answers"):
        values = [ms for ms, info in again if info["case"] == case]
        yield Row("feedback", case, f"median of {len(values)} checks", values, "≤ 5", "ms")
    first = [(1e3 * info["first"], info) for info, _ in checks]
    for when, times in (("checked before", again), ("an exercise's first", first)):
        yield from _latencies(when, sorted(times, key=lambda row: row[0]))


def _latencies(when: str, times: list[tuple[float, dict]]) -> Iterator[Row]:
    """Yield the median of all checks, the 95th of 100, and the worst five."""
    values = [ms for ms, _ in times]
    late = values[int(0.95 * (len(values) - 1)) :][:1]
    yield Row("feedback", f"all, {when}", f"median of {len(values)} checks", values, "≤ 5", "ms")
    yield Row("feedback", f"all, {when}", "95th of 100 checks", late, "≤ 30", "ms")
    for ms, info in times[:-6:-1]:
        name = f"{info['exercise']}: {info['mistake'] or 'right answer'}"
        yield Row("feedback", f"one of the worst, {when}", name, [ms], "≤ 100", "ms")


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
    lessons = ("02", "05", "09")
    against = {"nbgrader": "≥ 40", "before": "≥ 4", "bplib, one worker": "≥ 1.8"}
    for above, goal in against.items():
        every = [results.ratios("grading", lesson, above, "bplib") for lesson in lessons]
        for lesson, values in zip(lessons, every, strict=True):
            yield Row("grading", f"100 submissions of {lesson}", f"{above} / bplib", values)
        means = [statistics.geometric_mean(values) for values in zip(*every, strict=False)]
        if means:
            yield Row("grading", "geometric mean", f"{above} / bplib", means, goal)
    found = results.info("grading", "found", "bplib")
    slower = results.info("grading", "found", "bplib, one worker")
    later = [
        (one["wall"] - one["first"]) / (two["wall"] - two["first"])
        for one, two in zip(slower, found, strict=False)
    ]
    name = "bplib, one worker / bplib, after the first verdicts"
    yield Row("grading", "100 submissions", name, later)
    writing = [100 * one["writing"] / one["wall"] for one in found]
    yield Row("grading", "100 submissions", "writing the gradebook", writing, "≤ 8", "%")
    memory = [one["memory"] / 1e6 for one in found]
    yield Row("grading", "100 submissions", "memory of the coordinator", memory, "≤ 200", "MB")
    alone = results.info("grading", "found", "bplib, one submission")
    first = [one["first"] for one in alone]
    yield Row("grading", "one submission", "from the command to its verdict", first, "≤ 1.5", "s")


def checking(results: Results) -> Iterator[Row]:
    for case in ("untouched", "solved"):
        lessons = f"all lessons, {case}"
        values = results.ratios("checking", case, "before", "bplib")
        yield Row("checking", lessons, "before / bplib", values, "≥ 3")
        for contender in ("bplib", "bplib, nothing changed"):
            times = list(results.times("checking", case, contender).values())
            yield Row("checking", lessons, contender, times, unit="s")


def moving(results: Results) -> Iterator[Row]:
    rounds = results.info("moving", "ms")
    for name in rounds[0] if rounds else ():
        values = [frames[name] for frames in rounds]
        yield Row("moving", name, "a frame in Chromium, mean of 200", values, "≤ 16", "ms")


def threads(results: Results) -> Iterator[Row]:
    for case in TRAINING:
        values = results.ratios("threads", case, "2 threads", "1 thread")
        yield Row("threads", case, "two BLAS threads / one", values)


GROUPS = (
    *(training, autodiff, gradcheck, symbolic, feedback, start),
    *(grading, checking, moving, threads),
)
