"""What README shows is what happens: its example runs, its links and commands exist."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from bplib.cli import main


def read(root, name):
    return (root / name).read_text(encoding="utf-8")


def test_the_example_prints_what_the_readme_says(root):
    text = read(root, "README.md")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    shown = re.search(r"```text\n(.*?)```", text, re.DOTALL)[1]
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == shown
    assert len([line for line in code.splitlines() if line]) <= 10


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
