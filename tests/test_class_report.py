"""The report of a class with known numbers: every figure is what was counted by hand."""

import csv
import html
import os
import re
import shutil
from collections import Counter
from datetime import datetime, timedelta

import bs4
import classroom
import pytest
from report_class import Class, Given, Handed, in_order

from bplib.cli import main
from bplib.course.lessons import CourseError
from bplib.grading.judging.scores import Result
from bplib.grading.report import count, make, names, read, waiting

LESSON, OTHER = "06_one_one_one", "05_losses"
NOW = datetime(2026, 12, 4, 9, 30)
EXERCISES = {exercise.name: exercise for exercise in in_order(LESSON)}
BACKWARD, UPDATE, SHARED, CURVES, SLOPES = (
    *("one_one_one_backward", "one_one_one_update", "shared_weight_gradient"),
    *("one_one_one_curves", "one_one_one_slopes"),
)
FIRST, SECOND = [one.name for one in EXERCISES[BACKWARD].slips][:2]


def answered(**other):
    """Return a submission that is right in all, but wrong in what nobody gets right."""
    return {name: Given() for name in EXERCISES} | {CURVES: Given(Result.WRONG)} | other


def everywhere(given):
    return dict.fromkeys(EXERCISES, given)


# 12 of 14 points are a full score here, since nobody passes the curves.
CLASS = {
    **{f"full{k}": Handed(answered()) for k in range(4)},  # 12 each
    "one": Handed(answered(**{BACKWARD: Given(Result.WRONG, (FIRST,))})),  # 8
    "two": Handed(
        answered(
            **{
                BACKWARD: Given(Result.WRONG, (FIRST, SECOND)),
                UPDATE: Given(Result.WRONG_TYPE),
            }
        )
    ),  # 6
    "held": Handed(
        answered(**{BACKWARD: Given(Result.REFERENCE, reason="calls network.Network: look")})
    ),  # 8
    "tired": Handed({UPDATE: Given(), SHARED: Given(Result.MISSING)}),  # 2
    "broken": Handed(everywhere(Given(Result.UNREADABLE, reason="the file is empty"))),  # 0
    "late": Handed(answered(**{SHARED: Given(Result.EXCEPTION)}), late=2.0),  # 9 - 2
}
POINTS = {**{f"full{k}": 12 for k in range(4)}, "one": 8, "two": 6, "held": 8, "tired": 2}
POINTS |= {"broken": 0, "late": 7}


def course_of(folder, handed, lesson=LESSON):
    made = Class(folder, [lesson])
    for student, work in handed.items():
        made.hand_in(student, lesson, work)
    return made.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return course_of(tmp_path_factory.mktemp("class") / "course", CLASS)


@pytest.fixture(scope="module")
def made(course):
    return make.make(course, now=NOW)


@pytest.fixture(scope="module")
def page(made):
    return parsed(made.page)


def parsed(path):
    """Return a page, without the places where names may be broken."""
    return bs4.BeautifulSoup(path.read_text("utf-8").replace("<wbr>", ""), "html.parser")


def text(found):
    return " ".join(found.get_text(" ").split())


