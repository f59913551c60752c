"""The syntax tree of a function or a class, from its module's source, which is parsed once."""

import ast
import functools
import inspect
import linecache
import sys
import textwrap
from typing import Any


def tree_of(one: Any) -> ast.stmt:
    """Return the definition of a function or a class; it is not to be changed.

    Parameters
    ----------
    one : function or class
        What is defined.

    Returns
    -------
    ast.stmt
        Its definition.

    Raises
    ------
    OSError, TypeError
        If there is no source.
    SyntaxError, ValueError
        If its source is no definition by itself.
    """
    file = getattr(sys.modules.get(one.__module__), "__file__", None)
    if file and one.__qualname__ == one.__name__:
        found: ast.stmt | None = _definitions(file).get(one.__name__)
        code = getattr(one, "__code__", None)
        if found is not None and (code is None or code.co_firstlineno == _first_line(found)):
            return found
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(one))).body
    return tree


@functools.lru_cache(maxsize=256)
def _definitions(file: str) -> dict[str, Any]:
    """Return what a module defines, by name."""
    body = ast.parse("".join(linecache.getlines(file))).body
    return {d.name: d for d in body if isinstance(d, ast.FunctionDef | ast.ClassDef)}


def _first_line(definition: Any) -> int:
    """Return the line in which a definition begins."""
    return int(min(node.lineno for node in (definition, *definition.decorator_list)))
