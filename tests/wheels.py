"""The course as wheels: `make wheel` builds them, `make test-wheel` installs and drives them.

`python tests/wheels.py build FOLDER` and `python tests/wheels.py try PYTHON ...`; each PYTHON gets
an empty environment of its own, outside of any clone. Where none is named, every version from 3.11
on that is found on the path or in pyenv is tried.
"""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from bplib import __version__
from bplib._support.foreign import DISTRIBUTION, OWN
from bplib.course.lessons import lesson_names

ROOT = Path(__file__).resolve().parent.parent
PACKAGED = "bplib/course/packaged"
SECONDS = 120
SOLUTIONS = f"""\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{OWN[1]}"
version = "{__version__}"
description = "The lessons of {DISTRIBUTION}, solved."
requires-python = ">=3.11"
license = "MIT"
dependencies = ["{DISTRIBUTION}=={__version__}"]

[tool.setuptools]
packages = ["bplib.course.packaged.solutions"]

[tool.setuptools.package-data]
"*" = ["*/*.ipynb"]
"""


# ---- building ------------------------------------------------------------------------------------


def build(target):
    """Build the course's wheel, from its source distribution, and the one of the solutions."""
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="bplib-wheels-") as folder:
        course, solved = Path(folder, "course"), Path(folder, "solutions")
        listed = run("git", "ls-files", "-z", cwd=ROOT, stdout=subprocess.PIPE).stdout
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (course / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, course / name)
        there = solved / PACKAGED / "solutions"
        for path in sorted(ROOT.glob("solutions/[0-9][0-9]_*/[0-9][0-9]_*.ipynb")):
            (there / path.stem).mkdir(parents=True)
            shutil.copyfile(path, there / path.stem / path.name)
        (solved / "pyproject.toml").write_text(SOLUTIONS, encoding="utf-8")
        sdist = "from setuptools import build_meta; build_meta.build_sdist('dist')"
        run(sys.executable, "-c", sdist, cwd=course, stdout=subprocess.DEVNULL)
        (source,) = (course / "dist").glob("*.tar.gz")
        pip = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation")
        run(*pip, "-w", target, source)
        run(*pip, "-w", target, solved)
    wheels = [next(target.glob(f"{name.replace('-', '_')}-{__version__}-*.whl")) for name in OWN]
    for wheel in wheels:
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    return wheels


def run(*command, **options):
    """Run a command; stop where it fails."""
    done = subprocess.run([str(part) for part in command], text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))[:200]} ended with status {done.returncode}")
    return done


# ---- trying --------------------------------------------------------------------------------------


def try_out(python, wheels, folder):
    """Install the wheels with one interpreter in an empty environment, and use them there."""
    course, solved = wheels
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.\[\]-]+==[^\s;\\]+(?: ; [^\\\n]+)?)", lock, re.MULTILINE)
    (folder / "pins.txt").write_text("\n".join(pins), encoding="utf-8")
    run(python, "-m", "venv", folder / "venv")
    inside = folder / "venv" / "bin"
    pip = (inside / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check")
    run(*pip, "-c", folder / "pins.txt", course)
    empty = folder / "empty"
    empty.mkdir()
    places = {name: os.environ[name] for name in ("LANG", "PATH") if name in os.environ}
    own = {"HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder / "config"), **places}

    def bplib(*words, status=0, folder="."):
        command = [inside / "bplib", *words]
        done = subprocess.run(command, cwd=empty / folder, env=own, text=True, capture_output=True)
        assert done.returncode == status, f"bplib {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    bplib("doctor")
    lessons = lesson_names(ROOT)
    _serve(inside, empty, own, lessons)
    (mine,) = empty.glob("my-lessons/06_*/06_*.ipynb")
    assert "not attempted" in bplib("check", "06", status=1)
    run(*pip, "--no-deps", solved)
    find = "from bplib.course.lessons import packaged_course; print(packaged_course())"
    printed = run(inside / "python", "-c", find, stdout=subprocess.PIPE, cwd=empty, env=own).stdout
    packaged = Path(printed.strip())
    assert sorted(path.name for path in (packaged / "solutions").glob("[0-9]*")) == lessons
    shutil.copyfile(packaged / "solutions" / mine.stem / mine.name, mine)
    assert "passed" in bplib("check", "06")
    bplib("course", "class")
    handed_in = empty / "class" / "submitted" / "ada" / mine.stem / mine.name
    handed_in.parent.mkdir(parents=True)
    shutil.copyfile(mine, handed_in)
    assert re.search(r"ada +06_\w+ +14/14", bplib("grade", "06", folder="class"))
    print(f"{python}: installed, served, checked, graded", flush=True)


def _serve(inside, empty, own, lessons):
    """Open the lab as a learner would, read all lessons from its server, and stop it."""
    server = subprocess.Popen([inside / "bplib", "lab", "--no-browser"], cwd=empty, env=own,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    try:
        url, token = _address(inside, own, server)
        for lesson in lessons:
            path = f"{lesson}/{lesson}.ipynb"
            found = [_get(f"{url}api/contents/{below}{path}?token={token}")
                     for below in ("", "my-lessons/")]  # fmt: skip
            assert any(found), f"{path} is not served"
    finally:
        server.terminate()
        server.wait(SECONDS)


def _get(url):
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError:
        return None


def _address(inside, own, server):
    list_them = "from jupyter_server.serverapp import list_running_servers as l; import json; "
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and server.poll() is None:
        code = f"{list_them}print(json.dumps(list(l())))"
        found = json.loads(run(inside / "python", "-c", code, env=own, stdout=subprocess.PIPE,
                               cwd=own["HOME"]).stdout)  # fmt: skip
        for info in found:
            if _get(f"{info['url']}api"):
                return info["url"], info["token"]
        time.sleep(0.5)
    server.terminate()
    sys.exit(f"bplib lab did not answer: {server.stdout.read().decode()[-2000:]}")


def interpreters():
    """Return an interpreter of every version from 3.11 on, this one's first."""
    found = {sys.version_info[:2]: sys.executable}
    named = [path for minor in range(11, 30) if (path := shutil.which(f"python3.{minor}"))]
    kept = Path.home().glob(".pyenv/versions/3.*/bin/python")
    for python in (*named, *map(str, sorted(kept))):
        code = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
        said = subprocess.run([python, "-c", code], capture_output=True, text=True)
        if said.returncode == 0 and (version := tuple(map(int, said.stdout.split()))) >= (3, 11):
            found.setdefault(version, python)
    return list(found.values())


def main():
    """Build, or build and try."""
    what, *words = sys.argv[1:]
    if what == "build":
        build(Path(words[0]))
        return
    with TemporaryDirectory(prefix="bplib-wheels-") as folder:
        wheels = build(Path(folder, "dist"))
        names = zipfile.ZipFile(wheels[0]).namelist()
        assert not [name for name in names if "/solutions/" in name], "solutions in the course"
        pythons = words or interpreters()
        places = [Path(folder, str(number)) for number in range(len(pythons))]
        for place in places:
            place.mkdir()
        with ThreadPoolExecutor(os.cpu_count()) as lanes:
            list(lanes.map(try_out, pythons, itertools.repeat(wheels), places))


if __name__ == "__main__":
    main()
