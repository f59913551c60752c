"""What returned values, places and calls are called."""

import ast
import re
from collections.abc import Mapping
from typing import Any

from bplib.course.checks.showing import show
from bplib.course.checks.trees import tree_of

MOST_SHOWN = 240


def returned(reference: Any) -> tuple[str, ...]:
    """Return the names that a function returns together, where it returns nothing but names."""
    try:
        tree = tree_of(reference)
    except (OSError, TypeError, SyntaxError, ValueError):
        return ()
    returns = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    last = returns[-1] if returns else None
    if not isinstance(last, ast.Tuple) or not all(isinstance(e, ast.Name) for e in last.elts):
        return ()
    return tuple(e.id for e in last.elts if isinstance(e, ast.Name))


def in_turn(place: str) -> tuple[str, str]:
    """Return a place without its first index, and the number of the call that it counts."""
    first = re.match(r"\[(\d+)(?:\]|, )", place)
    if not first:
        return place, ""
    rest = place[first.end() :]
    return (rest if first[0].endswith("]") or not rest else f"[{rest}"), str(int(first[1]) + 1)


def arguments_in_words(arguments: Mapping[str, Any]) -> str:
    """Return arguments as a call would have them; where that is long, arrays by their shapes."""
    for most in (12, 4, 0):
        text = ", ".join(f"{name}={show(value, most)}" for name, value in arguments.items())
        if len(text) <= MOST_SHOWN:
            break
    return text
