"""Length-prefixed JSON over a pipe: how the grader and the student's process speak."""

import json
import os
import select
import time
from typing import Any

HEADER = 4
MAX_FRAME = 20_000_000


class WireError(Exception):
    """The other side closed the pipe, sent no JSON, or sent too much."""


class TooLong(WireError):
    """A frame is larger than its limit."""


class Late(WireError):
    """No whole frame came in time."""


def send(fd: int, message: Any) -> None:
    """Write one frame: four bytes of length, then JSON.

    Raises
    ------
    WireError
        If nobody reads any more.
    """
    data = json.dumps(message).encode()
    rest = memoryview(len(data).to_bytes(HEADER, "big") + data)
    try:
        while rest:
            rest = rest[os.write(fd, rest) :]
    except OSError as error:
        raise WireError(f"cannot write: {error.strerror}") from None


def receive(fd: int, seconds: float | None = None, limit: int = MAX_FRAME) -> Any:
    """Read one frame.

    Parameters
    ----------
    fd : int
        The end of a pipe to read from.
    seconds : float, optional
        How long to wait for the whole frame; for ever where not given.
    limit : int
        The most bytes that a frame may have.

    Returns
    -------
    object
        The decoded JSON.

    Raises
    ------
    Late
        If the frame is not there in time.
    TooLong
        If it is larger than `limit`.
    WireError
        If the pipe is closed, or what came is not JSON.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    size = int.from_bytes(_read(fd, HEADER, deadline), "big")
    if size > limit:
        raise TooLong(f"a reply of {size:,} bytes, more than {limit:,}")
    data = _read(fd, size, deadline)
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise WireError("a reply that is not JSON") from None


def _read(fd: int, size: int, deadline: float | None) -> bytes:
    parts, missing = [], size
    while missing:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([fd], [], [], left)[0]:
                raise Late("no reply in time")
        part = os.read(fd, min(missing, 1 << 16))
        if not part:
            raise WireError("the process ended")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
