"""The map of the modules, in CONTRIBUTING: each in a line, read from its docstring."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bplib.course.coursemap import write_between

MARKS = ("<!-- modules: begin, made by `bplib build` -->", "<!-- modules: end -->")
PAGE = "CONTRIBUTING.md"


def module_map(package: Path) -> str:
    """Return a Markdown list of a package's modules, each with the first line of its docstring.

    Parameters
    ----------
    package : Path
        The package's folder. Of the exercises, only the folder is named.

    Returns
    -------
    str
        The ground floor first, then every wing with its modules.
    """
    return "\n".join(_lines(package, package.parent, 0))


def _lines(folder: Path, root: Path, depth: int) -> Iterator[str]:
    modules = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
    wings = sorted(path.parent for path in folder.glob("*/__init__.py"))
    for path in modules:
        yield f"{'  ' * depth}- `{path.stem}`: {_summary(path)}"
    for wing in wings:
        name = wing.relative_to(root).as_posix()
        yield f"{'  ' * depth}- **`{name}/`**: {_summary(wing / '__init__.py')}"
        if wing.name != "exercises":
            yield from _lines(wing, root, depth + 1)


def _summary(path: Path) -> str:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return doc.partition("\n\n")[0].replace("\n", " ")


def update_module_map(root: Path) -> list[str]:
    """Write the map into the contributors' page, where there is one; return what changed."""
    page = root / PAGE
    if not page.is_file() or not (root / "bplib").is_dir():
        return []
    return [PAGE] if write_between(page, MARKS, module_map(root / "bplib")) else []
