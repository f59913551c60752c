"""Changes of one piece of source: what stands there when somebody errs, and the question to ask.

Each rule takes a piece of a syntax tree and yields what could stand in its place. A rule knows how
people err (a factor is left out, another name is used, a sum is a mean), never which exercise it
is. The more often a mistake is made, the lower its rank: of two explanations the lower one counts.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Numeric = (int, float)
NUMBER = "_number_"


@dataclass(frozen=True)
class Change:
    """What could stand in place of a piece of source.

    Attributes
    ----------
    name : str
        The mistake in a few words.
    question : str
        What to ask about it; `{where}` stands for the line it is in.
    rank : int
        How rare it is.
    node : ast.AST
        What stands there.
    unknown : bool
        Whether it holds `NUMBER`, a number that nobody can list.
    """

    name: str
    question: str
    rank: int
    node: Any
    unknown: bool = False


@dataclass
class Scope:
    """What is known around a piece of source.

    Attributes
    ----------
    names : list of str
        The quantities that could be taken for one another.
    places : dict of str to object
        The places of the reference, with what stands in them.
    """

    names: list[str]
    places: dict[str, Any] = field(default_factory=dict)


def _name(text: str) -> ast.Name:
    return ast.Name(text, ast.Load())


def _text(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 24 else "…"


def _numpy(name: str) -> ast.Attribute:
    return ast.Attribute(_name("np"), name, ast.Load())


def names(node: ast.Name, scope: Scope) -> Iterator[Change]:
    """Another quantity stands there, or a place's number is another one."""
    default = scope.places.get(node.id)
    if isinstance(default, Numeric) and not isinstance(default, bool):
        yield from numbers(ast.Constant(default), scope)
    if node.id not in scope.names:
        return
    for other in scope.names:
        if other != node.id:
            yield Change(
                f"{other} for {node.id}",
                f"You use `{other}`{{where}} where the rule names another quantity. Which?",
                2,
                _name(other),
            )


