"""Variants: the reference with one or two pieces of its source changed, found by machine.

The reference, and the functions of the lesson that it calls, are compiled once in a form in which
every piece that somebody may get wrong asks a switchboard which of its forms is wanted. So a
variant costs a call, not a compilation, and two changes can be made at once.
"""

import ast
import functools
import itertools
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from bplib.course.checks.recognition.change import NUMBER, Change, Scope, Variant, habits
from bplib.course.checks.recognition.change_pieces import whole_of
from bplib.course.checks.recognition.change_wholes import branches, loops, values
from bplib.course.checks.recognition.changes import changes
from bplib.course.checks.recognition.doubles import MOST_ROUNDS, median, short_range
from bplib.course.checks.recognition.sources import placed, sources_of
from bplib.course.checks.recognition.statements import (
    WHOLES,
    assigned,
    can_move,
    insides,
    made_once,
    target_of,
)

MOST = 600
MANY = 200
RARE = 2  # the rank of what is tried last, and often not at all
_ROUND = "_round_"
_ON = "_on_"


class Variants:
    """All variants of one reference.

    Parameters
    ----------
    reference : function or class
        The right answer, whose source can be read.
    seldom : int
        How many changes of each rank from `RARE` on there are at most.

    Attributes
    ----------
    all : list of Variant
        The variants, in the order of their source.
    unknown : list of Variant
        Those that hold a number which nobody can list.
    everywhere : dict of (str, str) to list of int
        By name and question the switches of a change that one makes in every line.
    answer : function or class
        Gives what the reference gives while no switch is on.
    numbers : iterator of int
        The switches that are free.
    left : dict of int to int
        By rank how many changes there may still be.
    """

    def __init__(self, reference: Any, seldom: int = MOST) -> None:
        self.left: defaultdict[int, int] = defaultdict(lambda: seldom)
        self.all: list[Variant] = []
        self.unknown: list[Variant] = []
        self.everywhere: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self.numbers = itertools.count(1)
        self._groups: dict[int, int] = {}
        self._space: dict[str, Any] = {}
        self.answer = self._compiled(reference)

    def switched(self, numbers: Sequence[int], value: float = 0.0) -> None:
        """Switch one or two changes on, and all others off; an unknown number is `value`."""
        self._rounds = 0
        groups = (self._groups[number] for number in numbers if number in self._groups)
        self._space.update({_ON: frozenset((*numbers, *groups)), NUMBER: value})

    def grouped(self, numbers: Sequence[int]) -> int:
        """Return a switch that is on where one of several is."""
        group = next(self.numbers)
        self._groups.update(dict.fromkeys(numbers, group))
        return group

    def _round(self) -> bool:
        """Count a round of a loop whose end is not known, and break off what would not end."""
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            raise TimeoutError
        return True

    def _compiled(self, reference: Any) -> Any:
        sources = list(sources_of(reference))
        space = self._space
        for one, _ in sources:
            space.update(vars(sys.modules[one.__module__]))
        space |= {"np": np, "range": short_range, "median": median, _ROUND: self._round}
        self.switched([])
        for one, tree in sources:
            definition = _Switching(self, one).visit(tree)
            module = placed(ast.Module([definition], []))
            exec(compile(module, "<variants>", "exec"), space)
        return space[reference.__name__]


