"""Changes of brackets: what Python reads where those of a sum or of a divisor are left out."""

import ast
import copy
from collections.abc import Callable, Iterator

from bplib.course.checks.recognition.change import Change, Scope, minus, name_node

_Way = Callable[[ast.expr], ast.expr]
_SUMS = (ast.Add, ast.Sub)
_PRODUCTS = (ast.Mult, ast.Div, ast.MatMult)
_HOLE = "_the_sum_"
_RANK = -1  # before all others: with a small step what is left may look like a single term
_OF_PRODUCTS = 1  # a (1 - a²) without them is a (1 - a), too

_MINUS = "What is the minus to apply to{where}: to the whole sum, or to its first term?"
_DIVISION = "What is the division to apply to{where}: to the whole sum, or to the term beside it?"
_PRODUCT = "What is the product to apply to{where}: to the whole sum, or to the term beside it?"
_BELOW = "What is to stand below the line{where}, and does all of it stand there?"
_DIVISOR = f"{_BELOW} Python reads `a / b * c` from left to right."
_POWER = "What is the power to apply to{where}: to the whole, or to the last part of it?"


def brackets(node: ast.expr, scope: Scope) -> Iterator[Change]:
    """Leave out the brackets around a sum, a divisor or what is raised to a power.

    A quantity that was computed before, or in a place, counts as what it is computed from. An
    answer may give the same without the operator: a 1/1 + e looks like a 1 + e. So the questions
    are about the rule's operator, and tell of none in the answer.
    """
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inside = seen_through(node.operand, scope)
        if _is_sum(inside):
            yield _change(_first(inside, _SUMS, minus), "a minus", _MINUS)
    elif isinstance(node, ast.BinOp):
        left, right = seen_through(node.left, scope), seen_through(node.right, scope)
        if isinstance(node.op, ast.Sub) and _is_sum(right):
            yield _change(_first(right, _SUMS, _behind(node.left, node.op)), "a minus", _MINUS)
        elif isinstance(node.op, _PRODUCTS):
            yield from _of_products(node, left, right)
        elif isinstance(node.op, ast.Pow):
            yield from _of_powers(node, left)
        yield from _of_chains(node, scope)


def _of_products(node: ast.BinOp, left: ast.expr, right: ast.expr) -> Iterator[Change]:
    divides = isinstance(node.op, ast.Div)
    about = ("a division", _DIVISION, _RANK) if divides else ("a product", _PRODUCT, _OF_PRODUCTS)
    divisor = divides and isinstance(right, ast.BinOp) and isinstance(right.op, _PRODUCTS)

    def beside(one: ast.expr) -> ast.expr:
        return ast.BinOp(one, node.op, node.right)

    def taken_apart(one: ast.expr) -> ast.expr:
        return _first(right, _PRODUCTS, _behind(one, node.op))

    if _is_sum(left):
        yield _change(_last(left, beside), *about)
    if _is_sum(right):
        bare = divides and isinstance(node.left, ast.Constant) and node.left.value == 1
        of_one = ("a division, or the division", _BELOW, _RANK)
        apart = _first(right, _SUMS, _behind(node.left, node.op))
        yield _change(apart, *(of_one if bare else about))
    if _is_sum(left) and _is_sum(right):
        both = _last(left, lambda one: _first(right, _SUMS, _behind(one, node.op)))
        yield _change(both, *about)
    if divisor:
        yield _change(taken_apart(node.left), "a divisor", _DIVISOR)
    if divisor and _is_sum(left):
        yield _change(_last(left, taken_apart), *about)


