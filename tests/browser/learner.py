"""A learner in JupyterLab: answers, progress, a figure, an update, Validate."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chromium import keep, watched
from course import Course, Server
from figures import LIVE, drag
from notebook import Notebook, opened
from playwright.sync_api import Browser, Locator, Page, expect

from bplib.course import notebooks

LESSON = "00_start_here"
FIGURES = "01_what_training_is"
NEWS = "This sentence is new in the course."
RIGHT = "return 2 * x"


@dataclass
class Seat:
    """Where a learner sits: a course, a server on a workspace of it, a page."""

    course: Course
    server: Server
    page: Page

    @property
    def workspace(self) -> Path:
        """The learner's own copy of the lessons."""
        return self.course.folder / "my-lessons"

    def open(self, lesson: str, view: str = "lab/tree") -> Notebook:
        """Open a lesson, and nothing that was open before."""
        path = self.workspace / lesson / f"{lesson}.ipynb"
        return opened(self.page, self.server, path, self.workspace, view)

    def open_next(self, closed: Notebook, lesson: str) -> Notebook:
        """Open a lesson by the menu where another one was closed: the page is not loaded again."""
        closed.menu("File", "Open from Path")
        asked = self.page.get_by_role("dialog")
        asked.get_by_role("textbox").fill(f"{lesson}/{lesson}.ipynb")
        self.page.keyboard.press("Enter")
        return Notebook(self.page, self.workspace / lesson / f"{lesson}.ipynb")


@contextlib.contextmanager
def seat(browser: Browser, course: Course, lesson: str = LESSON) -> Iterator[Seat]:
    """Start `bplib lab` and open its page; end it afterwards."""
    with course.lab(lesson) as server, watched(browser) as session:
        yield Seat(course, server, session.page())


def answer(seat: Seat) -> None:
    """Leave one answer blank, type a wrong one and a right one, and be told so."""
    notebook = seat.open(LESSON)
    notebook.run_all()
    expect(card(notebook, "first_expression")).to_contain_text("○ first_expression: not attempted")
    notebook.type_over("double_answer", "raise NotImplementedError", "return x * x")
    notebook.run("double_answer")
    notebook.run("double")
    expect(card(notebook, "double")).to_contain_text("✗ double: wrong values")
    expect(card(notebook, "double")).to_contain_text("Ask yourself:")
    for name, value in (("slope", "6"), ("change", "0.06")):
        notebook.type_over("first_numbers_answer", f"{name} = ...", f"{name} = {value}")
    notebook.run("first_numbers_answer")
    notebook.run("first_numbers")
    expect(card(notebook, "first_numbers")).to_contain_text("✓ first_numbers: passed")
    notebook.is_for_everybody("Dark", "Light")
    keep(seat.page.screenshot(), "a-right-answer")
    notebook.save()


def card(notebook: Notebook, exercise: str) -> Locator:
    """Return what a check has shown."""
    return notebook.cell(exercise).get_by_role("status")


def progress(seat: Seat) -> None:
    """See one exercise done after a reload, answer another, see two done."""
    for done in (1, 2):
        seat.page.reload()
        notebook = Notebook(seat.page, seat.workspace / LESSON / f"{LESSON}.ipynb")
        notebook.run_all()
        row = notebook.cell("progress").get_by_role("row").filter(has_text="Start here")
        expect(row).to_contain_text(f"{done}/3")
        said = seat.course.run("bplib", "progress")
        assert re.search(rf"^00 +Start here +{done}/3 +", said, re.MULTILINE), said
        expect(notebook.cell("imports")).to_contain_text(f"Lesson 00: exercises {done}/3")
        if done == 1:
            notebook.type_over("double_answer", "return x * x", RIGHT)
            notebook.run("double_answer")
            notebook.run("double")
            expect(card(notebook, "double")).to_contain_text("✓ double: passed")
        notebook.save()


def validate(seat: Seat) -> None:
    """Press nbgrader's button: it names the exercise that is still to do, and no other."""
    notebook = seat.open(LESSON)
    notebook.panel.get_by_role("button", name="Validate").click()
    said = seat.page.get_by_role("dialog")
    expect(said).to_contain_text("first_expression: not attempted")
    text = said.inner_text()
    assert "double" not in text, text
    assert "first_numbers" not in text, text
    keep(seat.page.screenshot(), "validate")
    said.get_by_role("button").last.click()
    expect(said).to_have_count(0)


def move(seat: Seat) -> None:
    """Move a figure with the mouse and with keys; its numbers change, and stay so in Python."""
    notebook = seat.open(FIGURES)
    notebook.run_all()
    figure = notebook.cell("moving-figure").locator(LIVE)
    expect(figure).to_have_count(1)
    says = figure.locator(".says")
    expect(says).not_to_be_empty()
    knob = figure.locator("input[type=range]").first
    shown = figure.locator("label output").first
    seen = [(says.inner_text(), shown.inner_text())]

    def changed() -> None:
        expect(says).not_to_have_text(seen[-1][0])
        expect(shown).not_to_have_text(seen[-1][1])
        seen.append((says.inner_text(), shown.inner_text()))

    drag(knob, 0.5, 0.8)
    changed()
    knob.focus()
    seat.page.keyboard.press("ArrowLeft")
    changed()
    seat.page.keyboard.press("Home")
    changed()
    drag(figure.locator("svg.drag"), 0.5, 0.6)
    changed()
    notebook.is_for_everybody("Light", "Dark")
    keep(seat.page.screenshot(), "a-figure-that-was-moved")


def update(seat: Seat) -> None:
    """Bring a newer lesson into the copy that is open; the answers stand in it."""
    notebook = seat.open(LESSON)
    published = seat.course.folder / "lessons" / LESSON / f"{LESSON}.ipynb"
    newer = notebooks.read(published)
    newer.cells[0].source += f"\n\n{NEWS}"
    notebooks.sign(newer)
    notebooks.write(newer, published)
    news = notebook.panel.get_by_role("paragraph").filter(has_text=NEWS)
    expect(news).to_have_count(0)
    said = seat.course.run("bplib", "update")
    assert f"{LESSON}: 2 of your answers and notes carried over" in said, said
    assert "Reload Notebook from Disk" in said, said
    notebook.menu("File", "Reload Notebook from Disk")
    expect(news).to_be_visible()
    expect(notebook.cell("double_answer")).to_contain_text(RIGHT)
    expect(notebook.cell("first_numbers_answer")).to_contain_text("change = 0.06")
    notebook.run_all()
    expect(card(notebook, "double")).to_contain_text("✓ double: passed")
    assert NEWS in notebook.save().cells[0].source


STEPS: dict[str, Callable[[Seat], None]] = {
    "a blank, a wrong and a right answer, typed": answer,
    "progress advances, in lesson 00 and in the terminal": progress,
    "nbgrader's Validate names what is left": validate,
    "an update keeps the answers": update,
    "a figure is moved by mouse and by keys": move,
}
