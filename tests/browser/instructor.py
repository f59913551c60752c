"""An instructor's way from what a platform handed out to a graded class."""

import re
from collections.abc import Mapping

import sample_class
from accessible import violations
from chromium import watched
from course import Course
from handed_out import moodle, worksheet, zipped
from playwright.sync_api import Browser, FrameLocator, Locator, expect
from way import SCREEN, Way

LESSON = "00_start_here"
ARCHIVE, SHEET = f"CS101-{LESSON}-4711.zip", "worksheet.csv"
# nbgrader's page of a submission takes MathJax from the network; without it formulas stay as typed.
OF_NBGRADER = (
    "asks elsewhere: https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/latest.js?",
    "complains: Failed to load resource: net::ERR_NAME_NOT_RESOLVED",
    "complains: MathJax is not defined",
)
squared = sample_class.instead("return arguments[0] * arguments[0]", "6")
CLASS: Mapping[str, object] = {
    "Ada Lovelace": sample_class.perfect,
    "Emmy Noether": sample_class.another_style,
    "Grace Hopper": sample_class.with_warning,
    "Hana Sato": sample_class.slightly_off,
    "Kim Novak": sample_class.only_the_first,
    "Ivan Petrov": sample_class.syntax_error,
    "Bob Blank": sample_class.blank,
    "Finn Square": squared,
    "Lena Square": squared,
}


def first_class(browser: Browser, course: Course, way: Way) -> None:
    """Collect, grade and report by commands; look at it in Formgrader."""
    people = [(4001 + k, name, address(name)) for k, name in enumerate(CLASS)]
    files = {
        moodle(name, number, f"{LESSON}.ipynb"): sample_class.answered(LESSON, CLASS[name])
        for number, name, _ in people
    }
    zipped(course.folder / ARCHIVE, files)
    (course.folder / SHEET).write_bytes(worksheet(*people).encode())
    said = {}
    for what, words in (
        ("every file finds its learner", ("collect", ARCHIVE, "--roster", SHEET)),
        ("every answer is run in a sandbox and judged", ("grade", "00")),
        ("one page on the class", ("report",)),
    ):
        with way.step(f"`bplib {' '.join(words)}`: {what}"):
            said[words[0]] = course.run("bplib", *words)
        way.terminal(f"bplib {' '.join(words)}", said[words[0]], course.folder)
    assert "not collected" not in said["collect"], said["collect"]
    assert re.search(rf"^{address('Ada Lovelace')} +{LESSON} +3/3 +3 passed", said["grade"], re.M)
    with course.lab(".") as server, watched(browser, OF_NBGRADER) as session:
        page = session.page(*SCREEN)
        with way.step("JupyterLab in the course's folder, and in it Formgrader"):
            page.goto(server.url("lab?reset"))
            page.get_by_role("menuitem", name="Nbgrader").click()
            page.get_by_role("menuitem", name="Formgrader").click()
            inside = page.frame_locator("#formgrader-iframe iframe")
            handed_in = row(inside, LESSON).locator(".num-submissions a")
            expect(handed_in).to_have_text(str(len(CLASS)))
        page.get_by_role("tab", name="File Browser").click()  # which folds it away
        handed_in.scroll_into_view_if_needed()
        way.picture(page, "formgrader")
        with way.step("the list of what was handed in"):
            handed_in.click()
            expect(row(inside, address("Ada"))).to_contain_text("3 / 3")
            expect(row(inside, address("Bob"))).to_contain_text("0 / 3")
        way.picture(page, "submissions")
        with way.step("one submission, with every verdict"):
            row(inside, address("Hana")).get_by_role("link").first.click()
            row(inside, LESSON).get_by_role("link", name=LESSON).click()
            verdict = inside.get_by_role("status").filter(has_text="double")
            expect(verdict.first).to_contain_text("wrong values")
        way.picture(page, "submission")
    with watched(browser) as session:
        page = session.page(*SCREEN)
        page.goto((course.folder / "report" / "index.html").as_uri())
        expect(page.locator("main")).to_contain_text("first_expression")
        assert violations(page) == []
        way.picture(page, "report")


def address(name: str) -> str:
    """Return the address of one of the class, by which the gradebook knows them."""
    return f"{name.split()[0].lower()}@uni.example"


def row(inside: FrameLocator, words: str) -> Locator:
    """Return the row of a table that is about something."""
    return inside.locator("#main-table tr").filter(has=inside.get_by_text(words, exact=True))
