"""What `bplib check` prints: a table or a line for each lesson, and where one stands at the end."""

from collections import Counter
from collections.abc import Iterator

from bplib.course.doctor import typed
from bplib.course.lessons import CourseError
from bplib.course.selfcheck.checking import Checked
from bplib.course.selfcheck.rows import UNCHECKED, Row
from bplib.course.workspace import outline, pages
from bplib.course.workspace.ahead import next_task
from bplib.course.workspace.places import course
from bplib.course.workspace.standing import Standing

AS_BEFORE = "as before"
_HEADS = ("exercise", "outcome", "points", "diagnosis")
_NOTHING_TO_SAY = ("passed", "not attempted")


def table(checked: Checked) -> str:
    """Return the rows of one lesson as a plain-text table with a total."""
    rows = checked.rows
    width = max([len(row.exercise) for row in rows] + [len(_HEADS[0])])
    outcome_width = max([len(row.outcome) for row in rows] + [len(_HEADS[1])])
    lines = [
        rows[0].lesson + (f"  {AS_BEFORE}" if checked.remembered else ""),
        f"  {_HEADS[0]:{width}}  {_HEADS[1]:{outcome_width}}  {_HEADS[2]:>6}  {_HEADS[3]}",
    ]
    for row in rows:
        points = f"{row.points:g}/{row.possible:g}"
        lines.append(
            f"  {row.exercise:{width}}  {row.outcome:{outcome_width}}  {points:>6}  "
            f"{row.diagnosis}".rstrip()
        )
    lines.append(f"  {'total':{width}}  {'':{outcome_width}}  {total(rows):>6}")
    return "\n".join(lines)


def line(checked: Checked, width: int) -> str:
    """Return one lesson in a line, and below it what is neither passed nor still to do.

    Parameters
    ----------
    checked : Checked
        How it stands.
    width : int
        Columns of the lessons' names.
    """
    rows = checked.rows
    counts = Counter(row.outcome for row in rows)
    said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    before = f", {AS_BEFORE}" if checked.remembered else ""
    found = [f"{rows[0].lesson:{width}}  {total(rows):>6}  {said}{before}"]
    found += [
        f"  {row.exercise}: {row.outcome}; {row.diagnosis}".rstrip("; ")
        for row in rows
        if row.outcome not in _NOTHING_TO_SAY
    ]
    return "\n".join(found)


def total(rows: list[Row]) -> str:
    """Return the points of rows, and of how many."""
    return f"{sum(row.points for row in rows):g}/{sum(row.possible for row in rows):g}"


def stopped(found: list[Checked], of: int) -> str:
    """Return what is said where somebody interrupts: what is done, and that it is not lost."""
    rows = [row for checked in found for row in checked.rows]
    done = f" with {total(rows)} points" if rows else ""
    kept = bool(found) and all(checked.kept for checked in found)
    again = f"; what is done is remembered, the next `{typed()} check` runs the others"
    return f"stopped after {len(found)} of {of} lesson{'s' * (of != 1)}{done}{again * kept}"


def summary(found: list[Checked], *, mine: bool) -> Iterator[str]:
    """Yield the points of all lessons, and the next thing to do.

    Parameters
    ----------
    found : list of Checked
        The lessons.
    mine : bool
        Whether they are those that `bplib lab` opens.
    """
    rows = [row for checked in found for row in checked.rows]
    if len(found) > 1:
        yield f"{len(found)} lessons: {total(rows)} points"
    try:
        lessons = outline.read(course())
    except CourseError:
        return
    now = Standing({row.exercise: row.outcome for row in rows if row.outcome not in UNCHECKED})
    names = {row.exercise for row in rows}
    seen = [lesson for lesson in lessons if any(task.name in names for task in lesson.tasks)]
    if next_task(seen, now):
        yield pages.comes_next(seen, now, how=mine)
    elif len(seen) == len(lessons):
        yield pages.DONE
