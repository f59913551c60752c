"""The `bplib` command: one sentence for what it cannot do, and `doctor`."""

import sys
from importlib import metadata

import pytest

from bplib.cli import COMMANDS, main
from bplib.course import doctor

SENTENCES = {
    "": f"bplib: no command is given: choose one of {', '.join(COMMANDS)}",
    "chek 05": "bplib: there is no command 'chek': did you mean check?",
    "frobnicate": "bplib: there is no command 'frobnicate': choose one of lab, ",
    "lab 1.5": "bplib lab: no lesson is called '1.5'",
    "lab one": "bplib lab: 'one' fits 06_one_one_one and 07_two_two_one: say which one",
    "lab --port -1": "bplib lab: argument --port: -1 is no port: give a number from 1 to 65535",
    "lab --port 99999": "bplib lab: argument --port: 99999 is no port: give a number from 1 to",
    "lab --port x": "bplib lab: argument --port: x is no port: give a number from 1 to 65535",
    "lab 05 06": "bplib lab: two lessons are named, 05 and 06: name one",
    "lab tests bplib": "bplib lab: two folders are named, tests and bplib: name one",
    "lab tests": "bplib lab: {root}/tests holds other things: name a new folder, or an empty one",
    "lab lessons": "bplib lab: {root}/lessons is the course's own: name another folder for your",
    "lab ./README.md": "bplib lab: {root}/README.md is a file: name a folder",
    "update --form lessons": "bplib update: --form is not understood; `bplib update --help` says",
    "progress --on --off": "bplib progress: argument --off: not allowed with argument --on",
    "reset": "bplib reset: the following arguments are required: LESSON",
    "check nowhere.ipynb": "bplib check: nowhere.ipynb is not there: give a lesson's number or",
    "build --frce": "bplib build: --frce is not understood; `bplib build --help` says more",
    "report 00 01": "bplib report: 01 is not understood; `bplib report --help` says more",
    "collect HW1 Download.zip": "bplib collect: Download.zip is not understood: a name with blanks "
    "must stand in quotes, as 'HW1 Download.zip'; `bplib collect --help` says more",
    "new a_name": "bplib new: the following arguments are required: --lesson",
}


@pytest.mark.parametrize("typed", SENTENCES)
def test_what_cannot_be_done_gets_one_sentence_and_status_two(root, monkeypatch, capsys, typed):
    monkeypatch.chdir(root)
    assert main(typed.split()) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(SENTENCES[typed].replace("{root}", str(root)))
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_the_version_is_the_installed_one(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert (
        capsys.readouterr().out.split(",")[0]
        == f"bplib {metadata.version('backprop-you-can-check')}"
    )


def test_every_command_is_known_and_explained(capsys):
    for command in COMMANDS:
        with pytest.raises(SystemExit) as end:
            main([command, "--help"])
        assert end.value.code == 0
        assert f"usage: bplib {command}" in capsys.readouterr().out


# ---- doctor --------------------------------------------------------------------------------------


def test_doctor_finds_all_well_and_says_what_would_mend_it(capsys, monkeypatch):
    assert main(["doctor"]) == 0
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no-such-package"))
    assert main(["doctor"]) == 1
    assert "--   no-such-package\n       to mend it: run `make setup`" in capsys.readouterr().out


def test_doctor_says_how_to_call_bplib_from_here(tmp_path, monkeypatch):
    beside = tmp_path / ".venv" / "bin"
    beside.mkdir(parents=True)
    (beside / "python").touch()
    monkeypatch.setattr(sys, "executable", str(beside / "python"))
    assert doctor.calling() == f"call it as `{beside / 'python'} -m bplib`"
    (beside / "bplib").write_text("#!/bin/sh\n")
    (beside / "bplib").chmod(0o755)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.chdir(tmp_path)
    assert doctor.calling() == "`bplib` alone is not found here: call it as `.venv/bin/bplib`"
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert doctor.calling().endswith(f"call it as `{beside / 'bplib'}`")
    monkeypatch.setenv("PATH", str(beside))
    assert doctor.calling() == "call it as `bplib`"
