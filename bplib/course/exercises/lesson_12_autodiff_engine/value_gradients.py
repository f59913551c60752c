"""Write a Value that remembers what it was made from, and walk back through a program of them.

A program comes as stages: formulas of its inputs and of the results of all earlier stages.
"""

import math
import operator
from functools import partial

from bplib.course.checks import Formula, Function, call_case, slip
from bplib.course.exercises.lesson_12_autodiff_engine.shared import signed


class Value:
    """A number, what it was made from, and its slopes by these."""

    factors = staticmethod(lambda a, b: (b, a))
    bend = staticmethod(lambda x, t: 1 - t * t)
    left = staticmethod(lambda number, value: (number, value))

    def __init__(self, data, inputs=(), slopes=()):
        self.data, self.grad, self.inputs, self.slopes = float(data), 0.0, inputs, slopes

    def two(self, data, other, by_self, by_other):
        """Return what an operation with two inputs made."""
        return type(self)(data, (self, other), (by_self, by_other))

    def one(self, data, slope):
        """Return what an operation with one input made."""
        return type(self)(data, (self,), (slope,))

    def taken(self, other):
        """Return a plain number as a Value."""
        return other if isinstance(other, Value) else type(self)(other)

    def __add__(self, other):
        other = self.taken(other)
        return self.two(self.data + other.data, other, 1.0, 1.0)

    def __sub__(self, other):
        other = self.taken(other)
        return self.two(self.data - other.data, other, 1.0, -1.0)

    def __mul__(self, other):
        other = self.taken(other)
        return self.two(self.data * other.data, other, *self.factors(self.data, other.data))

    def __truediv__(self, other):
        other = self.taken(other)
        a, b = self.data, other.data
        return self.two(a / b, other, 1 / b, -a / b**2)

    def __pow__(self, number):
        return self.one(self.data**number, number * self.data ** (number - 1))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, number):
        a, b = self.left(self.taken(number), self)
        return a - b

    def __rtruediv__(self, number):
        a, b = self.left(self.taken(number), self)
        return a / b

    def exp(self):
        """Return the exponential of the number."""
        return self.one(math.exp(self.data), math.exp(self.data))

    def log(self):
        """Return the logarithm of the number."""
        return self.one(math.log(self.data), 1 / self.data)

    def tanh(self):
        """Return tanh of the number."""
        t = math.tanh(self.data)
        return self.one(t, self.bend(self.data, t))

    def relu(self):
        """Return the number where it is positive, else 0."""
        return self.one(max(self.data, 0.0), float(self.data > 0))


def reports(output):
    """Yield node, input and slope, a node not before all that use it."""
    order = []

    def visit(node):
        if node not in order:
            for source in node.inputs:
                visit(source)
            order.append(node)

    visit(output)
    for node in reversed(order):
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            yield node, source, slope


def value_gradients(stages, numbers, *, value=Value, seed=1.0, walk=reports, join=operator.add):
    """Return the last result, and its gradients by the numbers."""
    values = [value(x) for x in numbers]
    for stage in stages:
        values.append(stage(*values))
    output = values[-1]
    output.grad = seed
    for node, source, slope in walk(output):
        source.grad = join(source.grad, slope * node.grad)
    return output.data, [v.grad for v in values[: len(numbers)]]


def cases(rng):
    """Draw the numbers of nine programs."""
    programs = (
        ("no result is used twice", "xy", ("x*y + tanh(y)",)),
        ("x is used twice by one product", "xy", ("x*x", "u*y + tanh(x)")),
        ("u is used at two distances", "xy", ("x*y", "tanh(u + x)", "v*u*y + u")),
        ("", "xyz", ("tanh(x*y + z)", "u*u*z + x", "tanh(v)*(u + u) + y*v")),
        ("", "xyz", ("x + y", "u*u", "v*tanh(u) + z*v")),
        ("u and v are equal, w is not used", "xyz", ("x*y", "x*y", "x + z", "tanh(u)*v + u*z")),
        ("numbers on the right", "xy", ("x*3 - 0.5", "u/2 + y**2", "v*u - y/x")),
        ("numbers on the left", "xy", ("2 - x*y", "3/(1.5 + u*u)", "0.5*v - 1/y + 2*x")),
        ("", "xyz", ("exp(x) - relu(y)", "log(1 + z*z)", "u*v + relu(z)/(2 + y**2)")),
    )
    drawn = []
    for note, inputs, texts in programs:
        names = [*inputs, *"uvw"]
        stages = [Formula(text, *names[: len(inputs) + k]) for k, text in enumerate(texts)]
        numbers = [float(v) for v in signed(rng, len(inputs))]
        drawn.append(call_case(note, stages=stages, numbers=numbers))
    return drawn


def value_with(**slopes):
    """Return a Value with other slopes."""
    return type("Value", (Value,), {name: staticmethod(f) for name, f in slopes.items()})


def at_every_report(node):
    """Yield a node's reports again whenever it hears one itself."""
    for source, slope in zip(node.inputs, node.slopes, strict=True):
        yield node, source, slope
        yield from at_every_report(source)


def nearest_first(output, again=False):
    """Yield the reports of nodes in the order in which the output reaches them."""
    queue = [output]
    for node in queue:
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            yield node, source, slope
            if again or source not in queue:
                queue.append(source)


EXERCISE = Function(
    value_gradients,
    cases,
    title="A Value of your own",
    points=6,
    difficulty=3,
    core=True,
    returns=("result", "gradients"),
    read_again="Many operations: who may speak",
    slips=[
        slip("overwrites", join=lambda before, report: report).asks(
            "x is used twice: when the second report comes, what becomes of the first?"
        ),
        slip("product not swapped", value=value_with(factors=lambda a, b: (a, b))).asks(
            "If the other factor were 0, could this one move the product?"
        ),
        slip("1 − x² for tanh", value=value_with(bend=lambda x, t: 1 - x * x)).asks(
            "In 1 − t², is t what goes into tanh, or what comes out?"
        ),
        slip(
            "numbers on the left taken for numbers on the right",
            value=value_with(left=lambda number, value: (value, number)),
        ).asks("In 2 − v, which of the two is `a` and which is `b`?"),
        slip("nothing arrives", seed=0.0).asks(
            "The walk begins somewhere, with some number, before any report. Where, with which?"
        ),
        slip("passes on again and again", walk=at_every_report).asks(
            "If a node speaks at every report, does its second speech repeat the first?"
        ),
        slip(
            "equal numbers taken for one",
            value=type("Equal", (Value,), {"__eq__": lambda a, b: a.data == b.data}),
        ).asks("Two results happen to be the same number. Are they the same result?"),
        slip("speaks too early", walk=nearest_first).asks(
            "When a node passes its gradient on, have all that use it reported?"
        ),
        slip("speaks at every report, by and by", walk=partial(nearest_first, again=True)).asks(
            "If a node speaks at every report, does its second speech repeat the first?"
        ),
    ],
)
