"""nbgrader's exporters for the sheets of learning platforms.

`nbgrader export --exporter=bplib.grading.gradebook.exporters.MoodleSheet` works as well as
`bplib export --moodle`. What the sheets must look like is read from the programs that import them:
Moodle's `mod/assign/feedback/offline/importgradeslib.php` and `mod/assign/gradingtable.php`, and
Canvas's `lib/gradebook_importer.rb` and `lib/gradebook_exporter.rb`.

Where the platform's own sheet is given, its cells stay as they are but for the grades that are
filled in, and points are scaled to the maximum that it names.
"""

import re
from collections import defaultdict
from pathlib import Path
from typing import ClassVar

from nbgrader.api import Gradebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from bplib.course.lessons import CourseError
from bplib.grading.gradebook import matching
from bplib.grading.gradebook.grades import Graded, grades
from bplib.grading.reading.intake import is_number, lesson_named
from bplib.grading.reading.sheets import Sheet, harmless, read_sheet

_OURS = re.compile(
    r"(?:(?:<p>)?\d[\d.]* of \d[\d.]* points(?:, \d[\d.]* taken off for lateness)?(?:</p>)?)?"
)


class Exporter(ExportPlugin):
    """Writes a sheet, and says of whom it does not hold a grade.

    Attributes
    ----------
    filled : int
        How many grades were written.
    open : list of tuple of str
        Student, lesson and why the sheet holds no grade.
    said : list of str
        What else an instructor should know.
    """

    to: str  # nbgrader's own trait
    template = Unicode("", help="The platform's own sheet, to be filled in.").tag(config=True)
    name: ClassVar[str] = "grades.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the sheet."""
        try:
            self._export(gradebook)
        except CourseError as error:
            if not isinstance(self.parent, NbGrader):
                raise
            self.parent.fail(str(error))

    def _export(self, gradebook: Gradebook) -> None:
        self.filled = 0
        self.open: list[tuple[str, str, str]] = []
        self.said: list[str] = []
        coursedir = getattr(self.parent, "coursedir", self.parent)
        course = coursedir if isinstance(coursedir, CourseDirectory) else None
        lessons, students = ([str(one) for one in many] for many in (self.assignment, self.student))
        found = grades(gradebook, course, lessons, students)
        for lesson in set(lessons) - {g.lesson for g in found}:
            self.said.append(f"{lesson}: nothing was handed in, and nothing is graded")
        self.to = self.to or self.name
        target = Path(self.to)
        if self.template and target.exists() and target.samefile(self.template):
            raise CourseError(f"{target} is the platform's own sheet: write into another file")
        sheet = self.sheet(found)
        self.open = [(g.student, g.lesson, g.open) for g in found if g.open] + self.open
        try:
            sheet.write(target)
        except OSError as error:
            raise CourseError(f"{target} cannot be written: {error.strerror}") from None
        self.log.info("%s: %d grades", target, self.filled)
        for student, lesson, why in self.open:
            self.log.warning("No grade of %s in %s: %s", student, lesson, why)
        for words in self.said:
            self.log.warning(words)

    def sheet(self, found: list[Graded]) -> Sheet:
        """Return the sheet to write; count what is filled in."""
        raise NotImplementedError

    def leave(self, graded: Graded, why: str) -> None:
        """Note that a grade is not in the sheet."""
        self.open.append((graded.student, graded.lesson, why))

    def rows(
        self, found: list[Graded], sheet: Sheet, keys: matching.Keys
    ) -> list[tuple[Graded, list[str]]]:
        """Return the grades there are, each with its row; note those without a row of their own."""
        pairs, left = matching.match(found, sheet, keys)
        for graded, why in left:
            if graded.score is not None:
                self.leave(graded, why)
        return [(graded, row) for graded, row in pairs if graded.score is not None]

    def scaled(self, graded: Graded, most: str) -> str:
        """Return points as parts of what the platform takes for all, written as it writes."""
        comma = "," in most and "." not in most
        try:
            whole = float(most.replace(",", ".") if comma else most.replace(",", ""))
        except ValueError:
            whole = 0.0
        score = graded.score or 0.0
        if whole and graded.possible and whole != graded.possible:
            score *= whole / graded.possible
            scale = f"{_number(graded.possible)} points are written as {_number(whole)}"
            if (words := f"{graded.lesson}: {scale}") not in self.said:
                self.said.append(words)
        return _number(score).replace(".", ",") if comma else _number(score)


