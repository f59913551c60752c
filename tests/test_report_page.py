"""The report in a browser: on a phone, in print, in both themes, without script and offline."""

import shutil
from datetime import datetime, timedelta

import pytest
import report_class

from bplib.grading.report import make

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM = CHROMIUM or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
NOW = datetime(2026, 12, 4, 9, 30)
LONG = "a_name_of_" + "unbroken" * 12


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page with something in every part of it."""
    folder = tmp_path_factory.mktemp("class") / "course"
    course = report_class.large(folder, 45, lessons=report_class.LESSONS[:2])
    for place in ("submitted", "autograded"):
        (folder / place / LONG / "05_losses").mkdir(parents=True)
    make.make(course, now=NOW - timedelta(days=9))
    return make.make(course, now=NOW).page


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def opened(browser, page, width=1200, **options):
    """Open the page; return the tab, what it asked for and what it complained of."""
    tab = browser.new_context(viewport={"width": width, "height": 900}, **options).new_page()
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(page.as_uri())
    return tab, asked, said


def unfold(tab):
    for more in tab.locator("details:not([open]) > summary").all():
        more.click()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 400])
def test_axe_finds_nothing(browser, page, theme, width):
    tab, _, _ = opened(browser, page, width, color_scheme=theme)
    unfold(tab)
    found = axe.Axe().run(tab)
    assert found.response["passes"], "axe has looked"
    assert found.violations_count == 0, found.generate_report()


def test_the_themes_are_light_and_dark(browser, page):
    grey = {}
    for theme in ("light", "dark"):
        tab, _, _ = opened(browser, page, color_scheme=theme)
        colour = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        grey[theme] = int(colour.removeprefix("rgb(").split(",")[0])
    assert grey["light"] > 200 > 60 > grey["dark"]


@pytest.mark.parametrize("width", [400, 320])
def test_nothing_is_wider_than_a_phone(browser, page, width):
    tab, _, _ = opened(browser, page, width)
    unfold(tab)
    assert LONG in tab.inner_text("main")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_it_asks_for_nothing_and_complains_of_nothing(browser, page):
    tab, asked, said = opened(browser, page)
    unfold(tab)
    tab.wait_for_load_state("networkidle")
    assert asked == [page.as_uri()]
    assert said == []
    image = "document.body.append(Object.assign(new Image(), {src: 'https://localhost/x.png'}))"
    with tab.expect_event("requestfailed") as failed:
        tab.evaluate(image)
    assert failed.value.failure == "csp", "its policy forbids even what a script would ask for"


def test_it_can_be_read_without_script(browser, page):
    still, _, _ = opened(browser, page, java_script_enabled=False)
    moving, _, _ = opened(browser, page)
    unfold(moving)
    words = still.locator("main").text_content()
    assert words.split() == moving.locator("main").text_content().split()
    assert still.locator("button").count() == 0, "no button that does nothing"
    still.locator("details:not([open]) > summary").first.click()
    assert still.locator("details[open] > table").first.is_visible()


def test_a_click_on_a_head_sorts(browser, page):
    tab, _, _ = opened(browser, page)
    table = tab.locator("table[data-lesson]").first
    body = "document.querySelector('table[data-lesson]').tBodies[0]"
    wrong = f"[...{body}.rows].map(row => +row.cells[2].dataset.value)"
    for order, signed in (("descending", -1), ("ascending", 1)):
        table.get_by_role("button", name="wrong").click()
        values = tab.evaluate(wrong)
        assert values == sorted(values, key=lambda value: signed * value)
        assert table.locator("th[aria-sort]").get_attribute("aria-sort") == order
    assert len(set(values)) > 2


def test_print_shows_what_is_folded_and_needs_no_colour_of_the_page(browser, page):
    tab, _, _ = opened(browser, page, color_scheme="dark", java_script_enabled=False)
    folded = tab.locator("details:not([open]) tbody tr").first
    assert folded.bounding_box() is None or not folded.is_visible()
    tab.emulate_media(media="print", color_scheme="dark")
    assert folded.is_visible()
    assert folded.bounding_box()["height"] > 10
    assert not tab.locator("nav").is_visible()
    colour = tab.locator("body").evaluate("body => getComputedStyle(body).color")
    assert colour == "rgb(0, 0, 0)"
    assert tab.pdf(format="A4").startswith(b"%PDF")
