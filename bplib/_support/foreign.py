"""Another project that is called bplib: whether it shares this folder, or this environment."""

import re
from pathlib import Path

DISTRIBUTION = "backprop-you-can-check"
_IN_RECORD = re.compile(r"^bplib/__init__\.py,", re.MULTILINE)
OWN = (DISTRIBUTION, f"{DISTRIBUTION}-solutions")


def beside() -> str | None:
    """Return the name of another project that wrote into this package's folder, or None.

    The package index knows a ``bplib`` that does something else. Two projects that share a folder
    overwrite each other's files, so whatever happens next is luck.
    """
    packages = Path(__file__).resolve().parent.parent.parent
    records = next(iter(packages.glob("bplib-*.dist-info")), None)
    return records.name.removesuffix(".dist-info").replace("-", " ") if records else None


def anywhere() -> list[str]:
    """Return the names of other projects in this environment that bring a ``bplib``."""
    from importlib.metadata import distributions  # takes longer than all else here

    records = {found.name: found.read_text("RECORD") or "" for found in distributions()}
    bring = (name for name, record in records.items() if _IN_RECORD.search(record))
    return sorted(name for name in bring if name not in OWN)


def sentence(name: str) -> str:
    """Return what is wrong, and what mends it."""
    return (
        f"another project, {name}, is installed here under the same name as the course's bplib, "
        "and either may overwrite the other: install the course in an environment of its own, or "
        f"run `pip uninstall bplib` and `pip install --force-reinstall {DISTRIBUTION}`"
    )
