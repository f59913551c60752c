"""A simulation of grading on many machines, fed with measured figures.

`python tests/bench/simulate.py` reads many.json, which `make many` measures, and writes its table
into bplib/grading/MANY.md, with one of the classes that were graded on this machine. A submission
walks through five places, each of which serves one after another: the coordinator gives it out, the
network carries it, the scheduler places it, a worker grades it, and on the way back the coordinator
takes it and the gradebook writes it. As in `engines.cluster` only so many are out as the workers
hold.
"""

import heapq
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path

from bplib.grading.engines.cluster import AHEAD
from bplib.grading.gradebook.desk import TOGETHER

HERE = Path(__file__).resolve().parent
MEASURED = HERE / "many.json"
PAGE = HERE.parent.parent / "bplib" / "grading" / "MANY.md"
BEGIN, END = "<!-- simulation: begin -->", "<!-- simulation: end -->"
CLASSES, END_OF_CLASSES = "<!-- classes: begin -->", "<!-- classes: end -->"
SUBMISSIONS = 100_000
CORES = 8  # of each machine
NETWORK = 125e6  # bytes a second: a gigabit


@dataclass(frozen=True)
class Costs:
    """What a submission costs, in seconds, and what it weighs.

    Attributes
    ----------
    give, take : float
        Of the coordinator.
    schedule : float
        Of the scheduler.
    write : float
        Of the gradebook, in a full transaction.
    work : list of float
        Of a worker, one for each submission that was measured.
    sent, returned : float
        Bytes.
    """

    give: float
    take: float
    schedule: float
    write: float
    work: list[float]
    sent: float
    returned: float


@dataclass(frozen=True)
class Found:
    """How a simulated round went: its seconds, and by place the share of them that it worked."""

    seconds: float
    busy: dict[str, float]

    @property
    def narrow(self) -> str:
        """The place that works most."""
        return max(self.busy, key=self.busy.get)


def simulate(costs: Costs, machines: int, submissions: int = SUBMISSIONS, seed: int = 0) -> Found:
    """Let submissions walk through the places; return how it went."""
    draw = random.Random(seed)
    threads = CORES * machines
    free = {"coordinator": 0.0, "network": 0.0, "scheduler": 0.0, "gradebook": 0.0}
    busy = dict.fromkeys([*free, "workers"], 0.0)
    idle = [0.0] * threads  # when each worker is free again
    heapq.heapify(idle)
    events: list[tuple[float, int, str]] = []
    number = given = done = 0
    now = 0.0

    def serve(place: str, since: float, seconds: float) -> float:
        """Return when a place is through with something that comes at a time."""
        free[place] = max(free[place], since) + seconds
        busy[place] += seconds
        return free[place]

    def push(when: float, what: str) -> None:
        nonlocal number
        number += 1
        heapq.heappush(events, (when, number, what))

    for _ in range(min(submissions, AHEAD * threads)):
        push(0.0, "give")
        given += 1
    while events:
        now, _, what = heapq.heappop(events)
        if what == "give":
            push(serve("coordinator", now, costs.give), "send")
        elif what == "send":
            push(serve("network", now, costs.sent / NETWORK), "schedule")
        elif what == "schedule":
            push(serve("scheduler", now, costs.schedule), "work")
        elif what == "work":
            seconds = draw.choice(costs.work)
            ends = max(heapq.heappop(idle), now) + seconds
            heapq.heappush(idle, ends)
            busy["workers"] += seconds
            push(ends, "return")
        elif what == "return":
            push(serve("network", now, costs.returned / NETWORK), "take")
        elif what == "take":
            taken = serve("coordinator", now, costs.take + costs.write)
            serve("gradebook", taken - costs.write, costs.write)
            done += 1
            now = taken
            if given < submissions:
                push(taken, "give")
                given += 1
    shares = {place: spent / now for place, spent in busy.items()}
    shares["workers"] /= threads
    assert done == submissions
    return Found(now, shares)


