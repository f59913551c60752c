"""Notebooks as files: read with one clear error, executed, normalised, written the same twice."""

import hashlib
import json
import os
import re
import time
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines

from bplib.course import reading
from bplib.course.lessons import CourseError
from bplib.course.products import ONE_THREAD

_CALLS_CHECK = re.compile(r"^[ \t]*check\(", re.MULTILINE)
_UNSEEN = re.compile(r"\s*(?:</?div\b.*)?$")  # lines of a text that a reader does not see
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
MAX_LINE = 60
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "name": "python"}  # without it nbconvert writes x.txt
# What a cell may not depend on: thread counts change the last digits, bars the output.
EXECUTION_ENVIRONMENT = {
    **ONE_THREAD,
    "TQDM_DISABLE": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "BPLIB_PEERS": "none",  # what other libraries say is not stored, wherever a lesson is built
}


def read(path: Path) -> NotebookNode:
    """Read a notebook.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    NotebookNode
        The notebook in format 4.

    Raises
    ------
    CourseError
        If the file is missing, is not a notebook, or is one of another language.
    """
    if not path.is_file():
        raise CourseError(f"{path} is not there: `bplib build` makes the lessons")
    refuse_two_versions(path)
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:
        reason = str(error).split("\n")[0][:120]
        raise CourseError(
            f"{path} is not a readable notebook ({reason}): restore it from your last copy"
        ) from None
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python":
        raise CourseError(f"{path} is written in {language}; lessons are Python notebooks")
    return notebook


def refuse_two_versions(path: Path) -> None:
    """Raise a CourseError where git has left two versions in a file, and say how to get both."""
    try:
        reading.parse(path.read_bytes())
    except reading.Conflict as error:
        raise two_versions(path, error) from None
    except reading.Unreadable:
        return  # `read` says what is wrong


def two_versions(path: Path, error: reading.Conflict) -> CourseError:
    """Return what is said of a file in which git has left two versions: how to get both."""
    name = f"./{path.name}"
    return CourseError(
        f"{path} cannot be read: {error}; nothing is lost: in its folder, "
        f"`git show :2:{name} > first.ipynb` and `git show :3:{name} > second.ipynb` write "
        f"both, then copy yours over {path.name} and `git add` it"
    )


