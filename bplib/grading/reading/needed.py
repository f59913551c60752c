"""Which cells must run before an answer can be called: those that it depends on."""

import ast
import functools
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass, replace

# Code that may read or write names without spelling them: then everything is run.
OPAQUE = {"exec", "eval", "globals", "locals", "vars", "get_ipython", "setattr", "__main__"}
BROKEN = (SyntaxError, ValueError, RecursionError, MemoryError)
MAGIC = re.compile(r"^([ \t]*+)((?:[\w, ]++=[ \t]*+)?+)[%!?].*$", re.MULTILINE)
MAX_SOURCE = 50_000  # characters of one cell
KNOWN = 1_000  # cells that are read once: the lesson's own come in every submission
MAX_SOURCES = 200_000  # characters of all cells; reading a million takes half a minute


@dataclass(frozen=True)
class Names:
    """The global names of a cell.

    Attributes
    ----------
    read : frozenset of str
        Names that it reads, in functions too.
    made : frozenset of str
        Names that it binds.
    changed : frozenset of str
        Names whose objects it changes: ``a[0] = 1``, ``a.b = 1``, ``a.append(1)``.
    imported : frozenset of str
        Names that it imports; what a cell does to a module is no change that others wait for.
    opaque : bool
        Whether it is no plain Python, or may use names that it does not spell.
    """

    read: frozenset[str]
    made: frozenset[str]
    changed: frozenset[str]
    imported: frozenset[str]
    opaque: bool


_NOTHING: frozenset[str] = frozenset()
UNREAD = Names(_NOTHING, _NOTHING, _NOTHING, _NOTHING, opaque=True)


def needed_cells(names: list[Names], own: set[int]) -> set[int]:
    """Return the places of the cells to run.

    A cell runs where one that must run reads, directly or through others, a name that it was the
    last to bind, or changes the object of such a name.

    Parameters
    ----------
    names : list of Names
        Of every cell, in order.
    own : set of int
        Places of the cells that must run: answers, and cells that the learner added.

    Returns
    -------
    set of int
        Places; all of them where one of `own` is opaque.
    """
    if any(names[k].opaque for k in own):
        return set(range(len(names)))
    modules = frozenset().union(*(part.imported for part in names))
    names = [replace(part, changed=part.changed - modules) for part in names]
    wanted, waiting = set(own), sorted(own)
    while waiting:
        reader = waiting.pop()
        for name in names[reader].read:
            new = set(_makers(name, reader, names)) - wanted
            wanted |= new
            waiting += new
    return wanted


def _makers(name: str, reader: int, names: list[Names]) -> Iterator[int]:
    """Yield the last cell before the reader that binds a name, and those that change it since."""
    for place in reversed(range(reader)):
        if name in names[place].changed or name in names[place].made:
            yield place
        if name in names[place].made:
            return
    for place in range(reader + 1, len(names)):
        if name in names[place].made:
            yield place
            return


def read_cells(sources: list[str]) -> list[Names]:
    """Return the global names of every cell; cells after too much text count as opaque."""
    names, left = [], MAX_SOURCES
    for source in sources:
        left -= len(source)
        names.append(names_of(source) if left >= 0 else UNREAD)
    return names


@functools.lru_cache(maxsize=KNOWN)
def names_of(source: str) -> Names:
    """Return the global names of a cell; everything may be in a cell that is not plain Python."""
    if len(source) > MAX_SOURCE:
        return UNREAD
    try:
        tree = ast.parse(source)
        parts = [(node, _part(node)) for node in tree.body]
    except BROKEN:
        plain = MAGIC.sub(r"\1\2None", source)
        if plain == source:
            return replace(UNREAD, opaque=False)
        return replace(names_of(plain), opaque=True)
    read: set[str] = set()
    later: set[str] = set()  # what functions read when they are called
    made: set[str] = set()
    for node, (now, bound) in parts:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            later |= now
        else:
            read |= now - made
        made |= bound
    read |= later - made
    aliases = [alias for node in ast.walk(tree) for alias in _aliases(node)]
    imported = frozenset((alias.asname or alias.name).split(".")[0] for alias in aliases)
    opaque = not OPAQUE.isdisjoint(read | {alias.name for alias in aliases}) or "*" in imported
    return Names(frozenset(read), frozenset(made), frozenset(_changed(tree)), imported, opaque)


def _part(node: ast.stmt) -> tuple[set[str], set[str]]:
    """Return the global names that a statement reads, and those that it binds."""
    table = symtable.symtable(ast.unparse(node), "cell", "exec")
    read = set(_added_to(node))
    bound = set()
    for scope in _scopes(table):
        for symbol in scope.get_symbols():
            if scope is table or symbol.is_global():
                if symbol.is_referenced():
                    read.add(symbol.get_name())
                if symbol.is_assigned() or symbol.is_imported():
                    bound.add(symbol.get_name())
    return read, bound


def _added_to(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for part in ast.walk(node):
        if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
            yield part.target.id


def _aliases(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, ast.Import | ast.ImportFrom) else []


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _scopes(child)


def _changed(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        for part in ast.walk(node):
            target: ast.AST | None = None
            if isinstance(part, ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Store):
                target = part
            elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
                target = part.value.func
            while isinstance(target, ast.Attribute | ast.Subscript):
                target = target.value
                if isinstance(target, ast.Name):
                    yield target.id
