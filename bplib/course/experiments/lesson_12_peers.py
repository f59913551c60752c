"""Slopes where a function has none: what four engines answer, and whether they do so here.

`TABLE` holds what each library gave in the version named. `compared` asks the library itself, where
it is installed; `ours` asks bplib.
"""

import importlib.metadata
import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from bplib.autodiff import Tensor
from bplib.course.experiments import peers

VERSIONS = {"PyTorch": "2.13", "JAX": "0.10", "autograd": "1.9"}
MODULES = {"PyTorch": "torch", "JAX": "jax", "autograd": "autograd"}
NAN = math.nan

# The slope by x at x = y = 0, of functions of x and y in a library's own words.
ROWS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "relu(x)": lambda m, x, _y: m.relu(x),
    "max(x, y)": lambda m, x, y: m.maximum(x, y),
    "clip(x, 0, 1)": lambda m, x, _y: m.clip(x),
    "|x|": lambda m, x, _y: m.abs(x),
    "√(x² + y²)": lambda m, x, y: m.sqrt(x * x + y * y),
    "norm of (x, y)": lambda m, x, y: m.norm(x, y),
    "ln x if x > 0 else 0": lambda m, x, _y: m.where(x > 0, m.log(x), 0.0 * x),
    "the same, with care": lambda m, x, _y: m.where(
        x > 0, m.log(m.where(x > 0, x, 0.0 * x + 1.0)), 0.0 * x
    ),
}

TABLE: dict[str, list[float | None]] = {  # PyTorch, JAX, autograd; None where it has no such
    "relu(x)": [0, 0, None],
    "max(x, y)": [0.5, 0.5, 0.5],
    "clip(x, 0, 1)": [1, 0.5, 0],
    "|x|": [0, 1, 0],
    "√(x² + y²)": [NAN, NAN, NAN],
    "norm of (x, y)": [0, NAN, NAN],
    "ln x if x > 0 else 0": [NAN, NAN, NAN],
    "the same, with care": [0, 0, 0],
}


def ours() -> dict[str, float | None]:
    """Return bplib's slopes; a larger of two and a size are written with relu, as it asks for."""

    def larger(x: Any, y: Any) -> Any:
        return y + (x - y).relu()

    def where(chosen: bool, x: Any, y: Any) -> Any:
        return x * float(chosen) + y * float(not chosen)

    words = SimpleNamespace(
        relu=lambda x: x.relu(),
        maximum=larger,
        clip=lambda x: x.relu() - (x - 1.0).relu(),
        abs=lambda x: x.relu() + (-x).relu(),
        sqrt=lambda x: x**0.5,
        norm=None,
        where=where,
        log=lambda x: x.log(),
    )
    found: dict[str, float | None] = {}
    for name, of in ROWS.items():
        if name == "norm of (x, y)":
            found[name] = None
            continue
        x, y = Tensor(np.array(0.0)), Tensor(np.array(0.0))
        with np.errstate(all="ignore"):
            of(words, x, y).backward()
        found[name] = float(x.grad)  # type: ignore[arg-type]
    return found


def table() -> str:
    """Return the slopes at x = y = 0, a row for each function, a column for each engine."""
    head = "".join(f"{f'{name} {version}':>15}" for name, version in VERSIONS.items())
    lines = [f"{'slope by x at 0':24}{'bplib':>8}{head}"]
    for (name, theirs), mine in zip(TABLE.items(), ours().values(), strict=True):
        cells = "".join(f"{_shown(slope):>15}" for slope in theirs)
        lines.append(f"{name:24}{_shown(mine):>8}{cells}")
    return "\n".join(lines)


def _shown(slope: float | None) -> str:
    return "–" if slope is None else f"{slope:g}"


def installed(library: str) -> bool:
    """Whether a library of the table is here."""
    return peers.is_here(MODULES[library])


def compared(library: str) -> str:
    """Ask a library itself, where it is installed, and say whether the table has its slopes."""
    column = list(VERSIONS).index(library)
    if not installed(library):
        return f"{library}: not installed here; its column is what {VERSIONS[library]} gave"
    version = importlib.metadata.version(MODULES[library])
    found = {"PyTorch": _torch, "JAX": _jax, "autograd": _autograd}[library]()
    said = {name: slopes[column] for name, slopes in TABLE.items()}
    wrong = [name for name, slope in found.items() if _shown(slope) != _shown(said[name])]
    if wrong:
        shown = ", ".join(f"{name} {_shown(found[name])}" for name in wrong)
        return f"{library} {version}: differs from the table in {shown}"
    return f"{library} {version}: gives the slopes of its column"


def _torch() -> dict[str, float | None]:
    import torch

    words = SimpleNamespace(
        relu=torch.relu,
        maximum=torch.maximum,
        clip=lambda x: torch.clip(x, 0.0, 1.0),
        abs=torch.abs,
        sqrt=torch.sqrt,
        norm=lambda x, y: torch.linalg.norm(torch.stack([x, y])),
        where=torch.where,
        log=torch.log,
    )
    found: dict[str, float | None] = {}
    for name, of in ROWS.items():
        x, y = (torch.zeros((), dtype=torch.float64, requires_grad=True) for _ in range(2))
        of(words, x, y).backward()
        found[name] = x.grad.item()
    return found


def _jax() -> dict[str, float | None]:
    import jax
    import jax.numpy as jnp

    words = SimpleNamespace(
        relu=jax.nn.relu,
        maximum=jnp.maximum,
        clip=lambda x: jnp.clip(x, 0.0, 1.0),
        abs=jnp.abs,
        sqrt=jnp.sqrt,
        norm=lambda x, y: jnp.linalg.norm(jnp.stack([x, y])),
        where=jnp.where,
        log=jnp.log,
    )
    return {
        name: float(jax.grad(lambda x, y, of=of: of(words, x, y))(0.0, 0.0))
        for name, of in ROWS.items()
    }


def _autograd() -> dict[str, float | None]:
    import autograd
    import autograd.numpy as anp

    words = SimpleNamespace(
        maximum=anp.maximum,
        clip=lambda x: anp.clip(x, 0.0, 1.0),
        abs=anp.abs,
        sqrt=anp.sqrt,
        norm=lambda x, y: anp.linalg.norm(anp.array([x, y])),
        where=anp.where,
        log=anp.log,
    )
    found: dict[str, float | None] = {}
    for name, of in ROWS.items():
        if name == "relu(x)":
            found[name] = None
            continue
        with np.errstate(all="ignore"):
            zero = np.float64(0.0)
            found[name] = float(autograd.grad(lambda x, y, of=of: of(words, x, y))(zero, zero))
    return found
