"""The name of an upload tells whose it is, as every platform writes it, and nothing inside does."""

from datetime import datetime

import pytest

from bplib.course.lessons import is_notebook
from bplib.grading.reading.intake import lesson_named
from bplib.grading.reading.times import NoTime
from bplib.grading.reading.uploads import (
    NotClear,
    Receipts,
    account,
    custom_sender,
    repository,
    sender,
)
from bplib.grading.reading.worksheet import participant

LESSON = "06_one_one_one"
NOON = datetime(2026, 1, 31, 12, 30, 45)
MOODLE = ("123456", "Ada Lovelace", None)


@pytest.mark.parametrize(
    ("name", "student", "called", "time", "file"),
    [
        (f"Ada Lovelace_123456_assignsubmission_file_{LESSON}.ipynb", *MOODLE, f"{LESSON}.ipynb"),
        ("Ada Lovelace_123456_assignsubmission_file_", *MOODLE, ""),
        ("Ada Lovelace_123456_assignsubmission_file", *MOODLE, ""),
        (f"Ada Lovelace_123456_assignsubmission_file_a_1_2_b_{LESSON}.ipynb", *MOODLE, None),
        (
            *("Gruppe 1-Zoë Ångström_7_assignsubmission_file_my work.ipynb", "7"),
            *("Gruppe 1-Zoë Ångström", None, "my work.ipynb"),
        ),
        (
            f"lovelaceada_12345_678910_{LESSON}-1.ipynb",
            "12345",
            "lovelaceada",
            None,
            f"{LESSON}-1.ipynb",
        ),
        (f"lovelaceada_LATE_12345_678910_{LESSON}.ipynb", "12345", "lovelaceada", None, None),
        (
            f"{LESSON}_alovelace_attempt_2026-01-31-12-30-45_{LESSON}.ipynb",
            "alovelace",
            "",
            NOON,
            None,
        ),
        (
            "06 One One One_alovelace_poging_2026-01-31-12-30-45_x.ipynb",
            "alovelace",
            "",
            NOON,
            "x.ipynb",
        ),
        (f"ada_attempt_2026-01-31-12-30-45_{LESSON}.ipynb", "ada", "", NOON, None),
        (f"ada_attempt_2026-01-31T12:30:45Z_{LESSON}.ipynb", "ada", "", NOON, None),
        (f"ada_attempt_2026-01-31T073045-0500_{LESSON}.ipynb", "ada", "", NOON, None),
        (f"ada_attempt_2026-01-31_12-30-45_{LESSON}.ipynb", "ada", "", NOON, None),
        (f"ada_attempt_2026-01-31 12:30:45.000 UTC_{LESSON}.ipynb", "ada", "", NOON, None),
        (f"ada_attempt_2026-01-31 13:30:45 Europe-Berlin_{LESSON}.ipynb", "ada", "", NOON, None),
        (f"ada_attempt_2026-01-31 07:30:45 America_New_York_{LESSON}.ipynb", "ada", "", NOON, None),
        (
            "Zoë Ångström_attempt_2026-01-31-12-30-45_work.tar.gz",
            "Zoë Ångström",
            "",
            NOON,
            "work.tar.gz",
        ),
        ("ada_attempt_2026-01-31-12-30-45.zip", "ada", "", NOON, ""),
        ("a_b_attempt_2026-01-31_06_one_one_one.ipynb", "a_b", "", datetime(2026, 1, 31), None),
        ("Ada Lovelace_assignsubmission_file_", "", "Ada Lovelace", None, ""),
        (
            "1234-5678 - Mary-Ann O'Hara - Jan 31, 2026 1230 PM",
            *("1234", "Mary-Ann O'Hara", datetime(2026, 1, 31, 12, 30), ""),
        ),
        (
            "1234-5678 - Zoë Ångström - 31 January 2026 926 PM - my - work.ipynb",
            *("1234", "Zoë Ångström", datetime(2026, 1, 31, 21, 26), "my - work.ipynb"),
        ),
        (f"ada+{LESSON}+2026-01-31 12:30:45.000000 UTC+a1b2", "ada", "", NOON, ""),
        (f"a+b+{LESSON}+2026-01-31 13:30:45 Europe/Berlin", "a+b", "", NOON, ""),
    ],
)
def test_every_platforms_names_are_read(name, student, called, time, file):
    found = sender(name, [LESSON])
    assert (found.student, found.name, found.time) == (student, called, time)
    assert file is None or found.file == file
    if file is None:
        assert found.file.endswith(f"{LESSON}.ipynb")


@pytest.mark.parametrize(
    ("name", "student"),
    [
        # behind a platform's words stands what the learner made up
        (
            f"Ada Lovelace_1_assignsubmission_file_bob_attempt_2027-01-01-00-00-00_{LESSON}.ipynb",
            "1",
        ),
        (f"Ada Lovelace_1_assignsubmission_file_bob_2_3_{LESSON}.ipynb", "1"),
        (f"Ada Lovelace_1_assignsubmission_file_Bob_2_assignsubmission_file_{LESSON}.ipynb", "1"),
        (f"lovelaceada_1_2_Bob_2_assignsubmission_file_{LESSON}.ipynb", "1"),
        (
            f"{LESSON}_ada_attempt_2026-01-31-12-30-45_bob_attempt_2027-01-01-00-00-00_x.ipynb",
            "ada",
        ),
        (f"{LESSON}_ada_attempt_2026-01-31-12-30-45_Bob_2_assignsubmission_file_x.ipynb", "ada"),
        (
            f"ada_attempt_2026-01-31-12-30-45_{LESSON}_bob_attempt_2027-01-01-00-00-00_x.ipynb",
            "ada",
        ),
    ],
)
def test_a_file_name_speaks_for_nobody_else(name, student):
    assert sender(name, [LESSON]).student == student


