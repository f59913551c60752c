"""A Value of your own."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.checks.formula import Formula
from bplib.course.exercises.lesson_10_autodiff_engine.shared import _signed

ValueAndGradients = tuple[float, list[float]]


class _Node:
    """A Value as in the lesson, the slopes of two operations open to mistakes."""

    def __init__(self, data: float, inputs: tuple = (), slopes: tuple = ()) -> None:
        self.data, self.grad, self.inputs, self.slopes = float(data), 0.0, inputs, slopes

    def __add__(self, other: "_Node") -> "_Node":
        return type(self)(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: "_Node") -> "_Node":
        return type(self)(self.data * other.data, (self, other), (other.data, self.data))

    def tanh(self) -> "_Node":
        a = math.tanh(self.data)
        return type(self)(a, (self,), (1 - a * a,))


class _NotSwapped(_Node):
    def __mul__(self, other: _Node) -> _Node:
        return type(self)(self.data * other.data, (self, other), (self.data, other.data))


class _TanhAtInput(_Node):
    def tanh(self) -> _Node:
        return type(self)(math.tanh(self.data), (self,), (1 - self.data**2,))


class _TanhFlat(_Node):
    def tanh(self) -> _Node:
        return type(self)(math.tanh(self.data), (self,), (1.0,))


def _order(output: _Node) -> list[_Node]:
    """Return all nodes, inputs first."""
    order: list[_Node] = []

    def visit(node: _Node) -> None:
        if node not in order:
            for source in node.inputs:
                visit(source)
            order.append(node)

    visit(output)
    return order


def _right_walk(output: _Node) -> None:
    output.grad = 1.0
    for node in reversed(_order(output)):
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad += slope * node.grad


def _overwriting_walk(output: _Node) -> None:
    output.grad = 1.0
    for node in reversed(_order(output)):
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad = slope * node.grad


def _unseeded_walk(output: _Node) -> None:
    for node in reversed(_order(output)):
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad += slope * node.grad


def _repeating_walk(node: _Node, first: bool = True) -> None:
    if first:
        node.grad = 1.0
    for source, slope in zip(node.inputs, node.slopes, strict=True):
        source.grad += slope * node.grad
        _repeating_walk(source, first=False)


def _early_walk(output: _Node) -> None:
    output.grad = 1.0
    queue = [output]
    for node in queue:
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad += slope * node.grad
            if source not in queue:
                queue.append(source)


def _local_walk(output: _Node) -> None:
    for node in reversed(_order(output)):
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad += slope


def _differentiator(
    walk: Callable[[_Node], None], node: type[_Node] = _Node
) -> Callable[[Sequence[Formula], Sequence[float]], ValueAndGradients]:
    def value_gradients(stages: Sequence[Formula], numbers: Sequence[float]) -> ValueAndGradients:
        values = [node(x) for x in numbers]
        for stage in stages:
            values.append(stage(*values))
        walk(values[-1])
        return values[-1].data, [v.grad for v in values[: len(numbers)]]

    return value_gradients


value_gradients = _differentiator(_right_walk)


def _value_cases(rng: np.random.Generator) -> list[Case]:
    programs: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("no result is used twice", "xy", ("x*y + tanh(y)",)),
        ("x is used twice by one product", "xy", ("x*x", "u*y + tanh(x)")),
        ("u is used at two distances", "xy", ("x*y", "tanh(u + x)", "v*u*y + u")),
        ("", "xyz", ("tanh(x*y + z)", "u*u*z + x", "tanh(v)*(u + u) + y*v")),
        ("", "xyz", ("x + y", "u*u", "v*tanh(u) + z*v")),
    )
    cases = []
    for note, inputs, texts in programs:
        names = [*inputs, *"uvw"]
        stages = [Formula(text, *names[: len(inputs) + k]) for k, text in enumerate(texts)]
        numbers = [float(v) for v in _signed(rng, len(inputs))]
        cases.append(call_case(note, stages=stages, numbers=numbers))
    return cases


EXERCISE = Function(
    value_gradients,
    _value_cases,
    title="A Value of your own",
    points=6,
    difficulty=4,
    minutes=15,
    read_again="Many operations: who may speak",
    slips=[
        slip("overwrites", instead=_differentiator(_overwriting_walk)).asks(
            "x is used twice: when the second report comes, what becomes of the first?"
        ),
        slip("product not swapped", instead=_differentiator(_right_walk, _NotSwapped)).asks(
            "If the other factor were 0, could this one move the product?"
        ),
        slip("1 − x² for tanh", instead=_differentiator(_right_walk, _TanhAtInput)).asks(
            "In 1 − t², is t what goes into tanh, or what comes out?"
        ),
        slip("slope of tanh forgotten", instead=_differentiator(_right_walk, _TanhFlat)).asks(
            "Far from 0 tanh is nearly flat. Where does your program know that?"
        ),
        slip("nothing arrives", instead=_differentiator(_unseeded_walk)).asks(
            "The walk begins somewhere, with some number, before any report. Where, with which?"
        ),
        slip("passes on again and again", instead=_differentiator(_repeating_walk)).asks(
            "If a node speaks at every report, does its second speech repeat the first?"
        ),
        slip("speaks too early", instead=_differentiator(_early_walk)).asks(
            "When a node passes its gradient on, have all that use it reported?"
        ),
        slip("upstream forgotten", instead=_differentiator(_local_walk)).asks(
            "Your shares are slopes alone. Where does the gradient of the node itself come in?"
        ),
    ],
)