def rows(table):
    return [
        [text(cell) for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")
    ]


def table_rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---- the figures ---------------------------------------------------------------------------------


def test_the_numbers_on_top_are_those_of_the_class(page):
    assert text(page.select_one("#graded-count")) == str(len(CLASS)) == "10"
    mean = sum(100 * points / 14 for points in POINTS.values()) / 10
    assert text(page.select_one("#mean-score")) == f"{mean:.0f} %" == "56 %"
    assert text(page.select_one("#open-count")) == "2", "one is held, one cannot be read"
    ends = Counter(
        given.result
        for handed in CLASS.values()
        for given in handed.answers.values()
        if given.result not in (Result.UNREADABLE, Result.MISSING)
    )
    assert ends[Result.PASSED] == 44
    assert ends.total() == 57
    assert text(page.select_one("#right-share")) == "77 %"
    assert "44 of 57 tried" in text(page.select_one(".tiles"))
    assert "10 submissions by 10 students for 1 lesson" in text(page.header)


def test_the_scores_of_a_lesson_are_distributed_as_they_are(page):
    (row,) = rows(page.select_one("#lesson-table"))
    percent = sorted(100 * points / 14 for points in POINTS.values())
    assert row[0] == LESSON
    assert row[2:6] == ["56 %", "57 %", "45 to 86 %", "10 of 10"]
    assert [round(p) for p in percent] == [0, 14, 43, 50, 57, 57, 86, 86, 86, 86]
    said = page.select_one("#lesson-table svg")["aria-label"]
    bins = {int(start): int(n) for start, n in re.findall(r"(\d+) to [^:]*: (\d+)", said)}
    assert bins == {0: 1, 10: 1, 40: 1, 50: 3, 80: 4}
    heights = [float(bar["height"]) for bar in page.select("#lesson-table rect")]
    assert heights == pytest.approx([46 * n / 4 for n in bins.values()], abs=0.05)


def test_every_exercise_is_counted_answer_by_answer(page):
    table = page.select_one(f'table[data-lesson="{LESSON}"]')
    found = {row[0]: row for row in rows(table)}
    for name, exercise in EXERCISES.items():
        ends = [handed.answers.get(name, Given(Result.NOT_ATTEMPTED)) for handed in CLASS.values()]
        kinds = Counter(given.result for given in ends)
        passed, held = kinds[Result.PASSED], kinds[Result.REFERENCE]
        not_tried = kinds[Result.NOT_ATTEMPTED] + kinds[Result.MISSING]
        unread = kinds[Result.UNREADABLE]
        wrong = 10 - passed - held - not_tried - unread
        tried = passed + held + wrong
        mean = passed * exercise.points / 10
        (row,) = [row for key, row in found.items() if key.startswith(name)]
        assert row[1] == f"{100 * passed / tried:.0f} % {passed} of {tried}", name
        assert row[2:6] == [
            *(str(wrong), str(held), str(not_tried)),
            f"{mean:.1f} of {exercise.points:g}",
        ]
        assert row[6] == "–", "there is nothing to compare with"
        assert exercise.title in row[0]
    widths = [
        float(re.search(r"[\d.]+", part["style"])[0])
        for part in table.select("tr")[1].select(".bar i")
    ]
    assert sum(widths) == pytest.approx(100)


def test_exercises_that_nobody_passes_or_fails_are_named(page):
    said = {key: text(page.select_one(f"#nobody-{key}")) for key in ("passes", "fails")}
    assert said["passes"] == f"Nobody passes: {CURVES} (8 tried)"
    assert SLOPES in said["fails"]
    assert UPDATE not in said["fails"], "one of nine fails it"


def test_mistakes_stand_by_name_with_share_and_question(page):
    first, second = rows(page.select_one("#mistake-table"))
    slips = EXERCISES[BACKWARD].slips
    assert first[0] == f"{FIRST} {slips[0].question}"
    assert second[0] == f"{SECOND} {slips[1].question}"
    tried = 8  # all but the one that is broken and the one that is tired
    assert first[2] == f"25 % 2 of {tried}"
    assert second[2] == f"12 % 1 of {tried}"
    # eight wrong curves, two wrong passes back, a wrong type, an exception
    assert "2 of 12 wrong answers make a mistake that has a name" in text(page)


def test_the_table_has_every_answer(made):
    found = table_rows(made.table)
    assert len(found) == len(CLASS) * len(EXERCISES)
    for student, handed in CLASS.items():
        mine = {row["exercise"]: row for row in found if row["student"] == student}
        assert sum(float(row["points"]) for row in mine.values()) - handed.late == POINTS[student]
        for name, given in handed.answers.items():
            assert mine[name]["result"] == given.result
            assert mine[name]["mistakes"] == "; ".join(f"slip: {slip}" for slip in given.slips)
    needs = {(row["student"], row["exercise"]): row["needs a human"] for row in found}
    assert needs["held", BACKWARD] == "uses the reference"
    assert needs["held", UPDATE] == ""
    assert {needs["broken", name] for name in EXERCISES} == {"unreadable"}


def test_a_report_of_one_lesson_is_about_that_lesson(tmp_path):
    made = Class(tmp_path / "course", [OTHER, LESSON])
    made.hand_in("ada", LESSON, Handed(answered()))
    made.hand_in("ada", OTHER, Handed({}))
    course = made.close()
    whole, part = make.make(course, now=NOW), make.make(course, "6", now=NOW)
    assert {row["lesson"] for row in table_rows(whole.table)} == {OTHER, LESSON}
    assert {row["lesson"] for row in table_rows(part.table)} == {LESSON}
    assert part.page.name == f"{LESSON}.html"
    assert OTHER not in part.page.read_text("utf-8")


# ---- who needs a human ---------------------------------------------------------------------------


def test_everything_that_waits_is_listed_once_with_its_kind_and_a_link(tmp_path):
    made = Class(tmp_path / "course", [LESSON])
    made.by_hand(LESSON, "essay", 3)
    made.cell(LESSON, made.notebooks[LESSON], "of_an_older_edition", 1)
    done = {"essay": 2.0, "of_an_older_edition": None}
    cases = {
        "done": Handed(answered(), done),
        "essay": Handed(answered(), {**done, "essay": None}),
        "again": Handed(answered(), done, renewed=True),
        "held": Handed(answered(**{BACKWARD: Given(Result.REFERENCE, reason="calls x: y")}), done),
        "let": Handed(answered(**{BACKWARD: Given(Result.REFERENCE, manual=4.0)}), done),
        "byhand": Handed(answered(**{UPDATE: Given(Result.WRONG, manual=1.0, waits=True)}), done),
        "broken": Handed(everywhere(Given(Result.UNREADABLE, reason="the file is empty")), done),
        "excused": Handed(everywhere(Given(Result.UNREADABLE, manual=1.0)), done),
        "new": Handed(graded=False),
    }
    for student, handed in cases.items():
        made.hand_in(student, LESSON, handed)
    course = made.close()
    shutil.copytree(tmp_path / "course" / "submitted" / "new", tmp_path / "course/submitted/empty")
    (tmp_path / f"course/submitted/empty/{LESSON}/{LESSON}.ipynb").unlink()
    astray = tmp_path / "course" / "submitted" / "zoe" / f"{LESSON}.ipynb"
    astray.parent.mkdir()
    astray.write_text("{}")
    page = parsed(make.make(course, now=NOW).page)
    found = {}
    for table in page.select("table.open"):
        for row in table.tbody.find_all("tr"):
            link = row.find("a")
            student = text(row.td)
            found.setdefault((table["data-kind"], student), []).append(
                (link["href"] if link else "", text(row.find_all("td")[2]))
            )
    graded = f"../autograded/{{}}/{LESSON}/{LESSON}.ipynb"
    raw = f"../submitted/{{}}/{LESSON}/"
    assert found == {
        ("graded by hand", "essay"): [(graded.format("essay"), "essay")],
        ("handed in again", "again"): [(graded.format("again"), "")],
        ("uses the reference", "held"): [(graded.format("held"), f"{BACKWARD} calls x: y")],
        ("points by hand", "byhand"): [(graded.format("byhand"), UPDATE)],
        ("unreadable", "broken"): [(graded.format("broken"), "the file is empty")],
        ("no verdict", "new"): [(raw.format("new"), "not graded yet: bplib grade 06 does it")],
        ("no verdict", "empty"): [
            (
                raw.format("empty"),
                "there is no notebook in the folder, but nothing: put the notebook there",
            )
        ],
        ("no verdict", "zoe"): [
            (
                "",
                f"submitted/zoe/{LESSON}.ipynb is not in submitted/zoe/{LESSON}/, where it belongs",
            )
        ],
    }
    kinds = [table["data-kind"] for table in page.select("table.open")]
    assert kinds == [kind for kind in waiting.KINDS if kind in kinds], "the most pressing first"
    for href, _ in [said for rows in found.values() for said in rows if said[0]]:
        assert (tmp_path / "course" / "report" / href).exists(), href


def test_a_run_that_ended_early_is_told_from_one_that_never_began(tmp_path):
    course = course_of(tmp_path / "course", {"ada": Handed(answered()), "bob": Handed(answered())})
    (tmp_path / f"course/autograded/bob/{LESSON}/{LESSON}.ipynb").write_text('{"cells": [')
    (row,) = waiting.waiting(read.read(course, [LESSON]))
    assert (row.kind, row.student) == ("no verdict", "bob")
    assert "did not come to its end" in row.why


# ---- time and memory -----------------------------------------------------------------------------


def test_what_takes_much_more_than_others_is_unusual(tmp_path):
    quick = {f"s{k}": Handed(answered(), seconds=2 + k / 10, memory=10**8 + k) for k in range(9)}
    slow = Handed(answered(**{UPDATE: Given(seconds=30.0)}), seconds=33.0, memory=10**8)
    large = Handed(answered(), seconds=2.0, memory=9 * 10**8)
    stopped = Handed(answered(**{SHARED: Given(Result.TIME)}), seconds=2.5, memory=10**8)
    every = {**quick, "slow": slow, "large": large, "stopped": stopped}
    course = course_of(tmp_path / "course", every)
    found = count.outliers(read.read(course, [LESSON]))
    assert [(one.kind, one.work.student, one.exercise, one.limit) for one in found] == [
        ("time", "slow", UPDATE, False),
        ("time", "stopped", SHARED, True),
        ("memory", "large", "", False),
    ]
    assert found[0].value == 33.0
    assert found[0].usual == pytest.approx(2.5, abs=0.05)
    page = parsed(make.make(course, now=NOW).page)
    assert [row[1:3] for row in rows(page.select_one("#outlier-table"))] == [
        ["33.0 s", "2.5 s"],
        ["2.5 s", "2.5 s"],
        ["900 MB", "100 MB"],
    ]


def test_where_times_differ_widely_anyway_twice_the_usual_is_not_unusual(tmp_path):
    wide = {f"s{k}": Handed(answered(), seconds=1.0 + k) for k in range(9)}
    course = course_of(tmp_path / "course", wide | {"more": Handed(answered(), seconds=15.0)})
    assert count.outliers(read.read(course, [LESSON])) == []


def test_a_class_of_few_has_no_outliers(tmp_path):
    few = {f"s{k}": Handed(answered(), seconds=1 + 50 * (k == 3)) for k in range(7)}
    course = course_of(tmp_path / "course", few)
    assert count.outliers(read.read(course, [LESSON])) == []


# ---- change since last week ----------------------------------------------------------------------


def test_the_next_weeks_report_says_what_has_changed(tmp_path):
    made = Class(tmp_path / "course", [LESSON])
    before = [student for student in CLASS if student not in ("late", "tired")]
    for student in before:
        made.hand_in(student, LESSON, CLASS[student])
    course = made.close()
    make.make(course, now=NOW - timedelta(days=7))
    whole = course_of(tmp_path / "whole", CLASS)
    shutil.copy(tmp_path / "course" / "report_history.jsonl", tmp_path / "whole")
    page = parsed(make.make(whole, now=NOW).page)
    (row,) = rows(page.select_one("#lesson-table"))
    mean = [sum(POINTS[s] for s in who) / len(who) * 100 / 14 for who in (before, CLASS)]
    assert row[6] == f"{mean[1] - mean[0]:+.0f} +2 graded since 27 Nov".replace("-", "−")
    change = {row[0].split()[0]: row[6] for row in rows(page.select_one("table[data-lesson]"))}
    assert change[SHARED] == "−12", "7 of 7 passed, now 7 of 8"
    assert change[UPDATE] == "+3", "6 of 7 passed, now 8 of 9"
    assert change[SLOPES] == "±0"


# ---- names ---------------------------------------------------------------------------------------

HOSTILE = {
    "<script>alert(1)</script>": ('"><img src=x onerror=alert(2)>', "&amp;</title>"),
    "=HYPERLINK(1)": ("=1+1", "@SUM(A1)"),
    "a'b\" c": ("{{ 7 * 7 }}", "{% raw %}"),
    "javascript:alert(3)": (None, None),
}
HOSTILE = {key.replace("/", "∕"): called for key, called in HOSTILE.items()}


def test_hostile_names_and_texts_are_text(tmp_path):
    made = Class(tmp_path / "course", [LESSON])
    reason = "</td></table><script>alert(4)</script>`<b>`"
    for student, called in HOSTILE.items():
        made.student(student, *called)
        given = Given(Result.REFERENCE, reason=reason)
        made.hand_in(student, LESSON, Handed(answered(**{BACKWARD: given})))
    undecodable = os.fsdecode(b"caf\xe9")
    (tmp_path / "course" / "submitted" / undecodable / LESSON).mkdir(parents=True)
    found = make.make(made.close(), now=NOW)
    said = found.page.read_text("utf-8")
    page = parsed(found.page)
    assert len(page.find_all("script")) == 1
    assert not page.find_all("img")
    assert not page.select("td b")
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
    words = text(page)
    for student, (first, last) in HOSTILE.items():
        assert student in words
        if first:
            assert f"{first} {last}" in words
            assert html.escape(first, quote=False) in said.replace("&#34;", '"')
    assert "caf\\xe9" in words
    for link in page.select("main a"):
        assert link["href"].startswith("../"), "nothing that a student is called is an address"
    cells = [cell for row in table_rows(found.table) for cell in row.values()]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]


