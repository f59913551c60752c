"""Changes of a whole: a loop's rounds, an assigned value, a number that nobody can list."""

import ast
from collections.abc import Iterator

from bplib.course.checks.recognition.change import (
    NUMBER,
    Change,
    Numeric,
    Scope,
    minus,
    name_node,
    numpy_node,
    plus,
)


def loops(iterated: ast.expr) -> Iterator[Change]:
    """Leave the first or the last round of a loop out, or all others."""
    listed = ast.Call(name_node("list"), [iterated], [])
    for name, low, high in (
        ("first round left out", 1, None),
        ("last round left out", None, -1),
        ("first round only", None, 1),
        ("last round only", -1, None),
    ):
        ends = [ast.Constant(end) if end is not None else None for end in (low, high)]
        piece = ast.Subscript(listed, ast.Slice(ends[0], ends[1]), ast.Load())
        question = "Which rounds does your loop make{where}: all, or is one left out?"
        yield Change(name, question, 1, piece)
    backwards = ast.Subscript(listed, ast.Slice(None, None, ast.Constant(-1)), ast.Load())
    yield Change(
        "backwards",
        "In which order does your loop go{where}, and in which does the rule?",
        1,
        backwards,
    )


def branches(both: bool) -> list[Change]:
    """Take a branch never or always; `both` says whether there is another one."""
    never = "The rule does something where a condition holds, and yours never does it. Which?"
    always = "Yours does every time what the rule does only where a condition holds. Which?"
    if both:
        never = always = "One of two cases is never met. When does which hold?"
    return [
        Change("a case left out", never, 1, ast.Constant(value=False)),
        Change("a case taken always", always, 1, ast.Constant(value=True)),
    ]


def values(node: ast.expr, scope: Scope) -> Iterator[Change]:
    """Turn a computed value's sign, double or halve it, or give it a factor too many."""
    yield Change(
        "sign turned", "Which sign has what you compute{where}?", 1, ast.UnaryOp(ast.USub(), node)
    )
    for name, factor in (("doubled", 2), ("halved", 0.5)):
        product = ast.BinOp(node, ast.Mult(), ast.Constant(factor))
        question = "A number is twice or half as large{where}. Where does a 2 come from, or go?"
        yield Change(name, question, 2, product)
    for other in scope.names:
        if other == "self":
            continue
        slope = ast.BinOp(
            name_node(other), ast.Mult(), ast.BinOp(ast.Constant(1), ast.Sub(), name_node(other))
        )
        for what, factor_, rank in (
            (f"{other} too many", name_node(other), 3),
            (f"slope {other} (1 - {other}) too many", slope, 2),
        ):
            yield Change(
                f"factor {what}",
                "A product has a factor too many{where}. Which one does the rule not have?",
                rank,
                ast.BinOp(node, ast.Mult(), factor_),
            )


def with_number(node: ast.expr) -> Iterator[Change]:
    """Yield forms that hold a number which nobody can list: a small one added, a limit."""
    number = name_node(NUMBER)
    if isinstance(node, ast.Constant):
        if isinstance(node.value, Numeric) and not isinstance(node.value, bool):
            yield Change(
                f"{{number}} for {node.value:g}",
                "You have about {number}{where} where the rule has another number. Which, and why?",
                4,
                number,
                unknown=True,
            )
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        yield Change(
            "{number} added to the divisor",
            "You add about {number} to what you divide by{where}. Does the rule?",
            3,
            ast.BinOp(node.left, node.op, ast.BinOp(node.right, ast.Add(), number)),
            unknown=True,
        )
    elif isinstance(node, ast.Call) and node.args:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first, rest = node.args[0], node.args[1:]
        if name in ("log", "log2", "log10", "sqrt"):
            added = ast.BinOp(first, ast.Add(), number)
            yield Change(
                f"{{number}} added in the {name}",
                f"You add about {{number}} before you take the {name}{{where}}. Does the rule?",
                3,
                ast.Call(node.func, [added, *rest], node.keywords),
                unknown=True,
            )
            for clip, limits in (
                ("maximum", [number]),
                ("clip", [number, plus(minus(number), 1)]),
            ):
                cut = ast.Call(numpy_node(clip), [first, *limits], [])
                yield Change(
                    f"cut off at {{number}} before the {name}",
                    f"You cut off at about {{number}} before you take the {name}{{where}}. What "
                    "does the rule say of smaller numbers?",
                    3,
                    ast.Call(node.func, [cut, *rest], node.keywords),
                    unknown=True,
                )
        if name == "exp":
            cut = ast.Call(numpy_node("clip"), [first, minus(number), number], [])
            yield Change(
                "cut off at {number} before the exp",
                "You cut off at about {number} before you take exp{where}. What does the rule say "
                "of larger numbers?",
                3,
                ast.Call(node.func, [cut, *rest], node.keywords),
                unknown=True,
            )