def write(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook where it differs from the file; return whether it did."""
    text = nbformat.writes(notebook) + "\n"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def as_seen(cells: list[NotebookNode], place: int) -> str:
    """Return what a reader sees of a cell, whom its id tells nothing.

    Parameters
    ----------
    cells : list of NotebookNode
        The notebook's, text and code.
    place : int
        Which one.

    Returns
    -------
    str
        Which exercise's answer or check it is; else its first line, and the heading above it.
    """
    cell = cells[place]
    marks = cell.get("metadata", {}).get("nbgrader", {})
    name = str(cell.get("grade_id") or marks.get("grade_id", ""))
    if name:
        exercise = name.removesuffix("_answer")
        return f"the check of {name}" if exercise == name else f"the answer to {exercise}"
    lines = [line.strip() for line in cell.source.splitlines() if not _UNSEEN.match(line)]
    first = lines[0][:MAX_LINE] if lines else "an empty cell"
    if cell.cell_type == "markdown" and first.startswith("#"):
        return f"“{first.lstrip('# ')}”"
    above = "\n".join(c.source for c in cells[:place] if c.cell_type == "markdown")
    headings = _HEADING.findall(above)
    return f"“{first}”" + (f" under “{headings[-1]}”" if headings else "")


def made_of(cells: list[NotebookNode]) -> NotebookNode:
    """Return a notebook of cells that are there already."""
    whole = {"cells": cells, "metadata": metadata(), "nbformat": 4, "nbformat_minor": 5}
    return nbformat.from_dict(whole)


def compact(notebook: NotebookNode) -> str:
    """Return a notebook's text with one line for each cell: written sooner than indented.

    As in every file of a notebook, texts are lists of lines; they are so in the notebook then.
    """
    split_lines(notebook)
    rest = {key: value for key, value in notebook.items() if key != "cells"}
    texts = [json.dumps(part, ensure_ascii=False, sort_keys=True) for part in notebook.cells]
    last = json.dumps(rest, ensure_ascii=False, sort_keys=True).removeprefix("{")
    return '{"cells": [\n' + ",\n".join(texts) + "\n], " + last + "\n"


def fingerprint(notebook: NotebookNode) -> str:
    """Return a digest of what can be typed into a notebook: the kind and source of every cell."""
    typed = [[cell.cell_type, cell.source] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(typed).encode()).hexdigest()


def sign(notebook: NotebookNode) -> None:
    """Write into a lesson what it is handed out with, so that later typing can be told."""
    notebook.metadata["bplib"] = {"handed_out": fingerprint(notebook)}


def is_typed_in(notebook: NotebookNode) -> bool:
    """Whether anybody has typed into a lesson since it was handed out; running it is not typing."""
    mark = notebook.metadata.get("bplib", {})
    return mark.get("handed_out") != fingerprint(notebook)


def is_as_handed_out(notebook: NotebookNode) -> bool:
    """Whether a lesson has been neither typed in, nor run, nor saved by another program."""
    rest = {key: value for key, value in notebook.metadata.items() if key != "bplib"}
    ran = any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    return rest == metadata() and not ran and not is_typed_in(notebook)


def exercise_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the checks of a notebook by their grade id: the graded cells that call `check`."""
    return {
        cell.metadata.nbgrader.grade_id: cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
        and not cell.metadata.nbgrader.get("solution")
        and calls_check(cell.source)
    }


def calls_check(source: str) -> bool:
    """Whether a cell hands an answer to `check`."""
    return _CALLS_CHECK.search(source) is not None


def cells_by_hand(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return by their grade id the cells that a human grades.

    They are nbgrader's tasks and answers in words, and tests that an instructor wrote: what a test
    finds in the learner's own process is no verdict.
    """
    checks = exercise_cells(notebook)
    return {
        cell.metadata.nbgrader.grade_id: cell
        for cell in notebook.cells
        if (mark := cell.metadata.get("nbgrader", {}))
        and (mark.get("grade") or mark.get("task"))
        and mark.grade_id not in checks
    }


def answer_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the cells that learners write in, by their grade id."""
    return {
        cell.metadata.nbgrader.grade_id: cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def execute(notebook: NotebookNode, folder: Path, timeout: float = 120.0) -> float:
    """Execute a notebook in place and return the seconds that its kernel worked.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook. A cell that raises gets an error output; the next cells still run.
    folder : Path
        The working folder of its kernel.
    timeout : float
        Seconds that one cell may take.

    Returns
    -------
    float
        Processor time of the kernel, which other work on the machine hardly lengthens; wall time
        where the system does not tell it (Windows).

    Raises
    ------
    CourseError
        If a cell takes too long or the kernel dies.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        allow_errors=True,
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    started, spent = time.perf_counter(), _spent_by_children()
    try:
        client.execute(env={**os.environ, **EXECUTION_ENVIRONMENT})
    except CellTimeoutError:
        raise CourseError(f"a cell took longer than {timeout:g} s") from None
    except DeadKernelError:
        raise CourseError("the kernel died; was it out of memory?") from None
    return _spent_by_children() - spent or time.perf_counter() - started


def _spent_by_children() -> float:
    """Return the processor time of all child processes that have ended; 0 on Windows."""
    times = os.times()
    return times.children_user + times.children_system


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a copy with nothing in it that changes from run to run.

    Metadata is reduced to the kernel's name and each cell's own nbgrader and tag entries and
    whether its source is folded; execution counts are numbered from 1, neighbouring pieces of one
    stream are joined.
    """
    from nbformat.v4 import new_notebook

    cells = []
    count = 0
    for source in notebook.cells:
        cell = nbformat.from_dict(dict(source))
        kept = {key: cell.metadata[key] for key in ("nbgrader", "tags") if key in cell.metadata}
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            kept["jupyter"] = {"source_hidden": True}
        cell.metadata = nbformat.from_dict(kept)
        cell.source = re.sub(r"[ \t]+$", "", cell.source, flags=re.MULTILINE).strip("\n")
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = _join_streams(cell.outputs)
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
                if "metadata" in output:
                    output.metadata = NotebookNode()
        cells.append(cell)
    return new_notebook(cells=cells, metadata=metadata(), nbformat_minor=5)


def metadata() -> dict[str, dict[str, str]]:
    """Return the metadata of every notebook that the course writes."""
    return {"kernelspec": dict(KERNELSPEC), "language_info": dict(LANGUAGE)}


def _join_streams(outputs: list[Any]) -> list[Any]:
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == "stream" == last.output_type and last.name == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined
