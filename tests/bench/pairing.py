"""Rounds in which all contenders of a case run one after another, and where the time goes.

A slow moment of a shared machine then meets all of them, and `table.py` compares inside a round.
"""

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

ROUNDS = 7
SHOWN = 3  # functions that a profile names


def paired(cases: Iterable[str], contenders: Iterable[str], rounds: int = ROUNDS) -> Callable:
    """Parametrise a benchmark by round, in it by case, in it by contender."""

    def decorate(benchmark: Callable) -> Callable:
        for name, values in (
            ("round", range(rounds)),  # the first one changes last
            ("case", list(cases)),
            ("contender", list(contenders)),
        ):
            benchmark = pytest.mark.parametrize(name, values)(benchmark)
        return benchmark

    return decorate


def where_time_goes(call: Callable[[], Any]) -> dict[str, float]:
    """Return the shares of a call's time that are spent in single functions, the largest first."""
    call()
    profile = cProfile.Profile()
    profile.runcall(call)
    rows = pstats.Stats(profile).stats.items()
    total = sum(row[2] for _, row in rows)
    own: Counter[str] = Counter()
    for key, row in rows:
        own[_name(*key)] += row[2] / total
    return dict(own.most_common(SHOWN))


def _name(file: str, _line: int, function: str) -> str:
    if file == "~":
        return function.strip("<>").removeprefix("built-in ").removeprefix("method ")
    return f"{Path(file).stem}.{function}"
