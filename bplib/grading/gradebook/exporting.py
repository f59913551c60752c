"""`bplib export`: the grades in a file that a platform takes, and whom it holds no grade of."""

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError

from bplib.course.lessons import CourseError, configuration, find_lesson
from bplib.grading.gradebook import exporters, records
from bplib.grading.gradebook.register import quiet_nbgrader
from bplib.grading.reading.intake import shown

KINDS: dict[str, type[exporters.Exporter]] = {
    "csv": exporters.GradesCsv,
    "moodle": exporters.MoodleSheet,
    "canvas": exporters.CanvasSheet,
}


@dataclass(frozen=True)
class Exported:
    """What was written: the file, the number of grades in it, who is missing, what to know."""

    file: str
    filled: int
    open: list[tuple[str, str, str]]
    said: list[str]


def export(
    root: Path, kind: str, wanted: list[str], *, template: str = "", output: str = ""
) -> Exported:
    """Write the grades of the gradebook into a sheet.

    Parameters
    ----------
    root : Path
        The course's folder.
    kind : str
        ``"csv"``, ``"moodle"`` or ``"canvas"``.
    wanted : list of str
        Lessons as a user names them; all where empty.
    template : str
        The platform's own sheet, to be filled in; none where empty.
    output : str
        The file to write; ``"grades.csv"`` or one like it where empty.

    Returns
    -------
    Exported
        What was written, and what was not.

    Raises
    ------
    CourseError
        If there is no gradebook, or the template is none.
    """
    if template and not Path(template).exists():
        raise CourseError(
            f"{template} is not there: give the sheet that the platform exports, and lessons "
            f"before --{kind}"
        )
    lessons = [find_lesson(root, name) for name in wanted]
    config = configuration(root)
    coursedir = CourseDirectory(config=config, root=str(root))
    path = records.sqlite_path(coursedir.db_url)
    if path is not None and not path.exists():
        raise CourseError(f"there is no gradebook {path} yet: run `bplib grade` first")
    plugin = KINDS[kind](
        parent=coursedir, template=template, to=output, assignment=lessons, student=[]
    )
    try:
        with quiet_nbgrader(), Gradebook(coursedir.db_url, coursedir.course_id) as book:
            plugin.export(book)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise CourseError(records.trouble(error, coursedir.db_url)) from None
    return Exported(plugin.to, plugin.filled, plugin.open, plugin.said)


def table(done: Exported) -> str:
    """Return in plain text what was written, and a table of who is missing."""
    grades = "grade" if done.filled == 1 else "grades"
    lines = [f"{done.file}: {done.filled} {grades}", *done.said]
    if done.open:
        cells = [("student", "lesson", "why there is no grade"), *done.open]
        width = [max(len(shown(line[k])) for line in cells) for k in range(2)]
        lines += ["", *(f"{shown(a):{width[0]}}  {b:{width[1]}}  {c}" for a, b, c in cells)]
    return "\n".join(lines)
