"""Every lesson untouched, from top to bottom: in JupyterLab, in Notebook 7, without a front end."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import nbformat
from chromium import watched
from course import Course, free_port
from figures import LIVE, cells, moves
from learner import FIGURES, seat
from nbformat import NotebookNode
from notebook import opened
from playwright.sync_api import Browser, expect

from bplib.course import notebooks
from bplib.course.checks.report import MIME
from bplib.course.lessons import lesson_names, notebook_path
from bplib.course.workspace import copies

LAST = "open-guesses"
NOT_TRUSTED = re.compile(r"not trusted: \d+ of \d+ code cells")
WITHOUT_FRONT_END = ("00_start_here", FIGURES, "12_autodiff_engine")
# An error of Notebook 7's own, which an empty notebook shows as well.
OF_NOTEBOOK_7 = ("complains: Cannot read properties of undefined (reading 'schema')",)
REMARK = "papermill-error-cell-tag"


def in_lab(
    browser: Browser, course: Course, step: Callable[[str], AbstractContextManager[None]]
) -> None:
    """Open every lesson in JupyterLab, run all its cells, and move its figures."""
    moving = cells(course.folder)
    notebook = None
    with seat(browser, course) as learner:
        for lesson in lesson_names(course.folder):
            with step(f"lesson {lesson}, untouched, in JupyterLab"):
                notebook = learner.open_next(notebook, lesson) if notebook else learner.open(lesson)
                notebook.run_all()
                notebook.is_for_everybody("Dark")
                for name in moving.get(lesson, ()):
                    moves(notebook.cell(name).locator(LIVE))
                reached_its_end(notebook.save())
                notebook.close()


def in_notebook_7(browser: Browser, course: Course) -> None:
    """Open a lesson in Notebook 7 and run all its cells; its figure moves there, too."""
    workspace, _ = copies.make(course.place / "notebook-7", course.folder)
    command = ("jupyter", "notebook", "--no-browser", "--allow-root", f"--port={free_port()}")
    with (
        course.serving(*command, where=workspace.folder) as server,
        watched(browser, OF_NOTEBOOK_7) as session,
    ):
        path = workspace.notebook(FIGURES)
        notebook = opened(session.page(), server, path, workspace.folder, "notebooks")
        notebook.run_all()
        expect(notebook.cell("moving-figure").locator(LIVE)).to_have_count(1)
        reached_its_end(notebook.save())


def not_trusted(browser: Browser, course: Course) -> None:
    """Open a solved lesson as it came: JupyterLab runs nothing of it, and shows every picture."""
    path = notebook_path(course.folder, "solutions", FIGURES)
    shown = "".join(
        output.get("data", {}).get("text/html", "")
        for cell in nbformat.read(path, 4).cells
        for output in cell.get("outputs", ())
    )
    with course.lab(".") as server, watched(browser) as session:
        notebook = opened(session.page(), server, path, course.folder)
        expect(notebook.page.get_by_title(NOT_TRUSTED)).to_be_visible()
        pictures = notebook.panel.locator(".jp-OutputArea-output img[alt]")
        expect(pictures).to_have_count(shown.count("<img "))
        for picture in pictures.all():
            picture.scroll_into_view_if_needed()
            assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        expect(notebook.panel.locator(LIVE)).to_have_count(0)


def by_jupyter_execute(course: Course) -> None:
    """Run untouched lessons by `jupyter execute`."""
    workspace, _ = copies.make(course.place / "executed", course.folder)
    for lesson in WITHOUT_FRONT_END:
        path = workspace.notebook(lesson)
        course.run("jupyter", "execute", "--inplace", path)
        reached_its_end(nbformat.read(path, 4))


def by_papermill(course: Course) -> None:
    """Run solved lessons by papermill; then an untouched one, which it calls unfinished.

    papermill runs that one to its end as well. But it passes over the tag by which a cell may
    raise, and so it ends with an error.
    """
    for lesson in WITHOUT_FRONT_END:
        solved = papermill(course, notebook_path(course.folder, "solutions", lesson))
        checks = notebooks.exercise_cells(solved)
        assert {outcome(check) for check in checks.values()} == {"passed"}, lesson
    lesson = WITHOUT_FRONT_END[0]
    found = papermill(course, notebook_path(course.folder, "lessons", lesson), status=1)
    found.cells = [cell for cell in found.cells if REMARK not in cell.metadata.get("tags", ())]
    reached_its_end(found)


def papermill(course: Course, path: Path, status: int = 0) -> NotebookNode:
    """Run a notebook by papermill; return what it has written."""
    made = course.place / f"by-papermill-{path.name}"
    course.run("papermill", path, made, "--cwd", path.parent, "--no-progress-bar", status=status)
    return nbformat.read(made, 4)


def outcome(check: NotebookNode) -> str:
    """Return the outcome that a check has shown."""
    return next(
        output.data[MIME]["outcome"] for output in check.outputs if MIME in output.get("data", ())
    )


def reached_its_end(lesson: NotebookNode) -> None:
    """Assert that all cells of an untouched lesson have run, and that only its checks complain."""
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [*range(1, len(code) + 1)]
    checks = notebooks.exercise_cells(lesson)
    raised = {
        cell.id: output.ename
        for cell in code
        for output in cell.outputs
        if output.output_type == "error"
    }
    assert raised == dict.fromkeys(checks, "NotAttempted"), raised
    assert {outcome(check) for check in checks.values()} == {"not attempted"}
    assert code[-1].id == LAST
    assert re.search(r"Guesses made: 0 of \d", json.dumps(code[-1].outputs)), code[-1].outputs
