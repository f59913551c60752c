"""The versions that a score can depend on."""

import functools
import platform
from importlib.metadata import version

import bplib


@functools.cache
def installed() -> dict[str, str]:
    """Return the versions of Python and of the packages that a score can depend on."""
    packages = {name: version(name) for name in ("numpy", "sympy")}
    return {"python": platform.python_version(), **packages, "bplib": bplib.__version__}
