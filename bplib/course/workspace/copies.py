"""Making a workspace: copies of the lessons and of the pages that they link to."""

import contextlib
import copy
import functools
import json
import re
import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

from bplib.course import notebooks
from bplib.course.lessons import CourseError
from bplib.course.workspace import files
from bplib.course.workspace.places import (
    FORMAT,
    MARK,
    SETTINGS,
    Workspace,
    lesson_notebooks,
    refuse_newer,
)

# A page beside the lessons: from `lessons/NN_slug` and `solutions/NN_slug` alike, and from a copy.
_PAGE = re.compile(r"(\]\(|href=\")\.\./\.\./lessons/")


def make(folder: Path, course: Path) -> tuple[Workspace, list[str]]:
    """Make a workspace, or put into one what it lacks; nothing that is there is changed.

    Parameters
    ----------
    folder : Path
        Where it is, or shall be.
    course : Path
        The course's folder.

    Returns
    -------
    Workspace, list of str
        The workspace, and the lessons that are new in it.

    Raises
    ------
    CourseError
        If the folder holds other things, is the course itself, or cannot be written to.
    """
    workspace = Workspace(folder.resolve())
    refuse(workspace, course)
    refuse_newer(workspace)
    with files.told(workspace.folder, "nothing is lost; name a folder that can be written to"):
        (workspace.own / "checking").mkdir(parents=True, exist_ok=True)
        new = []
        for path in lesson_notebooks(course / "lessons"):
            if not workspace.notebook(path.stem).exists():
                hand_out(workspace, course, path.stem)
                new.append(path.stem)
        renew_pages(workspace, course)
        # Last, so what has it is complete; always, so a disk that is full or read-only is told.
        files.write(workspace.own / SETTINGS, json.dumps({"format": FORMAT}).encode() + b"\n")
    return workspace, new


def refuse(workspace: Workspace, course: Path) -> None:
    """Raise a CourseError where a folder is no place for a workspace."""
    folder = workspace.folder
    if folder in (course, course / "lessons", course / "solutions"):
        raise CourseError(f"{folder} is the course's own: name another folder for your copy")
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file: name a folder")
    strange = folder.is_dir() and not (folder / MARK).is_dir() and any(folder.iterdir())
    if strange and not workspace.lessons():
        raise CourseError(f"{folder} holds other things: name a new folder, or an empty one")


def hand_out(workspace: Workspace, course: Path, lesson: str) -> None:
    """Write a lesson into a workspace as the course has it."""
    notebook = as_handed_out(course, lesson)
    remember(workspace, lesson, notebook)
    files.write(workspace.notebook(lesson), as_bytes(notebook))


def as_handed_out(course: Path, lesson: str) -> NotebookNode:
    """Return a lesson as the course has it, its links as they lead from a workspace.

    Where somebody typed into the course's own file, it is made anew from the solution.
    """
    notebook = notebooks.read(course_path(course, lesson))
    if notebooks.is_typed_in(notebook):
        notebook = _made_anew(course, lesson) or notebook
    of_course = notebook.metadata.get("bplib", {}).get("handed_out", "")
    link_from_a_copy(notebook)
    notebook.metadata.update(copy.deepcopy(kernels_own()))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebooks.sign(notebook)
    notebook.metadata["bplib"]["course"] = of_course
    return notebook


@functools.cache
def kernels_own() -> dict[str, Any]:
    """Return what JupyterLab writes of the kernel into a notebook that it opens.

    A copy that has it already is as it was after it has been opened, and is not said to be unsaved.
    """
    from ipykernel.ipkernel import IPythonKernel
    from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager

    spec = KernelSpecManager().get_kernel_spec(NATIVE_KERNEL_NAME)
    return {
        "kernelspec": {**notebooks.KERNELSPEC, "display_name": spec.display_name},
        "language_info": IPythonKernel.language_info,
    }


