"""`bplib export`: what platforms' importers take, with penalties, and never a guessed grade."""

import csv
import io
import os
from datetime import datetime, timedelta

import platforms_page
import pytest
import warm
from classroom import LESSON, NOTEBOOK, NOTHING_IN_IT, course, grade, hand_in, solved
from engines import grade_class
from handed_out import WORKSHEET, german_worksheet, gradebook, table, worksheet
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from bplib.cli import main
from bplib.course.lessons import CourseError
from bplib.grading.gradebook import exporting, people, records, rows
from bplib.grading.gradebook.grades import grades
from bplib.grading.gradebook.people import Person
from bplib.grading.reading.sheets import Sheet, read_sheet

# nbgrader's own, where it adds a submission
pytestmark = pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")

OTHER = "01_other"
DUE = datetime(2026, 1, 31, 12)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """An empty gradebook."""
    folder = tmp_path_factory.mktemp("empty")
    records.make_gradebook(CourseDirectory(root=str(folder), course_id="bplib"))
    return folder / "gradebook.db"


@pytest.fixture
def folder(tmp_path, empty, monkeypatch):
    made = course(tmp_path / "course", empty)
    monkeypatch.chdir(made)
    return made


def opened(folder):
    return Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "bplib")


def lesson(book, name=LESSON, points=(2.0, 12.0)):
    """Make a lesson of some graded cells, due at noon."""
    book.add_assignment(name, duedate=DUE)
    book.add_notebook(name, name)
    for number, most in enumerate(points):
        book.add_grade_cell(f"cell{number}", name, name, max_score=most, cell_type="code")
        book.add_source_cell(f"cell{number}", name, name, cell_type="code")


def submit(book, student, scores, name=LESSON, penalty=None, time=None):
    """Note a submission: of every cell a score, None, or "?" for one that waits for a human."""
    book.update_or_create_submission(name, student, timestamp=time)
    notebook = book.find_submission_notebook(name, name, student)
    notebook.late_submission_penalty = penalty
    for number, score in enumerate(scores):
        found = book.find_grade(f"cell{number}", name, name, student)
        found.auto_score = None if score == "?" else score
        found.needs_manual_grade = score == "?"
    book.db.commit()


def note(folder, *persons):
    people.note(CourseDirectory(root=str(folder), course_id="bplib"), persons)


@pytest.fixture
def graded(folder):
    """A class of six, with one lesson."""
    note(
        folder,
        Person("11", "Ada Lovelace", "", "Participant 11"),
        Person("alovelace", "Ada Lovelace", "Ada@uni.edu", "102"),
        Person("held", "Zoë O'Hara", "held@uni.edu", "103"),
        Person("failed", "Bo Li", "failed@uni.edu", "104"),
        Person("absent", "Cy", "absent@uni.edu", "105"),
        Person("late", '=HYPERLINK("http://x")', "late@uni.edu", "106"),
    )
    with opened(folder) as book:
        lesson(book)
        submit(book, "11", [2.0, 11.0])
        submit(book, "alovelace", [2.0, 0.0])
        submit(book, "held", [2.0, "?"])
        submit(book, "failed", [None, None])
        submit(book, "late", [2.0, 3.0], penalty=1.5, time=DUE + timedelta(hours=1))
    return folder


OPEN = {
    ("failed", LESSON, "it is not graded: run `bplib grade`"),
    ("held", LESSON, "1 to grade by hand"),
}


def read(path, sign=","):
    """Return the rows of a CSV file."""
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=sign))


def given(folder, text, name="sheet.csv", encoding="utf-8"):
    """Put a sheet that a platform exported into the course."""
    (folder / name).write_bytes(text.encode(encoding))
    return name


# ---- the plain table -----------------------------------------------------------------------------


def test_a_plain_table_has_nbgraders_columns_and_no_grade_that_is_none(graded):
    done = exporting.export(graded, "csv", [])
    assert (done.file, done.filled, set(done.open)) == ("grades.csv", 3, OPEN)
    status, _ = warm.nbgrader(graded, "export", "--to", "stock.csv")
    assert status == 0
    heads, *rows = read(graded / "grades.csv")
    assert heads[:-1] == read(graded / "stock.csv")[0]
    found = {row[3]: dict(zip(heads, row, strict=True)) for row in rows}
    assert {student: row["score"] for student, row in found.items()} == {
        **{"11": "13.0", "alovelace": "2.0", "late": "3.5"},
        **{"held": "", "failed": "", "absent": ""},
    }
    assert found["late"]["late_submission_penalty"] == "1.5"
    assert found["absent"]["state"] == "not handed in"
    assert found["late"]["last_name"] == '\'=HYPERLINK("http://x")'
    # nbgrader's own table has zeros for those without a grade, and a formula for a name
    stock = {row[3]: row for row in read(graded / "stock.csv")[1:]}
    assert (stock["failed"][9], stock["held"][9]) == ("0.0", "2.0")
    assert stock["late"][4].startswith("=HYPERLINK")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r+", "\n@", " =", "＝"])
