"""The pages of the site: both themes, a phone and a screen, for everybody, and nothing fetched."""

import contextlib
import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from chromium import violations, watched
from course import ROOT
from playwright.sync_api import Browser, Page

SITE = ROOT / ".site" / "html"
WIDTHS = (400, 1400)
THEMES = ("light", "dark")
# Two frames later scripts have seen a new width; then colours that fade are there.
AT_REST = """async () => {
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
    """Look at every page of the site; return how many there are."""
    site = built()
    names = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    names = [name for name in names if not name.startswith("_static/")]
    with served(site) as address, watched(browser, reduced_motion="reduce") as session:
        page = session.page()
        for name in names:
            wrong = list(_looked_at(page, f"{address}{name}"))
            assert wrong == [], "\n".join([name, *wrong])
    return len(names)


def _looked_at(page: Page, address: str) -> Iterator[str]:
    """Yield what is wrong with a page."""
    page.goto(address)
    page.evaluate("window.MathJax?.startup?.promise.then(() => null)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{wide} px wide where there are {width}"
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            page.locator(f"html[data-theme={theme}]").wait_for()
            page.evaluate(AT_REST)
            for found in violations(page):
                yield f"{theme}, {width} px: {found}"
