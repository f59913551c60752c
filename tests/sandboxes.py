"""What the tests need of this machine's isolation: without it they are skipped, and say why.

Where BPLIB_REQUIRE_SANDBOX is set, as in continuous integration, they fail in place of that: a
machine that should have bubblewrap, and a fork server in it, cannot pass without it. Landlock is
the kernel's, so that its tests are skipped everywhere.
"""

import os
from functools import cache

import pytest

from bplib.grading.isolation import sandbox
from bplib.grading.isolation.sandbox import Level

REQUIRED = bool(os.environ.get("BPLIB_REQUIRE_SANDBOX"))
NEEDS = {
    Level.WARM: "bubblewrap 0.8 or newer, Linux 5.13 or newer with Landlock, and user namespaces "
    "inside of user namespaces: apt-get install bubblewrap",
    Level.BUBBLEWRAP: "bubblewrap 0.8 or newer and a kernel that allows user namespaces: "
    "apt-get install bubblewrap",
    Level.LANDLOCK: "Linux 5.13 or newer with Landlock, and user namespaces: run the tests there",
    Level.LANDLOCK_ALONE: "Linux 6.2 or newer with Landlock: run the tests there",
}


@cache
def trouble(kind):
    return sandbox.trouble(kind)


def need(kind, there=None):
    """Go on only where a level works, here or where the caller saw it."""
    why = trouble(kind) if there is None else "" if there else "not for this account"
    if why:
        lacking(kind, f"{kind} needs {NEEDS[kind]} ({why})")


def need_any():
    """Go on only where there is a sandbox of any level."""
    if sandbox.level() is Level.LIMITS:
        lacking(Level.WARM, f"this machine has no sandbox: {sandbox.advice()}")


def lacking(kind, why):
    """Skip a test that lacks a level, or let it fail."""
    if REQUIRED and kind in (Level.WARM, Level.BUBBLEWRAP):
        pytest.fail(f"BPLIB_REQUIRE_SANDBOX is set, but {why}", pytrace=False)
    pytest.skip(why)
