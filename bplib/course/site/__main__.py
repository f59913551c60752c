"""`python -m bplib.course.site`: translate the course, let Sphinx build it, look at the result."""

import shutil
import sys
import time
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from bplib.course import (
    lean,  # noqa: F401 - before whatever imports nbformat
    notebooks,
)
from bplib.course.lessons import CourseError, course_root, lesson_names, notebook_path
from bplib.course.site import addresses, lessons, pages, reference

PLACE = ".site"
NEEDED = ("myst-nb", "sphinx-book-theme", "sphinx-mathjax-offline")


def translate(root: Path, folder: Path) -> None:
    """Write what Sphinx reads: every lesson, every page.

    Parameters
    ----------
    root : Path
        The course's folder.
    folder : Path
        An empty folder.
    """
    names = addresses.pages(root) | reference.of_files()
    for lesson in lesson_names(root):
        links = addresses.Links(f"solutions/{lesson}/{lesson}.ipynb", f"lessons/{lesson}", names)
        solution = notebooks.read(notebook_path(root, "solutions", lesson))
        notebooks.write(lessons.page(lesson, solution, links), folder / f"lessons/{lesson}.ipynb")
    pages.write(root, folder, names)
    for page, text in reference.pages().items():
        path = folder / f"{page}.rst"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def build(folder: Path) -> int:
    """Let Sphinx build the site from ``folder/source`` into ``folder/html``; return its status."""
    missing = [name for name in NEEDED if not _is_installed(name)]
    if missing:
        raise CourseError(
            f"the site needs {' and '.join(missing)}: run `pip install {' '.join(missing)}`"
        )
    from sphinx.cmd.build import main as sphinx

    options = ["-c", str(Path(__file__).parent), "-d", str(folder / "doctrees"), "-b", "html"]
    strict = ["--nitpicky", "--fail-on-warning", "--keep-going", "--quiet"]
    return sphinx([*options, *strict, str(folder / "source"), str(folder / "html")])


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def main() -> int:
    """Make the site; return the exit status."""
    begun = time.perf_counter()
    try:
        root = course_root()
        folder = root / PLACE
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "source").mkdir(parents=True)
        translate(root, folder / "source")
        status = build(folder)
    except CourseError as error:
        print(f"make site: {error}", file=sys.stderr)
        return 2
    if status == 0:
        seconds = time.perf_counter() - begun
        print(f"{folder / 'html' / 'index.html'} is there, after {seconds:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