class GradesCsv(Exporter):
    """A plain table, with the columns of nbgrader's own and one that says how a grade stands."""

    def sheet(self, found: list[Graded]) -> Sheet:
        """Return one row for every student and lesson."""
        heads = [
            *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name"),
            *("email", "raw_score", "late_submission_penalty", "score", "max_score", "state"),
        ]
        rows = []
        for g in found:
            self.filled += g.score is not None
            points = ["", "", ""] if g.score is None else [g.raw, g.penalty, g.score]
            state = "graded" if g.score is not None else g.open or "not handed in"
            rows.append(
                [
                    *(g.lesson, str(g.due or ""), str(g.time or "")),
                    *map(harmless, (g.student, g.last_name, g.first_name, g.email)),
                    *map(str, points),
                    *(str(g.possible), state),
                ]
            )
        return Sheet(heads, rows, newline="\n")


class MoodleSheet(Exporter):
    """Moodle's grading worksheet, which is one assignment's."""

    name = "grades-moodle.csv"

    def sheet(self, found: list[Graded]) -> Sheet:
        """Return the worksheet."""
        lessons = {g.lesson for g in found}
        if len(lessons) != 1:
            raise CourseError(
                f"a worksheet of Moodle's is one assignment's: name one lesson of {len(lessons)}"
                if lessons
                else "the gradebook has no lesson yet: run `bplib grade` first"
            )
        return (
            self._filled(found, read_sheet(Path(self.template)))
            if self.template
            else _new(self, found)
        )

    def _filled(self, found: list[Graded], sheet: Sheet) -> Sheet:
        """Fill in Moodle's own worksheet."""
        needed = [sheet.column(name) for name in ("identifier", "grade")]
        grade, most = sheet.column("grade"), sheet.column("maximum grade")
        if None in needed or grade is None or most is None:
            raise CourseError(
                f"{self.template} is no grading worksheet of Moodle's that can be read: in English "
                "it has the columns Identifier, Grade and Maximum Grade"
            )
        comments, allowed = sheet.column("feedback comments"), sheet.column("grade can be changed")
        for graded, row in self.rows(found, sheet, matching.MOODLE):
            points = self.scaled(graded, row[most])
            if allowed is not None and row[allowed].strip() == "No":
                self.leave(graded, "Moodle does not let this grade be changed")
                continue
            if graded.possible and graded.score and graded.score > graded.possible:
                self.leave(graded, f"{points} is more than Moodle takes, which is {row[most]}")
                continue
            row[grade] = points
            self.filled += 1
            if comments is not None and _OURS.fullmatch(row[comments].strip()):
                row[comments] = _words(graded)
        return sheet