class _Switching(ast.NodeVisitor):
    """Makes of a tree one in which every piece asks which of its forms is wanted.

    The tree that is visited stays as it is, so that its pieces may stand in several forms.
    """

    def __init__(self, variants: "Variants", owner: Any) -> None:
        self._all, self._unknown = variants.all, variants.unknown
        self._everywhere = variants.everywhere
        self._numbers, self._grouped, self._left = variants.numbers, variants.grouped, variants.left
        self._where = ""
        self._places: dict[str, Any] = {}
        if isinstance(owner, FunctionType):
            self._places = dict(owner.__kwdefaults__ or {})
        self._names: list[str] = []
        self._inside: dict[str, ast.expr] = {}
        self._made_of: dict[str, ast.expr] = {}

    # --- numbers ---

    def _switch(self, change: Change) -> int:
        number = next(self._numbers)
        where = f" (`{self._where} = …`)" if self._where else ""
        question = change.question.replace("{where}", where)
        name = f"{change.name} in {self._where}" if self._where else change.name
        found = self._unknown if change.unknown else self._all
        found.append(Variant(number, name, question, change.rank))
        return number

    def _with(self, node: Any, found: Sequence[Change]) -> Any:
        """Return an expression that is one of its changed forms where the switch is on."""
        crowded = len(self._all) > MANY
        found = [one for one in found if not (crowded and one.rank > RARE) and self._has_room(one)]
        found = found[: max(MOST - len(self._all), 0)]
        if not found:
            return node
        numbers = [self._switch(change) for change in found]
        for habit, number in habits(found, numbers).items():
            self._everywhere[habit].append(number)
        form: ast.expr = found[-1].node
        for number, change in zip(numbers[-2::-1], found[-2::-1], strict=True):
            form = ast.IfExp(_asked(number), change.node, form)
        asked = numbers[0] if len(numbers) == 1 else self._grouped(numbers)
        return ast.IfExp(_asked(asked), form, node)

    def _has_room(self, change: Change) -> bool:
        """Whether a change is common, or one of the first that are as rare."""
        if change.unknown or change.rank < RARE:
            return True
        self._left[change.rank] -= 1
        return self._left[change.rank] >= 0

    def _statements(self, name: str, question: str, body: list[Any], rest: list[Any]) -> ast.stmt:
        """Return statements that are other ones where a switch is on."""
        return ast.If(_asked(self._switch(Change(name, question, 1, None))), body, rest)

    def _scope(self) -> Scope:
        return Scope(self._names, self._places, self._inside, self._made_of)

    # --- expressions ---

    def visit(self, node: ast.AST) -> Any:
        """Return a piece with its alternatives."""
        new = super().visit(node)
        if (
            not isinstance(node, ast.expr)
            or isinstance(node, ast.Starred)
            or not isinstance(getattr(node, "ctx", _LOAD), ast.Load)
        ):
            return new
        return self._with(new, changes(node, self._scope()))

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        """Change both sides; nobody writes x - x, or x / x."""
        kept, sides = self._names, []
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(node.op, ast.Sub | ast.Div) and isinstance(one, ast.Name):
                self._names = [n for n in kept if n != getattr(other, "id", "")]
            sides.append(self.visit(one))
            self._names = kept
        return ast.BinOp(sides[0], node.op, sides[1])

    def generic_visit(self, node: ast.AST) -> Any:
        """Return the same piece with new pieces inside."""
        return type(node)(**{name: self._part(part) for name, part in ast.iter_fields(node)})

    def _part(self, part: Any) -> Any:
        if isinstance(part, list):
            return [self._part(one) for one in part]
        return self.visit(part) if isinstance(part, ast.AST) else part

    def visit_Lambda(self, node: ast.Lambda) -> Any:
        """Change a body; its own arguments can be taken for one another."""
        kept, self._names = self._names, [a.arg for a in node.args.args]
        new = ast.Lambda(node.args, self.visit(node.body))
        self._names = kept
        return new

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        """Change what a piece is taken of; a number in square brackets says which, not how much."""
        return ast.Subscript(self.visit(node.value), self._places_of(node.slice), node.ctx)

    def _places_of(self, index: ast.expr) -> Any:
        if isinstance(index, ast.Slice):
            ends = (index.lower, index.upper, index.step)
            return ast.Slice(*(None if end is None else self._places_of(end) for end in ends))
        if isinstance(index, ast.Tuple):
            return ast.Tuple([self._places_of(one) for one in index.elts], index.ctx)
        return index if whole_of(index) is not None else self.visit(index)

    def visit_Call(self, node: ast.Call) -> Any:
        """Change the arguments; the function's own name is no quantity."""
        function = node.func
        if isinstance(function, ast.Attribute) and not isinstance(function.value, ast.Name):
            function = self.visit(function)
        words = [
            word
            if word.arg in ("axis", "keepdims", "dtype", "strict")
            else ast.keyword(word.arg, self.visit(word.value))
            for word in node.keywords
        ]
        return ast.Call(function, [self.visit(a) for a in node.args], words)

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        """Walk the rounds otherwise, or keep what a condition drops."""
        walked = self._with(self.visit(node.iter), list(loops(node.iter)))
        tests = [self.visit(test) for test in node.ifs]
        return ast.comprehension(node.target, walked, tests, node.is_async)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> Any:
        """Leave texts alone."""
        return node

    # --- statements ---

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        """Change a body and the functions that stand in places; nothing of the signature else."""
        if node.name.startswith("__") and node.name != "__init__":
            return node
        decorators = [
            d for d in node.decorator_list if ast.unparse(d) in ("staticmethod", "property")
        ]
        given = [a.arg for a in (*node.args.posonlyargs, *node.args.args) if a.arg != "self"]
        kept = self._where, self._names, self._inside, self._made_of
        self._where = ""
        self._names = list(dict.fromkeys([*given, *assigned(node.body)]))
        self._inside = dict(insides(node.body))
        self._made_of = dict(made_once(node))
        signature = ast.arguments(**dict(ast.iter_fields(node.args)))
        signature.kw_defaults = [
            self.visit(d) if isinstance(d, ast.Lambda) else d for d in node.args.kw_defaults
        ]
        new = ast.FunctionDef(node.name, signature, self._block(node.body), decorators)
        self._where, self._names, self._inside, self._made_of = kept
        return new

    def _block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Change statements, and the order of two neighbours."""
        new = [self.visit(statement) for statement in body]
        for index in range(len(body) - 1):
            one, other = body[index : index + 2]
            if can_move(one) and can_move(other):
                question = "In which order do two of your lines stand, and does it matter?"
                name = f"{target_of(other)} before {target_of(one)}"
                number = self._switch(Change(name, question, 1, None))
                new[index] = ast.If(_asked(number), [other, one], [new[index]])
                new[index + 1] = ast.If(_asked(number), [ast.Pass()], [new[index + 1]])
        return new

    def visit_While(self, node: ast.While) -> Any:
        """Leave the condition alone, and let a loop that would never end be broken off."""
        ask = ast.Call(ast.Name(_ROUND, _LOAD), [], [])
        test = ast.BoolOp(ast.And(), [ask, node.test])
        return ast.While(test, self._block(node.body), node.orelse)

    def visit_For(self, node: ast.For) -> Any:
        """Walk the rounds otherwise."""
        walked = self._with(self.visit(node.iter), list(loops(node.iter)))
        return ast.For(node.target, walked, self._block(node.body), node.orelse)

    def visit_If(self, node: ast.If) -> Any:
        """Take always one branch."""
        test = self._with(self.visit(node.test), branches(bool(node.orelse)))
        return ast.If(test, self._block(node.body), self._block(node.orelse))

    def visit_Assign(self, node: ast.Assign) -> Any:
        """Change what is assigned."""
        kept, self._where = self._where, target_of(node) or self._where
        new = ast.Assign(node.targets, self._valued(self.visit(node.value), node.value))
        self._where = kept
        return new

    def visit_Return(self, node: ast.Return) -> Any:
        """Change what is returned."""
        if node.value is None:
            return node
        return ast.Return(self._valued(self.visit(node.value), node.value))

    def _valued(self, value: Any, original: ast.expr) -> Any:
        """Return a value that is assigned or returned with what may be done to it as a whole."""
        if isinstance(value, ast.Tuple) and isinstance(original, ast.Tuple):
            pairs = zip(value.elts, original.elts, strict=True)
            return ast.Tuple([self._valued(one, other) for one, other in pairs], ast.Load())
        if isinstance(original, WHOLES):
            return value
        return self._with(value, list(values(original, self._scope())))

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """Overwrite instead of adding, subtract instead, or leave it out."""
        kept, self._where = self._where, target_of(node) or self._where
        new: ast.stmt = ast.AugAssign(node.target, node.op, self.visit(node.value))
        overwritten = ast.Assign([node.target], node.value)
        question = "Is it added up, or does the last one overwrite{where}?"
        new = self._statements("overwritten", question, [overwritten], [new])
        question = "Something is to be added{where}. Is it?"
        new = self._statements("left out", question, [ast.Pass()], [new])
        other = {ast.Add: ast.Sub, ast.Sub: ast.Add}.get(type(node.op))
        if other:
            turned = ast.AugAssign(node.target, other(), node.value)
            question = "Is it added or taken away{where}?"
            new = self._statements("sign turned", question, [turned], [new])
        self._where = kept
        return new


_LOAD, _IN = ast.Load(), ast.In()
_SWITCHES = ast.Name(_ON, _LOAD)


def _asked(number: int) -> ast.expr:
    """Return the question whether a switch is on."""
    return ast.Compare(ast.Constant(number), [_IN], [_SWITCHES])


@functools.lru_cache(maxsize=64)
def variants_of(reference: Callable[..., Any], seldom: int = MOST) -> Variants | None:
    """Return the variants of a reference; none where its source does not stand by itself."""
    try:
        return Variants(reference, seldom)
    except (OSError, TypeError, SyntaxError, ValueError, NameError, LookupError, RecursionError):
        return None
