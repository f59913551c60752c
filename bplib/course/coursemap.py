"""The map of the course, in README and in lesson 00: read from the lessons, never typed."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from bplib.course import notebooks
from bplib.course.lessons import CourseError, lesson_names, notebook_path
from bplib.course.links import without_links
from bplib.course.minutes import MAP_CELL, TIME, minutes
from bplib.course.registry import lesson_exercises
from bplib.course.workspace import outline

MARKS = ("<!-- map: begin, made by `bplib build` -->", "<!-- map: end -->")
SOURCES = Path("lessons", "SOURCES.md")

# What each path is, its last lesson, and whether it is the core alone. A path holds all lessons up
# to its last one, so all that they need.
PATHS = {
    "An afternoon": ("one network, every number of it", "06", True),
    "A weekend": ("from one neuron to a digit reader", "13", True),
    "A semester": ("everything, a lesson a week", "99", False),
}


@dataclass(frozen=True)
class Entry:
    """What the map says of a lesson.

    Attributes
    ----------
    name : str
        The lesson's name, e.g. ``"06_one_one_one"``.
    title : str
        Its heading.
    needs : tuple of str
        Numbers of the lessons that it builds on.
    minutes, core : int
        How long it takes, in full and with its core exercises alone.
    exercises, points, core_points, mistakes : int
        What it holds.
    sources : str
        Letters of the source documents that it teaches or corrects.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    minutes: int
    core: int
    exercises: int
    points: int
    core_points: int
    mistakes: int
    sources: str

    @property
    def number(self) -> str:
        """The lesson's number, two digits."""
        return self.name[:2]


def entries(root: Path) -> list[Entry]:
    """Read what the map says from the lessons, the exercises and the page of sources.

    Parameters
    ----------
    root : Path
        The course's folder.

    Returns
    -------
    list of Entry
        One per lesson, in order.

    Raises
    ------
    CourseError
        If a lesson's first cell lacks its title or what it needs.
    """
    found = []
    taught = sources_by_lesson(root)
    for lesson in lesson_names(root):
        notebook = notebooks.read(notebook_path(root, "solutions", lesson))
        first = without_links(notebook.cells[0].source)
        title = re.search(r"^# (.+)$", first, re.MULTILINE)
        needs = re.search(r"\*\*You need\*\* (.+?)\.", first)
        if not (title and needs and TIME.search(first)):
            raise CourseError(
                f"{lesson}: its first cell must hold '# Title', '**You need** lessons 02 and 03.' "
                "and '**Time** about N minutes'"
            )
        exercises = lesson_exercises()[lesson]
        time = minutes(notebook, exercises)
        found.append(
            Entry(
                name=lesson,
                title=title[1],
                needs=_numbers(needs[1]),
                minutes=time.full,
                core=time.core,
                exercises=len(exercises),
                points=sum(exercise.points for exercise in exercises),
                core_points=sum(exercise.points for exercise in exercises if exercise.core),
                mistakes=sum(len(exercise.slips) for exercise in exercises),
                sources="".join(taught.get(lesson[:2], [])),
            )
        )
    return found


def _numbers(text: str) -> tuple[str, ...]:
    """Return the lesson numbers in "lessons 02 to 04, 08 and 09"."""
    spread = re.sub(
        r"(\d\d) to (\d\d)",
        lambda m: " ".join(f"{n:02d}" for n in range(int(m[1]), int(m[2]) + 1)),
        text,
    )
    return tuple(re.findall(r"\b\d\d\b", spread))


def sources_by_lesson(root: Path) -> dict[str, list[str]]:
    """Return the letters of the sources that each lesson teaches, from the page of sources."""
    path = root / SOURCES
    taught: dict[str, list[str]] = {}
    letter = ""
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        heading = re.match(r"## ([A-E])\.", line)
        letter = heading[1] if heading else letter
        for number in re.findall(r"\[(\d\d)\]\(", line) if line.startswith("|") else ():
            if letter and letter not in taught.setdefault(number, []):
                taught[number].append(letter)
    return taught