class CanvasSheet(Exporter):
    """Canvas's gradebook, with a column for every assignment."""

    name = "grades-canvas.csv"

    def sheet(self, found: list[Graded]) -> Sheet:
        """Return the gradebook."""
        if self.template:
            return self._filled(found, read_sheet(Path(self.template)))
        lessons = list(dict.fromkeys(g.lesson for g in found))
        possible = {g.lesson: _number(g.possible) for g in found}
        heads = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *lessons]
        rows = [["    Points Possible", "", "", "", "", *(possible[one] for one in lessons)]]
        by_student: dict[str, dict[str, Graded]] = defaultdict(dict)
        for g in found:
            by_student[g.student][g.lesson] = g
        for student, has in by_student.items():
            g = next(iter(has.values()))
            number = g.platform_id if g.platform_id.isdecimal() else ""
            account = "" if number == student else student
            cells = ["" if has[one].score is None else _number(has[one].score) for one in lessons]
            self.filled += sum(map(bool, cells))
            who = (_sortable(g), number, "", account)
            rows.append([*map(harmless, who), "", *cells])
        return Sheet(heads, rows)

    def _filled(self, found: list[Graded], sheet: Sheet) -> Sheet:
        """Fill in Canvas's own gradebook."""
        if sheet.column("id") is None or sheet.column("section") is None:
            raise CourseError(
                f"{self.template} is no gradebook of Canvas's: it needs the columns Student, ID "
                "and Section"
            )
        lessons = list(dict.fromkeys(g.lesson for g in found))
        columns = _columns(sheet, lessons)
        if not columns:
            raise CourseError(
                f"{self.template} has no column for {', '.join(lessons) or 'any lesson'}: call the "
                "assignment in Canvas after the lesson"
            )
        top = next((row for row in sheet.rows if "Points Possible" in row[0]), None)
        for lesson in lessons:
            if lesson not in columns:
                self.said.append(f"{lesson} has no column in {self.template}")
        for lesson, (column, *more) in columns.items():
            of_lesson = [g for g in found if g.lesson == lesson]
            for graded, row in self.rows(of_lesson, sheet, matching.CANVAS):
                if more:
                    named = " and ".join(repr(sheet.heads[k]) for k in (column, *more))
                    many = "two" if len(more) == 1 else len(more) + 1
                    self.leave(
                        graded, f"{many} columns of the sheet could be this lesson's: {named}"
                    )
                    continue
                there = row[column].strip()
                if there in ("EX", "N/A"):
                    what = "excused" if there == "EX" else "not given this assignment"
                    self.leave(graded, f"the student is {what} in Canvas")
                    continue
                row[column] = self.scaled(graded, top[column] if top else "")
                self.filled += 1
        return sheet


def _new(exporter: Exporter, found: list[Graded]) -> Sheet:
    """Return a worksheet of Moodle's that was not there before."""
    heads = [
        *("Identifier", "Full name", "Email address", "Grade", "Maximum Grade"),
        *("Last modified (grade)", "Feedback comments"),
    ]
    rows = []
    for g in found:
        if g.score is None:
            continue
        number = g.platform_id if g.platform_id.startswith("Participant ") else ""
        email = g.email or (g.student if "@" in g.student else "")
        if not number and not email:
            exporter.leave(g, "neither a participant's number nor an address is known: give FILE")
            continue
        exporter.filled += 1
        who = map(harmless, (number, g.name, email))
        rows.append([*who, _number(g.score), _number(g.possible), "-", _words(g)])
    return Sheet(heads, rows)


def _columns(sheet: Sheet, lessons: list[str]) -> dict[str, list[int]]:
    """Return the columns of lessons: "06_one_one_one (1234)", else "Lesson 6 (1234)"."""
    found: dict[str, list[int]] = {}
    titles = [re.sub(r" \(\d+\)$", "", head) for head in sheet.heads]
    for column, title in enumerate(titles):
        lesson = "" if is_number(title) else lesson_named(title, lessons)
        if lesson and (title == lesson or lesson not in titles):
            found.setdefault(lesson, []).append(column)
    return found


def _number(value: float | None) -> str:
    return f"{value or 0.0:.2f}".rstrip("0").rstrip(".")


def _words(graded: Graded) -> str:
    """Return a comment that says what the grade is made of."""
    words = f"{_number(graded.score)} of {_number(graded.possible)} points"
    return words + (f", {_number(graded.penalty)} taken off for lateness" if graded.penalty else "")


def _sortable(graded: Graded) -> str:
    """Return a name as Canvas sorts it: "Lovelace, Ada"."""
    if graded.first_name and graded.last_name:
        return f"{graded.last_name}, {graded.first_name}"
    return graded.name or graded.student
