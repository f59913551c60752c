"""What learning platforms hand out, made up as they write it, for tests and for the guide.

Where the forms are described: see `bplib.grading.reading.uploads`.
"""

import csv
import io
import json
import zipfile

from classroom import LESSON, NOTEBOOK

STAMP = "2026-01-31-12-30-45"


def notebook(words="Later."):
    """Return a notebook with nothing but words."""
    return json.dumps({"cells": [{"cell_type": "markdown", "source": words}]})


def words(path):
    """Return the words of such a notebook."""
    return json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]


def zipped(path, members):
    """Write an archive of names and texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def packed(members):
    """Return the bytes of an archive."""
    made = io.BytesIO()
    zipped(made, members)
    return made.getvalue()


def moodle(name, number, file=NOTEBOOK, folder=True):
    """Return a name as Moodle writes it, where files lie in folders or not."""
    return f"{name}_{number}_assignsubmission_file{'/' if folder else '_'}{file}"


def canvas(name, number, file_number, file=NOTEBOOK, late=False):
    return f"{name}{'_LATE' if late else ''}_{number}_{file_number}_{file}"


def blackboard(assignment, user, file=NOTEBOOK, stamp=STAMP):
    return f"{assignment}_{user}_attempt_{stamp}_{file}"


def receipt(assignment, user, name, stamp=STAMP):
    """Return the name and the text of a receipt of Blackboard's."""
    text = (
        f"Name: {name} ({user})\nAssignment: {assignment}\n"
        "Date Submitted: Saturday, January 31, 2026 12:30:45 PM EST\n"
        "Current Grade: Needs Grading\n\nSubmission Field:\nThere is no student submission text "
        "data for this assignment.\n\nComments:\nName: Nobody (nobody)\n\nFiles:\n"
    )
    return f"{assignment}_{user}_attempt_{stamp}.txt", text


def brightspace(number, name, time="Jan 31, 2026 1230 PM", file=NOTEBOOK, folder=True):
    return f"{number}-5678 - {name} - {time}{'/' if folder else ' - '}{file}"


def table(*rows, sign=","):
    """Return rows as CSV."""
    made = io.StringIO()
    csv.writer(made, delimiter=sign, lineterminator="\r\n").writerows(rows)
    return made.getvalue()


WORKSHEET = (
    *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade"),
    *("Grade can be changed", "Last modified (submission)", "Last modified (grade)"),
    "Feedback comments",
)


GERMAN = (
    *("ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung"),
    *("Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)"),
    *("Zuletzt geändert (Bewertung)", "Feedback als Kommentar"),
)


def german_worksheet(*people, most="100,00", word="Teilnehmer/in", time="Samstag, 31. Januar 2026"):
    """Return a grading worksheet of Moodle's in German."""
    rows = [
        (
            *(f"{word}{n}", name, email, "Zur Bewertung abgegeben", "", most, "Ja"),
            *(f"{time}, 12:30", "-", ""),
        )
        for n, name, email in people
    ]
    return table(GERMAN, *rows)


def worksheet(*people, most="3.00"):
    """Return a grading worksheet of Moodle's: of each participant number, name and address."""
    time = "Saturday, 31 January 2026, 12:30 PM"
    return table(
        WORKSHEET,
        *(
            (f"Participant {n}", name, email, "Submitted", "", most, "Yes", time, "-", "")
            for n, name, email in people
        ),
    )


GRADEBOOK = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def gradebook(*people, column=f"{LESSON} (4711)", most="3.00"):
    """Return a gradebook of Canvas's: of each student sortable name, number, login and grade."""
    return table(
        (*GRADEBOOK, column, "Current Score"),
        ("", "", "", "", "", "Manual Posting", ""),
        ("    Points Possible", "", "", "", "", most, "(read only)"),
        *((name, number, "", login, "CS101", grade, "0") for name, number, login, grade in people),
        ("Student, Test", "999", "", "", "CS101", "", ""),
    )