def test_no_cell_of_a_students_begins_a_formula(folder, first):
    note(folder, Person(f"{first}cmd", f"{first}1+1", f"{first}@uni.edu", "Participant 7"))
    with opened(folder) as book:
        lesson(book)
        submit(book, f"{first}cmd", [2.0, 1.0])
    for kind in ("csv", "moodle", "canvas"):
        exporting.export(folder, kind, [], output=f"{kind}.csv")
        heads, *rows = read(folder / f"{kind}.csv")
        assert any("1+1" in cell for row in rows for cell in row), kind
        assert {len(row) for row in rows} == {len(heads)}
        starts = {cell.lstrip()[:1] for row in rows for cell in row if cell != "-"}
        assert not starts & set("=+-@＝"), kind


def test_a_penalty_is_cut_at_the_score_of_its_own_notebook(folder):
    note(folder, Person("ada"))
    with opened(folder) as book:
        lesson(book)
        submit(book, "ada", [2.0, 1.0], penalty=5.0)
        (found,) = grades(book)
    assert (found.raw, found.penalty, found.score) == (3.0, 3.0, 0.0)


def test_the_exporters_are_nbgraders(graded):
    given(graded, worksheet((11, "Ada Lovelace", "")))
    module = "bplib.grading.gradebook.exporters"
    status, said = warm.nbgrader(
        *(graded, "export", f"--exporter={module}.MoodleSheet", "--to", "out.csv"),
        "--MoodleSheet.template=sheet.csv",
    )
    assert status == 0, said
    assert "No grade of held" in said
    assert read(graded / "out.csv")[1][WORKSHEET.index("Grade")] == "2.79"
    status, said = warm.nbgrader(
        graded, "export", f"--exporter={module}.GradesCsv", "--student=['11']"
    )
    assert status == 0, said
    assert [row[3] for row in read(graded / "grades.csv")] == ["student_id", "11"]
    status, said = warm.nbgrader(
        *(graded, "export", f"--exporter={module}.CanvasSheet", "--CanvasSheet.template=no.csv")
    )
    assert status == 1
    assert "no.csv is no file" in said
    assert "Traceback" not in said


def test_a_sheet_keeps_its_cells_its_signs_and_its_encoding(tmp_path):
    for encoding, sign, newline in (("utf-16", "\t", "\n"), ("cp1252", ";", "\r\n")):
        rows = [["näme", "b"], ["a\rb", 'x "y"'], ["two\nlines", f"a{sign}b"], ["", "-"]]
        sheet = Sheet(rows[0], rows[1:], sign, encoding, newline)
        sheet.write(tmp_path / "sheet.csv")
        assert read_sheet(tmp_path / "sheet.csv") == sheet


# ---- Moodle --------------------------------------------------------------------------------------


def test_moodles_worksheet_is_filled_in_by_ids(graded):
    sheet = worksheet(
        (11, "Ada Lovelace", ""),
        (12, "Ada Lovelace", "ada@uni.edu"),
        (13, "Zoë O'Hara", "held@uni.edu"),
        (106, "=1+1", "late@uni.edu"),
        (14, "Somebody Else", "else@uni.edu"),
        most="14.00",
    )
    done = exporting.export(graded, "moodle", ["00"], template=given(graded, sheet))
    before = list(csv.reader(io.StringIO(sheet)))
    after = read(graded / "grades-moodle.csv")
    g, words = WORKSHEET.index("Grade"), WORKSHEET.index("Feedback comments")
    assert [row[g] for row in after] == ["Grade", "13", "2", "", "3.5", ""]
    assert after[4][words] == "3.5 of 14 points, 1.5 taken off for lateness"
    # all else stays as Moodle wrote it
    assert (after[3], after[5]) == (before[3], before[5])
    assert [row[:g] for row in after] == [row[:g] for row in before]
    assert (done.filled, set(done.open), done.said) == (3, OPEN, [])


