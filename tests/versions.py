"""Lessons and tests on other versions, in a temporary environment: `make test-newest` and others.

`locked` installs requirements.lock, `newest` the newest and `oldest` the oldest versions that
pyproject.toml allows; what those need in turn is as new as they allow.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
PICK = {"newest": "highest", "oldest": "lowest-direct"}


def run(*command, **options):
    """Run a command in the course's folder; stop with its status where it fails."""
    print("$", " ".join(map(str, command)), flush=True)
    status = subprocess.run(command, cwd=ROOT, **options).returncode
    if status:
        sys.exit(status)


def install(which, python, folder):
    """Make an environment with these versions; return its interpreter."""
    run(python, "-m", "venv", folder / "tools")
    run(folder / "tools/bin/python", "-m", "pip", "install", "-q", "uv")
    uv = folder / "tools/bin/uv"
    run(uv, "venv", "-q", "--seed", "--python", python, folder / "venv")
    inside = folder / "venv/bin/python"

    def uv_pip(command, *options):
        run(uv, "pip", command, "-q", "--python", inside, *options)

    if which == "locked":
        uv_pip("install", "--require-hashes", "-r", "requirements.lock")
    else:
        chosen = folder / "chosen.txt"
        pick = ("--resolution", PICK[which], "--extra", "dev")
        uv_pip("compile", "pyproject.toml", *pick, "-o", chosen)
        uv_pip("install", "-r", chosen)
    uv_pip("install", "setuptools>=77")
    uv_pip("install", "--no-deps", "--no-build-isolation", "-e", ".")
    run(inside, "-m", "compileall", "-q", folder / "venv/lib", stdout=subprocess.DEVNULL)
    return inside


def main():
    """Install, run, and keep a record where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("which", choices=["locked", *PICK])
    parser.add_argument("--python", default=sys.executable, help="the interpreter to use")
    parser.add_argument("--record", action="store_true", help="renew README's table")
    parser.add_argument("paths", nargs="*", default=["tests", "bplib", "solutions"])
    given = parser.parse_intermixed_args()
    with TemporaryDirectory(prefix="bplib-versions-") as folder:
        inside = install(given.which, given.python, Path(folder))
        environment = {**os.environ, "PATH": f"{inside.parent}{os.pathsep}{os.environ['PATH']}"}
        run(
            "make",
            "tests",
            f"BIN={inside.parent}",
            f"TESTS={' '.join(given.paths)}",
            env=environment,
        )
        if given.record:
            say = f"import ran; ran.record({given.which!r}, ran.versions({given.paths}))"
            run(inside, "-c", say, env={**environment, "PYTHONPATH": str(ROOT / "tests")})


if __name__ == "__main__":
    main()