def test_a_page_asks_for_nothing_and_runs_nothing_but_its_own(page):
    (policy,) = page.select('meta[http-equiv="Content-Security-Policy"]')
    assert policy["content"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
    )
    assert not page.select("link, iframe, object, img, [src]")
    assert "url(" not in page.style.string
    assert "@import" not in page.style.string


def test_anonymous_pages_tables_and_links_name_nobody_and_pseudonyms_stay(tmp_path):
    who = {"ada.l": ("Ada", "Lovelace"), "emmy.n": ("Emmy", "Noether")}
    made = Class(tmp_path / "course", [OTHER, LESSON])
    for student, called in who.items():
        made.student(student, *called)
        held = Given(Result.REFERENCE, reason=f"calls {student}")
        made.hand_in(student, LESSON, Handed(answered(**{BACKWARD: held})))
        made.hand_in(student, OTHER, Handed({}, graded=False))
    course = made.close()
    astray = tmp_path / "course" / "submitted" / "ada.l" / f"{LESSON}.ipynb"
    astray.write_text("{}")
    found = make.make(course, anonymous=True, now=NOW)
    whole = found.page.read_text("utf-8") + found.table.read_text("utf-8")
    for word in ("ada", "emmy", "lovelace", "noether"):
        assert not re.search(rf"\b{word}", whole, re.IGNORECASE), word
    again = make.make(course, "06", tmp_path / "out", anonymous=True, now=NOW)
    shown = {row["student"] for row in table_rows(found.table)}
    assert len(shown) == 2
    assert shown == {row["student"] for row in table_rows(again.table)}
    page = parsed(found.page)
    links = {link["href"] for link in page.select("main a")}
    assert links
    assert all(re.fullmatch(r"\.\./submissions/[0-9a-f]{32}/", link) for link in links)
    key = tmp_path / "course" / names.KEY
    assert key.stat().st_mode & 0o077 == 0, "who reads the key can try names"
    key.unlink()
    other = make.make(course, anonymous=True, now=NOW)
    assert shown.isdisjoint(row["student"] for row in table_rows(other.table))
    key.write_text("no key")
    with pytest.raises(CourseError, match="holds no key for pseudonyms: delete it"):
        make.make(course, anonymous=True, now=NOW)


