"""`bplib collect`: every platform's names, two students of one name, and who may speak for whom."""

import io
import os
import tarfile
from datetime import datetime

import pytest
from classroom import LESSON, NOTEBOOK, course
from handed_out import (
    blackboard,
    brightspace,
    canvas,
    german_worksheet,
    gradebook,
    moodle,
    notebook,
    packed,
    receipt,
    table,
    words,
    worksheet,
    zipped,
)
from nbgrader.api import Gradebook

from bplib.cli import main
from bplib.course.lessons import CourseError
from bplib.grading.gradebook import collecting
from bplib.grading.reading import archives, intake
from bplib.grading.reading.sheets import read_sheet

NOON = datetime(2026, 1, 31, 12, 30, 45)


@pytest.fixture
def folder(tmp_path):
    return course(tmp_path / "course")


@pytest.fixture
def collected(folder, tmp_path):
    """Collect members of an archive, or a path; return the rows that are not clear, by file."""

    def run(source, name=f"CS101-{LESSON}-4711.zip", **options):
        path = zipped(tmp_path / name, source) if isinstance(source, dict) else source
        run.rows = collecting.collect(folder, path, **options)
        return {row.file: row.said for row in run.rows if not row.clear}

    return run


def handed_in(folder):
    """Return the words of every notebook that was collected, by student."""
    found = {}
    for path in sorted(folder.glob(f"submitted/*/{LESSON}/*.ipynb")):
        found.setdefault(path.parent.parent.name, []).append(words(path))
    return {student: "+".join(texts) for student, texts in found.items()}


def stamp(folder, student):
    return (folder / "submitted" / student / LESSON / "timestamp.txt").read_text("utf-8")


