"""The reference: a page for each part of the library that a reader may import, from docstrings."""

import importlib
import pkgutil
from collections.abc import Iterator

# In the order of the lessons; of a package without `__all__` every public module is shown.
PARTS = (
    "bplib.activations",
    "bplib.losses",
    "bplib.initializers",
    "bplib.layers",
    "bplib.network",
    "bplib.optimizers",
    "bplib.schedules",
    "bplib.training",
    "bplib.autodiff",
    "bplib.gradcheck",
    "bplib.symbolic",
    "bplib.beyond",
    "bplib.data",
    "bplib.fast",
    "bplib.plots",
    "bplib.plots.moving",
    "bplib.course",
)


def pages() -> dict[str, str]:
    """Return the reStructuredText of each page by its name, beginning with the list of them."""
    listed = "\n".join(f"   {part}" for part in PARTS)
    title = "Reference of bplib"
    found = {
        "reference/index": f"{_heading(title, '=')}\n"
        "What can be imported, from the docstrings. The code is written to be read: each module is "
        f"a page or two.\n\n.. toctree::\n   :maxdepth: 1\n\n{listed}\n"
    }
    for part in PARTS:
        found[f"reference/{part}"] = "\n".join([_heading(f"``{part}``", "="), *_members(part)])
    return found


def of_files() -> dict[str, str]:
    """Return which page of the reference a module's file or a package's folder is shown on."""
    return {
        part.replace(".", "/") + end: f"reference/{part}" for part in PARTS for end in ("", ".py")
    }


def _members(part: str) -> Iterator[str]:
    module = importlib.import_module(part)
    whole = hasattr(module, "__all__")
    yield f".. automodule:: {part}"
    if whole:
        yield "   :members:\n   :imported-members:"
        return
    yield ""
    for found in pkgutil.iter_modules(module.__path__, f"{part}."):
        if not found.name.rpartition(".")[2].startswith("_"):
            yield _heading(f"``{found.name}``", "-")
            yield f".. automodule:: {found.name}\n   :members:\n"


def _heading(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n"
