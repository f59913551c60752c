"""Changes of what stands in square brackets: another entry, another piece, or the whole."""

import ast
from collections.abc import Iterator

from bplib.course.checks.recognition.change import Change, Scope, plus, text_of


def pieces(node: ast.Subscript, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """Another piece is taken, or the whole."""
    index = node.slice
    yield Change(
        f"all of {text_of(node.value)}", "A piece is wanted{where}, or the whole?", 2, node.value
    )
    if isinstance(index, ast.Tuple) and _counts_rows(index.elts[0]):
        every = ast.Tuple([ast.Slice(), *index.elts[1:]], ast.Load())
        yield Change(
            "whole columns for one entry a row",
            "Is one entry of each row wanted{where}, or whole columns?",
            1,
            ast.Subscript(node.value, every, ast.Load()),
        )
    for direction, other in _neighbours(index):
        yield Change(
            f"{text_of(node.value)} one {direction}",
            "Which entry is meant{where}: this one, the one before, or the one after?",
            1,
            ast.Subscript(node.value, other, ast.Load()),
        )
    if isinstance(index, ast.Slice):
        for piece in _other_pieces(index):
            changed = ast.Subscript(node.value, piece, ast.Load())
            yield Change("another piece", "Where does the piece begin and end{where}?", 1, changed)


def _counts_rows(index: ast.expr) -> bool:
    """Whether an index goes from row to row: np.arange(N), or range(N)."""
    function = index.func if isinstance(index, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", "")) in ("arange", "range")


def _neighbours(index: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield the entries beside one: of several axes, beside it on one of them."""
    if isinstance(index, ast.Tuple):
        for k, one in enumerate(index.elts):
            for direction, other in _neighbours(one) if whole_of(one) is not None else ():
                yield (
                    direction,
                    ast.Tuple([*index.elts[:k], other, *index.elts[k + 1 :]], ast.Load()),
                )
    elif whole_of(index) is not None or isinstance(index, ast.Name | ast.BinOp):
        number = whole_of(index)
        for step, direction in ((1, "further"), (-1, "before")):
            yield direction, plus(index, step) if number is None else ast.Constant(number + step)


def _other_pieces(index: ast.Slice) -> Iterator[ast.Slice]:
    """Yield slices with an end left out, or moved by one."""
    lower, upper = index.lower, index.upper
    if lower is not None:
        yield ast.Slice(None, upper, index.step)
    if upper is not None:
        yield ast.Slice(lower, None, index.step)
    first = None if lower is None else whole_of(lower)
    if first is not None:
        for other in (first + 1, first - 1):
            if (other >= 0) == (first >= 0):  # no piece begins at the other end
                yield ast.Slice(ast.Constant(other), upper, index.step)
    last = None if upper is None else whole_of(upper)
    if last is not None:
        for other in dict.fromkeys((last + 1, last - 1, -last)):
            if other != last:
                yield ast.Slice(lower, ast.Constant(other), index.step)


def whole_of(node: ast.AST) -> int | None:
    """Return a whole number that stands in a source, with its sign; None for all else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inside = whole_of(node.operand)
        return None if inside is None else -inside
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def shortened(left: ast.expr, right: ast.expr) -> Iterator[Change]:
    """Leave the first or the last term out of the sums of a product of matrices.

    Parameters
    ----------
    left, right : ast.expr
        Its two factors.

    Yields
    ------
    Change
        Both.
    """
    for name, ends in (("first", (1, None)), ("last", (None, -1))):
        piece = ast.Slice(*(end if end is None else ast.Constant(end) for end in ends))
        columns = ast.Tuple([ast.Constant(...), piece], ast.Load())
        yield Change(
            f"{name} term of the sum left out",
            "A product of matrices adds up terms{where}. Over which of them does yours run?",
            2,
            ast.BinOp(
                ast.Subscript(left, columns, ast.Load()),
                ast.MatMult(),
                ast.Subscript(right, piece, ast.Load()),
            ),
        )