@pytest.mark.parametrize(
    ("name", "around", "student", "lesson"),
    [
        ("06-one-one-one-ada-l", "", "ada-l", LESSON),
        ("06-One-One-One-Ada", "clones", "Ada", LESSON),
        ("homework-6-ada-l", "homework-6-submissions", "ada-l", ""),
        ("06-one-one-one-ada", "06-one-one-one-submissions", "ada", LESSON),
        ("homework-6-ada", "", None, None),
        ("homework-7-ada", "homework-6-submissions", None, None),
        ("06-one-one-one", "", None, None),
        ("06-one-one-one-ada_l", "", None, None),  # no name that GitHub allows
    ],
)
def test_a_repositorys_name_ends_in_its_owners(name, around, student, lesson):
    found = repository(name, around, [LESSON])
    assert (found and found.student, found and found.lesson) == (student, lesson)


def test_a_receipt_tells_the_account_of_its_own_files_alone():
    stamp = "2026-01-31-12-30-45"
    told = account(f"Home_1_a_b_attempt_{stamp}.txt", "Name: Ada (x) (a_b)\nAssignment: Home_1\n")
    assert told == ("Home_1_a_b", ("a_b", "Ada (x)"))
    receipts = Receipts(dict([told]), alone=True)
    found = sender(f"Home_1_a_b_attempt_{stamp}_x.ipynb", [LESSON], receipts=receipts)
    assert (found.student, found.name, found.time, found.file) == (
        "a_b",
        "Ada (x)",
        NOON,
        "x.ipynb",
    )
    with pytest.raises(NotClear, match="where Blackboard's assignment ends"):
        sender(f"Home_1_c_attempt_{stamp}_x.ipynb", [LESSON], receipts=receipts)
    for name, text in (
        (f"Home_1_a_b_attempt_{stamp}.txt", "Name: Bob (bob)\n"),
        (f"Home_1_a_b_attempt_{stamp}.txt", "Comments:\nName: Ada (a_b)\n"),
        (f"H_eve_attempt_{stamp}_H_bob_attempt_{stamp}.txt", "Name: Bob (bob)\n"),
        (f"Home_1_a_b_attempt_{stamp}_notes.txt", "Name: Ada (a_b)\n"),
    ):
        assert account(name, text) is None, name


def test_a_receipts_first_line_is_read_whatever_its_length():
    name = "Home_1_ada_attempt_2026-01-31-12-30-45.txt"
    for text in (f"Name:{' ' * 400}(ada) x", f"a:{'(' * 400}ada", f"{'a:' * 400}(x) (ada"):
        assert account(name, text) is None
    told = account(name, f"Name: {'Ada ' * 100}(ada) \r\nAssignment: x")
    assert told == ("Home_1_ada", ("ada", ("Ada " * 100).strip()))
    assert account(name, "Name: (ada)") == ("Home_1_ada", ("ada", ""))


def test_a_name_with_many_marks_of_copies_is_read():
    marks = "copy " * 40
    assert not is_notebook(f"a.ipynb{marks}x")
    assert is_notebook(f"a.ipynb{marks}.txt") is False  # a blank before the end is no mark
    assert is_notebook("a.ipynb copy 2 (1)_copy.txt")
    assert lesson_named(f"{LESSON} {marks}", [LESSON]) == LESSON
    assert lesson_named(f"{LESSON} {marks}x", [LESSON]) == ""


def test_what_stands_before_a_participants_number_is_a_word():
    words = {
        cell: participant(cell) for cell in ("Teilnehmer/in 11", "参加者11", "- 11", "11", "a")
    }
    assert list(words.values()) == ["Teilnehmer/in", "参加者", "", "", ""]
    assert participant("a" * 400 + "-") == participant("-" * 400) == ""


def test_what_is_not_clear_is_refused():
    with pytest.raises(NoTime, match="month must be in"):
        sender(f"ada_attempt_2026-13-31-12-00-00_{LESSON}.ipynb", [LESSON])
    with pytest.raises(NotClear, match="Canvas's or Blackboard's"):
        sender("Hw_1_2_ada_attempt_2026-01-31-12-00-00_x.ipynb", [LESSON])
    with pytest.raises(NotClear, match="Canvas's or Blackboard's"):
        sender("Hw_1_2_versuch_2_ada_attempt_2026-01-31-12-00-00_x.ipynb", [LESSON])
    with pytest.raises(NotClear, match="Canvas hides whose it is"):
        sender("anon_aB3dE_11_x.ipynb", [LESSON])
    with pytest.raises(NoTime, match="like Saturday, Jan 31, 2026 1230 PM"):
        sender("1234-5678 - Ada - 31 foo 2026 12 h 30", [LESSON])
    with pytest.raises(NoTime):
        sender(f"ada+{LESSON}+yesterday+abc", [LESSON])
    for name in (
        "homework.ipynb",
        f"{LESSON}.ipynb",
        "gradebook_2026_123_x.zip",
        "moodle-05-1.zip",
    ):
        assert sender(name, [LESSON]) is None


def test_an_instructors_own_pattern_is_asked_first():
    pattern = r"(?P<student_id>\w+)-(?P<timestamp>[\d-]+)-(?P<file_id>[a-z]+)"
    found = custom_sender(pattern, "ada-2026-01-31-12-30-45-work.ipynb")
    assert (found.student, found.time, found.file) == ("ada", NOON, "work.ipynb")
    assert custom_sender(pattern, "nobody") is None
    assert custom_sender("", "ada-2026-01-31-12-30-45-work.ipynb") is None
