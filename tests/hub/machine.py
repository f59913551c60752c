"""The machine that a hub runs on: an interpreter for everybody, bplib installed, a proxy."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from people import Refused

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROXY = ROOT / ".venv" / "hub"
NAMESPACE = "BPLIB_HUB_NAMESPACE"
ADDRESS = "https://example.org/bplib.git"


def run(*command: object, **options: object) -> None:
    """Run a command; raise with what it said where it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        raise Refused(f"`{' '.join(words)}` failed: {(done.stdout + done.stderr).strip()[-2000:]}")


def proxy() -> Path:
    """Return the proxy's command; install it where it is not yet, with the locked versions."""
    locked = PROXY / "package-lock.json"
    wanted = (HERE / "package-lock.json").read_bytes()
    command = PROXY / "node_modules" / ".bin" / "configurable-http-proxy"
    if not (command.exists() and locked.is_file() and locked.read_bytes() == wanted):
        if not shutil.which("npm"):
            raise Refused("JupyterHub's proxy is a package of Node.js: install npm")
        PROXY.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", PROXY)
        shutil.copy(HERE / "package-lock.json", PROXY)
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=PROXY)
    return command


def open_interpreter() -> None:
    """Let every user run this interpreter, in a view of the file system that is this run's own.

    Where it stands below a folder that only root may enter, this program begins again in a mount
    namespace in which that folder holds nothing but what is needed; nothing changes outside of it.
    """
    needed = {Path(sys.prefix), Path(sys.base_prefix), ROOT}
    if node := shutil.which("node"):
        needed.add(Path(node).resolve().parent.parent)
    needed -= {place for place in needed if needed & set(place.parents)}
    closed = {folder for place in needed if (folder := _blocked(place))}
    if not closed:
        return
    if NAMESPACE not in os.environ:
        words = ["unshare", "--mount", "--propagation", "private"]
        try:
            run(*words, "true")
        except Refused as error:
            raise Refused(
                f"no other user may enter {', '.join(map(str, closed))}, where this interpreter "
                f"is: use one that all may run, with `make setup PYTHON=…` ({error})"
            ) from None
        os.environ[NAMESPACE] = "1"
        os.execvp(words[0], [*words, sys.executable, *sys.argv])
    for folder in closed:
        _show_only(folder, [place for place in needed if folder in place.parents])
    os.chdir(ROOT)  # as it is seen now


def _blocked(place: Path) -> Path | None:
    """Return the outermost folder on the way to a place that other users may not enter."""
    return next(
        (folder for folder in reversed(place.parents) if not folder.stat().st_mode & 0o001), None
    )


def _show_only(folder: Path, places: Iterable[Path]) -> None:
    with tempfile.TemporaryDirectory() as name:
        kept = Path(name)
        for number, place in enumerate(places):
            (kept / str(number)).mkdir()
            run("mount", "--bind", place, kept / str(number))
        run("mount", "--type", "tmpfs", "-o", "mode=755", "tmpfs", folder)
        for number, place in enumerate(places):
            place.mkdir(parents=True)
            run("mount", "--move", kept / str(number), place)


def install(folder: Path) -> dict[str, str]:
    """Install bplib for everybody, as it is committed; return the environment of users.

    ``folder/bplib.git`` is what an instructor clones, ``folder/site`` what all import.
    """
    if not (ROOT / ".git").exists():
        raise Refused("an instructor clones the course: this needs its history")
    source = folder / "source"
    run("git", "clone", "--quiet", ROOT, source)
    run("git", "clone", "--quiet", "--bare", source, folder / "bplib.git")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "--root-user-action=ignore", "--no-deps", "--no-build-isolation",
        "--target", folder / "site", source)  # fmt: skip
    shutil.rmtree(source)
    (folder / "exchange").mkdir()
    (folder / "exchange").chmod(0o777)
    (folder / "etc").mkdir()
    # the one line that a hub whose exchange is elsewhere than nbgrader expects it has for all
    line = f"c = get_config()\nc.Exchange.root = {str(folder / 'exchange')!r}\n"
    (folder / "etc" / "nbgrader_config.py").write_text(line, encoding="utf-8")
    (folder / "etc" / "labconfig").mkdir()
    news = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (folder / "etc" / "labconfig" / "page_config.json").write_text(json.dumps(news))
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP")}
    programs = [folder / "site" / "bin", Path(sys.prefix) / "bin", "/usr/bin", "/bin"]
    return {
        "PATH": os.pathsep.join(map(str, programs)),
        "PYTHONPATH": str(folder / "site"),
        "JUPYTER_CONFIG_PATH": str(folder / "etc"),
        "LANG": "C.UTF-8",
        **threads,
    }
