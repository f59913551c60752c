"""The source of a reference, and of the functions of its lesson that it calls."""

import ast
import sys
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from bplib.course.checks.trees import tree_of

_FUNCTIONS = 12


def sources_of(reference: Any) -> Iterator[tuple[Any, ast.stmt]]:
    """Yield the functions of the lesson that a reference calls, then itself, with their trees."""
    found: dict[str, tuple[Any, ast.stmt]] = {}

    def visit(one: Any) -> None:
        if len(found) >= _FUNCTIONS:
            return
        tree = tree_of(one)
        found[one.__name__] = (one, tree)
        globals_ = vars(sys.modules[one.__module__])
        for node in ast.walk(tree):
            called = globals_.get(node.id) if isinstance(node, ast.Name) else None
            here = isinstance(called, FunctionType) and called.__name__ not in found
            if here and _of_a_lesson(called.__module__, reference.__module__):
                visit(called)

    visit(reference)
    yield from reversed(found.values())


def _of_a_lesson(module: str, own: str) -> bool:
    return module == own or module.rpartition(".")[0] == own.rpartition(".")[0]


_PLACE = dict.fromkeys(("lineno", "end_lineno"), 1) | dict.fromkeys(
    ("col_offset", "end_col_offset"), 0
)


def placed(tree: ast.Module) -> ast.Module:
    """Give the new pieces of a tree a place; what was read from a source has its own."""
    new: list[Any] = [tree]
    while new:
        node = new.pop()
        if isinstance(node, list):
            new += node
        elif isinstance(node, ast.AST) and "lineno" not in node.__dict__:
            if "lineno" in node._attributes:
                node.__dict__.update(_PLACE)
            new += node.__dict__.values()
    return tree
