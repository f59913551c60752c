"""Chromium, watched: what pages ask for and complain of, and what they look like."""

import contextlib
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from course import ROOT, SECONDS
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

# The first is the same browser without what draws windows: it is quicker.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
LOOPBACK = ("127.0.0.1", "localhost")
PICTURES = ROOT / ".browser"
MOST = 200_000  # bytes of a picture
COLOURS = 256
# What is looked up is found on this machine or nowhere, whatever the machine's settings are.
OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--no-proxy-server", "--disable-background-networking"),
    f"--host-resolver-rules=MAP * ~NOTFOUND, {', '.join(f'EXCLUDE {name}' for name in LOOPBACK)}",
)


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def missing() -> str:
    """Return what would have to be installed; nothing where Chromium is there."""
    return "" if _found() else f"install one of {', '.join(NAMES)}"


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium."""
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_found(), args=list(OPTIONS))
        yield browser
        browser.close()


@dataclass
class Watched:
    """A session of the browser of its own, in which everything suspicious is a fault.

    Attributes
    ----------
    context : BrowserContext
        The session.
    excused : tuple of str
        What others' pages are known to do wrong: the faults that this is a part of are left out.
    faults : list of str
        What asked for something elsewhere, what answered with an error, what complained.
    """

    context: BrowserContext
    excused: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(SECONDS * 1000)
        self.context.on("request", lambda request: self._asked(request.url))
        self.context.on("response", lambda answer: self._answered(answer.status, answer.url))
        self.context.on("console", lambda said: self._complained(said.type, said.text))
        self.context.on("weberror", lambda error: self._complained("error", str(error.error)))
        self.context.on(
            "page", lambda page: page.on("websocket", lambda socket: self._asked(socket.url))
        )

    def _asked(self, url: str) -> None:
        place = urlsplit(url)
        if place.scheme in ("http", "https", "ws", "wss") and place.hostname not in LOOPBACK:
            self._note(f"asks elsewhere: {url}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400:
            self._note(f"{status}: {url}")

    def _complained(self, kind: str, text: str) -> None:
        if kind == "error":
            self._note(f"complains: {text}")

    def _note(self, fault: str) -> None:
        if not any(known in fault for known in self.excused):
            self.faults.append(fault)

    def page(self, width: int = 1400, height: int = 900) -> Page:
        """Open a page of so many pixels."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        return page


@contextlib.contextmanager
def watched(
    browser: Browser, excused: tuple[str, ...] = (), **options: object
) -> Iterator[Watched]:
    """Open a session; afterwards nothing may have been at fault but what is excused.

    Where something fails, what its pages look like is kept among the pictures.
    """
    session = Watched(browser.new_context(**options), excused)
    try:
        yield session
        assert session.faults == [], "\n".join(session.faults)
    except BaseException as error:
        for number, page in enumerate(session.context.pages):
            with contextlib.suppress(Exception):
                keep(page.screenshot(), f"failed-{number}")
        error.add_note("\n".join(["the page's faults:", *session.faults]))
        raise
    finally:
        session.context.close()


def prove(browser: Browser) -> None:
    """Assert that what is watched for is seen: a page that does all of it is at fault."""
    session = Watched(browser.new_context())
    page = session.page()
    page.goto("data:text/html,<title>x</title>")
    page.evaluate(
        """() => {
          console.error("a complaint");
          console.log("no complaint");
          setTimeout(() => { throw new Error("an error"); });
          new WebSocket("wss://elsewhere.invalid/socket");
          document.body.append(Object.assign(new Image(), {src: "https://elsewhere.invalid/i.png"}));
        }"""
    )
    wanted = (
        "complains: a complaint",
        "complains: an error",
        "wss://elsewhere",
        "https://elsewhere",
    )
    for what in wanted:
        expect_fault(session, page, what)
    assert not [fault for fault in session.faults if "no complaint" in fault]
    session.context.close()


def expect_fault(session: Watched, page: Page, what: str) -> None:
    """Wait until something has been noticed."""
    for _ in range(SECONDS * 20):
        if any(what in fault for fault in session.faults):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{what} was not noticed: {session.faults}")


def keep(png: bytes, name: str, width: int | None = None) -> Path:
    """Put a picture of few colours among those that a run leaves behind; return its file.

    Parameters
    ----------
    png : bytes
        The picture.
    name : str
        What it is called.
    width : int, optional
        How many pixels wide it becomes; as wide as it is where not given.
    """
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / f"{name}.png"
    taken = Image.open(io.BytesIO(png)).convert("RGB")
    if width:
        taken = taken.resize((width, round(taken.height * width / taken.width)))
    few = taken.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, 2, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    assert path.stat().st_size <= MOST, f"{path} has {path.stat().st_size:,} bytes"
    return path
