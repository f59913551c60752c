"""What a change of source is."""

import ast
from collections.abc import Sequence
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


@dataclass
class Scope:
    """What is known around a piece of source.

    Attributes
    ----------
    names : list of str
        The quantities that could be taken for one another.
    places : dict of str to object
        The places of the reference, with what stands in them.
    inside : dict of str to ast.expr
        Of a quantity that a function gives, what the function is given.
    made_of : dict of str to ast.expr
        Of a quantity that is computed once, its expression; of a place, its function.
    """

    names: list[str]
    places: dict[str, Any] = field(default_factory=dict)
    inside: dict[str, ast.expr] = field(default_factory=dict)
    made_of: dict[str, ast.expr] = field(default_factory=dict)


def habits(found: Sequence[Change], numbers: Sequence[int]) -> dict[tuple[str, str], int]:
    """Return of changes that one makes in every line, by name and question, the first switch."""
    usual: dict[tuple[str, str], int] = {}
    for change, number in zip(found, numbers, strict=True):
        if change.rank < 0:
            usual.setdefault((change.name, change.question.replace("{where}", "")), number)
    return usual


def name_node(text: str) -> ast.Name:
    """Return the node of a name that is read."""
    return ast.Name(text, ast.Load())


def text_of(node: ast.AST, else_: str = "a part") -> str:
    """Return a piece of source as text where it is short, else other words for it."""
    text = ast.unparse(node)
    return text if len(text) <= 24 else else_


def numpy_node(name: str) -> ast.Attribute:
    """Return the node of one of NumPy's functions."""
    return ast.Attribute(name_node("np"), name, ast.Load())


def plus(node: ast.expr, number: int) -> ast.expr:
    """Return a piece of source plus a number."""
    return ast.BinOp(node, ast.Add(), ast.Constant(number))


def minus(node: ast.expr) -> ast.expr:
    """Return a piece of source with a minus."""
    return ast.UnaryOp(ast.USub(), node)
