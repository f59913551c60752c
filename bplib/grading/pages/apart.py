"""Converting what a learner wrote in a process apart, which is ended where it takes too long.

A page has an `Allowance`: so many seconds, characters and tags for everything on it. What does not
fit is not converted, and the rest of the page is made all the same.
"""

import atexit
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bplib
from bplib.grading.isolation import wire

PROGRAM = "bplib.grading.pages.converters"
START = 60.0  # seconds until the process has imported what it needs
LONGEST = 2.0  # seconds for one text

TOO_MUCH = "there is too much on this page"
_PICTURE = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=\s]+")


class NotConverted(Exception):
    """A text is not converted; the message says why, in words that stand on the page."""


class Process:
    """A process that converts one text after another; a new one after each that was ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._to = self._from = -1
        self._loaded: set[str] = set()

    def be_ready(self, kind: str) -> None:
        """Start the process, where there is none, and let it import what a kind needs.

        Raises
        ------
        RuntimeError
            If there is no such process on this machine.
        """
        if self._process is None:
            self._start()
        if kind not in self._loaded:
            try:
                self._ask({"load": kind}, START)
            except wire.WireError as failure:
                self.close()
                raise RuntimeError(
                    f"the process that converts what learners wrote does not start: {failure}"
                ) from None
            self._loaded.add(kind)

    def convert(self, kind: str, given: dict[str, Any], seconds: float) -> str:
        """Return a text as HTML; to be asked of a process that is ready for it.

        Parameters
        ----------
        kind : str
            One of `converters.KINDS`.
        given : dict
            The converter's arguments.
        seconds : float
            How long it may take.

        Returns
        -------
        str
            HTML.

        Raises
        ------
        NotConverted
            If it took too long, ended the process, or was refused.
        """
        try:
            reply = self._ask({"kind": kind, "given": given}, seconds)
        except wire.Late:
            self.close()
            raise NotConverted("to convert it takes too long") from None
        except wire.WireError:
            self.close()
            raise NotConverted("its converter ended") from None
        if "html" not in reply:
            raise NotConverted(str(reply.get("refused")))
        return str(reply["html"])

    def _ask(self, request: dict[str, Any], seconds: float) -> Any:
        return wire.ask(self._to, self._from, request, seconds, wire.MAX_FRAME)

    def _start(self) -> None:
        inbox, self._to = os.pipe()
        self._from, outbox = os.pipe()
        own = str(Path(bplib.__file__).parent.parent)
        path = os.pathsep.join(filter(None, (own, os.environ.get("PYTHONPATH"))))
        self._loaded = set()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", PROGRAM, str(inbox), str(outbox)],
                pass_fds=[inbox, outbox],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
        finally:
            os.close(inbox)
            os.close(outbox)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            os.close(self._to)
            os.close(self._from)
            self._process.kill()
            self._process.wait()
            self._process = None


_process = Process()
atexit.register(_process.close)


@dataclass
class Allowance:
    """What may be spent on one page; see `convert`.

    Attributes
    ----------
    seconds : float
        Wall time of all conversions, without the time that their process takes to start.
    characters : int
        Of all HTML that is made, pictures not counted.
    tags : int
        Of all HTML that is made.
    """

    seconds: float = 6.0
    characters: int = 2_000_000
    tags: int = 100_000

    def convert(self, kind: str, text: str, most: int, **more: Any) -> str:
        """Return a text as HTML, or raise a NotConverted.

        Parameters
        ----------
        kind : str
            One of `converters.KINDS`.
        text : str
            What a learner wrote.
        most : int
            The most characters that such a text may have.
        more : dict
            The converter's other arguments.
        """
        if len(text) > most:
            raise NotConverted(f"it has {len(text):,} characters, more than {most:,}")
        if min(self.characters, self.seconds, self.tags) <= 0:
            raise NotConverted(TOO_MUCH)
        _process.be_ready(kind)
        began = time.monotonic()
        try:
            made = _process.convert(kind, {"text": text, **more}, min(LONGEST, self.seconds))
        finally:
            self.seconds -= time.monotonic() - began
        self.characters -= len(_PICTURE.sub("", made))
        self.tags -= made.count("<")
        if min(self.characters, self.tags) < 0:
            raise NotConverted(TOO_MUCH)
        return made
