"""What can be read off statements: what they assign, and whether they may move."""

import ast
import copy
from collections import Counter
from collections.abc import Iterator, Sequence

WHOLES = (
    ast.Tuple,
    ast.List,
    ast.Dict,
    ast.ListComp,
    ast.Lambda,
    ast.DictComp,
    ast.Starred,
    ast.BoolOp,
    ast.Compare,
    ast.JoinedStr,
)


def assigned(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Yield the names of quantities that a body assigns."""
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def insides(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the quantities that a function of one thing gives, with that thing."""
    for statement in body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            call, name = statement.value, target_of(statement)
            alone = len(call.args) == 1 and not isinstance(call.args[0], ast.Starred)
            if name and alone and not call.keywords:
                yield name, copy.deepcopy(call.args[0])


def made_once(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield the places, and the quantities that one line alone assigns, with what they are."""
    arguments = function.args
    for place, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if isinstance(value, ast.Lambda):
            yield place.arg, value
    known = Counter(assigned(function.body))
    for statement in function.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.BinOp | ast.Call):
            name = target_of(statement)
            if known[name] == 1 and isinstance(statement.targets[0], ast.Name):
                yield name, statement.value


def target_of(statement: ast.stmt) -> str:
    """Return what a statement assigns, where it is one name."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target: ast.expr = statement.targets[0]
    elif isinstance(statement, ast.AugAssign):
        target = statement.target
    else:
        return ""
    while isinstance(target, ast.Subscript):
        target = target.value
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""


def can_move(statement: ast.stmt) -> bool:
    """Whether a statement may stand in another order."""
    return isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr) and bool(
        not isinstance(statement, ast.Expr) or isinstance(statement.value, ast.Call)
    )
