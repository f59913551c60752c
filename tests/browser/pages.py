"""The pages of the site: both themes, a phone and a screen, for everybody, and nothing fetched."""

import contextlib
import functools
import http.server
import itertools
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from accessible import simplify, violations
from chromium import keep, watched
from course import ROOT
from figures import LIVE, cells, moves
from playwright.sync_api import Browser, Page, expect

SITE = ROOT / ".site" / "html"
WIDTHS = (1400, 400)
THEMES = ("light", "dark")
EVERY_WAY = list(itertools.product(WIDTHS, THEMES))
TWO_WAYS = list(zip(WIDTHS, THEMES, strict=True))  # each width and each theme
ONE_OF_EACH_KIND = (
    "index.html",
    "map.html",
    "glossary.html",
    "search.html",
    "lessons/01_what_training_is.html",
    "guides/bplib-grading-REPORT.html",
    "reference/bplib.network.html",
)
# Fonts are there, formulas set; scripts have seen the width; colours that fade are there.
AT_REST = """async () => {
  await Promise.all([window.MathJax?.startup?.promise, document.fonts.ready]);
  for (let k = 0; k < 2; k++) await new Promise(requestAnimationFrame);
  await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; give its address."""
    handler = functools.partial(_Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def built() -> Path:
    """Return where the site is; build it where it is not."""
    if not (SITE / "index.html").is_file():
        subprocess.run([sys.executable, "-m", "bplib.course.site"], cwd=ROOT, check=True)
    return SITE


def all_pages(browser: Browser) -> int:
    """Look at every page, at one of each kind in every way; return how many there are.

    The figures of a lesson's page are moved: no kernel has a part in it.
    """
    moving = cells(ROOT)
    site = built()
    names = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    names = [name for name in names if not name.startswith("_static/")]
    assert set(ONE_OF_EACH_KIND) < set(names)
    with served(site) as address, watched(browser, reduced_motion="reduce") as session:
        page = session.page()
        for name in names:
            ways = EVERY_WAY if name in ONE_OF_EACH_KIND else TWO_WAYS
            wrong = [
                f"{theme}, {width} px: {fault}"
                for width, theme in ways
                for fault in _looked_at(page, f"{address}{name}", width, theme)
            ]
            assert wrong == [], "\n".join([name, *wrong])
            if name.startswith("lessons/"):
                figures = page.locator("figure[data-moving]")
                expect(figures).to_have_count(len(moving.get(Path(name).stem, ())))
                for figure in figures.all():
                    figure.scroll_into_view_if_needed()  # until it is seen it is still
                    moves(figure.locator(LIVE))
    return len(names)


def _looked_at(page: Page, address: str, width: int, theme: str) -> Iterator[str]:
    """Yield what is wrong with a page that is so wide, in a theme."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.goto(address)
    page.evaluate(AT_REST)
    assert page.locator("html").get_attribute("data-theme") == theme
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        yield f"it is {wide} px wide"
    if (name := address.split("/", 3)[3]) in ONE_OF_EACH_KIND:
        stem = name.removesuffix(".html").replace("/", "-")
        keep(page.screenshot(), f"site-{stem}-{theme}-{width}")
    simplify(page)
    yield from violations(page)
