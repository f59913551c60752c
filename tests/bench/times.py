"""Where the tests' time goes, by notebook and by module: `make times` writes it down."""

import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter

from table import PAGE, RESULTS, between

SHOWN = 12


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


def table(head: str, rows: list[tuple[str, float]], total: float) -> str:
    lines = [f"| {head} | seconds | share |", "|---|---|---|"]
    lines += [f"| {name} | {time:.1f} | {time / total:.0%} |" for name, time in rows]
    return "\n".join(lines)


def page(report: ET.Element) -> str:
    notebooks, modules = seconds(report)
    total = sum(notebooks.values()) + sum(modules.values())
    slowest, its = notebooks.most_common(1)[0]
    single = [(name, time) for time, name in longest(report)]
    return (
        f"{total:.0f} s of work, which two processes share: {sum(modules.values()):.0f} s in test "
        f"modules, {sum(notebooks.values()):.0f} s in notebooks. The slowest lesson is "
        f"`{slowest}`, {its:.1f} s.\n\n"
        f"{table('notebook', notebooks.most_common(), total)}\n\n"
        f"{table('test module', modules.most_common(SHOWN), total)}\n\n"
        f"{table('test', single, total)}\n"
    )


def main() -> int:
    text = page(ET.parse(RESULTS / "tests.xml").getroot())
    between(PAGE, "times", text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
