"""The shape of an answer: what is left of a program when names, comments and remarks are gone."""

import ast
import functools
import hashlib
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bplib.grading.reading.needed import BROKEN

MAX_SOURCE = 8_000  # characters; what is longer is no answer, and has no shape
_DROPPED = {"annotation", "returns", "type_comment", "type_ignores", "type_params", "ctx", "kind"}
_NAMES = {"id", "arg", "name", "asname", "names", "rest"}


@dataclass(frozen=True)
class Shape:
    """What two answers share where they differ in nothing but names and remarks.

    Attributes
    ----------
    digest : bytes
        The same for answers of one shape.
    parts : mapping of str to int
        How often every part occurs: kinds of nodes, constants, names that are not local.
    """

    digest: bytes
    parts: Mapping[str, int]

    def beyond(self, other: "Shape | None") -> int:
        """Return how many parts are not in another shape, such as the stub's."""
        return (Counter(self.parts) - Counter(other.parts if other else {})).total()


@functools.lru_cache(maxsize=20_000)
def shape(source: str) -> Shape | None:
    """Return the shape of an answer.

    Names that it binds are numbered in the order in which they appear; comments, docstrings,
    annotations and calls of `print` do not count.

    Parameters
    ----------
    source : str
        The cell with the answer.

    Returns
    -------
    Shape or None
        None where it is no Python, or longer than `MAX_SOURCE`.
    """
    if len(source) > MAX_SOURCE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except BROKEN:
        return None
    parts = list(_parts(tree))
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).digest()
    return Shape(digest, Counter(parts))


def _parts(tree: ast.Module) -> Iterator[str]:
    """Yield a program part by part, in its own order, without recursion."""
    local = _bound(tree)
    numbers: dict[str, int] = {}
    stack: list[Any] = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, ast.AST):
            yield type(item).__name__
            stack += reversed(list(_fields(item, local)))
        elif isinstance(item, list):
            yield f"[{len(item)}"
            stack += reversed(item)
        elif isinstance(item, _Local):
            yield f"local {numbers.setdefault(item, len(numbers))}"
        else:
            yield repr(item)


class _Local(str):
    """A name that the answer itself binds."""

    __slots__ = ()


def _fields(node: ast.AST, local: set[str]) -> Iterator[Any]:
    for field, value in ast.iter_fields(node):
        if field in _DROPPED:
            continue
        if field in _NAMES and not isinstance(node, ast.keyword):
            yield _renamed(value, local)
        elif field in ("body", "orelse", "finalbody") and isinstance(value, list):
            yield [statement for statement in value if not _is_remark(statement)]
        else:
            yield value


def _renamed(value: Any, local: set[str]) -> Any:
    if isinstance(value, str):
        return _Local(value) if value in local else value
    if isinstance(value, list):
        return [_renamed(one, local) for one in value]
    return value


def _is_remark(statement: ast.AST) -> bool:
    """Whether a statement is a docstring, `...`, `pass` or a call of `print`."""
    if isinstance(statement, ast.Pass):
        return True
    if not isinstance(statement, ast.Expr):
        return False
    match statement.value:
        case ast.Constant() | ast.Call(func=ast.Name(id="print")):
            return True
    return False


def _bound(tree: ast.AST) -> set[str]:
    """Return the names that an answer binds."""
    bound: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                bound.add(name)
    return bound
