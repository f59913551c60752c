"""Changes of one piece of source: what stands there when somebody errs, and the question to ask.

Each rule takes a piece of a syntax tree and yields what could stand in its place. A rule knows how
people err (a factor is left out, another name is used, a sum is a mean), never which exercise it
is.
"""

import ast
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bplib.course.checks.recognition.change import (
    Change,
    Numeric,
    Scope,
    name_node,
    text_of,
)
from bplib.course.checks.recognition.change_brackets import brackets
from bplib.course.checks.recognition.change_calls import calls
from bplib.course.checks.recognition.change_pieces import pieces, shortened
from bplib.course.checks.recognition.change_powers import powers
from bplib.course.checks.recognition.change_wholes import with_number


def names(node: ast.Name, scope: Scope) -> Iterator[Change]:
    """Another quantity stands there, or a place's number is another one."""
    default = scope.places.get(node.id)
    if isinstance(default, Numeric) and not isinstance(default, bool):
        yield from numbers(ast.Constant(default), scope)
    if node.id not in scope.names:
        return
    if not isinstance(scope.inside.get(node.id, node), ast.Name):
        yield Change(
            f"what goes into {node.id} for {node.id}",
            "You have what goes into a function{where}, and the rule what comes out of it. Which "
            "function is it?",
            1,
            scope.inside[node.id],
        )
    for other in scope.names:
        if other != node.id:
            yield Change(
                f"{other} for {node.id}",
                f"You use `{other}`{{where}} where the rule names another quantity. Which?",
                2,
                name_node(other),
            )


def numbers(node: ast.Constant, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """Another number stands there."""
    value = node.value
    if not isinstance(value, Numeric) or isinstance(value, bool) or not math.isfinite(value):
        return
    near = [value + 1, value - 1, 2 * value, value / 2, 0, 1, -value]
    if isinstance(value, int):
        near = [int(v) if v == int(v) else v for v in near]
    for rank, other in enumerate(dict.fromkeys(near)):
        if other != value:
            yield Change(
                f"{other:g} for {value:g}",
                f"You have {other:g}{{where}} where the rule has another number. Which, and why?",
                2 + (rank > 3),
                ast.Constant(other),
            )


def signs(node: ast.UnaryOp, scope: Scope) -> Iterator[Change]:
    """Leave out a minus, the brackets behind it, or a `not`."""
    yield from brackets(node, scope)
    if isinstance(node.op, ast.USub):
        yield Change(
            "a minus left out", "Where does the rule have a minus{where}?", 0, node.operand
        )
    if isinstance(node.op, ast.Not):
        yield Change(
            "a condition turned round", "Is the condition met, or not met{where}?", 1, node.operand
        )


_SLIPPED = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Div),
    ast.Mult: (ast.Div, ast.MatMult, ast.Add),
    ast.Div: (ast.Mult, ast.Sub),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
}


_SPOKEN = {
    ast.Add: "plus",
    ast.Sub: "minus",
    ast.Mult: "times",
    ast.Div: "divided by",
    ast.MatMult: "a matrix product",
    ast.FloorDiv: "divided and rounded down",
}


_TERM = "A sum lacks one of its terms{where}. Which one, and what does it stand for?"


_TURNED = (
    "A term has a minus where the rule has a plus{where}. Is it written so, or does a minus in "
    "front of a bracket lack the bracket?"
)


_ORDERS = {
    ast.Sub: "In a difference, which of the two stands first{where}?",
    ast.Div: "Which of the two stands above the line{where}, and which below it?",
    ast.MatMult: "Which of the two matrices comes first{where}?",
    ast.Pow: "Which of the two is the base{where}, and which the exponent?",
}


_FACTOR = "A product lacks one of its factors{where}. Which one, and what does it stand for?"


