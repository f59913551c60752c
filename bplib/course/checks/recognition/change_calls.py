"""Changes of a call: another function, another axis, other arguments."""

import ast
from collections.abc import Iterator
from typing import Any

from bplib.course.checks.recognition.change import (
    Change,
    Scope,
    name_node,
    numpy_node,
    plus,
    text_of,
)
from bplib.course.checks.recognition.change_pieces import shortened
from bplib.course.checks.recognition.change_powers import powers

_SIBLINGS: tuple[tuple[str, ...], ...] = (
    ("sum", "mean", "max", "min", "prod", "median"),
    ("mean", "sum", "median", "max", "min"),
    ("median", "mean"),
    ("var", "std", "sum"),
    ("std", "var"),
    ("max", "min", "mean", "sum"),
    ("min", "max"),
    ("argmax", "argmin"),
    ("argmin", "argmax"),
    ("maximum", "minimum"),
    ("minimum", "maximum"),
    ("exp", "log", "exp2"),
    ("log", "log2", "log10", "exp"),
    ("log1p", "log", "expm1"),
    ("sqrt", "square"),
    ("square", "abs", "sqrt"),
    ("abs", "square"),
    ("tanh", "tan", "sin", "sinh"),
    ("sin", "cos"),
    ("cos", "sin"),
    ("floor", "ceil", "round"),
    ("ceil", "floor", "round"),
    ("size", "len"),
    ("len", "size"),
    ("multiply", "matmul"),
    ("matmul", "multiply"),
    ("outer", "multiply"),
    ("cumsum", "sum"),
    ("zeros_like", "ones_like"),
    ("ones_like", "zeros_like"),
    ("zeros", "ones"),
    ("ones", "zeros"),
)


SIBLINGS = {one: others for one, *others in _SIBLINGS}


_REDUCED = {"sum", "mean", "max", "min", "var", "std", "argmax", "argmin", "prod", "median", "norm"}


_ONCE = {"len", "size", "append", "list", "copy", "array", "asarray", "zeros_like", "ones_like"}


_BUILT_IN = {"sum", "max", "min", "abs", "round", "len"}


