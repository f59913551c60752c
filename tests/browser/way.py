"""A newcomer's way: how long the machine took for each step, and how it looked."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import ways
from chromium import keep
from playwright.sync_api import Page

SCREEN = (1250, 900)
WIDTH = 1000  # of a picture in the documentation


class Way:
    """What somebody did, step by step.

    Parameters
    ----------
    name : str
        Whose way it is, of those that have a page in `ways.PAGES`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.steps: list[tuple[str, float]] = []
        self.printed = ""
        self.pictures: list[Path] = []

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Take the time of a step, and say it."""
        began = time.monotonic()
        yield
        self.steps.append((what, round(time.monotonic() - began, 1)))
        print(f"    {self.steps[-1][1]:5.1f} s  {what}", flush=True)

    def terminal(self, command: str, printed: str, folder: Path) -> None:
        """Note what a command has printed in a folder."""
        self.printed += f"$ {command}\n{printed.replace(f'{folder}{os.sep}', '').rstrip()}\n"

    def picture(self, page: Page, name: str) -> None:
        """Photograph a page."""
        number = len(self.pictures) + 1
        self.pictures.append(keep(page.screenshot(), f"{self.name}-{number}-{name}", WIDTH))

    def record(self) -> None:
        """Keep the times and the pictures, and renew the page."""
        place = ways.pictures(ways.PAGES[self.name])
        place.mkdir(exist_ok=True)
        for path in self.pictures:
            shutil.copy(path, place)
        ways.record(self.name, self.steps, self.printed)
