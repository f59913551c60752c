"""The table of lessons in README: read from the lessons and exercises, never typed."""

import re
from pathlib import Path

from bplib.course import notebooks
from bplib.course.lessons import CourseError, lesson_names, notebook_path
from bplib.exercises import lesson_exercises

MARKS = ("<!-- lessons: begin, made by `bplib build` -->", "<!-- lessons: end -->")


def lesson_table(root: Path) -> str:
    """Return the table of lessons as Markdown.

    Parameters
    ----------
    root : Path
        The course's folder.

    Returns
    -------
    str
        A row per lesson: its title, minutes, exercises, points and named mistakes.

    Raises
    ------
    CourseError
        If a lesson's first cell lacks its title or its time.
    """
    lines = [
        "| lesson | | minutes | exercises | points | named mistakes |",
        "|---|---|---|---|---|---|",
    ]
    for lesson in lesson_names(root):
        first = notebooks.read(notebook_path(root, "solutions", lesson)).cells[0].source
        title = re.search(r"^# (.+)$", first, re.MULTILINE)
        minutes = re.search(r"\*\*Time\*\* about (\d+) minutes", first)
        if not (title and minutes):
            raise CourseError(
                f"{lesson}: its first cell must hold '# Title' and '**Time** about N minutes'"
            )
        exercises = lesson_exercises()[lesson]
        points = sum(exercise.points for exercise in exercises)
        mistakes = sum(len(exercise.mistakes) for exercise in exercises)
        link = f"[{lesson[:2]}](lessons/{lesson}/{lesson}.ipynb)"
        cells = (link, title[1], minutes[1], len(exercises), points, mistakes)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def update_readme(root: Path) -> bool:
    """Put the table of lessons between its marks in README; return whether it changed."""
    path = root / "README.md"
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8")
    begin, end = MARKS
    if begin not in text or end not in text:
        raise CourseError(f"README.md lacks the marks {begin!r} and {end!r} around its table")
    before, _, rest = text.partition(begin)
    after = rest.partition(end)[2]
    updated = f"{before}{begin}\n{lesson_table(root)}\n{end}{after}"
    if updated != text:
        path.write_text(updated, encoding="utf-8")
    return updated != text