def called(node: ast.Call, scope: Scope) -> str:
    """Return the name of the function that is called, as NumPy names it."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    if isinstance(node.func, ast.Name):
        default = scope.places.get(node.func.id)
        return getattr(default, "__name__", "") if callable(default) else node.func.id
    return ""


def calls(node: ast.Call, scope: Scope) -> Iterator[Change]:
    """Leave a function out, take another one, or hand it its arguments in another way."""
    name = called(node, scope).replace("<lambda>", "an operation")
    if name in ("isinstance", "print", "zip", "partial", "staticmethod", "super", "get"):
        return
    yield from _other_function(node, name)
    if name in _REDUCED:
        yield from _other_axis(node, name)
    if name in _REDUCED - _BUILT_IN and isinstance(node.func, ast.Name) and len(node.args) == 1:
        whole = ast.Call(numpy_node(name), node.args, [])
        yield Change(f"{name} over everything", _AXIS.replace("{name}", name), 0, whole)
    if name == "where" and len(node.args) == 3:
        test, one, other = node.args
        for branch in (one, other):
            question = "One of two cases is never met{where}. When does which hold?"
            yield Change(f"always {text_of(branch)}", question, 1, branch)
        exchanged = ast.Call(node.func, [test, other, one], node.keywords)
        question = "Which case belongs to which condition{where}?"
        yield Change("branches exchanged", question, 1, exchanged)
        return
    if len(node.args) == 2 and name not in ("range", "insert", "enumerate", "full", "linspace"):
        one, other = node.args
        exchanged = ast.Call(node.func, [other, one], node.keywords)
        yield Change(
            f"{text_of(one)} and {text_of(other)} exchanged",
            "Which of the two comes first{where}?",
            2,
            exchanged,
        )
    if name in ("range", "enumerate"):
        yield from _other_range(node, name)
        return
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return
    if name == "matmul" and len(node.args) == 2:
        yield from shortened(node.args[0], node.args[1])
    yield from powers(node, scope)
    first = node.args[0] if node.args else None
    if len(node.args) == 1 and not node.keywords and name not in _ONCE | _REDUCED:
        twice = ast.Call(node.func, [node], [])
        yield Change(f"{name} applied twice", "How often is it applied{where}?", 1, twice)
    if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
        first = node.func.value
    if first is not None and name not in ("len", "append", "insert", "zeros", "ones", "arange"):
        asked = _LEFT_OUT.get(name, "An operation is left out{where}. Which does the rule name?")
        yield Change(f"{name} left out", asked, 1, first)


_LEFT_OUT = {
    "reversed": "In which order does your loop go{where}, and in which does the rule?",
    **dict.fromkeys(
        ("all", "any"),
        "An array has a truth for each entry. Is one for the whole wanted{where}: must all hold, "
        "or one?",
    ),
}


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "math", "sp")


def _other_function(node: ast.Call, name: str) -> Iterator[Change]:
    method = isinstance(node.func, ast.Attribute) and not _is_module(node.func.value)
    for other in SIBLINGS.get(name, ()):
        function: ast.expr
        if method:
            function = ast.Attribute(node.func.value, other, ast.Load())  # type: ignore[attr-defined]
        elif isinstance(node.func, ast.Name) and name in _BUILT_IN and other in _BUILT_IN:
            function = name_node(other)
        else:
            own = other in ("len", "median")  # `np.median` would load masked arrays
            function = name_node(other) if own else numpy_node(other)
        rank = 0 if {name, other} in ({"sum", "mean"}, {"len", "size"}) else 1
        yield Change(
            f"{other} for {name}",
            f"You take {_SPEAK.get(other, other)}{{where}}. What does the rule take?",
            rank,
            ast.Call(function, node.args, node.keywords),
        )


_SPEAK = {
    "sum": "a sum",
    "mean": "a mean",
    "max": "the largest",
    "min": "the smallest",
    "var": "a variance",
    "std": "a standard deviation",
    "median": "a median",
    "prod": "a product of all",
    "argmax": "the place of the largest",
    "argmin": "the place of the smallest",
    "maximum": "the larger",
    "minimum": "the smaller",
    "len": "the number of samples",
    "size": "the number of all entries",
    "abs": "a size without its sign",
    "square": "a square",
    "sqrt": "a root",
    "log2": "a logarithm to base 2",
    "log10": "a logarithm to base 10",
}


_AXIS = (
    "Over which axis is the {name} taken{where}: what is left, one per sample, one per column, or "
    "a single number?"
)


def _other_axis(node: ast.Call, name: str) -> Iterator[Change]:
    rest = [word for word in node.keywords if word.arg != "axis"]
    axis = next((word.value for word in node.keywords if word.arg == "axis"), None)
    number: Any = None
    if isinstance(axis, ast.Constant):
        number = axis.value
    elif isinstance(axis, ast.UnaryOp) and isinstance(axis.operand, ast.Constant):
        number = -axis.operand.value  # type: ignore[operator]
    for other in (None, 0, 1):
        if other == number or (number == -1 and other == 1):
            continue
        words = [ast.keyword("axis", ast.Constant(other))] if other is not None else []
        if other is None:
            words = []
        yield Change(
            f"{name} over {'everything' if other is None else f'axis {other}'}",
            _AXIS.replace("{name}", name),
            0,
            ast.Call(node.func, node.args, rest + words),
        )
    if number is not None:
        kept = any(word.arg == "keepdims" for word in rest)
        words = [word for word in node.keywords if word.arg != "keepdims"]
        if not kept:
            words = [*words, ast.keyword("keepdims", ast.Constant(value=True))]
        yield Change(
            "axis lost" if kept else "axis kept",
            "What shape has your result{where}: is an axis of length 1 wanted there?",
            0,
            ast.Call(node.func, node.args, words),
        )


def _other_range(node: ast.Call, name: str) -> Iterator[Change]:
    question = "Where does your count start{where}, and where does it end?"
    if name == "enumerate":
        changed = ast.Call(node.func, [node.args[0], ast.Constant(1)], [])
        yield Change("counted from 1", question, 1, changed)
        return
    ends = list(node.args)
    low, high = (ast.Constant(0), ends[0]) if len(ends) == 1 else (ends[0], ends[1])
    step = ends[2:]
    for name_, one, other in (
        ("first round left out", plus(low, 1), high),
        ("last round left out", low, plus(high, -1)),
        ("one round too many", low, plus(high, 1)),
        ("counted from one more", plus(low, 1), plus(high, 1)),
    ):
        yield Change(name_, question, 1, ast.Call(node.func, [one, other, *step], []))
