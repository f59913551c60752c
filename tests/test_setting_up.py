"""`bplib setup`: what is installed, what is said meanwhile, and what is said when it fails."""

import re
import runpy
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bplib.cli import main
from bplib.course import setting_up
from bplib.course.lessons import CourseError

LOCK = """\
anywidget==1.0 \\
    --hash=sha256:aa
    # via bplib (pyproject.toml)
colorama==1 ; sys_platform == 'win32' \\
    --hash=sha256:bb
    # via
    #   click
    #   tqdm
colorama==2 ; sys_platform != 'win32' \\
    --hash=sha256:cc
    # via tqdm
psygnal==3 \\
    --hash=sha256:dd
    # via any_widget.py
    #   anywidget
sphinx[extra]==4 \\
    --hash=sha256:ee
    # via bplib (pyproject.toml)
tqdm==5 \\
    --hash=sha256:ff
    # via
    #   bplib (pyproject.toml)
    #   sphinx
"""


def test_of_a_lock_file_what_some_packages_need_is_taken():
    found = setting_up.locked(LOCK, {"AnyWidget"})
    assert list(found) == ["anywidget", "psygnal"]
    assert found["psygnal"].splitlines()[1] == "    --hash=sha256:dd"
    assert list(setting_up.locked(LOCK, {"sphinx"})) == ["colorama", "sphinx", "tqdm"]
    assert setting_up.locked(LOCK, {"tqdm"})["colorama"].count("colorama==") == 2


def test_a_learner_gets_all_that_each_package_asks_for_and_no_developers_tool(root):
    found = setting_up.packages(root, developer=False)
    every = setting_up.packages(root, developer=True)
    assert not {"ruff", "mypy", "hypothesis", "sphinx", "jupyterhub", "playwright"} & set(found)
    assert {"ruff", "mypy", "hypothesis", "jupyterlab", "numpy"} <= set(every)
    lock = (root / setting_up.LOCK).read_text("utf-8")
    assert len(re.findall(r"^\S+==", "\n".join(every.values()), re.MULTILINE)) == len(
        re.findall(r"^\S+==", lock, re.MULTILINE)
    )
    for name in found:
        try:
            asked = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # one for another system
            continue
        for one in map(Requirement, asked):
            if one.marker is None or one.marker.evaluate({"extra": ""}):
                assert re.sub(r"[-_.]+", "-", one.name).lower() in found, (name, one.name)


# ---- a whole run, with a pip of our own ----------------------------------------------------------


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course to set up, in which pip is a few lines of Python."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "nbgrader_config.py").touch()
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["tqdm>=1", "anywidget"]')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(setting_up, "_make", lambda folder: folder.mkdir(exist_ok=True))
    monkeypatch.setattr(setting_up, "python", lambda _: Path(sys.executable))
    monkeypatch.setattr(setting_up, "PIP", ("-c", PIP))
    (tmp_path / "bplib").mkdir()
    for name in ("one", "two"):
        (tmp_path / "bplib" / f"{name}.py").touch()
    return tmp_path


PIP = """
import sys
from pathlib import Path
if "-r" in sys.argv:
    for line in Path(sys.argv[-1]).read_text().splitlines():
        if "==" in line:
            print("Collecting", line)
    print("Installing collected packages: tqdm")
"""


def test_setting_up_says_a_line_for_each_step_and_leaves_marks(course, capsys):
    assert main(["setup"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "[1/3] an environment of its own",
        "[2/3] packages: 4",
        f"[3/3] {setting_up.COMPILED}",
    ]
    assert re.fullmatch(r"Ready, after \d:\d\d\.", said[3])
    assert len(said) == 4
    assert (course / ".venv" / ".ready").exists()
    assert not (course / ".venv" / ".installed").exists()
    log = (course / ".venv" / "setup.log").read_text()
    assert "Collecting psygnal==3" in log
    assert "Compiling" not in log
    assert main(["setup", "--dev"]) == 0
    assert (course / ".venv" / ".installed").exists()


def test_on_a_terminal_one_line_says_how_far_it_is(course, monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert main(["setup"]) == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert re.search(r"\r\x1b\[K\[2/3\] packages: \d of 4 installed, now tqdm, 0:\d\d", said)
    assert re.search(rf"\[3/3\] {setting_up.COMPILED}: 2 of 2, 0:\d\d", said)


def test_the_package_that_is_being_installed_is_named(tmp_path):
    bar = setting_up._Line(1)
    bar.step("packages", 3)
    bar.heard("Collecting a-b==1\n")
    assert bar._count(tmp_path) == ": 1 of 3 fetched"
    bar.heard("Installing collected packages: a_b, c.d, e\n")
    for name in ("pip-1", "a_b-1"):
        (tmp_path / f"{name}.dist-info").mkdir()
    assert bar._count(tmp_path) == ": 1 of 3 installed, now c-d"
    for name in ("c_d-1.0", "e-2"):
        (tmp_path / f"{name}.dist-info").mkdir()
    assert bar._count(tmp_path) == ": 3 of 3 installed"


@pytest.mark.parametrize(
    ("pip", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full: the course needs about"),
        ("OSError: [Errno 30] Read-only file system: 'x'", "the disk is read-only: copy the"),
        ("PermissionError: [Errno 13] Permission denied", "{folder} may not be written to; "),
        ("Failed to establish a new connection: x", "the packages cannot be fetched: is there a"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "a package is not the one that"),
        ("x\nERROR: No matching distribution\ny", "pip cannot install the packages: No matching"),
        ("", "pip cannot install the packages: it says nothing"),
    ],
)
def test_when_it_fails_one_sentence_says_why(course, monkeypatch, capsys, pip, sentence):
    monkeypatch.setattr(setting_up, "PIP", ("-c", f"import sys; print({pip!r}); sys.exit(1)"))
    assert main(["setup"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"bplib setup: {sentence.format(folder=course / '.venv')}")
    assert said.endswith(f"; {course / '.venv' / 'setup.log'} has the rest\n")
    assert said.count("\n") == 1
    assert not (course / ".venv" / ".ready").exists()


def test_a_folder_that_cannot_be_written_to_is_said(course, monkeypatch, capsys):
    def refused(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(setting_up, "_make", refused)
    assert main(["setup"]) == 2
    said = capsys.readouterr().err
    assert "cannot be written: the disk is read-only; copy the course to a folder that" in said


def test_a_python_without_ensurepip_is_said(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise subprocess.CalledProcessError(1, "ensurepip")

    monkeypatch.setattr(setting_up.venv, "create", refused)
    with pytest.raises(CourseError, match="python3-venv on Debian"):
        setting_up._make(tmp_path / ".venv")


def test_an_old_python_is_told_in_one_sentence(root, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(sys, "version", "3.9.2 (default)")
    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(root / "bplib" / "__main__.py"), run_name="__main__")
    assert str(stop.value).startswith("bplib needs Python 3.11 or newer, and this is 3.9.2: try")


def test_setting_up_needs_python_alone(root):
    program = (
        f"import sys; sys.path.insert(0, {str(root)!r})\n"
        "from bplib.cli import main\nfrom bplib.course import setting_up\nmain(['setup', '--hlp'])"
    )
    bare = [sys.executable, "-I", "-S", "-c", program]
    ran = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert ran.stderr.startswith("bplib setup: --hlp is not understood")