def test_moodles_worksheet_in_another_language_is_filled_in(graded):
    people = (
        (11, "Ada Lovelace", ""),
        (13, "Zoë O'Hara", "held@uni.edu"),
        (14, "", "late@uni.edu"),
    )
    sheet = german_worksheet(*people)
    done = exporting.export(graded, "moodle", ["00"], template=given(graded, sheet))
    before, after = list(csv.reader(io.StringIO(sheet))), read(graded / done.file)
    assert [row[4] for row in after] == ["Bewertung", "92,86", "", "25"]
    assert after[1][9] == "13 of 14 points"
    assert [row[:4] + row[5:9] for row in after] == [row[:4] + row[5:9] for row in before]


@pytest.mark.parametrize(
    "change", [("100,00", "Skala"), ("Teilnehmer/in13", "13"), (",Ja,", ",7,")]
)
def test_what_is_no_worksheet_in_another_language_is_said(graded, change):
    people = ((11, "Ada Lovelace", ""), (13, "Zoë O'Hara", "held@uni.edu"))
    sheet = german_worksheet(*people).replace(*change)
    with pytest.raises(CourseError, match="no grading worksheet of Moodle's that can be read"):
        exporting.export(graded, "moodle", ["00"], template=given(graded, sheet))


def test_a_student_without_a_row_and_a_row_of_two_are_listed(graded):
    note(graded, Person("twin", "Ada Lovelace", "ada@uni.edu"))
    with opened(graded) as book:
        submit(book, "twin", [1.0, 1.0])
    sheet = worksheet((12, "Ada Lovelace", "ada@uni.edu"), (11, "Ada Lovelace", ""), most="14")
    done = exporting.export(graded, "moodle", [], template=given(graded, sheet))
    g = WORKSHEET.index("Grade")
    assert [row[g] for row in read(graded / done.file)] == ["Grade", "", "13"]
    assert set(done.open) - OPEN == {
        ("late", LESSON, "the sheet has no row of this student"),
        ("twin", LESSON, "the row of alovelace in the sheet could be this student's"),
        ("alovelace", LESSON, "the row of twin in the sheet could be this student's"),
    }


def test_a_number_of_the_universitys_is_no_participants(folder):
    note(folder, Person("11", "Bo Li"))  # the student's own number, not Moodle's
    with opened(folder) as book:
        lesson(book)
        submit(book, "11", [2.0, 1.0])
    sheet = given(folder, worksheet((11, "Ada Lovelace", "ada@uni.edu"), most="14"))
    done = exporting.export(folder, "moodle", [], template=sheet)
    assert done.filled == 0
    assert [row[4] for row in read(folder / done.file)] == ["Grade", ""]


def test_a_participants_number_is_none_of_the_universitys(folder):
    note(folder, Person("11", "Ada Lovelace", "", "Participant 11"))
    with opened(folder) as book:
        lesson(book)
        submit(book, "11", [2.0, 1.0])
    heads = ("Identifier", "Full name", "ID number", "Grade", "Maximum Grade")
    sheet = table(heads, ("Participant 50", "Bo Li", "11", "", "14"))
    done = exporting.export(folder, "moodle", [], template=given(folder, sheet))
    assert done.open == [("11", LESSON, "the sheet has no row of this student")]


def test_points_are_scaled_to_moodles_maximum_and_written_in_its_way(graded):
    rows = [
        line.split(";")
        for line in (
            "Identifier;Full name;Email address;Grade;Maximum Grade;Grade can be changed;"
            "Last modified (grade);Feedback comments",
            "Participant 11;Ada Lovelace;;;100,00;Yes;-;13 of 14 points",
            "Participant 2;Ada;ada@uni.edu;5,00;100,00;No;-;mine",
            "Participant 3;late;late@uni.edu;5,00;100,00;Yes;-;<p>a human's word</p>",
        )
    ]
    sheet = given(graded, table(*rows, sign=";"), encoding="utf-8-sig")
    done = exporting.export(graded, "moodle", [], template=sheet)
    written = (graded / done.file).read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    after = read(graded / done.file, ";")
    assert [row[3] for row in after] == ["Grade", "92,86", "5,00", "25"]
    assert [row[7] for row in after[1:]] == ["13 of 14 points", "mine", "<p>a human's word</p>"]
    assert done.said == [f"{LESSON}: 14 points are written as 100"]
    assert ("alovelace", LESSON, "Moodle does not let this grade be changed") in done.open


