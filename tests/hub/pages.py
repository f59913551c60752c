"""The instructor's guide: its commands are run, and what they print is what it shows."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from machine import ROOT
from people import Person

GUIDE = ROOT / "bplib" / "grading" / "INSTRUCTORS.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^(\w+)\$ (.+)$")
_TABLE = re.compile(r"^student  .*\n(?:.+  .+\n)+", re.MULTILINE)
TIME = "2026-11-30 12:30:45.000000 UTC"


def play(
    text: str,
    persons: Mapping[str, Person],
    folder: Path,
    before: Callable[[Person, str], None],
) -> str:
    """Run the commands of a page in their order; return the page with what they printed.

    Parameters
    ----------
    text : str
        The page. A line ``name$ command`` in a block of the console is a command of that person.
    persons : mapping of str to Person
        Who there is.
    folder : Path
        The machine's folder, for which the page has the usual names.
    before : callable
        Called with the person and the command first: what happens between two commands.
    """

    def played(block: re.Match[str]) -> str:
        lines = []
        for line in block[1].splitlines():
            if command := _COMMAND.match(line):
                person = persons[command[1]]
                before(person, command[2])
                status, printed = person.run(command[2])
                if status:
                    raise AssertionError(f"{line}\nended with {status}:\n{printed}")
                lines += [line, *shown(printed, persons, folder).splitlines()]
        return "```console\n" + "".join(f"{line}\n" for line in lines) + "```"

    return _BLOCK.sub(played, text)


def shown(printed: str, persons: Mapping[str, Person], folder: Path) -> str:
    """Return what was printed with what differs from run to run made the same."""
    text = printed
    for person in persons.values():
        text = text.replace(str(person.home), f"/home/{person.name}")
        text = text.replace(person.user, person.name)
    text = text.replace(str(folder / "exchange"), "/usr/local/share/nbgrader/exchange")
    text = re.sub(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?( UTC|\b)", _time, text)
    text = re.sub(r"( UTC\+)[\w-]+", r"\1…", text)  # the exchange's random strings
    text = re.sub(r"\b[0-9a-f]{32}\b", "…", text)
    # the second best level is as safe; it is taken where namespaces cannot be nested
    text = text.replace("isolation: bubblewrap", "isolation: warm bubblewrap")
    return _TABLE.sub(_aligned, text)


def _aligned(table: re.Match[str]) -> str:
    """Return `bplib grade`'s table as it is where names are as short as they are now."""
    rows = [re.split(r" {2,}", line) for line in table[0].splitlines()]
    width = [max(len(row[k]) for row in rows) for k in range(3)]
    made = (f"{a:{width[0]}}  {b:{width[1]}}  {c:>{width[2]}}  {d}\n" for a, b, c, d in rows)
    return "".join(made)


def _time(found: re.Match[str]) -> str:
    """Return the same time for every one, as exact as it was."""
    return TIME[: 26 if found[1] else 19] + (" UTC" if found[2] else "")
