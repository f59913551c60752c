"""Changes of a power: it is taken at the other side of a function, as tanh z² for tanh² z."""

import ast
from collections.abc import Iterator

from bplib.course.checks.recognition.change import Change, Scope
from bplib.course.checks.recognition.change_brackets import seen_through

_QUESTION = "What is raised to the power{where}: what goes into a function, or what comes out?"


def powers(node: ast.expr, scope: Scope) -> Iterator[Change]:
    """Raise what goes into a function in place of what comes out of it, or the reverse.

    What a place's own function makes of a value is looked into, too.

    Parameters
    ----------
    node : ast.expr
        A power, or a call.
    scope : Scope
        What is known around it.

    Yields
    ------
    Change
        One for each power that can stand elsewhere.
    """
    moved = _moved(node, scope)
    if moved is not None:
        yield Change("power at the other side of a function", _QUESTION, 1, moved)
        return
    inside = seen_through(node, scope)
    if inside is node or not isinstance(node, ast.Call):
        return
    for one in ast.walk(inside):
        other = _moved(one, scope) if isinstance(one, ast.expr) else None
        if other is not None:
            changed = _Exchanged(one, other).visit(inside)
            yield Change("power at the other side of a function", _QUESTION, 1, changed)
            return


def _moved(node: ast.expr, scope: Scope) -> ast.expr | None:
    """Return a piece with its power at the other side of a function; None where it has none."""
    inner = _powered(node, scope)
    if isinstance(inner, ast.Call) and inner.args and _powered(inner, scope) is None:
        inside = [_raised(node, inner.args[0]), *inner.args[1:]]
        return ast.Call(inner.func, inside, inner.keywords)
    if inner is None and isinstance(node, ast.Call) and node.args:
        base = _powered(node.args[0], scope)
        if base is not None:
            outside = ast.Call(node.func, [base, *node.args[1:]], node.keywords)
            return _raised(node.args[0], outside)
    return None


def _powered(node: ast.expr, scope: Scope) -> ast.expr | None:
    """Return what a power is taken of; None where nothing is one."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return node.left
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else ""
        if isinstance(function, ast.Name):
            name = getattr(scope.places.get(function.id), "__name__", "")
        return node.args[0] if name == "square" else None
    return None


def _raised(power: ast.expr, base: ast.expr) -> ast.expr:
    """Return the same power of something else."""
    if isinstance(power, ast.BinOp):
        return ast.BinOp(base, power.op, power.right)
    assert isinstance(power, ast.Call)
    return ast.Call(power.func, [base], power.keywords)


class _Exchanged(ast.NodeTransformer):
    """Puts another piece in place of one; the tree itself is left as it is."""

    def __init__(self, one: ast.AST, other: ast.expr) -> None:
        self._one, self._other = one, other

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Return the same piece with new pieces inside."""
        if node is self._one:
            return self._other
        return type(node)(**{name: self._part(part) for name, part in ast.iter_fields(node)})

    def _part(self, part: object) -> object:
        if isinstance(part, list):
            return [self._part(one) for one in part]
        return self.visit(part) if isinstance(part, ast.AST) else part