def _of_chains(node: ast.BinOp, scope: Scope) -> Iterator[Change]:
    """Leave brackets out in the middle of a product, or in one that is taken away.

    What Python reads then is read from the text: of w - r * (a + b) the last term is added.
    """
    taken_away = isinstance(node.op, ast.Sub)
    product = seen_through(node.right, scope) if taken_away else node
    if not (isinstance(product, ast.BinOp) and isinstance(product.op, _PRODUCTS)):
        return
    long = taken_away or any(
        isinstance(one, ast.BinOp) and isinstance(one.op, _PRODUCTS)
        for one in (product.left, product.right)
    )
    for one, operation, way in _sums(product, scope):
        divides = isinstance(operation, ast.Div)
        about = (
            ("a division", _DIVISION, _RANK) if divides else ("a product", _PRODUCT, _OF_PRODUCTS)
        )
        for form in [one] * long + _turned_round(one):
            chain = way(name_node(_HOLE))
            whole = ast.BinOp(node.left, node.op, chain) if taken_away else chain
            text = ast.unparse(whole).replace(_HOLE, ast.unparse(form))
            yield _change(ast.parse(text, mode="eval").body, *about)


def _sums(node: ast.BinOp, scope: Scope) -> Iterator[tuple[ast.BinOp, ast.operator, _Way]]:
    """Yield the sums that are factors or divisors in a product, and how others take their place."""
    for part, of_left in ((node.left, True), (node.right, False)):

        def beside(new: ast.expr, of_left: bool = of_left) -> ast.expr:
            ends = (new, node.right) if of_left else (node.left, new)
            return ast.BinOp(ends[0], node.op, ends[1])

        seen = seen_through(part, scope)
        seen = seen_through(seen, scope)
        if isinstance(seen, ast.BinOp) and isinstance(seen.op, _SUMS):
            yield seen, node.op, beside
        elif isinstance(part, ast.BinOp) and isinstance(part.op, _PRODUCTS):
            for one, operation, way in _sums(part, scope):
                yield one, operation, lambda new, way=way, beside=beside: beside(way(new))  # type: ignore[misc]


def _turned_round(one: ast.BinOp) -> list[ast.BinOp]:
    """Return a sum with its terms the other way round, where they may be written so."""
    return [ast.BinOp(one.right, one.op, one.left)] if isinstance(one.op, ast.Add) else []


def _of_powers(node: ast.BinOp, left: ast.expr) -> Iterator[Change]:
    def raised(one: ast.expr) -> ast.expr:
        return ast.BinOp(one, node.op, node.right)

    if isinstance(left, ast.UnaryOp) and isinstance(left.op, ast.USub):
        yield _change(minus(raised(left.operand)), "a power", _POWER)
    if isinstance(left, ast.BinOp) and isinstance(left.op, _SUMS + _PRODUCTS):
        yield _change(_last(left, raised), "a power", _POWER)


def _change(node: ast.expr, what: str, question: str, rank: int = _RANK) -> Change:
    return Change(f"brackets left out at {what}", question, rank, node)


def _is_sum(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, _SUMS)


def _behind(one: ast.expr, operation: ast.operator) -> _Way:
    return lambda other: ast.BinOp(one, operation, other)


def _first(node: ast.expr, operations: tuple[type[ast.operator], ...], way: _Way) -> ast.expr:
    """Return a sum, or a product, of which the first part is another one."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, operations):
        return ast.BinOp(_first(node.left, operations, way), node.op, node.right)
    return way(node)


def _last(node: ast.expr, way: _Way) -> ast.expr:
    """Return an operation of which the last part is another one."""
    assert isinstance(node, ast.BinOp)
    return ast.BinOp(node.left, node.op, way(node.right))


def seen_through(node: ast.expr, scope: Scope) -> ast.expr:
    """Return what a quantity is computed from, where it is computed once."""
    if isinstance(node, ast.Name):
        return scope.made_of.get(node.id, node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        place = scope.made_of.get(node.func.id)
        names = [a.arg for a in place.args.args] if isinstance(place, ast.Lambda) else []
        if names and len(names) == len(node.args):
            assert isinstance(place, ast.Lambda)
            return _Given(dict(zip(names, node.args, strict=True))).visit(copy.deepcopy(place.body))
    return node


class _Given(ast.NodeTransformer):
    """Puts arguments in place of a function's own names."""

    def __init__(self, arguments: dict[str, ast.expr]) -> None:
        self._arguments = arguments

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._arguments.get(node.id, node)
