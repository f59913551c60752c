"""Variants: the reference with one or two pieces of its source changed, found by machine.

The reference, and the functions of the lesson that it calls, are compiled once in a form in which
every piece that somebody may get wrong asks a switchboard which of its forms is wanted. So a
variant costs a call, not a compilation, and two changes can be made at once.
"""

import ast
import copy
import functools
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from bplib.course.checks.recognition.change import NUMBER, Change, Scope
from bplib.course.checks.recognition.change_wholes import loops, values
from bplib.course.checks.recognition.changes import changes
from bplib.course.checks.recognition.statements import (
    WHOLES,
    assigned,
    can_move,
    insides,
    target_of,
)

MOST = 800
_FUNCTIONS = 12
_ON = "_on_"


@dataclass(frozen=True)
class Variant:
    """One change of a reference.

    Attributes
    ----------
    number : int
        Its switch.
    name, question : str
        The mistake in a few words, and what to ask.
    rank : int
        How rare it is.
    """

    number: int
    name: str
    question: str
    rank: int


class Variants:
    """All variants of one reference.

    Parameters
    ----------
    reference : function or class
        The right answer, whose source can be read.

    Attributes
    ----------
    all : list of Variant
        The variants, in the order of their source.
    unknown : list of Variant
        Those that hold a number which nobody can list.
    answer : function or class
        Gives what the reference gives while no switch is on.
    """

    def __init__(self, reference: Any) -> None:
        self.all: list[Variant] = []
        self.unknown: list[Variant] = []
        self._space: dict[str, Any] = {}
        self._on: set[int] = set()
        self.answer = self._compiled(reference)

    def switched(self, numbers: Sequence[int], value: float = 0.0) -> None:
        """Switch some changes on, and all others off; a number that is not known is `value`."""
        self._on.clear()
        self._on.update(numbers)
        self._space[NUMBER] = value

    def _compiled(self, reference: Any) -> Any:
        sources = list(_sources(reference))
        space = self._space
        for one, _ in sources:
            space.update(vars(sys.modules[one.__module__]))
        space.update({"np": np, _ON: self._on, NUMBER: 0.0})
        for one, tree in sources:
            definition = _Switching(self, one).visit(tree)
            module = ast.fix_missing_locations(ast.Module([definition], []))
            exec(compile(module, "<variants>", "exec"), space)
        return space[reference.__name__]


def _sources(reference: Any) -> Iterator[tuple[Any, ast.stmt]]:
    """Yield the functions of the lesson that a reference calls, then itself, with their trees."""
    found: dict[str, tuple[Any, ast.stmt]] = {}

    def visit(one: Any) -> None:
        if len(found) >= _FUNCTIONS:
            return
        text = textwrap.dedent(inspect.getsource(one))
        (tree,) = ast.parse(text).body
        found[one.__name__] = (one, tree)
        globals_ = vars(sys.modules[one.__module__])
        for node in ast.walk(tree):
            called = globals_.get(node.id) if isinstance(node, ast.Name) else None
            here = isinstance(called, FunctionType) and called.__name__ not in found
            if here and _of_a_lesson(called.__module__, reference.__module__):
                visit(called)

    visit(reference)
    yield from reversed(found.values())


def _of_a_lesson(module: str, own: str) -> bool:
    return module == own or module.rpartition(".")[0] == own.rpartition(".")[0]


