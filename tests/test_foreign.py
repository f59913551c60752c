"""Another project that is called bplib is noticed: beside this one, and anywhere."""

import shutil
import subprocess
import sys
import tomllib

import pytest

import bplib
from bplib._support import foreign
from bplib.cli import main


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
