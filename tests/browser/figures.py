"""Figures that move: whoever has a mouse moves them, and whoever has keys only."""

from pathlib import Path

import nbformat
from playwright.sync_api import Locator, expect

from bplib.course.lessons import lesson_names, notebook_path

LIVE = ".bplib-live"


def cells(root: Path) -> dict[str, list[str]]:
    """Return by lesson the cells that show a figure which moves."""
    found = {}
    for lesson in lesson_names(root):
        notebook = nbformat.read(notebook_path(root, "solutions", lesson), 4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        if ids := [cell.id for cell in code if "\nmoving." in f"\n{cell.source}"]:
            found[lesson] = ids
    return found


def moves(figure: Locator) -> None:
    """Move a figure's first knob: what stands beside it, and what the figure says, follow."""
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".says")).not_to_be_empty()
    knob = figure.locator("input[type=range]").first
    shown = figure.locator("label output").first
    drag(knob, 0.5, 0.2)
    for act in (
        lambda: drag(knob, 0.2, 0.8),
        lambda: knob.press("Home"),
        lambda: knob.press("ArrowRight"),
    ):
        before = shown.inner_text()
        act()
        expect(shown).not_to_have_text(before)
    expect(figure.locator(".says")).not_to_be_empty()


def drag(place: Locator, begin: float, end: float) -> None:
    """Drag the mouse over something, from one part of its width to another, at half its height."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    mouse, y = place.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + begin * box["width"], y)
    mouse.down()
    mouse.move(box["x"] + end * box["width"], y, steps=5)
    mouse.up()