def costs() -> Costs:
    """Return what was measured."""
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    return Costs(**measured["costs"])


def table(found: Costs) -> list[str]:
    """Return the page's table: more machines, then what helps where they no longer do."""
    half = replace(found, sent=found.sent / 2, give=found.give / 2)
    rows = [(f"{m:,}", "", simulate(found, m)) for m in (1, 10, 30, 100, 300)]
    rows.append(("100", "lessons sent once", simulate(half, 100)))
    four = simulate(found, 25, SUBMISSIONS // 4)
    rows.append(("100", "four coordinators, a quarter of the lessons each", four))
    lines = [
        "| machines | changed | hours | submissions a second | narrowest | coordinator | network "
        "| scheduler | gradebook | workers |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for machines, changed, one in rows:
        shares = (f"{one.busy[place]:.0%}" for place in PLACES)
        rate = SUBMISSIONS / one.seconds
        lines.append(
            f"| {machines} | {changed} | {one.seconds / 3600:.2f} | {rate:,.0f} | {one.narrow} | "
            f"{' | '.join(shares)} |"
        )
    return lines


PLACES = ("coordinator", "network", "scheduler", "gradebook", "workers")


def written(found: Costs) -> str:
    """Return what stands between the page's marks."""
    fed = (
        f"Fed with: {1e3 * found.give:.1f} ms to give a submission out and "
        f"{1e3 * found.take:.1f} ms to take it back (coordinator), "
        f"{1e3 * found.schedule:.2f} ms a task (scheduler), {1e3 * found.write:.2f} ms to write it "
        f"(gradebook, {TOGETHER} in a transaction), {1e3 * sum(found.work) / len(found.work):.0f} "
        f"ms to grade it (a worker, mean of {len(found.work)}), {found.sent / 1e3:.0f} kB there "
        f"and {found.returned / 1e3:.0f} kB back; {CORES} cores a machine, a network of "
        f"{NETWORK / 125e6:g} Gbit/s, {SUBMISSIONS:,} submissions."
    )
    return "\n".join([BEGIN, "", fed, "", *table(found), "", END])


def classes() -> str:
    """Return the table of the classes that were graded on one machine."""
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))["classes"]
    lines = [
        "| submissions | workers | seconds | first verdicts after | ms a submission from then on "
        "| gradebook | coordinator's memory |",
        "|---|---|---|---|---|---|---|",
    ]
    later = {}
    for one in measured:
        count, workers = one["submissions"], one["workers"]
        later[count, workers] = 1e3 * (one["wall"] - one["first"]) / count
        lines.append(
            f"| {count:,} | {workers} | {one['wall']:.1f} | {one['first']:.1f} s | "
            f"{later[count, workers]:.1f} | {one['writing'] / one['wall']:.1%} | "
            f"{one['memory'] / 1e6:.0f} MB |"
        )
    walls = {(one["submissions"], one["workers"]): one["wall"] for one in measured}
    gain = walls[1_000, 1] / walls[1_000, 2]
    apart = later[5_000, 2] / later[100, 2] - 1
    sentence = (
        f"A class of 1,000 takes one worker {gain:.2f} times the time of two. In a class of 5,000 "
        f"a submission takes {abs(apart):.0%} {'more' if apart > 0 else 'less'} than in one of 100."
    )
    return "\n".join([CLASSES, "", *lines, "", sentence, "", END_OF_CLASSES])


def page(text: str, found: Costs) -> str:
    """Return the page with new tables in it."""
    before, rest = text.split(BEGIN)
    text = before + written(found) + rest.split(END)[1]
    before, rest = text.split(CLASSES)
    return before + classes() + rest.split(END_OF_CLASSES)[1]


def main() -> None:
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), costs()), encoding="utf-8")
    print(classes(), written(costs()), sep="\n")


if __name__ == "__main__":
    main()
