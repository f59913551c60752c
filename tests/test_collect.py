"""`nbgrader zip_collect`: what learners upload, unpacked without harm."""

import io
import json
import tarfile
import zipfile

import pytest
import warm
from classroom import LESSON, NOTEBOOK, course
from nbgrader.api import Gradebook

from bplib.grading.reading import archives
from bplib.grading.reading.archives import Refused, unpack

GOOD = b'{"cells": []}'


def zipped(path, members, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, **options)
    return path


def tarred(path, **members):
    with tarfile.open(path, "w:gz") as archive:
        for member in members.values():
            archive.addfile(member, io.BytesIO(GOOD[: member.size]))
    return path


def member(name, kind=tarfile.REGTYPE, target=""):
    found = tarfile.TarInfo(name)
    found.type, found.linkname = kind, target
    found.size = len(GOOD) if kind == tarfile.REGTYPE else 0
    return found


def test_only_the_notebooks_of_an_archive_are_unpacked(tmp_path):
    members = {"a/x.ipynb": GOOD, "a/data.bin": b"1", "inner.zip": b"PK"}
    written = unpack(zipped(tmp_path / "x.zip", members), tmp_path / "out")
    assert {str(place): path.read_bytes() for place, path in written.items()} == {"a/x.ipynb": GOOD}
    link = member("l.ipynb", tarfile.SYMTYPE, "/etc/passwd")
    done = unpack(tarred(tmp_path / "x.tar.gz", one=member("x.ipynb"), two=link), tmp_path / "tar")
    assert [str(place) for place in done] == ["x.ipynb"]


