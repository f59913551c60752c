"""The round by its buttons: Formgrader's, and those of the Assignment List, in Chromium."""

import contextlib
import re
import shutil
from collections.abc import Iterator

from people import Person, Refused
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from server import Hub

SECONDS = 120
ASSIGNMENT_BUTTONS = {  # by its words: the part of the list that it is in, and what it asks for
    "Fetch": ("released", "fetch"),
    "Submit": ("fetched", "submit"),
    "Fetch Feedback": ("submitted", "fetch_feedback"),
}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if not found:
        raise Refused(f"buttons are pressed in a browser: install one of {', '.join(CHROMIUM)}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


def log_in(browser: Browser, hub: Hub, person: Person) -> Page:
    """Log in as somebody, in a browser session of their own; return the page of their server."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{hub.address}/hub/login")
    page.fill("#username_input", person.user)
    page.fill("#password_input", hub.password)
    page.click("#login_submit")
    page.wait_for_url(f"**/user/{person.user}/lab**")
    return page


class Formgrader:
    """The instructor's page."""

    def __init__(self, page: Page, hub: Hub, person: Person) -> None:
        self.page = page
        self.address = f"{hub.address}/user/{person.user}/formgrader"

    def press(self, lesson: str, button: str) -> str:
        """Press a button of a lesson: release, collect, generate-feedback or release-feedback."""
        self.page.goto(f"{self.address}/manage_assignments")
        return self._press(self._row(".name", lesson), button)

    def autograde(self, lesson: str, student: str) -> str:
        """Press the button that grades one submission."""
        self.page.goto(f"{self.address}/manage_assignments")
        self._row(".name", lesson).locator(".num-submissions a").click()
        return self._press(self._row(".student-id", student), "autograde")

    def score(self, lesson: str, student: str) -> tuple[str, str]:
        """Return how a submission stands in the list: its status and its score."""
        self.page.goto(f"{self.address}/manage_submissions/{lesson}")
        row = self._row(".student-id", student)
        return row.locator(".status").inner_text(), row.locator(".score").inner_text()

    def _row(self, column: str, text: str) -> Locator:
        cell = self.page.locator(column).get_by_text(text, exact=True)
        return self.page.locator("#main-table tr").filter(has=cell)

    def _press(self, row: Locator, button: str) -> str:
        row.locator(f".{button} a").click()
        said = self.page.locator(".modal.in")
        expect(said).to_be_visible(timeout=SECONDS * 1000)
        title, text = said.locator(".modal-title").inner_text(), said.inner_text()
        assert title == "Success", f"{button}: {text}"
        return text


class AssignmentList:
    """A learner's tab in JupyterLab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.get_by_role("menuitem", name="Nbgrader").click()
        page.get_by_role("menuitem", name="Assignment List").click()
        self.assignments = page.locator("#assignments")
        expect(self.assignments).to_be_visible(timeout=SECONDS * 1000)

    def press(self, lesson: str, button: str) -> None:
        """Press a button of a lesson, of those in `ASSIGNMENT_BUTTONS`, and wait for its answer."""
        part, command = ASSIGNMENT_BUTTONS[button]
        with self.page.expect_response(re.compile(r"/assignments\?course_id=")):
            self.assignments.locator("#refresh_assignments_list").click()
        rows = self.assignments.locator(f"#{part}_assignments_list > .list_item")
        row = rows.filter(has=self.page.get_by_text(lesson, exact=True))
        with self.page.expect_response(re.compile(rf"/assignments/{command}(\?|$)")) as answer:
            row.get_by_role("button", name=button, exact=True).click()
        said = answer.value.json()
        assert said["success"], f"{button}: {said}"