def test_pseudonyms_that_would_be_the_same_are_longer():
    students = [f"s{k}" for k in range(200)]
    short = names.LENGTH
    try:
        names.LENGTH = 1
        found = names.pseudonyms(students, b"k" * 32)
    finally:
        names.LENGTH = short
    assert len(set(found.values())) == 200
    assert len(found["s0"]) < len(names.pseudonyms(students, b"k" * 32)["s0"])


# ---- what goes wrong -----------------------------------------------------------------------------


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A course of one lesson in which nothing is graded."""
    folder = classroom.course(tmp_path / "course")
    monkeypatch.chdir(folder)
    return folder


def refused(capsys, *arguments):
    assert main(["report", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1, said.err
    return said.err


def test_without_a_gradebook_one_sentence_says_what_to_do(empty, capsys):
    assert "there is no gradebook at " in refused(capsys)
    assert not (empty / "gradebook.db").exists(), "looking makes none"


def test_where_nothing_is_graded_one_sentence_says_so(empty, capsys):
    Class(empty.parent / "other", [LESSON]).close()
    shutil.copy(empty.parent / "other" / "gradebook.db", empty)
    classroom.hand_in(empty, "ada")
    said = refused(capsys)
    assert "nothing is graded yet in " in said
    assert "run `bplib grade` first" in said
    assert not (empty / "report").exists()


def test_a_gradebook_that_is_none_a_lesson_that_is_none_a_folder_that_cannot_be(empty, capsys):
    (empty / "gradebook.db").write_text("not a database at all" * 100)
    assert "gradebook" in refused(capsys)
    assert "no lesson is called '77'" in refused(capsys, "77")
    (empty / "gradebook.db").write_bytes(b"")
    assert "nothing is graded yet in the gradebook" in refused(capsys)


def test_a_folder_that_cannot_be_written_to_is_named(course, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match=r"the report cannot be written to .*x: \w"):
        make.make(course, out=tmp_path / "file" / "x", now=NOW)


def test_reports_of_one_moment_are_the_same_bytes(course, made):
    whole = made.page.read_bytes(), made.table.read_bytes()
    again = make.make(course, now=NOW)
    assert (again.page.read_bytes(), again.table.read_bytes()) == whole


# ---- the whole way -------------------------------------------------------------------------------


@pytest.mark.usefixtures("sandboxed")
def test_what_was_really_graded_is_reported(empty, capsys):
    for student in ("right", "wrong", "blank"):
        classroom.hand_in(empty, student, classroom.solved(classroom.ANSWERS[student]))
    status, printed = classroom.grade(empty)
    assert status == 0, printed
    assert main(["report", "-o", str(empty / "out")]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines()[0] == "3 of 3 submissions graded, 0 to be looked at"
    found = {
        row["student"]: row
        for row in table_rows(empty / "out" / "index.csv")
        if row["exercise"] == "double"
    }
    assert {student: row["result"] for student, row in found.items()} == {
        "right": "passed",
        "wrong": "wrong values",
        "blank": "not attempted",
    }
    kept = classroom.verdicts(empty)["wrong"]["scores"]["double"]["slips"]
    assert found["wrong"]["mistakes"] == "; ".join(kept) != ""
    page = parsed(empty / "out" / "index.html")
    names_found = [row[0] for row in rows(page.select_one("#mistake-table"))]
    assert kept[0].partition(": ")[2] in " ".join(names_found)
    assert any("?" in name for name in names_found), "the question goes with it"