def course_map(root: Path, link: str) -> str:
    """Return the map as Markdown: a row per lesson, then three paths through them.

    Parameters
    ----------
    root : Path
        The course's folder.
    link : str
        Where the lessons are, seen from the page: ``"lessons/"`` or ``"../"``.

    Returns
    -------
    str
        Two tables.
    """
    found = entries(root)
    lines = [
        "| lesson | title | needs | minutes | core | exercises | points | named mistakes "
        "| sources |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for e in found:
        number = f"[{e.number}]({link}{e.name}/{e.name}.ipynb)"
        cells = (
            *(number, e.title, _in_words([int(n) for n in e.needs]), e.minutes, e.core),
            *(e.exercises, e.points, e.mistakes, ", ".join(e.sources)),
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    columns = ("minutes", "core", "exercises", "points", "mistakes")
    total = [sum(getattr(e, column) for e in found) for column in columns]
    lines.append(f"| | **all** | | {' | '.join(map(str, total))} | |")
    lines += ["", "| path | what it is | lessons | hours | points |", "|---|---|---|---|---|"]
    for name, (what, last, core) in PATHS.items():
        chosen = [e for e in found if e.number <= last]
        hours = sum(e.core if core else e.minutes for e in chosen) / 60
        points = sum(e.core_points if core else e.points for e in chosen)
        which = "the core of " * core + _in_words([int(e.number) for e in chosen])
        lines.append(f"| {name} | {what} | {which} | {hours:.0f} | {points} |")
    return "\n".join(lines)


def course_outline(root: Path) -> str:
    """Return the lessons and their exercises in figures, as the JSON that `outline` reads."""
    lessons = []
    for entry in entries(root):
        solution = notebooks.read(notebook_path(root, "solutions", entry.name))
        known = {exercise.name: exercise for exercise in lesson_exercises()[entry.name]}
        asked = [known[name] for name in notebooks.exercise_cells(solution) if name in known]
        tasks = [
            {
                "name": exercise.name,
                "title": exercise.title,
                "points": exercise.points,
                "minutes": exercise.minutes,
                "core": exercise.core,
            }
            for exercise in asked
        ]
        page = entry.minutes - sum(exercise.minutes for exercise in asked)
        lessons.append({"name": entry.name, "title": entry.title, "page": page, "tasks": tasks})
    return json.dumps(lessons, ensure_ascii=False, indent=1) + "\n"


def _in_words(numbers: list[int]) -> str:
    """Return "00, 01, 05, 06" or "00 to 16": runs of three or more are shortened."""
    words = []
    while numbers:
        run = next((k for k, n in enumerate(numbers) if n != numbers[0] + k), len(numbers))
        shown = [f"{n:02d}" for n in numbers[:run]]
        words += [f"{shown[0]} to {shown[-1]}"] if run > 2 else shown
        numbers = numbers[run:]
    return ", ".join(words)


def update_maps(root: Path) -> list[str]:
    """Write the map into README, lesson 00 and the outline; return the files that changed.

    A lesson that somebody has typed in is left alone.
    """
    changed = []
    path = root / "lessons" / outline.FILE
    data = course_outline(root).encode()
    if not path.is_file() or path.read_bytes() != data:
        path.write_bytes(data)
        changed.append(f"lessons/{outline.FILE}")
    readme = root / "README.md"
    if readme.is_file() and write_between(readme, MARKS, course_map(root, "lessons/")):
        changed.append(readme.name)
    names = lesson_names(root)
    for part in ("solutions", "lessons"):
        path = notebook_path(root, part, names[0])
        notebook = notebooks.read(path) if path.is_file() else None
        if notebook is None or (part == "lessons" and notebooks.is_typed_in(notebook)):
            continue
        for cell in notebook.cells:
            if cell.id == MAP_CELL:
                heading = cell.source.partition("\n|")[0].rstrip()
                cell.source = f"{heading}\n\n{course_map(root, '../')}"
        if part == "lessons":
            notebooks.sign(notebook)
        if notebooks.write(notebook, path):
            changed.append(f"{part}/{names[0]}")
    return changed


def write_between(path: Path, marks: tuple[str, str], text: str) -> bool:
    """Write a text between two marks of a page; return whether it was another one before.

    Raises
    ------
    CourseError
        If the page lacks a mark.
    """
    page = path.read_text(encoding="utf-8")
    begin, end = marks
    if begin not in page or end not in page:
        raise CourseError(f"{path.name} lacks the marks {begin!r} and {end!r} around its map")
    before, _, rest = page.partition(begin)
    updated = f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"
    if updated != page:
        path.write_text(updated, encoding="utf-8")
    return updated != page
