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
    """Move a figure by mouse and by keys: what stands beside its knob, or what it says, follows."""
    figure.scroll_into_view_if_needed()
    says = figure.locator(".says")
    expect(says).not_to_be_empty()
    knob = figure.locator("label", has=figure.page.locator("input[type=range]")).first
    if knob.count():
        way, shown = knob.locator("input"), knob.locator("output")
        drag(way, 0.5, 0.2)
        acts = (
            lambda: drag(way, 0.2, 0.8),
            lambda: way.press("Home"),
            lambda: way.press("ArrowRight"),
        )
    else:  # it has a list and buttons
        way, shown = figure.locator("select").first, says
        acts = [figure.locator("button").first.click, lambda: way.press("ArrowUp")]
    for act in acts:
        before = shown.inner_text()
        act()
        expect(shown).not_to_have_text(before)
    expect(says).not_to_be_empty()


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
