"""Draw the still pictures of the moving figures: `python tests/stills.py` renews their files."""

import json
import shutil
import subprocess
import sys

from bplib.plots.moving.figure import FOLDER, module

NODE = shutil.which("node") or shutil.which("nodejs")
NAMES = sorted(path.stem for path in FOLDER.glob("*.js") if path.stem != "prelude")


def run(name: str, program: str) -> str:
    """Return what a program in JavaScript prints that follows a figure's module."""
    done = subprocess.run(
        [str(NODE), "--input-type=module"],
        input=f"{module(name)}\n{program}",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{name}.js: {done.stderr.strip()[-800:]}")
    return done.stdout


def draw(name: str) -> str:
    return run(name, "process.stdout.write(still(figure));")


def numbers(name: str, settings: list[dict]) -> list[dict]:
    """Return what `compute` of a figure gives for each of the settings."""
    said = json.dumps(settings)
    return json.loads(run(name, f"console.log(JSON.stringify({said}.map(compute)));"))


if __name__ == "__main__":
    if NODE is None:
        sys.exit("stills are drawn by Node.js, which is not installed")
    for name in NAMES:
        (FOLDER / f"{name}.svg").write_text(draw(name), encoding="utf-8")
