"""What README shows is what happens: its example runs, its links and commands exist."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
import yaml

from bplib.cli import main
from bplib.course.modulemap import MARKS, module_map
from bplib.course.setting_up import DISK


def read(root, name):
    return (root / name).read_text(encoding="utf-8")


def test_the_example_prints_what_the_readme_says(root):
    text = read(root, "README.md")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    shown = re.search(r"```text\n(.*?)```", text, re.DOTALL)[1]
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == shown
    assert len([line for line in code.splitlines() if line]) <= 10


def test_the_disk_that_the_readme_asks_for_is_what_setup_says(root):
    assert f"{DISK[False]} of disk for `make lab`" in read(root, "README.md")


def test_the_first_block_may_be_pasted_as_a_whole(root):
    first = re.search(r"```sh\n(.*?)```", read(root, "README.md"), re.DOTALL)[1]
    assert re.findall(r"^(?:git clone ADDRESS|make \w+)", first, re.MULTILINE) == [
        *("git clone ADDRESS", "make lab"),
    ]


def fresh_clone(root, folder):
    """Put the course into a folder as it is committed; as it is here where there is no history."""
    if (root / ".git").exists():
        subprocess.run(["git", "clone", "--quiet", root, folder], check=True)
    else:
        shutil.copytree(root, folder, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(os.path.dirname(sys.executable))
    return folder


def test_the_instructors_commands_show_what_the_readme_says(root, tmp_path):
    clone = fresh_clone(root, tmp_path / "clone")
    section = read(clone, "README.md").split("## For instructors")[1].split("\n## ")[0]
    shown = re.search(r"```console\n(.*?)```", section, re.DOTALL)[1]
    commands = re.findall(r"^\$ (.+)$", shown, re.MULTILINE)
    # the shell repeats each command before it is run, as a terminal does
    script = "\n".join(f"echo {shlex.quote('$ ' + line)}\n{line} || exit 1" for line in commands)
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(clone)},
        capture_output=True,
        text=True,
    )
    assert ran.stdout == shown, ran.stderr[-2000:]
    assert ran.returncode == 0


def test_the_instructors_guide_has_ten_commands_and_every_one_exists(root):
    guide = read(root, "bplib/grading/INSTRUCTORS.md")
    assert len(re.findall(r"^ivy\$ ", guide, re.MULTILINE)) == 10
    assert re.search(r"^test-hub:", read(root, "Makefile"), re.MULTILINE)
    for command in set(re.findall(r"(?:`|\$ )bplib (\w+)", guide)):
        with pytest.raises(SystemExit) as stop:
            main([command, "--help"])
        assert stop.value.code == 0, command


def test_links_lead_somewhere(root):
    for name in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", read(root, name)):
            if not target.startswith("https://"):
                assert (root / target).exists(), (name, target)


def test_every_command_of_the_readme_exists(root, capsys):
    named = set(
        re.findall(r"`bplib (\w+)", read(root, "README.md") + read(root, "CONTRIBUTING.md"))
    )
    assert named
    for command in named:
        with pytest.raises(SystemExit) as stop:
            main([command, "--help"])
        assert stop.value.code == 0, command


def test_make_targets_exist(root):
    makefile = read(root, "Makefile")
    named = set(re.findall(r"make (\w+)", read(root, "README.md") + read(root, "CONTRIBUTING.md")))
    assert named >= {"lab", "test", "setup", "lock"}
    for target in named & {"lab", "test", "setup", "lock", "build", "clean"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_lock_file_has_hashes_and_no_address(root):
    lock = read(root, "requirements.lock")
    assert "://" not in lock
    pins = re.findall(r"^[A-Za-z0-9._-]+(?:\[[^]]*\])?==", lock, re.MULTILINE)
    assert len(pins) > 100
    blocks = re.split(r"^(?=[A-Za-z0-9._-]+(?:\[[^]]*\])?==)", lock, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_map_of_the_modules_is_what_their_docstrings_say(root):
    page = read(root, "CONTRIBUTING.md")
    assert f"{MARKS[0]}\n{module_map(root / 'bplib')}\n{MARKS[1]}" in page, "run `bplib build`"


def test_the_ground_floor_is_the_library_and_nothing_else(root):
    files = {path.name for path in (root / "bplib").iterdir() if path.is_file()}
    floor = "activations losses initializers layers network optimizers schedules training"
    assert files == {f"{name}.py" for name in f"{floor} __init__ __main__ cli".split()} | {
        "py.typed"
    }


def test_no_module_is_longer_than_one_sitting(root):
    for path in (root / "bplib").rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 350, path


def test_what_runs_before_a_commit_is_there(root):
    hooks = yaml.safe_load(read(root, ".pre-commit-config.yaml"))["repos"][0]["hooks"]
    assert [hook["entry"].split()[0] for hook in hooks] == ["make", ".venv/bin/python"]
    for hook in hooks:
        for word in hook["entry"].split()[1:]:
            if word.startswith("tests/"):
                assert (root / word).is_file()
    assert re.search(r"^first:", read(root, "Makefile"), re.MULTILINE)