def operations(node: ast.BinOp, scope: Scope) -> Iterator[Change]:
    """Leave brackets or an operand out, turn it or exchange it; do another operation."""
    yield from brackets(node, scope)
    left, right, kind = node.left, node.right, type(node.op)
    if kind in (ast.Add, ast.Sub):
        bare = isinstance(left, ast.Constant) and left.value == 1  # a factor 1 − a, left out
        yield Change(f"{text_of(right, 'a term')} left out", _TERM, int(bare), left)
        rest = right if kind is ast.Add else ast.UnaryOp(ast.USub(), right)
        yield Change(f"{text_of(left, 'a term')} left out", _TERM, 0, rest)
    if kind in (ast.Mult, ast.MatMult):
        yield Change(f"factor {text_of(right, '…')} left out", _FACTOR, 0, left)
        yield Change(f"factor {text_of(left, '…')} left out", _FACTOR, 0, right)
        for one, other in ((left, right), (right, left)):
            square = ast.BinOp(one, ast.Pow(), ast.Constant(2))
            changed = (square, other) if one is left else (other, square)
            yield Change(
                f"{text_of(one)} squared",
                "A factor counts twice{where}. How often does the rule have it?",
                3,
                ast.BinOp(changed[0], node.op, changed[1]),
            )
    if kind in (ast.Div, ast.FloorDiv):
        yield Change(
            f"not divided by {text_of(right)}", "What does the rule divide by{where}?", 0, left
        )
        yield Change(
            f"divided by {text_of(right)} twice",
            "How often do you divide{where}, and how often does the rule?",
            1,
            ast.BinOp(node, node.op, right),
        )
    if kind is ast.Div:
        yield Change(
            "rounded down at a division",
            "A quotient has lost what stands after the point{where}. Is `//` written for `/`?",
            2,
            ast.BinOp(left, ast.FloorDiv(), right),
        )
    if kind is ast.Pow:
        yield Change("power left out", "Which power does the rule take{where}?", 0, left)
        root = ast.BinOp(node, ast.Pow(), ast.Constant(0.5))
        yield Change("root of the power", "Is it a power{where}, or its root?", 2, root)
        yield from powers(node, scope)
    if kind in (ast.Sub, ast.Div, ast.MatMult, ast.Pow):
        yield Change(
            f"{text_of(right)} and {text_of(left)} exchanged",
            _ORDERS[kind],
            1,
            ast.BinOp(right, node.op, left),
        )
    if kind is ast.MatMult:
        for first, second in ((True, False), (False, True), (True, True)):
            yield Change(
                "transposed",
                "Which axis of the one meets which axis of the other in your product{where}?",
                0,
                ast.BinOp(
                    _turned(left) if first else left,
                    ast.MatMult(),
                    _turned(right) if second else right,
                ),
            )
        yield from shortened(left, right)
        yield Change(
            "product the other way round",
            "Which of the two matrices comes first{where}, and is one of them transposed?",
            1,
            ast.BinOp(_turned(right), ast.MatMult(), _turned(left)),
        )
    if kind in (ast.Add, ast.Sub) and isinstance(right, ast.BinOp) and type(right.op) is ast.Pow:
        inside = ast.BinOp(left, node.op, right.left)
        yield Change(
            "the whole squared",
            "What is squared{where}: one term, or the whole?",
            1,
            ast.BinOp(inside, ast.Pow(), right.right),
        )
    for wrong in _SLIPPED.get(kind, ()):
        spoken = _SPOKEN.get(wrong, "another operation")
        question = f"You have “{spoken}”{{where}} where the rule has another operation. Which?"
        yield Change(
            f"{spoken} in place of {_SPOKEN.get(kind, 'a power')}",
            _TURNED if (kind, wrong) == (ast.Add, ast.Sub) else question,
            1 if {kind, wrong} == {ast.Add, ast.Sub} else 3,
            ast.BinOp(left, wrong(), right),
        )


def _turned(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(node, "T", ast.Load())


def attributes(node: ast.Attribute, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """Leave a transposition out."""
    if node.attr == "T":
        question = "Which axis of the one meets which axis of the other in your product{where}?"
        yield Change("transposed", question, 0, node.value)
        backwards = ast.Slice(None, None, ast.Constant(-1))
        shape = ast.Subscript(ast.Attribute(node.value, "shape", ast.Load()), backwards, ast.Load())
        yield Change(
            "reshaped, not transposed",
            "`reshape` and `.T` can give the same shape{where}. Which of the two makes a column of "
            "each row?",
            1,
            ast.Call(ast.Attribute(node.value, "reshape", ast.Load()), [shape], []),
        )
    if node.attr == "size":
        yield Change(
            "only the samples counted",
            "What is counted{where}: samples, or numbers?",
            1,
            ast.Call(name_node("len"), [node.value], []),
        )


_COMPARED = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot, ast.Eq),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


_INEQUALITIES = {ast.Lt, ast.LtE, ast.Gt, ast.GtE}


def comparisons(node: ast.Compare, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """Count a limit on the other side, or turn the comparison round."""
    if len(node.ops) > 1:
        return
    for other in _COMPARED.get(type(node.ops[0]), ()):
        both = {type(node.ops[0]), other}
        name, question = "a condition turned round", "Which case belongs to which condition{where}?"
        if both in ({ast.Lt, ast.LtE}, {ast.Gt, ast.GtE}):
            name = "equal numbers on the other side"
            question = "What holds where both sides are equal{where}?"
        elif both <= _INEQUALITIES:
            name = "a comparison turned round"
            question = "Which of the two is to be the larger one{where}?"
        yield Change(name, question, 1, ast.Compare(node.left, [other()], node.comparators))


def conditions(node: ast.BoolOp | ast.IfExp, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """Leave a condition out, or take one branch always."""
    if isinstance(node, ast.BoolOp):
        for value in node.values:
            yield Change(
                f"only {text_of(value)} asked", "How many conditions are there{where}?", 1, value
            )
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        question = "Must both conditions hold{where}, or one of them?"
        yield Change("and for or", question, 1, ast.BoolOp(other, node.values))
        return
    for branch in (node.body, node.orelse):
        question = "One of two cases is never met{where}. When does which hold?"
        yield Change(f"always {text_of(branch)}", question, 1, branch)
    turned = ast.IfExp(node.test, node.orelse, node.body)
    yield Change("branches exchanged", "Which case belongs to which condition{where}?", 1, turned)


RULES: dict[type[ast.AST], Callable[[Any, Scope], Iterator[Change]]] = {
    ast.Name: names,
    ast.Constant: numbers,
    ast.UnaryOp: signs,
    ast.BinOp: operations,
    ast.Attribute: attributes,
    ast.Compare: comparisons,
    ast.BoolOp: conditions,
    ast.IfExp: conditions,
    ast.Call: calls,
    ast.Subscript: pieces,
}


def changes(node: ast.AST, scope: Scope) -> Sequence[Change]:
    """Return what could stand in place of an expression."""
    rule = RULES.get(type(node))
    known = list(rule(node, scope)) if rule else []
    return known + (list(with_number(node)) if isinstance(node, ast.expr) else [])