@pytest.mark.parametrize(
    "name",
    ["../x.ipynb", "a/../../x.ipynb", "/x.ipynb", "..\\x.ipynb", "C:\\x.ipynb", "a\nb.ipynb"],
)
def test_a_path_that_climbs_out_refuses_the_whole_archive(tmp_path, name):
    with pytest.raises(Refused, match="leads out of the archive"):
        unpack(zipped(tmp_path / "x.zip", {"good.ipynb": GOOD, name: GOOD}), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    if name != "a\nb.ipynb":
        with pytest.raises(Refused, match="leads out"):
            unpack(tarred(tmp_path / "x.tar.gz", one=member(name)), tmp_path / "out")


def test_bombs_are_refused_before_they_go_off(tmp_path, monkeypatch):
    bomb = zipped(tmp_path / "bomb.zip", {"x.ipynb": bytes(archives.MAX_BYTES + 1)})
    with pytest.raises(Refused, match="unpacks to more"):
        unpack(bomb, tmp_path / "out")
    monkeypatch.setattr(archives, "MAX_UNPACKED", 25)
    with pytest.raises(Refused, match="unpacks to more"):
        unpack(zipped(tmp_path / "two.zip", {"x.ipynb": GOOD, "y.ipynb": GOOD}), tmp_path / "out")
    monkeypatch.setattr(archives, "MAX_MEMBERS", 5)
    many = zipped(tmp_path / "many.zip", {f"{k}.txt": b"" for k in range(6)})
    with pytest.raises(Refused, match="more than 5 files"):
        unpack(many, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def collect_all(folder, *options):
    """Run `nbgrader zip_collect`; return its status, what it said, and what was handed in."""
    status, said = warm.nbgrader(folder, "zip_collect", LESSON, *options)
    found = {}
    for path in sorted(folder.glob("submitted/*/*/*")):
        student = found.setdefault(path.parent.parent.name, {})
        student[path.name] = path.read_text(encoding="utf-8")
    return status, said, found


def notebook(words):
    return json.dumps({"cells": [{"cell_type": "markdown", "source": words}]})


@pytest.fixture
def uploads(tmp_path):
    """Where an instructor puts uploads; two folders up is the course."""
    folder = course(tmp_path / "course")
    (folder / "lessons" / LESSON).mkdir()
    (folder / "lessons" / LESSON / NOTEBOOK).write_bytes(GOOD)
    place = folder / "downloaded" / LESSON / "archive"
    place.mkdir(parents=True)
    return place


def test_zip_collect_takes_what_is_good_and_stops_at_nothing(uploads):
    folder = uploads.parents[2]
    stamp = f"_attempt_2026-01-31-12-00-00_{NOTEBOOK}"
    zipped(uploads / "group.zip", {f"ada{stamp}": GOOD, f"Zoë Ångström{stamp}": GOOD})
    zipped(uploads / "climber.zip", {f"../../../submitted/eve{stamp}": GOOD})
    (uploads / "broken.zip").write_bytes(b"no archive")
    (uploads / f"bob{stamp}").write_bytes(GOOD)
    (uploads / f"..{stamp}").write_bytes(GOOD)
    (uploads / "nameless.ipynb").write_bytes(GOOD)
    (uploads / f"mallory{stamp}").symlink_to(folder / "nbgrader_config.py")
    damaged = zipped(uploads / "damaged.zip", {f"carl{stamp}": bytes(1000), f"dora{stamp}": GOOD})
    data = bytearray(damaged.read_bytes())
    data[80:83] = b"???"  # within the first member's packed bytes
    damaged.write_bytes(bytes(data))
    status, printed, found = collect_all(folder)
    assert status == 0, printed
    assert found.keys() == {"ada", "bob", "dora", "Zoë Ångström"}
    assert not (folder / LESSON).exists()
    for name in ("climber.zip", "broken.zip", "mallory", "nameless", "..", "carl"):
        said = [line for line in printed.splitlines() if "Not collected" in line]
        assert any(name in line for line in said), name


def test_times_are_those_in_the_names_and_a_wrong_one_costs_its_own_file(uploads):
    times = {
        "ada": ("2026-01-31-12-30-00", "2026-01-31 12:30:00"),
        "ben": ("2026-01-31-20-30-10", "2026-01-31 20:30:10"),
        "cleo": ("2026-01-31-09-15-20", "2026-01-31 09:15:20"),
        "eva": ("2026-01-31-23-59-59", "2026-01-31 23:59:59"),
        "finn": ("2026-01-31T12:30:45+05:30", "2026-01-31 07:00:45"),
    }
    for name, (written, _) in times.items():
        (uploads / f"{name}_attempt_{written}_{NOTEBOOK}").write_bytes(GOOD)
    (uploads / f"gus_attempt_2026-13-31-12-00-00_{NOTEBOOK}").write_bytes(GOOD)
    late = {f"hana_attempt_2026-13-01-00-00-00_{NOTEBOOK}": GOOD}
    zipped(uploads / "all.zip", {**late, f"ivo_attempt_2026-01-31-12-30_{NOTEBOOK}": GOOD})
    status, printed, found = collect_all(uploads.parents[2])
    assert status == 0
    assert {name: found[name]["timestamp.txt"] for name in times} == {
        name: read for name, (_, read) in times.items()
    }
    assert found.keys() - times.keys() == {"ivo"}
    for name in ("gus", "hana"):
        assert any(name in line and "month must be" in line for line in printed.splitlines()), name


def test_uploads_of_every_platform_are_read_and_two_of_one_name_stay_two(uploads):
    folder = uploads.parents[2]
    moodle = "{}_{}_assignsubmission_file_"
    members = {
        moodle.format("Ada Lovelace", 11) + f"/{NOTEBOOK}": notebook("Ada 11"),
        moodle.format("Ada Lovelace", 12) + f"/deep/{NOTEBOOK}": notebook("Ada 12"),
        moodle.format("Bo Li", 13) + NOTEBOOK: notebook("Bo 13"),
        "__MACOSX/" + moodle.format("Bo Li", 13) + f"/._{NOTEBOOK}": b"",
    }
    inner = zipped(folder / "inner.zip", {f"work/{NOTEBOOK}": notebook("Cy 14")})
    members[moodle.format("Cy Twombly", 14) + "/my work.zip"] = inner.read_bytes()
    zipped(uploads / "course-lesson-4711.zip", members)
    canvas = {
        f"lovelaceada_101_7_{NOTEBOOK}": notebook("an older file"),
        f"lovelaceada_101_9_{LESSON}-1.ipynb": notebook("Ada 101"),
        f"lovelaceada_LATE_102_8_{NOTEBOOK}": notebook("Ada 102"),
    }
    zipped(uploads / "submissions.zip", canvas)
    blackboard = {
        f"{LESSON}_alovelace_attempt_2026-01-31-12-30-45_{NOTEBOOK}": notebook("alovelace"),
        f"{LESSON}_alovelace_attempt_2026-01-30-12-30-45_{NOTEBOOK}": notebook("an older one"),
        f"{LESSON}_alovelace_attempt_2026-01-31-12-30-45.txt": "Name: Ada Lovelace",
        f"{LESSON}_fx123_attempt_2026-01-31-12-30-45_my homework.ipynb": notebook("fx123"),
    }
    zipped(uploads / "gradebook_202610_12345_2026-02-01-00-00-00.zip", blackboard)
    status, printed, found = collect_all(folder)
    assert status == 0, printed
    read = {
        student: {n: json.loads(t)["cells"][0]["source"] for n, t in files.items() if ".ipynb" in n}
        for student, files in found.items()
    }
    assert read == {
        "11": {NOTEBOOK: "Ada 11"},
        "12": {NOTEBOOK: "Ada 12"},
        "13": {NOTEBOOK: "Bo 13"},
        "14": {NOTEBOOK: "Cy 14"},
        "101": {NOTEBOOK: "Ada 101"},
        "102": {NOTEBOOK: "Ada 102"},
        "alovelace": {NOTEBOOK: "alovelace"},
        "fx123": {"my homework.ipynb": "fx123"},
    }
    # names are kept apart from what tells learners apart
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "bplib") as book:
        names = {student.id: student.last_name for student in book.students}
    assert names == {
        **{"11": "Ada Lovelace", "12": "Ada Lovelace", "13": "Bo Li", "14": "Cy Twombly"},
        **{"101": "lovelaceada", "102": "lovelaceada"},
    }


def test_the_archive_decides_whose_it_is(uploads):
    mine = f"ada_attempt_2026-01-31-12-00-00_{NOTEBOOK}"
    later = f"bob_attempt_2027-01-31-12-00-00_{NOTEBOOK}"
    (uploads / f"bob_attempt_2026-01-31-12-00-00_{NOTEBOOK}").write_text(notebook("Bob's own"))
    zipped(uploads / mine.replace(".ipynb", ".zip"), {later: notebook("by Ada")})
    theirs = "Carl_5_assignsubmission_file_"
    zipped(uploads / "all.zip", {f"{theirs}/{later}": notebook("by Carl")})
    inner = zipped(uploads / "x", {later: notebook("by Dora")}).read_bytes()
    (uploads / "x").unlink()
    zipped(uploads / "more.zip", {f"Dora_6_assignsubmission_file_/{mine}.zip": inner})
    status, printed, found = collect_all(uploads.parents[2])
    assert status == 0, printed
    said = {
        student: {json.loads(t)["cells"][0]["source"] for n, t in files.items() if ".ipynb" in n}
        for student, files in found.items()
    }
    assert said == {"ada": {"by Ada"}, "bob": {"Bob's own"}, "5": {"by Carl"}, "6": {"by Dora"}}


def test_two_notebooks_of_one_name_are_both_kept_for_a_row(uploads):
    members = {f"a/{NOTEBOOK}": notebook("one"), f"b/{NOTEBOOK}": notebook("two")}
    zipped(uploads / "ada_attempt_2026-01-31-12-00-00_x.zip", members)
    _, _, found = collect_all(uploads.parents[2])
    assert sorted(found["ada"]) == [f"1 - a - {NOTEBOOK}", f"2 - b - {NOTEBOOK}", "timestamp.txt"]


def test_nothing_collected_is_no_success(uploads):
    (uploads / "homework.ipynb").write_bytes(GOOD)
    status, printed, found = collect_all(uploads.parents[2])
    assert (status, found) == (1, {})
    assert "Nothing in" in printed
    assert "its name tells no learner" in printed
