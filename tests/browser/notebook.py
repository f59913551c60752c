"""A notebook in JupyterLab or Notebook 7: what a learner does in it with mouse and keys."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from accessible import violations
from course import Server
from nbformat import NotebookNode
from playwright.sync_api import Locator, Page, expect

PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
SHOWN = (f"{PANEL} .jp-OutputArea-output", f"{PANEL} .jp-MarkdownOutput")


class Notebook:
    """A notebook that is open in a page.

    Parameters
    ----------
    page : Page
        The page.
    path : Path
        The notebook's file.
    """

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.path = path
        self.panel = page.locator(PANEL)
        self.wait()

    def wait(self) -> None:
        """Wait until there is a kernel, and it has nothing to do."""
        expect(self.panel.locator(".jp-KernelName")).to_contain_text("Python 3")
        light = self.panel.locator(".jp-Notebook-ExecutionIndicator")
        expect(light).to_have_attribute("data-status", "idle")

    def on_disk(self) -> NotebookNode:
        """Return the notebook as its file has it."""
        return nbformat.read(self.path, 4)

    def cell(self, name: str) -> Locator:
        """Return a cell by its id."""
        place = [cell.id for cell in self.on_disk().cells].index(name)
        found = self.panel.locator(f'.jp-Notebook-cell[data-windowed-list-index="{place}"]')
        found.scroll_into_view_if_needed()
        return found

    def menu(self, *words: str) -> None:
        """Choose from the menus, one word at a level; a submenu has no role there."""
        labels = self.page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel")
        for word in words:
            labels.filter(has_text=re.compile(f"^{re.escape(word)}…?$")).click()

    def run_all(self) -> None:
        """Run every cell, as the menu does, and wait until the last one has run."""
        last = [cell.id for cell in self.on_disk().cells if cell.cell_type == "code"][-1]
        with self._running(self.cell(last)):
            self.menu("Run", "Run All Cells")
        self.wait()

    def run(self, name: str) -> Locator:
        """Run a cell by keys; return it when it has run."""
        cell = self.cell(name)
        cell.locator(".jp-InputPrompt").click()
        with self._running(cell):
            self.page.keyboard.press("Shift+Enter")
        return cell

    @contextlib.contextmanager
    def _running(self, cell: Locator) -> Iterator[None]:
        """Wait until what is done here has run a cell."""
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        yield
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"))

    def type_over(self, name: str, line: str, typed: str) -> None:
        """Replace a line of a cell by what is typed, from its first letter to its end."""
        row = self.cell(name).locator(".cm-line").filter(has_text=line)
        row.click()
        self.page.keyboard.press("End")
        self.page.keyboard.press("Shift+Home")
        self.page.keyboard.type(typed)
        expect(self.cell(name).locator(".cm-line").filter(has_text=typed)).to_be_visible()

    def save(self) -> NotebookNode:
        """Save by keys; return what the file then holds."""
        with self.page.expect_request(
            lambda request: request.method == "PUT" and "/api/contents/" in request.url
        ) as request:
            self.page.keyboard.press("Control+s")
        answer = request.value.response()
        assert answer
        assert answer.ok, answer.status
        return self.on_disk()

    def close(self) -> None:
        """Close the notebook and end its kernel."""
        self.menu("File", "Close and Shut Down Notebook")
        sure = self.page.get_by_role("dialog")
        sure.get_by_role("button", name="Ok").click()
        expect(self.panel).to_have_count(0)

    def is_for_everybody(self, *themes: str) -> None:
        """Assert that axe finds nothing wrong in what cells show, in each theme: the last stays."""
        for name in themes:
            self.theme(name)
            wrong = violations(self.page, *SHOWN)
            assert not wrong, "\n".join([f"axe, in the theme {name}:", *wrong])

    def theme(self, name: str) -> None:
        """Choose a theme of JupyterLab: "Light" or "Dark"."""
        self.menu("Settings", "Theme", f"JupyterLab {name}")
        body = self.page.locator("body")
        expect(body).to_have_attribute("data-jp-theme-name", f"JupyterLab {name}")


def opened(page: Page, server: Server, path: Path, root: Path, view: str = "lab/tree") -> Notebook:
    """Open a notebook, and nothing that was open before.

    Parameters
    ----------
    page : Page
        Where.
    server : Server
        The server.
    path, root : Path
        The notebook's file, and the folder that is served.
    view : str
        ``"lab/tree"`` for JupyterLab, ``"notebooks"`` for Notebook 7.
    """
    page.goto(server.url(f"{view}/{path.relative_to(root).as_posix()}?reset"))
    return Notebook(page, path)
