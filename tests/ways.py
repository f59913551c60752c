"""The pages on newcomers' ways: their times and what commands print there, made from the record."""

import re
from pathlib import Path

import ran

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "learner": ROOT / "bplib" / "course" / "FIRST_STEPS.md",
    "instructor": ROOT / "bplib" / "grading" / "FIRST_CLASS.md",
}
_PART = re.compile(r"(<!-- (\w+): begin, [^\n]*-->\n).*?(<!-- \2: end -->)", re.DOTALL)


def pictures(page):
    """Return the folder with the pictures of a page."""
    return page.parent / page.stem.lower()


def name(way):
    """Return what the record of a way is called."""
    return f"way of the {way}"


def record(way, steps, printed):
    """Keep how many seconds each step took and what was printed, and renew the way's page."""
    ran.record(name(way), {"steps": steps, "printed": printed})
    page = PAGES[way]
    page.write_text(renewed(page.read_text(encoding="utf-8"), way), encoding="utf-8")


def renewed(text, way):
    """Return a page with its parts as the record has them."""
    known = ran.read()[name(way)]
    parts = {"seconds": table(known), "printed": f"```console\n{known['runs']['printed']}```\n"}
    return _PART.sub(lambda found: found[1] + parts[found[2]] + found[3], text)


def table(known):
    """Return the seconds of each step, and of all."""
    steps = known["runs"]["steps"]
    return "\n".join(
        [
            f"| {ran.place(known)}, {known['day']} | seconds |",
            "|---|--:|",
            *(f"| {what} | {seconds:.1f} |" for what, seconds in steps),
            f"| **all of it** | **{total(known):.0f}** |",
            "",
        ]
    )


def total(known):
    """Return the seconds of a whole way."""
    return sum(seconds for _, seconds in known["runs"]["steps"])