def students(folder):
    """Return what the gradebook holds: by student the name, the address and the platform's id."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "bplib") as book:
        return {s.id: (s.last_name, s.email, s.lms_user_id) for s in book.students}


def roster(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return path


# ---- every platform ------------------------------------------------------------------------------


@pytest.mark.parametrize("inside", [True, False])
def test_moodle_in_folders_and_without(folder, collected, inside):
    unclear = collected(
        {
            moodle("Ada Lovelace", 11, folder=inside): notebook("Ada 11"),
            moodle("Ada Lovelace", 12, "my work.ipynb", inside): notebook("Ada 12"),
            moodle("Zoë Ångström-O’Neill", 13, folder=inside): notebook("Zoë"),
            moodle("Cy Twombly", 14, "report.pdf", inside): "",
            moodle("Ada Lovelace", 11, "notes.txt", inside): "",
            "Ada Lovelace_11_assignsubmission_onlinetext/onlinetext.html": "",
            "Dee_15_assignsubmission_onlinetext/onlinetext.html": "",
        }
    )
    assert handed_in(folder) == {"11": "Ada 11", "12": "Ada 12", "13": "Zoë"}
    alone = (
        moodle("Cy Twombly", 14, "report.pdf", inside),
        "Dee_15_assignsubmission_onlinetext/onlinetext.html",
    )
    assert unclear == dict.fromkeys(
        alone, "not collected: nothing that was handed in is a notebook"
    )
    assert students(folder)["12"] == ("Ada Lovelace", None, "Participant 12")


def test_canvas_with_late_marks_resubmissions_and_hidden_names(folder, collected):
    hidden = f"anon_aB3dE_9_{NOTEBOOK}"
    unclear = collected(
        {
            canvas("lovelaceada", 101, 7): notebook("old"),
            canvas("lovelaceada", 101, 9, f"{LESSON}-1.ipynb"): notebook("new"),
            canvas("lovelaceada", 102, 8, late=True): notebook("another Ada"),
            hidden: notebook(),
            "lovelaceada_101_text.html": "",
        },
        "submissions.zip",
    )
    assert handed_in(folder) == {"101": "new", "102": "another Ada"}
    assert "Canvas hides whose it is" in unclear.pop(hidden)
    assert list(unclear) == ["lovelaceada_101_text.html"]
    said = {row.student: row.said for row in collected.rows if row.clear and "left" not in row.said}
    assert said == {
        "101": "collected",
        "102": "collected, late (without a time, so that no penalty is taken)",
    }
    assert [row.file for row in collected.rows if row.said == "left: a later one counts"] == [
        canvas("lovelaceada", 101, 7)
    ]
    assert students(folder)["101"] == ("lovelaceada", None, "101")


def test_blackboards_receipts_tell_where_the_assignment_ends(folder, collected):
    hard = "Home_work 1"  # not called after a lesson
    unclear = collected(
        {
            blackboard(hard, "a_lovelace"): notebook("by a_lovelace"),
            **dict([receipt(hard, "a_lovelace", "Ada (Countess) Lovelace")]),
            blackboard(hard, "a_lovelace", stamp="2026-01-30-12-30-45"): notebook("old"),
            # a file name that imitates a receipt speaks for nobody
            blackboard(hard, "eve", f"{hard}_bob_attempt_2026-02-01-00-00-00.txt"): receipt(
                hard, "bob", "Bob"
            )[1],
            blackboard(hard, "eve", f"{hard}_bob_attempt_2026-02-01-00-00-00_{NOTEBOOK}"): notebook(
                "by eve"
            ),
            **dict([receipt(hard, "eve", "Eve")]),
            blackboard(hard, "nobody"): notebook(),
            blackboard(LESSON, "gus", stamp="2026-13-31-12-30-45"): notebook(),
        },
        "gradebook_202610_CS101_Home_work_2026-02-01-00-00-00.zip",
        lesson="00",
    )
    assert handed_in(folder) == {"a_lovelace": "by a_lovelace", "eve": "by eve"}
    assert stamp(folder, "a_lovelace") == "2026-01-31 12:30:45"
    assert students(folder)["a_lovelace"][0] == "Ada (Countess) Lovelace"
    assert "where Blackboard's assignment ends" in unclear.pop(blackboard(hard, "nobody"))
    (month,) = unclear.values()
    assert "month must be in 1..12" in month


def test_brightspaces_time_is_in_the_zone_that_is_given(folder, collected):
    unclear = collected(
        {
            brightspace(21, "Mary-Ann O'Hara"): notebook("old"),
            brightspace(21, "Mary-Ann O'Hara", "Feb 1, 2026 926 PM"): notebook("new"),
            brightspace(22, "Zoë Ångström", folder=False): notebook("Zoë"),
            brightspace(23, "Max", "31 janv. 2026 12 h 30"): notebook("Max"),
            brightspace(26, "Maxi", "31 foo 2026 12 h 30"): notebook(),
            brightspace(24, "Eve", file="25-5678 - Bob - Feb 9, 2026 100 PM - x.ipynb"): notebook(
                "by Eve"
            ),
            "index.html": "",
        },
        lesson="00",
        timezone="America/New_York",
    )
    assert handed_in(folder) == {"21": "new", "22": "Zoë", "23": "Max", "24": "by Eve"}
    assert stamp(folder, "21") == "2026-02-02 02:26:00"
    assert stamp(folder, "22") == stamp(folder, "23") == "2026-01-31 17:30:00"
    assert len(unclear) == 1
    assert "'31 foo 2026 12 h 30' is no time like Saturday" in next(iter(unclear.values()))


def test_a_number_with_two_names_is_nobodys(folder, collected):
    names = {brightspace(21, name): notebook(name) for name in ("Mary-Ann Smith", "John Doe")}
    unclear = collected(names, lesson="00")
    assert handed_in(folder) == {}
    assert set(unclear) == set(names)
    assert all("john doe and mary-ann smith" in said for said in unclear.values())


def test_repositories_of_github_classroom_and_nothing_that_lies_in_them(
    folder, collected, tmp_path
):
    clones = tmp_path / "homework-1-submissions"
    fake = f"bob_attempt_2027-01-31-12-00-00_{NOTEBOOK}"
    for repository, name in (
        ("homework-1-ada-lovelace", NOTEBOOK),
        ("homework-1-eve", fake),
        ("something-else", fake),
    ):
        (clones / repository / ".git").mkdir(parents=True)
        (clones / repository / ".git" / fake).write_text(notebook("hidden"), "utf-8")
        (clones / repository / name).write_text(notebook(repository), "utf-8")
    unclear = collected(clones, lesson="00")
    assert handed_in(folder) == {
        "ada-lovelace": "homework-1-ada-lovelace",
        "eve": "homework-1-eve",
    }
    assert list(unclear) == [f"something-else/{fake}"]


def test_a_clone_that_is_alone_speaks_for_nobody_else(folder, collected, tmp_path):
    (tmp_path / "clones" / "something-else" / ".git").mkdir(parents=True)
    fake = tmp_path / "clones" / "something-else" / f"bob_attempt_2027-01-31_{NOTEBOOK}"
    fake.write_text(notebook(), "utf-8")
    assert len(collected(tmp_path / "clones")) == 1
    assert handed_in(folder) == {}


def test_a_repository_with_every_lesson_gives_the_one_that_is_meant(folder, collected):
    inside = f"{LESSON.replace('_', '-')}-ada"
    members = {f"{inside}/{NOTEBOOK}": notebook("this"), f"{inside}/other.ipynb": notebook("more")}
    assert collected(members) == {}
    assert handed_in(folder) == {"ada": "this+more"}


def test_the_exchange_with_its_secrets(folder, collected, tmp_path):
    inbound = tmp_path / "inbound"
    for name in (
        f"ada+{LESSON}+2026-01-31 12:30:45.000000 UTC+xyz",
        f"ada+{LESSON}+2026-01-30 12:30:45.000000 UTC",
        f"bob+{LESSON}+yesterday+abc",
    ):
        (inbound / name).mkdir(parents=True)
        (inbound / name / NOTEBOOK).write_text(notebook(name[:28]), "utf-8")
        (inbound / name / "timestamp.txt").write_text("now", "utf-8")
        (inbound / name / "submission_secret.txt").write_text(f"secret of {name[:28]}", "utf-8")
    unclear = collected(inbound)
    place = folder / "submitted" / "ada" / LESSON
    assert words(place / NOTEBOOK) == f"ada+{LESSON}+2026-01-31"
    assert (place / "submission_secret.txt").read_text("utf-8").endswith("2026-01-31")
    assert stamp(folder, "ada") == "2026-01-31 12:30:45"
    assert len(unclear) == 1
    assert "yesterday" in next(iter(unclear))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_a_folder_of_the_exchange_that_is_somebody_elses_is_refused(folder, collected, tmp_path):
    place = tmp_path / "inbound" / f"bob+{LESSON}+2026-01-31 12:30:45 UTC"
    place.mkdir(parents=True)
    (place / NOTEBOOK).write_text(notebook(), "utf-8")
    os.chown(place, 1, 1)  # the account "daemon", on every Unix
    (said,) = collected(tmp_path / "inbound").values()
    assert said == "not collected: it belongs to the account 'daemon', not to 'bob'"


@pytest.mark.parametrize("word", ["intento", "tentative", "Versuch", "tentativa", "försök"])
def test_blackboard_in_other_languages(folder, collected, word):
    name = blackboard("Home_work 1", "ada_l").replace("_attempt_", f"_{word}_")
    slip, text = receipt("Home_work 1", "ada_l", "Ada Lovelace")
    members = {name: notebook("Ada"), slip.replace("_attempt_", f"_{word}_"): text}
    members |= {blackboard(LESSON, "bo").replace("_attempt_", f"_{word}_"): notebook("Bo")}
    assert collected(members) == {}
    assert handed_in(folder) == {"ada_l": "Ada", "bo": "Bo"}
    assert stamp(folder, "bo") == "2026-01-31 12:30:45"


def test_names_that_were_packed_as_utf_8_without_a_word_about_it_are_read(
    folder, collected, tmp_path
):
    path = zipped(tmp_path / "mac.zip", {moodle("Mu##ller", 1): notebook("Jo")})
    path.write_bytes(path.read_bytes().replace(b"Mu##ller", "Mu\u0308ller".encode()))
    cy = moodle("Cy", 2)
    old = zipped(tmp_path / "old.zip", {f"J#rg - {cy}": notebook("Cy")})
    old.write_bytes(old.read_bytes().replace(b"J#rg", b"J\x94rg"))  # as MS-DOS did
    sheet = worksheet((1, "Müller", "m@uni.edu"), (2, "Jörg - Cy", "c@uni.edu"))
    for one in (path, old):
        assert collected(one, lesson="00", roster=roster(tmp_path, sheet)) == {}
    assert handed_in(folder) == {"m@uni.edu": "Jo", "c@uni.edu": "Cy"}


# ---- who may speak for whom ----------------------------------------------------------------------


def test_the_outermost_name_decides_whatever_is_inside(folder, collected):
    bobs = {
        moodle("Bob", 2): notebook("by Eve"),
        f"bob_attempt_2027-01-31-12-00-00_{NOTEBOOK}": notebook("by Eve"),
        f"bob+{LESSON}+2027-01-31 12:00 UTC/{NOTEBOOK}": notebook("by Eve"),
    }
    members = {
        moodle("Bob", 2): notebook("by Bob"),
        moodle("Eve", 3, "Bob_2_assignsubmission_file_.zip"): packed(bobs),
        moodle("Mal", 4, f"deep/{moodle('Bob', 2)}"): notebook("by Mal"),
        moodle("Ned", 5, "nested.zip"): packed({"Bob_2_assignsubmission_file_.zip": packed(bobs)}),
        "bob.zip": packed(bobs),
        f"somewhere/bob_attempt_2028-01-31-12-00-00_{NOTEBOOK}": notebook("by whom?"),
    }
    unclear = collected(members)
    assert "its name tells no learner" in unclear[list(members)[-1]]
    found = handed_in(folder)
    assert (found["2"], found["4"]) == ("by Bob", "by Mal")
    assert set(found["3"].split("+")) == {"by Eve"}
    assert found.keys() == {"2", "3", "4"}
    assert unclear["bob.zip"] == "not collected: it is an archive in an archive"
    assert unclear[moodle("Ned", 5, "nested.zip")].endswith(
        "nothing that was handed in is a notebook; it holds 'Bob_2_assignsubmission_file_.zip', "
        "and archives in archives are not opened"
    )


def test_an_archive_without_a_name_beside_uploads_speaks_for_nobody(folder, collected, tmp_path):
    place = tmp_path / "unpacked"
    (place / "Ada_1_assignsubmission_file").mkdir(parents=True)
    (place / "Ada_1_assignsubmission_file" / NOTEBOOK).write_text(notebook("Ada"), "utf-8")
    zipped(place / "eve.zip", {moodle("Ada", 1): notebook("by Eve"), moodle("Bo", 2): notebook()})
    unclear = collected(place, lesson="00")
    assert handed_in(folder) == {"1": "Ada"}
    assert "collect it by itself" in unclear["eve.zip"]


def test_two_platforms_numbers_are_two_students(folder, collected):
    collected({moodle("Ada", 12): notebook("Ada")})
    said = collected({brightspace(12, "Bo"): notebook("Bo")}, "two.zip", lesson="00")
    assert handed_in(folder) == {"12": "Ada"}
    assert "'Participant 12' and this is 'Brightspace 12'" in next(iter(said.values()))


@pytest.mark.parametrize("name", ["../../x", "/x", "a\\..\\..\\x", "C:\\x"])
def test_what_climbs_out_costs_itself_alone(folder, collected, tmp_path, name):
    unclear = collected({f"{name}.ipynb": notebook(), moodle("Ada", 1): notebook("Ada")})
    assert handed_in(folder) == {"1": "Ada"}
    assert all("leads out of the archive" in said for said in unclear.values())
    assert len(unclear) == 1
    assert not list(tmp_path.rglob("x.ipynb"))


def test_bombs_links_and_damage_cost_themselves_alone(folder, collected, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    good = packed({f"{k}.txt": "" for k in range(9)})
    members = {
        moodle("Ada", 1): notebook("Ada"),
        moodle("Many", 2, "many.zip"): good,
        moodle("Torn", 3, "torn.zip"): good[:40],
        moodle("Lone", 4, "x.7z"): "",
    }
    unclear = collected(members)
    assert handed_in(folder) == {"1": "Ada"}
    assert "more than 3 files" in unclear[moodle("Many", 2, "many.zip")]
    assert "cannot be read as an archive" in unclear[moodle("Torn", 3, "torn.zip")]
    place = tmp_path / "linked"
    (place / "Bo_5_assignsubmission_file").mkdir(parents=True)
    (place / "Bo_5_assignsubmission_file" / NOTEBOOK).symlink_to(folder / "nbgrader_config.py")
    (place / "Cy_6_assignsubmission_file").symlink_to(folder / "solutions", True)
    unclear = collected(place, lesson="00")
    assert len(unclear) == 2
    assert all("links are not followed" in said for said in unclear.values())


def test_a_tar_that_is_long_only_when_unpacked_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED", 100_000)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    path = tmp_path / "bomb.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name in ("zeros.bin", NOTEBOOK):  # what is passed over has to be unpacked as well
            member = tarfile.TarInfo(name)
            member.size = 10_000_000 if name == "zeros.bin" else 0
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    with pytest.raises(archives.Refused, match="unpacks to more than 100,000 bytes"):
        archives.unpack(path, tmp_path / "out")


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize(
    "mine",
    [
        "Ada Lovelace_11_assignsubmission_file_",
        "11-5678 - Ada Lovelace - Jan 31, 2026 1230 PM - ",
    ],
)
def test_what_a_learner_calls_like_a_receipt_is_none(folder, collected, tmp_path, mine, listed):
    begins = f"{mine}x_bob_attempt_2026-02-01-12-00-00"
    members = {
        f"{begins}.txt": "Name: Bob (bob)\n",
        f"{begins}_{NOTEBOOK}": notebook("by Ada"),
    }
    sheet = table(("student_id", "name"), ("ada", "Ada Lovelace"), ("bob", "Bob"))
    assert collected(members, roster=roster(tmp_path, sheet) if listed else None) == {}
    assert handed_in(folder) == {"ada" if listed else "11": "by Ada"}


def test_an_account_and_a_platforms_number_are_not_taken_for_one_student(
    folder, collected, tmp_path
):
    sheet = table(("student_id", "name"), ("bob", "Bob"))
    members = {
        moodle("Bob", 12): notebook("by number"),
        f"bob_attempt_2026-02-01-12-00-00_{NOTEBOOK}": notebook("by account"),
    }
    unclear = collected(members, roster=roster(tmp_path, sheet))
    assert handed_in(folder) == {}
    assert set(unclear) == set(members)
    assert all("Moodle's 12 and user's bob would be one student" in s for s in unclear.values())


def test_a_long_name_in_an_archive_costs_itself_alone(folder, collected):
    members = {moodle("Bo", 2, f"{'x' * 256}.pdf"): "", moodle("Ada", 1): notebook("Ada")}
    (said,) = collected(members).values()
    assert "has a name of more than 255 signs" in said
    assert handed_in(folder) == {"1": "Ada"}


# ---- what was there ------------------------------------------------------------------------------


def test_again_and_later_and_earlier(folder, collected):
    first = {f"ada_attempt_2026-01-31-12-30-45_{NOTEBOOK}": notebook("first")}
    assert collected(first, "a.zip", dry_run=True) == {}
    assert [row.said for row in collected.rows] == ["would be collected"]
    assert not (folder / "submitted").exists()
    assert not (folder / "gradebook.db").exists()
    assert collected(first, "a.zip") == {}
    assert collected(first, "b.zip") == {}
    assert [row.said for row in collected.rows] == ["there already"]
    later = {f"ada_attempt_2026-02-01-12-30-45_{NOTEBOOK}": notebook("second")}
    assert collected(later, "c.zip") == {}
    assert "kept in downloaded/" in collected.rows[0].said
    assert collected(first, "d.zip") == {}
    assert "which is later" in collected.rows[0].said
    assert handed_in(folder) == {"ada": "second"}
    kept = folder / "downloaded" / LESSON / "earlier" / "ada" / "1"
    assert words(kept / NOTEBOOK) == "first"
    assert [path.name for path in folder.glob(".collected-*")] == []


def test_a_lesson_is_read_from_names_or_asked_for(folder, collected):
    plain = {moodle("Ada", 1, "work.ipynb"): notebook("Ada")}
    (said,) = collected(plain, "uploads.zip").values()
    assert said == "not collected: which lesson it is of is not clear: say --lesson"
    assert collected(plain, "CS101-00 Start here-4711.zip") == {}
    assert handed_in(folder) == {"1": "Ada"}
    with pytest.raises(CourseError, match="no lesson is called"):
        collected(plain, "more.zip", lesson="99")


def test_a_single_file(folder, collected, tmp_path):
    path = tmp_path / canvas("lovelaceada", 101, 7)
    path.write_text(notebook("Ada"), "utf-8")
    assert collected(path) == {}
    own = zipped(tmp_path / moodle("Bo", 2, "b.zip", folder=False), {"x.ipynb": notebook("Bo")})
    assert collected(own, lesson="00") == {}
    assert handed_in(folder) == {"101": "Ada", "2": "Bo"}


def test_names_that_cannot_be_noted_lose_no_submission(folder, collected, monkeypatch):
    def locked(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(collecting.people, "note", locked)
    unclear = collected({moodle("Ada", 1): notebook("Ada")})
    assert handed_in(folder) == {"1": "Ada"}
    assert list(unclear.values()) == ["names are not noted: No space left on device"]


# ---- rosters -------------------------------------------------------------------------------------


def test_moodles_worksheet_tells_accounts_names_and_times(folder, collected, tmp_path):
    sheet = worksheet(
        (11, "Ada Lovelace", "ada@uni.edu"),
        (12, "Ada Lovelace", "lovelace2@uni.edu"),
        (13, "Cy O'Hara", "cy@uni.edu"),
        (14, "Dee", "dee@uni.edu"),
    )
    members = {
        moodle("Ada Lovelace", 11): notebook("Ada 11"),
        moodle("Ada Lovelace", 12): notebook("Ada 12"),
        moodle("Gruppe 1-Cy OHara", 13): notebook("Cy"),  # Moodle leaves signs out of names
        moodle("Team Rocket", 14): notebook("a team's number"),
        moodle("Eve", 99): notebook("Eve"),
        f"Ada Lovelace_assignsubmission_file/{NOTEBOOK}": notebook("which Ada?"),
    }
    path = roster(tmp_path, sheet, "utf-8-sig")
    unclear = collected(members, roster=path, timezone="Europe/Berlin")
    assert handed_in(folder) == {
        "ada@uni.edu": "Ada 11",
        "lovelace2@uni.edu": "Ada 12",
        "cy@uni.edu": "Cy",
    }
    assert stamp(folder, "cy@uni.edu") == "2026-01-31 11:30:00"
    assert students(folder)["ada@uni.edu"] == ("Ada Lovelace", "ada@uni.edu", None)
    assert "'Dee' in the roster, and 'Team Rocket' here" in unclear[moodle("Team Rocket", 14)]
    assert "nobody in the roster has the id '99'" in unclear[moodle("Eve", 99)]
    both = unclear[f"Ada Lovelace_assignsubmission_file/{NOTEBOOK}"]
    assert "2 students in the roster are called 'Ada Lovelace'" in both


def test_a_hyphen_in_a_name_is_none_of_a_teams(folder, collected, tmp_path):
    sheet = worksheet((11, "Ada Smith-Jones", "ada@uni.edu"), (12, "Bo", "bo@uni.edu"))
    members = {
        moodle("Team 1-Ada Smith-Jones", 11): notebook("Ada"),
        moodle("Team 1-", 12): notebook("a team's number"),
    }
    path = roster(tmp_path, sheet.replace("Participant ", ""))
    unclear = collected(members, roster=path)
    assert handed_in(folder) == {"ada@uni.edu": "Ada"}
    assert list(unclear) == [moodle("Team 1-", 12)]


def test_moodles_worksheet_in_another_language(folder, collected, tmp_path):
    sheet = german_worksheet(
        (11, "Ada Lovelace", "ada@uni.edu"),
        (12, "Ada Lovelace", "lovelace2@uni.edu"),
        (13, "Jörg Müller", "jm@uni.edu"),
    )
    members = {
        moodle("Ada Lovelace", 11): notebook("Ada 11"),
        moodle("Ada Lovelace", 12): notebook("Ada 12"),
        moodle("Teilnehmerin", 13): notebook("Jörg"),  # marked without names
        moodle("Eve", 99): notebook("Eve"),
    }
    path = roster(tmp_path, sheet, "utf-8-sig")
    unclear = collected(members, roster=path, timezone="Europe/Berlin")
    assert handed_in(folder) == {
        "ada@uni.edu": "Ada 11",
        "lovelace2@uni.edu": "Ada 12",
        "jm@uni.edu": "Jörg",
    }
    assert stamp(folder, "jm@uni.edu") == "2026-01-31 11:30:00"
    assert students(folder)["ada@uni.edu"] == ("Ada Lovelace", "ada@uni.edu", None)
    assert list(unclear) == [moodle("Eve", 99)]


@pytest.mark.parametrize("head", ["student_id", "Username", "Identifier"])
def test_a_list_with_columns_of_an_instructors_own_is_no_worksheet(
    folder, collected, tmp_path, head
):
    heads = (head, "name", "semester", "credits", "remark")
    sheet = table(heads, ("s1", "Ada", "3", "5", ""), ("s2", "Bo", "4", "5", "late"))
    members = {f"s1_attempt_2026-01-31-12-30-45_{NOTEBOOK}": notebook("Ada")}
    assert collected(members, roster=roster(tmp_path, sheet)) == {}
    assert handed_in(folder) == {"s1": "Ada"}
    assert students(folder)["s1"][0] == "Ada"


def test_a_list_of_accounts_with_numbers_is_no_worksheet(folder, collected, tmp_path):
    heads = ("github_username", "email", "group", "year")
    for own in (heads, ("github", "email address", "group", "year"), ("Konto", *heads[1:])):
        rows = (("user1", "a@uni.edu", "1", "2026"), ("user2", "b@uni.edu", "2", "2026"))
        assert not read_sheet(roster(tmp_path, table(own, *rows))).english
    members = {f"hw-submissions/hw-user1/{NOTEBOOK}": notebook("Ada")}
    assert collected(members, lesson="00", roster=roster(tmp_path, table(heads, *rows))) == {}
    assert handed_in(folder) == {"a@uni.edu": "Ada"}


def test_a_time_in_a_roster_that_cannot_be_read_refuses_its_own_file(folder, collected, tmp_path):
    members = {moodle("Ada", 11): notebook("Ada"), moodle("Bo", 12): notebook("Bo")}
    sheet = worksheet((11, "Ada", "ada@uni.edu"), (12, "Bo", "bo@uni.edu"))
    path = roster(tmp_path, sheet.replace("12:30 PM", "13:30 Martian time", 1))
    unclear = collected(members, roster=path)
    assert handed_in(folder) == {"bo@uni.edu": "Bo"}
    assert "13:30 Martian time' is no time" in unclear[moodle("Ada", 11)]
    sheet = german_worksheet((11, "Ada", "ada@uni.edu"), time="Samstach, 31. Jenner 2026")
    with pytest.raises(CourseError, match="looks like a worksheet of Moodle's whose times cannot"):
        collected(members, roster=roster(tmp_path, sheet))


def test_canvas_numbers_become_accounts(folder, collected, tmp_path):
    sheet = gradebook(
        ("Lovelace, Ada", "101", "alovelace", ""), ("Lovelace, Ada", "102", "alovelace2", "")
    )
    members = {canvas("lovelaceada", n, n): notebook(str(n)) for n in (101, 102, 103)}
    unclear = collected(members, roster=roster(tmp_path, sheet))
    assert handed_in(folder) == {"alovelace": "101", "alovelace2": "102"}
    assert students(folder)["alovelace2"] == ("Ada Lovelace", None, "102")
    assert list(unclear) == [canvas("lovelaceada", 103, 103)]


def test_names_decide_only_where_they_tell_one_student_alone(folder, collected, tmp_path):
    sheet = table(
        ("student_id", "name", "email"),
        ("u1", "Ada Lovelace", "a@uni.edu"),
        ("u2", "ZOE\u0308 Ångström", ""),
        ("u3", "Bo Li", ""),
        ("u4", "Bo Li", ""),
    )
    members = {
        brightspace(21, "Ada Lovelace"): notebook("Ada"),
        brightspace(22, "Zoë Ångström"): notebook("Zoë"),
        brightspace(23, "Bo Li"): notebook("which Bo?"),
        brightspace(24, "Eve"): notebook("who?"),
    }
    unclear = collected(members, lesson="00", roster=roster(tmp_path, sheet))
    assert handed_in(folder) == {"u1": "Ada", "u2": "Zoë"}
    assert len(unclear) == 2
    # two learners of one name, and one of them in the roster: neither is taken
    two = {brightspace(n, "Ada Lovelace"): notebook(str(n)) for n in (21, 25)}
    unclear = collected(two, "two.zip", lesson="00", roster=roster(tmp_path, sheet))
    assert set(unclear) == set(two)
    assert all("Brightspace's 21 and Brightspace's 25" in said for said in unclear.values())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            'Last Name\tFirst Name\tUsername\tStudent ID\n"Lovelace"\t"Ada"\t"alovelace"\t"7"\n',
            "utf-16",
        ),
        ("identifier;github_username;github_id;name\nalovelace;ada-l;1;Ada Lovelace\n", "cp1252"),
        (
            "assignment_name,github_username,roster_identifier,submission_timestamp\n"
            "hw,Ada-L,alovelace,2026-01-31 12:30:45 UTC\n",
            "utf-8",
        ),
    ],
)
def test_rosters_of_other_platforms(folder, collected, tmp_path, text, encoding):
    github = "github" in text
    name = f"hw-submissions/hw-ada-l/{NOTEBOOK}" if github else blackboard(LESSON, "alovelace")
    assert collected({name: notebook("Ada")}, roster=roster(tmp_path, text, encoding)) == {}
    assert handed_in(folder) == {"alovelace": "Ada"}
    if "timestamp" in text:
        assert stamp(folder, "alovelace") == "2026-01-31 12:30:45"


def test_what_is_no_roster_is_said_in_one_sentence(folder, collected, tmp_path):
    for data, why in (
        (b"PK\x03\x04", "workbook of Excel"),
        (b"one column\nx\n", "holds no table"),
        (b"colour,size\nred,2\n", "names no students"),
    ):
        path = tmp_path / "roster.csv"
        path.write_bytes(data)
        with pytest.raises(CourseError, match=why):
            collected({moodle("Ada", 1): notebook()}, roster=path)
    with pytest.raises(CourseError, match="is no file"):
        collected({moodle("Ada", 1): notebook()}, roster=tmp_path)


# ---- many ----------------------------------------------------------------------------------------


def test_three_thousand_students(folder, collected):
    members = {
        moodle("Ada Lovelace" if n % 3 else f"Student {n}", n): notebook(str(n))
        for n in range(1, 3001)
    }
    assert collected(members) == {}
    found = handed_in(folder)
    assert len(found) == 3000
    assert all(text == student for student, text in found.items())
    assert len(students(folder)) == 3000


# ---- the command ---------------------------------------------------------------------------------


def test_the_command_prints_a_table_and_says_when_somebody_must_look(
    folder, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(folder)
    zipped(tmp_path / "x.zip", {moodle("Ada", 1): notebook(), moodle("Bo", 2, "x.pdf"): ""})
    assert main(["collect", str(tmp_path / "x.zip")]) == 1
    printed = capsys.readouterr().out
    assert printed.splitlines()[0].split() == [
        "student",
        "lesson",
        "time",
        "(UTC)",
        "file",
        *("what", "happened"),
    ]
    assert printed.endswith("not collected: 1 of 2; each says why\n")
    for typed, why in {
        "nowhere.zip": "nowhere.zip is not there",
        f"{tmp_path / 'x.zip'} --timezone Mars/Base": "'Mars/Base' is no time zone",
        f"{tmp_path / 'x.zip'} --roster nowhere.csv": "nowhere.csv is no file",
    }.items():
        assert main(["collect", *typed.split()]) == 2
        assert why in capsys.readouterr().err


# ---- several files of one attempt ----------------------------------------------------------------


OTHER = "01_what_training_is"


def two_lessons(folder):
    """Let the course have another lesson."""
    place = folder / "solutions" / OTHER
    place.mkdir()
    (place / f"{OTHER}.ipynb").write_text(notebook(), "utf-8")


def test_all_files_of_one_attempt_in_canvas_count_whatever_their_numbers(folder, collected):
    two_lessons(folder)
    members = {
        canvas("lovelaceada", 1, 71): notebook("Ada"),
        canvas("lovelaceada", 1, 72, "scratch.ipynb"): notebook("scratch"),
        canvas("lovelaceada", 1, 73, f"{OTHER}.ipynb"): notebook("another lesson"),
        canvas("twomblycy", 2, 74, "b.zip"): packed({"a.ipynb": notebook("Cy a")}),
        canvas("twomblycy", 2, 75, "c.ipynb"): notebook("Cy c"),
        canvas("neilbo", 3, 76): notebook("old"),
        canvas("neilbo", 3, 77, f"{LESSON}-2.ipynb"): notebook("new"),
        canvas("neilbo", 3, 78, "notes.ipynb"): notebook("notes"),
    }
    assert collected(members, lesson="00") == {}
    found = handed_in(folder)
    assert found == {"1": "Ada+scratch", "2": "Cy a+Cy c", "3": "new+notes"}
    files = [row.file for row in collected.rows if row.student == "1"]
    assert files == [
        f"{canvas('lovelaceada', 1, 71)} + {canvas('lovelaceada', 1, 72, 'scratch.ipynb')}"
    ]
    left = [row.file for row in collected.rows if row.said == "left: a later one counts"]
    assert left == [canvas("neilbo", 3, 76)]
    assert collected.rows[-1].said == "1 notebook of another lesson was left"


def test_a_number_of_the_learners_own_is_not_one_of_canvas(folder, collected):
    two_lessons(folder)
    members = {
        canvas("lovelaceada", 1, 71, "lesson-0.ipynb"): notebook("Ada"),
        canvas("lovelaceada", 1, 72, "lesson-1.ipynb"): notebook("another lesson"),
        canvas("twomblycy", 2, 73, "part-1.ipynb"): notebook("Cy 1"),
        canvas("twomblycy", 2, 74, "part-2.ipynb"): notebook("Cy 2"),
        canvas("neilbo", 3, 75, f"{LESSON}-1.ipynb"): notebook("Bo"),
        canvas("neilbo", 3, 76, "notes.ipynb"): notebook("notes"),
    }
    assert collected(members, lesson="00") == {}
    assert handed_in(folder) == {"1": "Ada", "2": "Cy 1+Cy 2", "3": "Bo+notes"}
    assert intake.read(folder / "submitted", "3", LESSON).name == NOTEBOOK
    place = folder / "submitted" / "2" / LESSON
    assert sorted(path.name for path in place.iterdir()) == ["part-1.ipynb", "part-2.ipynb"]


@pytest.mark.parametrize("name", ["1.ipynb", "1 (1).ipynb", "1-Copy2.ipynb", "_1_.ipynb"])
def test_a_number_alone_is_no_lesson(folder, collected, name):
    two_lessons(folder)
    assert collected({moodle("Ada", 1, name): notebook("Ada")}, lesson="00") == {}
    assert handed_in(folder) == {"1": "Ada"}


@pytest.mark.parametrize("name", ["mein_versuch_2.ipynb", "tarea_intento_2.ipynb"])
def test_a_learners_own_attempt_is_none_of_blackboards(folder, collected, name):
    assert collected({canvas("lovelaceada", 1, 71, name): notebook("Ada")}, lesson="00") == {}
    assert handed_in(folder) == {"1": "Ada"}


@pytest.mark.parametrize(
    "name",
    [
        f"{LESSON}.ipynb (1).txt",
        f"{LESSON}.ipynb(2).txt",
        f"{LESSON}.IPYNB - Copy.TXT",
        f"{LESSON}.ipynb_copy 3.json",
        f"{LESSON} (1).ipynb.txt",
        f"{LESSON}.ipynb.ipynb",
    ],
)
def test_a_notebook_that_a_browser_has_renamed_is_taken(folder, collected, name):
    assert collected({moodle("Ada", 1, name): notebook("Ada")}, "all.zip") == {}
    place = folder / "submitted" / "1" / LESSON
    assert [path.name for path in place.iterdir()] == [name]
    assert intake.read(folder / "submitted", "1", LESSON).name == name


def test_canvas_marks_a_second_attempt_in_front_of_what_a_browser_appended(folder, collected):
    name = canvas("lovelaceada", 1, 7, f"{LESSON}.ipynb-1.txt")
    assert collected({name: notebook("Ada")}, "all.zip") == {}
    assert (folder / "submitted" / "1" / LESSON / f"{LESSON}.ipynb.txt").is_file()


def test_an_archive_in_a_learners_archive_is_said(folder, collected):
    inner = packed({NOTEBOOK: notebook("Ada")})
    members = {
        moodle("Ada", 1, "work.zip"): packed({"more/inner.zip": inner}),
        moodle("Bo", 2, "work.zip"): packed({NOTEBOOK: notebook("Bo"), "data.zip": inner}),
    }
    unclear = collected(members)
    assert handed_in(folder) == {"2": "Bo"}
    assert unclear == {
        moodle("Ada", 1, "work.zip"): "not collected: nothing that was handed in is a notebook; "
        "it holds 'more/inner.zip', and archives in archives are not opened"
    }


def test_a_later_attempt_without_a_notebook_is_listed(folder, collected):
    two_lessons(folder)
    days = ["2026-01-30-12-00-00", "2026-02-01-12-00-00", "2026-02-02-12-00-00"]
    earlier, later, last = days
    members = {
        blackboard(LESSON, "ada"): notebook("Ada"),
        blackboard(LESSON, "ada", "report.pdf", later): "",
        blackboard(LESSON, "ada", "a.zip", last): packed({"data.csv": ""}),
        blackboard(LESSON, "bo"): notebook("Bo"),
        blackboard(LESSON, "bo", "report.pdf"): "",
        blackboard(LESSON, "bo", "report.pdf", earlier): "",
        blackboard(LESSON, "cy", "report.pdf", later): "",
        blackboard(LESSON, "cy", "a.zip", earlier): packed({"b.zip": packed({})}),
        blackboard(OTHER, "dee", f"{OTHER}.ipynb"): notebook("Dee"),
        blackboard(LESSON, "dee", "report.pdf", earlier): "",
    }
    assert collected(members, "all.zip") == {
        blackboard(LESSON, "ada", "a.zip", last): "not collected: nothing of this later attempt "
        "is a notebook",
        blackboard(LESSON, "cy", "report.pdf", later): "not collected: nothing that was handed in "
        "is a notebook",
        blackboard(LESSON, "dee", "report.pdf", earlier): "not collected: nothing that was handed "
        "in is a notebook",
    }
    assert handed_in(folder) == {"ada": "Ada", "bo": "Bo"}


def test_who_handed_in_a_notebook_beside_an_archive_of_other_things_is_not_listed(collected):
    members = {
        moodle("Ada", 1, "a.zip"): packed({"data.csv": ""}),
        moodle("Ada", 1): notebook("Ada"),
    }
    assert collected(members) == {}


@pytest.mark.parametrize(
    ("zone", "meant"),
    [
        ("Berlin", ": did you mean Europe/Berlin?"),
        ("new york", ": did you mean America/New_York?"),
        ("europe/berlin", ": did you mean Europe/Berlin?"),
        ("Europe/Berln", ": did you mean Europe/Berlin?"),
        ("here", ": write it like Europe/Berlin"),
        ("../etc", ": write it like Europe/Berlin"),
    ],
)
def test_a_zone_that_is_none_is_said(folder, collected, zone, meant):
    with pytest.raises(CourseError) as refused:
        collected({moodle("Ada", 1): notebook()}, timezone=zone)
    assert str(refused.value) == f"{zone!r} is no time zone{meant}"


@pytest.mark.parametrize("name", ["nothing.zip", "nothing"])
def test_where_nothing_is_that_is_said(folder, tmp_path, capsys, monkeypatch, name):
    monkeypatch.chdir(folder)
    if name.endswith("zip"):
        zipped(tmp_path / name, {"__MACOSX/x": ""})
    else:
        (tmp_path / name).mkdir()
    assert main(["collect", str(tmp_path / name)]) == 2
    said = capsys.readouterr().err
    assert said == f"bplib collect: {tmp_path / name} holds no file that anybody handed in\n"


def test_excels_line_about_signs_is_no_line_of_a_roster(folder, collected, tmp_path):
    text = 'sep=;\r\nstudent_id;"name: a, b, c, d";email\r\nu1;Ada;a@uni.edu\r\n'
    sheet = roster(tmp_path, text, "utf-8-sig")
    members = {f"u1_attempt_2026-01-31-12-30-45_{NOTEBOOK}": notebook("Ada")}
    assert collected(members, roster=sheet) == {}
    sheet = roster(tmp_path, text.partition("\n")[2])
    assert collected(members, "again.zip", roster=sheet) == {}


def test_a_notebook_of_another_lesson_is_not_taken_for_the_one_that_is_asked_for(folder, collected):
    two_lessons(folder)
    members = {
        moodle("Ada", 1, f"{OTHER} (1).ipynb"): notebook("Ada"),
        moodle("Bo", 2, "work.ipynb"): notebook("Bo"),
        f"cy+{LESSON}+2026-01-31 12:30:45 UTC/{OTHER}.ipynb": notebook("Cy"),
    }
    unclear = collected(members, lesson="00")
    assert handed_in(folder) == {"2": "Bo"}
    said = f"not collected: it is called after {OTHER}: rename it if it is of {LESSON}"
    assert list(unclear.values()) == [said, said]
    assert collected({moodle("Ada", 1, f"{OTHER}.ipynb"): notebook()}, "all.zip") == {}


def test_who_handed_in_nothing_but_words_is_listed(folder, collected):
    hard = "Home_work 1"
    text = dict(
        [receipt(hard, "ada_l", "Ada Lovelace"), receipt(hard, "cy", "Cy (the other) O'Hara")]
    )
    dutch = f"Naam: Jan de Vries (jan_v)\nOpdracht: {hard}\n"
    members = {
        **text,
        blackboard(hard, "ada_l"): notebook("Ada"),
        f"{hard}_jan_v_attempt_2026-01-31-12-30-45.txt": dutch,
        blackboard(hard, "jan_v"): notebook("Jan"),
        f"{hard}_who_attempt_2026-01-31-12-30-45.txt": "",
    }
    unclear = collected(members)
    assert handed_in(folder) == {"ada_l": "Ada", "jan_v": "Jan"}
    nothing = "not collected: nothing that was handed in is a notebook"
    assert unclear == {
        f"{hard}_cy_attempt_2026-01-31-12-30-45.txt": nothing,
        f"{hard}_who_attempt_2026-01-31-12-30-45.txt": "not collected: it does not tell whose it "
        "is, and no file came with it",
    }
    members = {
        "Eve_5_assignsubmission_onlinetext/onlinetext.html": "words",
        "Bo_6_assignsubmission_onlinetext/onlinetext.html": "words",
        moodle("Bo", 6): notebook("Bo"),
        f"fay+{LESSON}+2026-01-31 12:30:45 UTC/timestamp.txt": "2026-01-31 12:30:45 UTC",
        brightspace(9, "Gus", file="index.html"): "",
        "index.html": "",
    }
    unclear = collected(members, "more.zip", lesson="00")
    assert handed_in(folder).keys() == {"ada_l", "jan_v", "6"}
    assert [row.student for row in collected.rows if not row.clear] == ["5", "fay", "9"]
    assert set(unclear.values()) == {nothing}
