"""What a fork server imports and uses once, so that no submission has to wait for it."""

import contextlib
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from typing import Any

from bplib.grading.isolation import shell

# What keeps a random stream comes first: a child that imports it by itself has a stream of its own.
FIRST = ("numpy", "sympy")
# What lessons and learners import, a part at a time; the rest of bplib comes by `_everything_of`.
LIBRARIES = (
    *("matplotlib.colors", "matplotlib.figure", "matplotlib.pyplot"),
    "matplotlib_inline.backend_inline",
    *("sympy.tensor.tensor", "sympy.physics.units", "sympy.codegen.ast", "sympy.printing.latex"),
    *("numpy.testing", "IPython.display", "IPython.core.pylabtools", "uuid", "dataclasses"),
    *("collections", "functools", "itertools", "math", "statistics", "fractions", "decimal"),
    *("importlib.readers", "encodings.cp437"),  # for data beside a module, in a zip archive
)
_NOT_USED = frozenset({"grading", "selfcheck", "moving"})  # parts of bplib
# What is imported, compiled or cached when it is first used.
FIRST_USES = """
import numpy as np, sympy as sp, matplotlib.pyplot as plt
x = sp.symbols("x")
sp.lambdify(x, sp.simplify(sp.diff(sp.exp(x) * x, x)))(0.5)
sp.latex(sp.Matrix([[x, 1], [1, x]]).inv())
np.linalg.solve(np.eye(2), np.random.default_rng(0).normal(size=2))
plt.plot([1, 2]); plt.title("$x^2$"); plt.show()
"""


def begin() -> Any:
    """Return a shell in a process that has imported what every submission uses."""
    kernel = shell.make_shell()
    for name in FIRST:
        importlib.import_module(name)
    return kernel


def rest(kernel: Any) -> Iterator[None]:
    """Import, and use once, what submissions use, and pause after each part.

    Raises
    ------
    RuntimeError
        If what was to be used once fails.
    """
    for name in LIBRARIES:
        importlib.import_module(name)
        yield
    for name in _everything_of("bplib"):
        with contextlib.suppress(ImportError):  # a peer library may not be installed
            importlib.import_module(name)
        yield
    known = set(kernel.user_ns)
    said = shell.run(kernel, {"source": FIRST_USES}, store_history=False)
    if said["error"]:
        raise RuntimeError(f"a library fails at its first use: {said['error']['message']}")
    sys.modules["matplotlib.pyplot"].close("all")
    for name in set(kernel.user_ns) - known:
        del kernel.user_ns[name]


def _everything_of(package: str) -> list[str]:
    path = importlib.import_module(package).__path__
    found = [module.name for module in pkgutil.walk_packages(path, f"{package}.")]
    return [name for name in found if _NOT_USED.isdisjoint(name.split("."))]
