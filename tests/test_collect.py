"""`nbgrader zip_collect`: what learners upload, unpacked without harm."""

import io
import tarfile
import zipfile

import pytest
import warm
from classroom import LESSON, NOTEBOOK, course

from bplib.grading.reading import collect
from bplib.grading.reading.collect import Refused, unpack

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
    bomb = zipped(tmp_path / "bomb.zip", {"x.ipynb": bytes(collect.MAX_BYTES + 1)})
    with pytest.raises(Refused, match="unpacks to more"):
        unpack(bomb, tmp_path / "out")
    monkeypatch.setattr(collect, "MAX_UNPACKED", 25)
    with pytest.raises(Refused, match="unpacks to more"):
        unpack(zipped(tmp_path / "two.zip", {"x.ipynb": GOOD, "y.ipynb": GOOD}), tmp_path / "out")
    monkeypatch.setattr(collect, "MAX_MEMBERS", 5)
    many = zipped(tmp_path / "many.zip", {f"{k}.txt": b"" for k in range(6)})
    with pytest.raises(Refused, match="more than 5 files"):
        unpack(many, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_zip_collect_takes_what_is_good_and_stops_at_nothing(tmp_path):
    folder = course(tmp_path / "course")
    uploads = folder / "downloaded" / LESSON / "archive"
    uploads.mkdir(parents=True)
    (folder / "lessons" / LESSON).mkdir()
    (folder / "lessons" / LESSON / NOTEBOOK).write_bytes(GOOD)
    stamp = f"_attempt_2026-01-31-12-00-00_{NOTEBOOK}"
    zipped(uploads / "group.zip", {f"ada{stamp}": GOOD, f"Zoë Ångström{stamp}": GOOD})
    zipped(uploads / "climber.zip", {f"../../../submitted/eve{stamp}": GOOD})
    (uploads / "broken.zip").write_bytes(b"no archive")
    (uploads / f"bob{stamp}").write_bytes(GOOD)
    (uploads / f"..{stamp}").write_bytes(GOOD)
    (uploads / f"mallory{stamp}").symlink_to(folder / "nbgrader_config.py")
    status, printed = warm.nbgrader(folder, "zip_collect", LESSON)
    assert status == 0, printed
    assert {path.name for path in folder.glob("submitted/*")} == {"ada", "bob", "Zoë Ångström"}
    assert not (folder / LESSON).exists()
    for name in ("climber.zip", "broken.zip", "mallory"):
        assert any("Not collected" in line and name in line for line in printed.splitlines()), name
