"""How many processes work side by side: one for every core, or as many as somebody says."""

import argparse
import os
import sys

MOST = 1_000
WORKER = b"w"  # asks for one more, and comes with its end of a connection


def _forks() -> bool:
    """Whether a library survives a fork here, and a process can be held by more than its number."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return sys.platform == "linux"


FORKS = _forks()  # whether one worker is forked from another


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def number(word: str) -> int:
    """Return the number of workers that a word of a command line means.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is no whole number from 1 to `MOST`.
    """
    if not word.isascii() or not word.isdigit() or not 0 < int(word) <= MOST:
        raise argparse.ArgumentTypeError(
            f"{word} is no number of workers: give one from 1 to {MOST}"
        )
    return int(word)
