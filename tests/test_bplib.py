"""The front door: what `from bplib import ...` gives, to Python and to a type checker."""

import os
import re
import subprocess
import sys

import pytest

import bplib


def test_the_list_of_names_is_complete_and_every_name_loads():
    assert set(bplib._NAMES) <= set(bplib.__all__)
    assert dir(bplib) == sorted(bplib.__all__)
    assert all(getattr(bplib, name) is not None for name in bplib.__all__)
    with pytest.raises(AttributeError, match="bplib has no 'Netwrok'"):
        bplib.Netwrok  # noqa: B018, the access itself raises


def test_a_type_checker_knows_the_front_door(root, tmp_path):
    """One run of mypy: README's ten lines are right, two misspelt lines are not."""
    pytest.importorskip("mypy")
    readme = (root / "README.md").read_text(encoding="utf-8")
    lines = re.search(r"```python\n(.*?)```", readme, flags=re.DOTALL)[1]
    assert "from bplib import Network" in lines
    (tmp_path / "ten_lines.py").write_text(lines, encoding="utf-8")
    slips = 'import bplib\n\nbplib.Network((2, 4, 1), "tanh", rgn=0)\nbplib.fti\n'
    (tmp_path / "slips.py").write_text(slips, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--config-file", root / "pyproject.toml"),
            *("--follow-imports=silent", "--cache-dir", root / ".mypy_cache", tmp_path),
        ],
        capture_output=True, text=True, cwd=tmp_path, check=False,
        env={**os.environ, "MYPYPATH": str(root)},
    )  # fmt: skip
    found = re.findall(r"(\w+\.py):(\d+): error: (.*)", done.stdout)
    assert [(file, line) for file, line, _ in found] == [("slips.py", "3"), ("slips.py", "4")]
    assert 'Unexpected keyword argument "rgn" for "Network"' in found[0][2]
    assert 'has no attribute "fti"' in found[1][2]