def test_more_than_moodle_takes_is_not_written(graded):
    with opened(graded) as book:
        submit(book, "11", [2.0, 15.0])
    sheet = given(graded, worksheet((11, "Ada Lovelace", ""), most="14.00"))
    done = exporting.export(graded, "moodle", [], template=sheet)
    assert ("11", LESSON, "17 is more than Moodle takes, which is 14.00") in done.open
    assert read(graded / done.file)[1][4] == ""


def test_a_worksheet_can_be_made(graded):
    note(graded, Person("nobody", "No Body"))
    with opened(graded) as book:
        submit(book, "nobody", [1.0, 1.0])
    done = exporting.export(graded, "moodle", [])
    heads, *rows = read(graded / "grades-moodle.csv")
    assert heads[:5] == ["Identifier", "Full name", "Email address", "Grade", "Maximum Grade"]
    assert [row[:1] + row[2:5] for row in rows] == [
        ["Participant 11", "", "13", "14"],
        ["", "Ada@uni.edu", "2", "14"],
        ["", "late@uni.edu", "3.5", "14"],
    ]
    assert {student for student, _, _ in done.open} == {"failed", "held", "nobody"}


# ---- Canvas --------------------------------------------------------------------------------------


def test_canvas_gradebook_is_filled_in_by_ids(graded):
    with opened(graded) as book:
        lesson(book, OTHER, (5.0,))
    sheet = gradebook(
        ("Lovelace, Ada", "102", "whoever", "9"),
        ("O'Hara, Zoë", "103", "", "9"),
        ("Late", "106", "", "EX"),
        ("Lovelace, Ada", "11", "", "9"),  # the number of a participant of Moodle's
        ("Else", "107", "else", "N/A"),
        column="Lesson 0 (4711)",
        most="28",
    )
    done = exporting.export(graded, "canvas", [], template=given(graded, sheet))
    before, after = list(csv.reader(io.StringIO(sheet))), read(graded / done.file)
    assert [row[5] for row in after[3:]] == ["4", "9", "EX", "9", "N/A", ""]
    assert [row[:5] + row[6:] for row in after] == [row[:5] + row[6:] for row in before]
    assert after[:3] == before[:3]
    assert set(done.open) - OPEN == {
        ("late", LESSON, "the student is excused in Canvas"),
        ("11", LESSON, "the sheet has no row of this student"),
    }
    assert done.said == [
        f"{OTHER} has no column in sheet.csv",
        f"{LESSON}: 14 points are written as 28",
    ]


@pytest.mark.parametrize(
    "title", ["Lesson 0: Start here", "00 - Start here!", "LESSON 00. start_here", "00_start_here"]
)
def test_a_column_of_canvas_is_found_by_its_title(graded, title):
    sheet = gradebook(("Lovelace, Ada", "102", "", ""), column=f"{title} (4711)", most="14")
    done = exporting.export(graded, "canvas", [], template=given(graded, sheet))
    assert read(graded / done.file)[3][5] == "2"


@pytest.mark.parametrize(
    "title",
    ["Lesson 0.5", "Lessons 0 and 1", "00 Another start", "0 (a draft)", "Lesson 100", "0", "0."],
)
def test_another_title_is_no_lessons(graded, title):
    sheet = gradebook(("Lovelace, Ada", "102", "", ""), column=f"{title} (4711)", most="14")
    with pytest.raises(CourseError, match="has no column for 00_start_here"):
        exporting.export(graded, "canvas", [], template=given(graded, sheet))


def test_of_two_columns_neither_is_filled_in(graded):
    one, two = "Lesson 0 (4711)", "00 Start here (4712)"
    heads = ("Student", "ID", "SIS Login ID", "Section", one, two)
    row = ("Lovelace, Ada", "102", "", "", "", "")
    sheet = given(graded, table(heads, row))
    done = exporting.export(graded, "canvas", [], template=sheet)
    why = f"two columns of the sheet could be this lesson's: {one!r} and {two!r}"
    assert done.filled == 0
    assert ("alovelace", LESSON, why) in done.open
    assert read(graded / done.file)[1] == list(row)
    named = table((*heads, f"{LESSON} (4713)"), (*row, ""))
    done = exporting.export(graded, "canvas", [], template=given(graded, named))
    assert read(graded / done.file)[1] == [*row, "2"]


