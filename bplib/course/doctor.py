"""`bplib doctor`: is everything here that the course needs, and what would mend it."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bplib._support import foreign
from bplib.course import products

PACKAGES = ("numpy", "sympy", "matplotlib", "jupyterlab", "nbgrader", "nbval", "pytest", "tqdm")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, in words, and what would mend it."""

    ok: bool
    what: str
    mend: str = ""
    detail: str = ""


def findings() -> Iterator[Finding]:
    """Yield what was found, one thing after another."""
    yield Finding(
        sys.version_info >= (3, 11),
        "Python 3.11 or newer",
        "install a newer Python, delete .venv and run `make setup`",
        sys.version.split()[0],
    )
    for package in PACKAGES:
        try:
            detail = version(package)
        except PackageNotFoundError:
            detail = ""
        yield Finding(bool(detail), package, "run `make setup` in the course's folder", detail)
    others = foreign.anywhere()
    yield Finding(
        not others,
        "no other project that is called bplib",
        foreign.sentence(", ".join(others)),
        ", ".join(others),
    )
    beside = Path(sys.executable).with_name("alembic")
    path = shutil.which("alembic", path=f"{beside.parent}{os.pathsep}{os.environ.get('PATH', '')}")
    yield Finding(
        path is not None, "alembic, which nbgrader calls to make a gradebook", "run `make setup`"
    )
    kernels = importlib.util.find_spec("ipykernel")
    yield Finding(kernels is not None, "a Python kernel for the notebooks", "run `make setup`")


def calling() -> str:
    """Return in a sentence how `bplib` is called from here."""
    alone = "" if typed() == "bplib" or " -m " in typed() else "`bplib` alone is not found here: "
    return f"{alone}call it as `{typed()}`"


def typed() -> str:
    """Return what calls `bplib` in the terminal that this was started from."""
    beside = Path(sys.executable).with_name("bplib.exe" if os.name == "nt" else "bplib")
    found = shutil.which("bplib")
    if found and Path(found).absolute() == beside.absolute():
        return "bplib"
    if not beside.is_file():
        return f"{sys.executable} -m bplib"
    inside = beside.absolute().is_relative_to(Path.cwd())
    return str(beside.absolute().relative_to(Path.cwd()) if inside else beside.absolute())


def environment() -> None:
    """Print one line per thing that the course needs, without versions."""
    for finding in findings():
        print(f"ok   {finding.what}" if finding.ok else f"--   {finding.what}: {finding.mend}")


def report() -> bool:
    """Print every finding with its version, and matrix speed; return whether all is well."""
    results = list(findings())
    for finding in results:
        print(f"{'ok' if finding.ok else '--'}   {finding.what}  {finding.detail}".rstrip())
        if not finding.ok:
            print(f"       to mend it: {finding.mend}")
    print(f"     {calling()}")
    for line in products.lines():
        print(f"     {line}")
    return all(finding.ok for finding in results)
