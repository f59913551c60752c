"""The page on learning platforms: `python tests/platforms_page.py` runs its commands and writes it.

The commands run one after another in a small course; a test keeps the page true.
"""

import contextlib
import csv
import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "bplib" / "grading" / "PLATFORMS.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def samples(folder):
    """Put into a folder what the platforms hand out."""
    from classroom import ANSWERS, LESSON, NOTEBOOK, solved
    from handed_out import (
        blackboard,
        brightspace,
        canvas,
        gradebook,
        moodle,
        notebook,
        receipt,
        table,
        worksheet,
        zipped,
    )

    right, wrong = solved(), solved(ANSWERS["wrong"])
    adas = (11, "Ada Lovelace", "ada@uni.edu"), (12, "Ada Lovelace", "lovelace2@uni.edu")
    sheet = worksheet(*adas, (13, "Cy O'Hara", "cy@uni.edu"), most="100.00")
    (folder / "worksheet.csv").write_bytes(sheet.encode())
    members = {
        moodle("Ada Lovelace", 11): right,
        moodle("Ada Lovelace", 12, "my work.ipynb"): wrong,
        moodle("Cy OHara", 13, "report.pdf"): "",
    }
    zipped(folder / f"CS101-{LESSON}-4711.zip", members)
    members = {
        canvas("lovelaceada", 501, 7001): wrong,
        canvas("lovelaceada", 501, 7004, f"{LESSON}-1.ipynb"): right,
        canvas("twomblycy", 502, 7003, late=True): wrong,
    }
    zipped(folder / "submissions.zip", members)
    rows = ("Lovelace, Ada", "501", "alovelace", ""), ("Twombly, Cy", "502", "cyt", "")
    sheet = gradebook(*rows, column="Lesson 0 (8155)", most="3")
    (folder / "gradebook.csv").write_bytes(sheet.encode())
    members = {
        blackboard("Homework", "alovelace"): notebook(),
        **dict([receipt("Homework", "alovelace", "Ada Lovelace")]),
        blackboard("Homework", "bo", stamp="2026-13-31-12-30-45"): notebook(),
    }
    zipped(folder / "gradebook_CS101_Homework.zip", members)
    members = {
        brightspace(9001, "Zoë Ångström"): notebook(),
        brightspace(9001, "Zoë Ångström", "Jan 30, 2026 926 PM"): notebook(),
        brightspace(9002, "Mary-Ann O'Hara", file="photo.png"): "",
        "index.html": "",
    }
    zipped(folder / "Homework Download Feb 1, 2026 900 AM.zip", members)
    for repository in ("homework-ada-l", "homework-bo-li"):
        (folder / "homework-submissions" / repository).mkdir(parents=True)
        (folder / "homework-submissions" / repository / NOTEBOOK).write_text(notebook(), "utf-8")
    heads = ("github_username", "roster_identifier", "submission_timestamp")
    row = ("Ada-L", "ada.l", "2026-01-31 12:30:45 UTC")
    (folder / "classroom_grades.csv").write_text(table(heads, row), "utf-8")
    for time in ("2026-01-30 12:30:45.000000 UTC", "2026-01-31 12:30:45.000000 UTC"):
        place = folder / "inbound" / f"ada+{LESSON}+{time}"
        place.mkdir(parents=True)
        (place / NOTEBOOK).write_text(notebook(), "utf-8")


def ran(command):
    """Return what a command of the page prints."""
    from engines import grade_class

    from bplib.cli import main
    from bplib.grading.gradebook import rows

    words = shlex.split(command)
    if words[0] == "cat":
        return Path(words[1]).read_bytes().decode().replace("\r\n", "\n")
    if words[0] == "cut":
        wanted = [int(k) - 1 for k in words[4].split(",")]
        with open(words[5], encoding="utf-8", newline="") as file:
            return "".join(",".join(row[k] for k in wanted) + "\n" for row in csv.reader(file))
    if words[1] == "grade":  # without the self-test of the grader
        return rows.table(grade_class(Path.cwd(), words[2:])) + "\n"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(words[1:])
    return printed.getvalue()


def page(folder):
    """Return the page as it should be; the commands run in a folder."""
    from classroom import course

    made = course(Path(folder) / "course")
    samples(made)
    with contextlib.chdir(made):

        def block(found):
            commands = [line for line in found[1].splitlines() if line.startswith("$ ")]
            return "```console\n" + "".join(f"{c}\n{ran(c[2:])}" for c in commands) + "```"

        return BLOCK.sub(block, PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
    os.environ["TQDM_DISABLE"] = "1"
    with tempfile.TemporaryDirectory() as place:
        text = page(place)
    PAGE.write_text(text, encoding="utf-8")