def test_a_gradebook_for_canvas_can_be_made(graded):
    with opened(graded) as book:
        lesson(book, OTHER, (5.0,))
        submit(book, "alovelace", [4.25], OTHER)
    done = exporting.export(graded, "canvas", [])
    heads, points, *rows = read(graded / "grades-canvas.csv")
    assert heads == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", LESSON, OTHER]
    assert points == ["    Points Possible", "", "", "", "", "14", "5"]
    found = {row[3] or row[1]: row[1:2] + row[5:] for row in rows}
    assert found["alovelace"] == ["102", "2", "4.25"]
    assert found["absent"] == ["105", "", ""]
    assert found["11"] == ["", "13", ""]  # a participant's number is none of Canvas's
    assert done.filled == 4


# ---- late, moved, extended -----------------------------------------------------------------------

PENALTY = """
from nbgrader.plugins import LateSubmissionPlugin
class OnePointAnHour(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 3600
c.AssignLatePenalties.plugin_class = OnePointAnHour
"""


@pytest.mark.usefixtures("sandboxed")
def test_a_moved_due_date_and_an_extension_change_what_is_exported(folder):
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(PENALTY)
    for student in ("ada", "bob"):
        place = hand_in(folder, student, solved())
        (place / "timestamp.txt").write_text("2026-01-31 14:00:00", encoding="utf-8")

    def now():
        said = rows.table(grade_class(folder, []))
        exporting.export(folder, "csv", [])
        heads, *lines = read(folder / "grades.csv")
        found = {
            row[3]: (row[heads.index("late_submission_penalty")], row[heads.index("score")])
            for row in lines
        }
        return found, {line.split()[0]: line.split()[2] for line in said.splitlines()[1:]}

    everything = {"ada": ("0.0", "3.0"), "bob": ("0.0", "3.0")}
    assert now() == (everything, {"ada": "3/3", "bob": "3/3"})
    seed = {path: path.stat().st_mtime_ns for path in folder.glob("autograded/*/*/*.ipynb")}
    for due, hours, ada, bob in (
        (DUE, 0, 2.0, 2.0),
        (DUE, 1, 1.0, 2.0),  # an extension of an hour for Ada
        (DUE + timedelta(hours=1), 0, 1.0, 1.0),
        (DUE - timedelta(days=1), 0, 3.0, 3.0),  # cut off at the score
        (DUE + timedelta(days=1), 0, 0.0, 0.0),
    ):
        with opened(folder) as book:
            book.update_or_create_assignment(LESSON, duedate=due)
            book.grant_extension(LESSON, "ada", hours=hours)
        wanted = {"ada": (str(ada), str(3 - ada)), "bob": (str(bob), str(3 - bob))}
        shown = {name: f"{3 - off:g}/3" for name, off in (("ada", ada), ("bob", bob))}
        assert now() == (wanted, shown)
    # nothing was graded again for it
    assert {path: path.stat().st_mtime_ns for path in seed} == seed


@pytest.mark.usefixtures("sandboxed")
def test_what_was_handed_in_and_not_graded_since_is_listed(folder):
    hand_in(folder, "ada", solved())
    hand_in(folder, "bob", NOTHING_IN_IT)
    hand_in(folder, "eve", NOTHING_IN_IT)
    grade(folder)
    (folder / "submitted" / "ada" / LESSON / NOTEBOOK).write_bytes(NOTHING_IN_IT)
    (folder / "submitted" / "bob" / LESSON / NOTEBOOK).write_bytes(NOTHING_IN_IT)  # the same again
    (folder / "autograded" / "eve" / LESSON / NOTEBOOK).unlink()
    hand_in(folder, "new", NOTHING_IN_IT)
    (folder / "solutions" / OTHER).mkdir()
    (folder / "solutions" / OTHER / f"{OTHER}.ipynb").write_bytes(solved())
    (folder / "submitted" / "zoe" / OTHER).mkdir(parents=True)  # of a lesson without any grade
    done = exporting.export(folder, "csv", [])
    assert done.filled == 1
    assert {student: why.split(":")[0] for student, _, why in done.open} == {
        "ada": "it is not graded since it was handed in",
        "eve": "it is not graded since it was handed in",
        "new": "it is not graded",
        "zoe": "it is not graded",
    }


# ---- the command ---------------------------------------------------------------------------------


