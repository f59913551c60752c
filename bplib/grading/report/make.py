"""`bplib report`: read, count, and write one page and one table."""

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from bplib.course.lessons import CourseError, configuration, find_lesson, lesson_names
from bplib.grading.report import alike, count, history, page, sheet
from bplib.grading.report.names import Names, pseudonyms, read_key
from bplib.grading.report.read import Reading, read
from bplib.grading.report.waiting import waiting

FOLDER = "report"


@dataclass(frozen=True)
class Made:
    """What was written.

    Attributes
    ----------
    page, table : Path
        The HTML page and the CSV.
    summary : str
        What it says, in a line.
    remarks : tuple of str
        What could not be compared, and why.
    """

    page: Path
    table: Path
    summary: str
    remarks: tuple[str, ...]


def course(root: Path) -> CourseDirectory:
    """Return a course as its `nbgrader_config.py` has it."""
    config = configuration(root)
    return CourseDirectory(config=config, root=str(root))


def make(
    coursedir: CourseDirectory,
    wanted: str = "",
    out: Path | None = None,
    *,
    anonymous: bool = False,
    now: datetime | None = None,
) -> Made:
    """Make the report.

    Parameters
    ----------
    coursedir : CourseDirectory
        The course.
    wanted : str
        A lesson as a user names it; all where empty.
    out : Path, optional
        The folder to write to; `report/` in the course's folder where not given.
    anonymous : bool
        Call students by pseudonyms, the same in every report.
    now : datetime, optional
        The time that it is made.

    Returns
    -------
    Made
        Where it is.

    Raises
    ------
    CourseError
        If there is no such lesson, nothing is graded, or it cannot be written.
    """
    root = Path(coursedir.root)
    now = now or datetime.now().astimezone()
    lessons = [find_lesson(root, wanted)] if wanted else lesson_names(root)
    out = (out or root / FOLDER).resolve()
    found = read(coursedir, lessons)
    names = _names(root, found, anonymous=anonymous)
    counts, rows = count.exercises(found), waiting(found)
    scores = count.lessons(found)
    earlier, remarks = _compared(root / history.FILE, scores, counts, now.date())
    figures = page.Figures(
        course=str(coursedir.course_id),
        scope=lessons[0] if wanted else "",
        now=now,
        found=found,
        lessons=scores,
        exercises=counts,
        mistakes=count.mistakes(found, counts),
        waiting=rows,
        groups=alike.groups(found),
        outliers=count.outliers(found),
        earlier=earlier,
        remarks=remarks,
    )
    stem = (lessons[0] if wanted else "index") + "-anonymous" * anonymous
    shown, table = out / f"{stem}.html", out / f"{stem}.csv"
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write(shown, page.page(figures, names, page.Links(out, anonymous)))
        _write(table, "\ufeff" + sheet.sheet(found, rows, names))  # so that Excel sees UTF-8
    except OSError as error:
        raise CourseError(f"the report cannot be written to {out}: {error.strerror}") from None
    graded = f"{len(found.graded)} of {len(found.works)} submissions graded"
    return Made(shown, table, f"{graded}, {len(rows)} to be looked at", figures.remarks)


def _names(root: Path, found: Reading, *, anonymous: bool) -> Names:
    if not anonymous:
        return Names(found.names)
    students = {work.student for work in found.works} | {*found.names}
    students |= {student for student, _, _ in found.astray}
    return Names(found.names, pseudonyms(students - {"?"}, read_key(root)))


def _compared(
    past: Path, scores: list[count.LessonCount], counts: list[count.ExerciseCount], today: date
) -> tuple[dict[str, history.Snapshot], tuple[str, ...]]:
    """Return what to compare lessons with, and what is wrong with it; keep what is counted now."""
    known = history.read(past, today)
    now = [
        history.Snapshot(
            today,
            one.lesson,
            one.graded,
            one.mean,
            {c.exercise: (c.groups["passed"], c.tried) for c in counts if c.lesson == one.lesson},
        )
        for one in scores
    ]
    failures = history.add(past, now, known)
    earlier = {one.lesson: history.before(known, one.lesson, today) for one in scores}
    found = {lesson: one for lesson, one in earlier.items() if one}
    return found, (*known.remarks, *failures)


def _write(path: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
