"""What a cell binds: the names of its top level, read from its text."""

import ast
import re
import symtable
from collections.abc import Iterator

_DEFINED = re.compile(r"\s*(?:async\s+def|def|class)\s+(\w+)")
_ASSIGNED = re.compile(r"([\w\s,*]+)(?::[^=]*)?=(?!=)")
# A cell that uses one of these may define names that cannot be read from its text.
_INDIRECT = frozenset({"exec", "eval", "globals", "locals", "vars", "setattr", "get_ipython"})


def bound(source: str) -> set[str]:
    """Return the names that a cell binds at its top level, or would if it were Python."""
    if syntax_error(source) is None:
        return bound_before(source, None)[0]
    names: set[str] = set()
    for line in source.splitlines():
        if match := _DEFINED.match(line):
            names.add(match[1])
        elif match := _ASSIGNED.match(line):
            names.update(re.findall(r"\w+", match[1]))
    return names


def syntax_error(source: str) -> SyntaxError | None:
    """Return Python's own error; IPython says of an open bracket no more than "incomplete"."""
    try:
        ast.parse(source)
    except SyntaxError as error:
        return error
    except ValueError:
        pass
    return None


def bound_before(source: str, stopped: int | None) -> tuple[set[str], bool]:
    """Return the names that a cell binds before a line, and whether it may bind others.

    `stopped` is the line at which the cell ended, None where it ran to its end.
    """
    try:
        body = ast.parse(source).body
        if stopped is not None:
            body = [node for node in body if (node.end_lineno or node.lineno) < stopped]
        ran = ast.unparse(ast.Module(body, type_ignores=[]))
        table = symtable.symtable(ran, "<cell>", "exec")
    except (SyntaxError, ValueError):
        return set(), True
    names: set[str] = set()
    used: set[str] = set()
    for scope in _scopes(table):
        for symbol in scope.get_symbols():
            used.add(symbol.get_name())
            if (scope is table or symbol.is_declared_global()) and (
                symbol.is_assigned() or symbol.is_imported()
            ):
                names.add(symbol.get_name())
    return names, bool(used & _INDIRECT) or bool(re.search(r"^\s*from .+ import \*", ran, re.M))


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _scopes(child)
