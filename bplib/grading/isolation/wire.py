"""Length-prefixed JSON over a pipe: how the grader and the student's process speak."""

import os
import secrets
import select
import time
from collections.abc import Mapping
from json import dumps, loads  # by name: a submission that patches `json` does not reach these
from typing import Any

HEADER = 4
MAX_FRAME = 20_000_000
MAX_VALUES = 1_000_000


class WireError(Exception):
    """The other side closed the pipe, sent no JSON, or sent too much."""


class TooLong(WireError):
    """A frame is larger than its limit."""


class Late(WireError):
    """No whole frame came in time."""


def ask(to: int, back: int, request: Mapping[str, Any], seconds: float, limit: int) -> Any:
    """Send a request and wait for its own reply.

    Every request has a number that nobody can guess, and its reply repeats it: what was sent
    before it was asked for is no reply to anything.

    Parameters
    ----------
    to, back : int
        The ends of two pipes, to write to and to read from.
    request : mapping
        What is asked.
    seconds : float
        How long to wait for all of it.
    limit : int
        The most bytes that a frame may have.

    Returns
    -------
    dict
        The reply.

    Raises
    ------
    WireError
        If none comes; see `receive`.
    """
    deadline = time.monotonic() + seconds
    number = secrets.token_hex(8)
    send(to, {**request, "number": number}, seconds)
    while True:
        reply = receive(back, deadline - time.monotonic(), limit)
        if isinstance(reply, dict) and reply.get("number") == number:
            return reply


def send(fd: int, message: Any, seconds: float | None = None) -> None:
    """Write one frame: four bytes of length, then JSON.

    Parameters
    ----------
    fd : int
        The end of a pipe to write to.
    message : object
        JSON data.
    seconds : float, optional
        How long to wait for a reader; for ever where not given.

    Raises
    ------
    Late
        If nobody reads it in time.
    WireError
        If nobody reads any more.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    data = dumps(message).encode()
    rest = memoryview(len(data).to_bytes(HEADER, "big") + data)
    try:
        while rest:
            if deadline is not None:
                left = max(0.0, deadline - time.monotonic())
                if not select.select([], [fd], [], left)[1]:
                    raise Late("the request is not read in time")
            # so many bytes are always taken at once where a pipe has room at all
            part = rest if deadline is None else rest[: select.PIPE_BUF]
            rest = rest[os.write(fd, part) :]
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
        If it is larger than `limit`, or would be once it is decoded.
    WireError
        If the pipe is closed, or what came is not JSON.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    size = int.from_bytes(_read(fd, HEADER, deadline), "big")
    if size > limit:
        raise TooLong(f"a reply of {size:,} bytes, more than {limit:,}")
    data = _read(fd, size, deadline)
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MAX_VALUES:
        raise TooLong(f"a reply of more than {MAX_VALUES:,} values")
    try:
        return loads(data)
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