def numbers(node: ast.Constant, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """Another number stands there."""
    value = node.value
    if not isinstance(value, Numeric) or isinstance(value, bool):
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


def signs(node: ast.UnaryOp, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """A minus, or a `not`, is left out."""
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
_FACTOR = "A product lacks one of its factors{where}. Which one, and what does it stand for?"


def operations(node: ast.BinOp, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """An operand is left out, turned or exchanged; another operation is done."""
    left, right, kind = node.left, node.right, type(node.op)
    if kind in (ast.Add, ast.Sub):
        yield Change(f"{_text(right)} left out", _TERM, 0, left)
        rest = right if kind is ast.Add else ast.UnaryOp(ast.USub(), right)
        yield Change(f"{_text(left)} left out", _TERM, 0, rest)
    if kind in (ast.Mult, ast.MatMult):
        yield Change(f"factor {_text(right)} left out", _FACTOR, 0, left)
        yield Change(f"factor {_text(left)} left out", _FACTOR, 0, right)
        for one, other in ((left, right), (right, left)):
            square = ast.BinOp(one, ast.Pow(), ast.Constant(2))
            changed = (square, other) if one is left else (other, square)
            yield Change(
                f"{_text(one)} squared",
                "A factor counts twice{where}. How often does the rule have it?",
                3,
                ast.BinOp(changed[0], node.op, changed[1]),
            )
    if kind in (ast.Div, ast.FloorDiv):
        yield Change(
            f"not divided by {_text(right)}", "What does the rule divide by{where}?", 0, left
        )
        yield Change(
            f"divided by {_text(right)} twice",
            "How often do you divide{where}, and how often does the rule?",
            1,
            ast.BinOp(node, node.op, right),
        )
    if kind is ast.Pow:
        yield Change("power left out", "Which power does the rule take{where}?", 0, left)
        root = ast.BinOp(node, ast.Pow(), ast.Constant(0.5))
        yield Change("root of the power", "Is it a power{where}, or its root?", 2, root)
    if kind in (ast.Sub, ast.Div, ast.MatMult, ast.Pow):
        yield Change(
            f"{_text(right)} and {_text(left)} exchanged",
            "Which of the two comes first{where}?",
            1,
            ast.BinOp(right, node.op, left),
        )
    if kind is ast.MatMult:
        for one, other in ((True, False), (False, True), (True, True)):
            yield Change(
                "transposed",
                "Which axis of the one meets which axis of the other in your product{where}?",
                0,
                ast.BinOp(
                    _turned(left) if one else left,
                    ast.MatMult(),
                    _turned(right) if other else right,
                ),
            )
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
    for other in _SLIPPED.get(kind, ()):
        spoken = _SPOKEN.get(other, "another operation")
        yield Change(
            f"{spoken} for {_SPOKEN.get(kind, 'a power')}",
            f"You have {spoken}{{where}} where the rule has another operation. Which?",
            1 if {kind, other} == {ast.Add, ast.Sub} else 3,
            ast.BinOp(left, other(), right),
        )


def _turned(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(node, "T", ast.Load())


def attributes(node: ast.Attribute, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """A transposition is left out."""
    if node.attr == "T":
        question = "Which axis of the one meets which axis of the other in your product{where}?"
        yield Change("transposed", question, 0, node.value)
    if node.attr == "size":
        yield Change(
            "only the samples counted",
            "What is counted{where}: samples, or numbers?",
            1,
            ast.Call(_name("len"), [node.value], []),
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


def comparisons(node: ast.Compare, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """A limit counts on the other side, or the comparison is turned round."""
    if len(node.ops) > 1:
        return
    for other in _COMPARED.get(type(node.ops[0]), ()):
        edge = {type(node.ops[0]), other} in ({ast.Lt, ast.LtE}, {ast.Gt, ast.GtE})
        yield Change(
            "equal numbers on the other side" if edge else "a comparison turned round",
            "What holds where both sides are equal{where}?"
            if edge
            else "Which of the two is to be the larger one{where}?",
            1,
            ast.Compare(node.left, [other()], node.comparators),
        )


def conditions(node: ast.BoolOp | ast.IfExp, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """A condition is left out, or one branch is always taken."""
    if isinstance(node, ast.BoolOp):
        for value in node.values:
            yield Change(
                f"only {_text(value)} asked", "How many conditions are there{where}?", 1, value
            )
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        question = "Must both conditions hold{where}, or one of them?"
        yield Change("and for or", question, 1, ast.BoolOp(other, node.values))
        return
    for branch in (node.body, node.orelse):
        question = "One of two cases is never met{where}. When does which hold?"
        yield Change(f"always {_text(branch)}", question, 1, branch)
    turned = ast.IfExp(node.test, node.orelse, node.body)
    yield Change("branches exchanged", "Which case belongs to which condition{where}?", 1, turned)


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


def _called(node: ast.Call, scope: Scope) -> str:
    """Return the name of the function that is called, as NumPy names it."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    if isinstance(node.func, ast.Name):
        default = scope.places.get(node.func.id)
        return getattr(default, "__name__", "") if callable(default) else node.func.id
    return ""


def calls(node: ast.Call, scope: Scope) -> Iterator[Change]:
    """A function is left out, is another one, or gets its arguments in another way."""
    name = _called(node, scope)
    if name in ("isinstance", "print", "zip", "partial", "staticmethod", "super", "get"):
        return
    yield from _other_function(node, name)
    if name in _REDUCED:
        yield from _other_axis(node, name)
    if name == "where" and len(node.args) == 3:
        test, one, other = node.args
        for branch in (one, other):
            question = "One of two cases is never met{where}. When does which hold?"
            yield Change(f"always {_text(branch)}", question, 1, branch)
        exchanged = ast.Call(node.func, [test, other, one], node.keywords)
        question = "Which case belongs to which condition{where}?"
        yield Change("branches exchanged", question, 1, exchanged)
        return
    if len(node.args) == 2 and name not in ("range", "insert", "enumerate", "full", "linspace"):
        one, other = node.args
        exchanged = ast.Call(node.func, [other, one], node.keywords)
        yield Change(
            f"{_text(one)} and {_text(other)} exchanged",
            "Which of the two comes first{where}?",
            2,
            exchanged,
        )
    if name in ("range", "enumerate"):
        yield from _other_range(node, name)
        return
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return
    first = node.args[0] if node.args else None
    if len(node.args) == 1 and not node.keywords and name not in _ONCE:
        twice = ast.Call(node.func, [node], [])
        yield Change(f"{name} applied twice", "How often is it applied{where}?", 1, twice)
    if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
        first = node.func.value
    if first is not None and name not in ("len", "append", "insert", "zeros", "ones", "arange"):
        yield Change(
            f"{name} left out",
            "An operation is left out{where}. Which does the rule name?",
            1,
            first,
        )


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "math", "sp")


def _other_function(node: ast.Call, name: str) -> Iterator[Change]:
    method = isinstance(node.func, ast.Attribute) and not _is_module(node.func.value)
    for other in SIBLINGS.get(name, ()):
        function: ast.expr
        if method:
            function = ast.Attribute(node.func.value, other, ast.Load())  # type: ignore[attr-defined]
        elif isinstance(node.func, ast.Name) and name in _BUILT_IN and other in _BUILT_IN:
            function = _name(other)
        else:
            function = _name("len") if other == "len" else _numpy(other)
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
            f"Over which axis is the {name} taken{{where}}: what is left, one per sample, one per "
            "column, or a single number?",
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
        ("first round left out", _plus(low, 1), high),
        ("last round left out", low, _plus(high, -1)),
        ("one round too many", low, _plus(high, 1)),
        ("counted from one more", _plus(low, 1), _plus(high, 1)),
    ):
        yield Change(name_, question, 1, ast.Call(node.func, [one, other, *step], []))


def _plus(node: ast.expr, number: int) -> ast.expr:
    return ast.BinOp(node, ast.Add(), ast.Constant(number))


def pieces(node: ast.Subscript, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """Another piece is taken, or the whole."""
    index = node.slice
    yield Change(
        f"all of {_text(node.value)}", "A piece is wanted{where}, or the whole?", 2, node.value
    )
    if isinstance(index, ast.Name | ast.BinOp):
        for number in (1, -1):
            shifted = ast.Subscript(node.value, _plus(index, number), ast.Load())
            yield Change(
                f"{_text(node.value)} one {'further' if number > 0 else 'before'}",
                "Which entry is meant{where}: this one, the one before, or the one after?",
                1,
                shifted,
            )
    if isinstance(index, ast.Slice):
        for lower, upper in ((None, index.upper), (index.lower, None)):
            if (lower is None) == (index.lower is None) and (upper is None) == (
                index.upper is None
            ):
                continue
            changed = ast.Subscript(node.value, ast.Slice(lower, upper, index.step), ast.Load())
            yield Change("another piece", "Where does the piece begin and end{where}?", 1, changed)


def loops(iterated: ast.expr) -> Iterator[Change]:
    """The first or the last round of a loop is left out, or is the only one."""
    listed = ast.Call(_name("list"), [iterated], [])
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
    yield Change("backwards", "In which order is it walked{where}?", 1, backwards)


def values(node: ast.expr, scope: Scope) -> Iterator[Change]:
    """A computed value has the other sign, is doubled or halved, or has a factor too many."""
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
            _name(other), ast.Mult(), ast.BinOp(ast.Constant(1), ast.Sub(), _name(other))
        )
        for what, factor_, rank in (
            (f"{other} too many", _name(other), 3),
            (f"slope {other} (1 - {other}) too many", slope, 2),
        ):
            yield Change(
                f"factor {what}",
                "A product has a factor too many{where}. Which one does the rule not have?",
                rank,
                ast.BinOp(node, ast.Mult(), factor_),
            )


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


def _with_number(node: ast.expr) -> Iterator[Change]:
    """Yield forms that hold a number which nobody can list: a small one added, a limit."""
    number = _name(NUMBER)
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
                ("clip", [number, _plus(_minus(number), 1)]),
            ):
                cut = ast.Call(_numpy(clip), [first, *limits], [])
                yield Change(
                    f"cut off at {{number}} before the {name}",
                    f"You cut off at about {{number}} before you take the {name}{{where}}. What "
                    "does the rule say of smaller numbers?",
                    3,
                    ast.Call(node.func, [cut, *rest], node.keywords),
                    unknown=True,
                )
        if name == "exp":
            cut = ast.Call(_numpy("clip"), [first, _minus(number), number], [])
            yield Change(
                "cut off at {number} before the exp",
                "You cut off at about {number} before you take exp{where}. What does the rule say "
                "of larger numbers?",
                3,
                ast.Call(node.func, [cut, *rest], node.keywords),
                unknown=True,
            )


def _minus(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.USub(), node)


def changes(node: ast.AST, scope: Scope) -> Sequence[Change]:
    """Return what could stand in place of an expression."""
    rule = RULES.get(type(node))
    known = list(rule(node, scope)) if rule else []
    return known + (list(_with_number(node)) if isinstance(node, ast.expr) else [])