class _Switching(ast.NodeTransformer):
    """Lets every piece of a tree ask which of its forms is wanted."""

    def __init__(self, variants: "Variants", owner: Any) -> None:
        self._all, self._unknown = variants.all, variants.unknown
        self._where = ""
        self._places: dict[str, Any] = {}
        if isinstance(owner, FunctionType):
            self._places = dict(owner.__kwdefaults__ or {})
        self._scopes: list[list[str]] = [[]]
        self._inside: dict[str, ast.expr] = {}

    def _switch(self, change: Change) -> int:
        number = len(self._all) + len(self._unknown)
        where = f" (`{self._where} = …`)" if self._where else ""
        question = change.question.replace("{where}", where)
        name = f"{change.name} in {self._where}" if self._where else change.name
        found = self._unknown if change.unknown else self._all
        found.append(Variant(number, name, question, change.rank))
        return number

    def _with(self, node: Any, found: Sequence[Change]) -> Any:
        """Return an expression that is one of its changed forms where the switch is on."""
        for change in found:
            if len(self._all) >= MOST:
                break
            asked = _asked(self._switch(change))
            node = ast.IfExp(asked, copy.deepcopy(change.node), node)
        return node

    def visit(self, node: ast.AST) -> Any:
        """Return a piece with its alternatives."""
        loads = not hasattr(node, "ctx") or isinstance(node.ctx, ast.Load)
        found: Sequence[Change] = ()
        if isinstance(node, ast.expr) and loads:
            found = changes(node, Scope(self._scopes[-1], self._places, self._inside))
            found = copy.deepcopy(found)
        return self._with(super().visit(node), found)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        """Change a body and the functions that stand in places; nothing of the signature else."""
        if node.name.startswith("__") and node.name != "__init__":
            return node
        node.decorator_list = [
            d for d in node.decorator_list if ast.unparse(d) in ("staticmethod", "property")
        ]
        arguments = [a.arg for a in (*node.args.posonlyargs, *node.args.args) if a.arg != "self"]
        kept = self._where
        self._where = ""
        local = [*arguments, *assigned(node.body)]
        self._scopes.append(list(dict.fromkeys(local)))
        self._inside = dict(insides(node.body))
        node.args.kw_defaults = [
            self.visit(d) if isinstance(d, ast.Lambda) else d for d in node.args.kw_defaults
        ]
        node.body = self._block(node.body)
        self._scopes.pop()
        self._where = kept
        return node

    def visit_Lambda(self, node: ast.Lambda) -> Any:
        """Change a body; its own arguments can be taken for one another."""
        self._scopes.append([a.arg for a in node.args.args])
        node.body = self.visit(node.body)
        self._scopes.pop()
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        """Change the arguments; the function's own name is no quantity."""
        if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name):
            node.func = self.visit(node.func)
        node.args = [self.visit(a) for a in node.args]
        node.keywords = [
            word if word.arg in ("axis", "keepdims", "dtype", "strict") else self._keyword(word)
            for word in node.keywords
        ]
        return node

    def _keyword(self, word: ast.keyword) -> ast.keyword:
        word.value = self.visit(word.value)
        return word

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        """Walk the rounds otherwise, or keep what a condition drops."""
        found = [*loops(copy.deepcopy(node.iter))]
        node.iter = self._with(self.visit(node.iter), found)
        node.ifs = [self.visit(test) for test in node.ifs]
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> Any:
        """Leave texts alone."""
        return node

    def visit_While(self, node: ast.While) -> Any:
        """Leave the condition alone, since a changed one may never be met."""
        node.body = self._block(node.body)
        return node

    def _block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Change statements: one is left out, two are exchanged, a sum is overwritten."""
        original = copy.deepcopy(body)
        new: list[ast.stmt] = []
        for index, statement in enumerate(body):
            here = self.visit(statement)
            after = original[index + 1] if index + 1 < len(body) else None
            if after is not None and can_move(statement) and can_move(after):
                new.append(self._exchanged(here, original[index], after))
            else:
                new.append(here)
        return new

    def _exchanged(self, here: ast.stmt, one: ast.stmt, other: ast.stmt) -> ast.stmt:
        """Do the next statement first; its own turn then changes nothing that it has not."""
        question = "In which order do two of your lines stand, and does it matter?"
        number = self._switch(
            Change(f"{target_of(one)} before {target_of(other)}", question, 1, None)
        )
        early = copy.deepcopy([other, one])
        return ast.If(_asked(number), early, [here])

    def visit_For(self, node: ast.For) -> Any:
        """Walk the rounds otherwise."""
        found = [*loops(copy.deepcopy(node.iter))]
        node.iter = self._with(self.visit(node.iter), found)
        node.body = self._block(node.body)
        return node

    def visit_If(self, node: ast.If) -> Any:
        """Take always one branch."""
        question = "One of two cases is never met. When does which hold?"
        test: ast.expr = self.visit(node.test)
        for name, value in (("a case left out", False), ("a case taken always", True)):
            node_ = ast.Constant(value)
            test = self._with(test, [Change(name, question, 1, node_)])
        node.test = test
        node.body, node.orelse = self._block(node.body), self._block(node.orelse)
        return node

    def visit_Assign(self, node: ast.Assign) -> Any:
        """Change what is assigned."""
        kept, self._where = self._where, target_of(node) or self._where
        original = copy.deepcopy(node.value)
        node.value = self.visit(node.value)
        node.value = self._valued(node.value, original)
        self._where = kept
        return node

    def _valued(self, value: Any, original: ast.expr) -> Any:
        """Return a value that is assigned or returned with what may be done to it as a whole."""
        if isinstance(value, ast.Tuple) and isinstance(original, ast.Tuple):
            value.elts = [
                self._valued(one, two) for one, two in zip(value.elts, original.elts, strict=True)
            ]
            return value
        if isinstance(original, WHOLES):
            return value
        return self._with(value, list(values(original, Scope(self._scopes[-1], self._places))))

    def visit_Return(self, node: ast.Return) -> Any:
        """Change what is returned."""
        if node.value is not None:
            original = copy.deepcopy(node.value)
            node.value = self._valued(self.visit(node.value), original)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """Overwrite instead of adding, subtract instead, or leave it out."""
        kept, self._where = self._where, target_of(node) or self._where
        original = copy.deepcopy(node)
        node.value = self.visit(node.value)
        result: ast.stmt = node
        overwritten = ast.Assign([original.target], original.value)
        forms: list[tuple[str, str, list[ast.stmt]]] = [
            (
                "overwritten",
                "Is it added up, or does the last one overwrite{where}?",
                [overwritten],
            ),
            ("left out", "Something is to be added{where}. Is it?", [ast.Pass()]),
        ]
        other = {ast.Add: ast.Sub, ast.Sub: ast.Add}.get(type(node.op))
        if other:
            turned = ast.AugAssign(original.target, other(), original.value)
            forms.append(("sign turned", "Is it added or taken away{where}?", [turned]))
        for name, question, body in forms:
            number = self._switch(Change(name, question, 1, None))
            result = ast.If(_asked(number), copy.deepcopy(body), [result])
        self._where = kept
        return result


def _asked(number: int) -> ast.expr:
    return ast.Compare(ast.Constant(number), [ast.In()], [ast.Name(_ON, ast.Load())])


@functools.lru_cache(maxsize=64)
def variants_of(reference: Callable[..., Any]) -> Variants | None:
    """Return the variants of a reference; none where its source cannot be read."""
    try:
        return Variants(reference)
    except (OSError, TypeError, SyntaxError, ValueError, RecursionError, KeyError):
        return None