def test_a_file_with_an_old_date_is_a_newer_submission_all_the_same(folder):
    place = hand_in(folder, "ada") / NOTEBOOK
    grade_class(folder, [])
    assert exporting.export(folder, "csv", []).open == []
    old = folder / "from an archive.ipynb"
    old.write_bytes(solved("def double(x): return x"))
    os.utime(old, (10**9, 10**9))  # as unpacking leaves it
    old.replace(place)
    why = "it is not graded since it was handed in: run `bplib grade`"
    assert exporting.export(folder, "csv", []).open == [("ada", LESSON, why)]


def test_why_something_cannot_be_graded_is_said_where_its_grade_is_missing(folder):
    hand_in(folder, "ada")
    place = hand_in(folder, "bo", b"PK", "work.zip")
    (hand_in(folder, "cy") / "timestamp.txt").write_text("31.01.2026 12:30", "utf-8")
    grade_class(folder, [])
    (bo, cy) = exporting.export(folder, "csv", []).open
    assert bo == (
        "bo",
        LESSON,
        "there is no notebook in the folder, but 'work.zip'; archives are not unpacked: put the "
        "notebook there",
    )
    assert "timestamp.txt holds no time" in cy[2]
    (place / "work.zip").unlink()
    (place / "notes.txt").touch()
    (bo, _) = exporting.export(folder, "csv", []).open
    assert bo[2] == "there is no notebook in the folder, but 'notes.txt': put the notebook there"


def test_the_command_lists_who_has_no_grade(graded, capsys):
    assert main(["export", "--csv", "-o", "out.csv", "00"]) == 1
    assert capsys.readouterr().out == (
        "out.csv: 3 grades\n\n"
        "student  lesson         why there is no grade\n"
        f"failed   {LESSON}  it is not graded: run `bplib grade`\n"
        f"held     {LESSON}  1 to grade by hand\n"
    )
    with opened(graded) as book:
        for student in ("held", "failed"):
            submit(book, student, [1.0, 1.0])
    assert main(["export", "--csv"]) == 0
    assert capsys.readouterr().out == "grades.csv: 5 grades\n"


def test_what_cannot_be_done_is_said_in_one_sentence(graded, tmp_path, capsys):
    given(graded, worksheet((11, "Ada", "")), "moodle.csv")
    given(graded, table(("ID", "Nom"), ("1", "x")), "other.csv")
    given(graded, gradebook(column="Something (1)"), "canvas.csv")
    for typed, why in {
        "--moodle 06": "06 is not there: give the sheet that the platform exports, and lessons",
        "--moodle other.csv": "other.csv is no grading worksheet of Moodle's that can be",
        "--moodle moodle.csv -o moodle.csv": "is the platform's own sheet: write into another",
        "--canvas other.csv": "other.csv is no gradebook of Canvas's",
        "--canvas canvas.csv": f"canvas.csv has no column for {LESSON}",
        "--csv -o no/such/folder.csv": "cannot be written: No such file",
        "--csv 99": "no lesson is called '99'",
        "--csv --moodle": "not allowed with argument",
        "": "one of the arguments --moodle --canvas --csv is required",
    }.items():
        assert main(["export", *typed.split()]) == 2, typed
        printed = capsys.readouterr()
        assert why in printed.err, printed.err
        assert printed.err.count("\n") == 1
    with opened(graded) as book:
        lesson(book, OTHER, (5.0,))
    with pytest.raises(CourseError, match="name one lesson of 2"):
        exporting.export(graded, "moodle", [])
    (graded / "gradebook.db").unlink()
    with pytest.raises(CourseError, match="run `bplib grade` first"):
        exporting.export(graded, "csv", [])


def test_three_thousand_students(folder):
    note(folder, *(Person(f"s{n}", f"Student {n}", f"s{n}@uni.edu") for n in range(3000)))
    with opened(folder) as book:
        lesson(book, points=(3.0,))
        submit(book, "s7", [2.0])
    sheet = worksheet(*((n, f"Student {n}", f"s{n}@uni.edu") for n in range(3000)))
    done = exporting.export(folder, "moodle", [], template=given(folder, sheet))
    assert (done.filled, len(read(folder / done.file))) == (1, 3001)


@pytest.mark.usefixtures("sandboxed")
def test_the_page_on_platforms_shows_what_happens(tmp_path):
    shown = platforms_page.PAGE.read_text(encoding="utf-8")
    assert shown == platforms_page.page(tmp_path), "run `python tests/platforms_page.py`"
    for kind in ("collect", "grade", "export"):
        assert f"\n$ bplib {kind} " in shown