def read(path: Path) -> NotebookNode:
    """Read a notebook that somebody has edited: ids that stand twice or are missing are renewed."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DuplicateCellId)
        warnings.filterwarnings("ignore", category=MissingIDFieldWarning)
        return notebooks.read(path)


def link_from_a_copy(notebook: NotebookNode) -> None:
    """Let the links of a lesson to pages beside the lessons lead there from a workspace."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _PAGE.sub(r"\1../", cell.source)


def version(path: Path) -> str:
    """Return which version of the course's lesson a file is or was made of; "" where it tells none.

    It is read without nbformat, since all lessons are asked whenever the course is opened.
    """
    try:
        marks = json.loads(path.read_text(encoding="utf-8"))["metadata"]["bplib"]
        return str(marks.get("course") or marks["handed_out"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""


def typed_in(course: Path) -> list[str]:
    """Return the lessons of the course's own folder that somebody has typed into."""
    found = []
    for path in lesson_notebooks(course / "lessons"):
        with contextlib.suppress(CourseError):
            notebook = notebooks.read(path)
            if "bplib" in notebook.metadata and notebooks.is_typed_in(notebook):
                found.append(path.stem)
    return found


def course_path(course: Path, lesson: str) -> Path:
    """Return the course's own file of a lesson."""
    return course / "lessons" / lesson / f"{lesson}.ipynb"


def _made_anew(course: Path, lesson: str) -> NotebookNode | None:
    solution = course / "solutions" / lesson / f"{lesson}.ipynb"
    if not solution.is_file():
        return None
    import tempfile

    from bplib.course.build import generate

    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder)
        notebooks.write(notebooks.read(solution), staged / solution.relative_to(course))
        return notebooks.read(generate(course, staged, [lesson])[lesson])


def remember(workspace: Workspace, lesson: str, notebook: NotebookNode) -> None:
    """Keep a lesson as it was handed out: what a learner wrote is what differs from it."""
    mark = notebook.metadata["bplib"]["handed_out"]
    path = _remembered(workspace, lesson, mark)
    if not path.is_file():
        files.write(path, as_bytes(notebook))


def remembered(workspace: Workspace, lesson: str, notebook: NotebookNode) -> NotebookNode | None:
    """Return the lesson that a copy was made of, by the mark in the copy; None if unknown.

    A program that dropped the mark was given the last version that was handed out.
    """
    mark = notebook.metadata.get("bplib", {}).get("handed_out", "")
    path = _remembered(workspace, lesson, str(mark))
    if not mark:
        versions = workspace.handed_out.glob(f"{lesson}.*.ipynb")
        path = max(versions, key=lambda one: one.stat().st_mtime, default=path)
    if not path.is_file():
        return None
    try:
        return notebooks.read(path)
    except CourseError:
        return None


def _remembered(workspace: Workspace, lesson: str, mark: str) -> Path:
    name = re.sub(r"\W", "", mark)[:16]
    return workspace.handed_out / f"{lesson}.{name}.ipynb"


def as_bytes(notebook: NotebookNode) -> bytes:
    """Return a notebook as the bytes of its file."""
    return (nbformat.writes(notebook) + "\n").encode("utf-8", errors="replace")


def renew_pages(workspace: Workspace, course: Path) -> list[str]:
    """Write the pages beside the lessons; return copies kept of those that were typed into."""
    kept = []
    pages = [p for p in (course / "lessons").iterdir() if p.suffix in (".md", ".ipynb")]
    for page in sorted(pages):
        mine, last = workspace.folder / page.name, workspace.handed_out / page.name
        data = page.read_bytes()
        if mine.is_file() and mine.read_bytes() == data:
            continue
        if mine.is_file() and not (last.is_file() and last.read_bytes() == mine.read_bytes()):
            kept.append(files.keep(mine, workspace.kept).name)
        files.write(last, data)
        files.write(mine, data)
    return kept
