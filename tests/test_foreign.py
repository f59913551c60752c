"""Another project that is called bplib is noticed: beside this one, and anywhere."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import bplib
from bplib._support import foreign
from bplib.cli import main
from bplib.course.lessons import lesson_names, packaged_course


@pytest.fixture
def installed(root, tmp_path):
    """A folder of packages with the least of bplib that can be imported."""
    (tmp_path / "bplib").mkdir()
    shutil.copy(root / "bplib" / "__init__.py", tmp_path / "bplib")
    shutil.copytree(root / "bplib" / "_support", tmp_path / "bplib" / "_support")
    return tmp_path


def bring(folder, name, version="0.0.6"):
    records = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    records.mkdir()
    (records / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (records / "RECORD").write_text("bplib/__init__.py,,\nbplib/bp.py,,\n")


def said(folder):
    code = "import bplib"
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0
    return run.stderr


def test_a_project_that_shares_the_folder_is_told_when_bplib_is_imported(installed):
    bring(installed, foreign.DISTRIBUTION)
    assert said(installed) == ""
    bring(installed, "bplib")
    assert "another project, bplib 0.0.6, is installed here" in said(installed)


def test_the_doctor_names_it_wherever_it_is(tmp_path, monkeypatch, capsys):
    assert foreign.anywhere() == []
    for name in ("bplib-fork", *foreign.OWN):
        bring(tmp_path, name)
    monkeypatch.syspath_prepend(tmp_path)
    assert foreign.anywhere() == ["bplib-fork"]
    assert main(["doctor"]) == 1
    assert "to mend it: another project, bplib-fork, is installed here" in capsys.readouterr().out


def test_the_distribution_and_its_solutions_have_their_names_and_one_version(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == foreign.DISTRIBUTION
    assert project["version"] == bplib.__version__
    wanted = f"{foreign.OWN[1]}=={bplib.__version__}"
    assert project["optional-dependencies"]["solutions"] == [wanted]


def test_a_clone_has_no_packaged_course_and_an_installed_one_is_found(root, tmp_path, monkeypatch):
    assert packaged_course() is None
    folder = tmp_path / "packaged"
    shutil.copytree(root / "lessons" / "06_one_one_one", folder / "lessons" / "06_one_one_one")
    monkeypatch.setattr("bplib.course.lessons.__file__", str(tmp_path / "lessons.py"))
    assert packaged_course() == folder
    assert lesson_names(folder) == ["06_one_one_one"]
    (folder / "solutions" / "07_x").mkdir(parents=True)
    (folder / "solutions" / "07_x" / "07_x.ipynb").touch()
    assert lesson_names(Path(folder)) == ["07_x"]
