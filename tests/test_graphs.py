"""Graphs as data: orders, values and gradients, against autograd, SymPy and hand arithmetic."""

import math
import sys

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib import plots
from bplib.autodiff.graphs import (
    GATES,
    backward,
    drawable,
    forward,
    inputs_first,
    topological_order,
    wire_gradients,
)

SUM_TIMES = [("x", "", ()), ("y", "", ()), ("z", "", ()), ("q", "+", "xy"), ("f", "*", "qz")]
FORK = [("x", "", ()), ("s", "sigmoid", "x"), ("p", "*", ("x", "x")), ("f", "*", ("s", "p", "x"))]

AUTOGRAD = {
    "+": lambda *inputs: sum(inputs),
    "*": lambda *inputs: math.prod(inputs),
    "max": lambda *inputs: anp.max(anp.array(inputs)),
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "exp": anp.exp,
    "log": anp.log,
}
SYMPY = {"+": sp.Add, "*": sp.Mul, "sigmoid": lambda z: 1 / (1 + sp.exp(-z)), "tanh": sp.tanh}


def evaluate(nodes, table, inputs):
    """Return the last node's value by the operations of `table`, nodes given inputs first."""
    values = dict(inputs)
    for name, operation, sources in nodes:
        if operation:
            values[name] = table[operation](*(values[source] for source in sources))
    return values[nodes[-1][0]]


def random_graph(rng, gates=8, operations=("+", "*", "max", "sigmoid", "tanh")):
    nodes = [(name, "", ()) for name in ("x0", "x1", "x2")]
    for k in range(gates):
        operation = str(rng.choice(operations))
        names = [name for name, _, _ in nodes]
        count = GATES[operation].inputs or int(rng.integers(1, 4))
        nodes.append((f"g{k}", operation, tuple(str(n) for n in rng.choice(names, count))))
    unused = {n for n, _, _ in nodes} - {s for _, _, inputs in nodes for s in inputs}
    return [*nodes, ("f", "+", tuple(sorted(unused)))]


def test_the_first_graph_by_hand():
    # q = −2 + 5 = 3 and f = 3 · (−4) = −12. The product swaps: ∂f/∂q = z = −4, ∂f/∂z = q = 3.
    # The sum copies: ∂f/∂x = ∂f/∂y = 1 · (−4).
    values = forward(SUM_TIMES, {"x": -2, "y": 5, "z": -4})
    assert values == {"x": -2, "y": 5, "z": -4, "q": 3, "f": -12}
    assert backward(SUM_TIMES, values) == {"f": 1, "q": -4, "z": 3, "x": -4, "y": -4}


def test_a_fork_by_hand():
    # p = x², s = σ(x), f = s p x. At x = 0 all but s vanish: the gradient by x is 0, by s too.
    values = forward(FORK, {"x": 0})
    assert backward(FORK, values) == {"x": 0, "s": 0, "p": 0, "f": 1}
    # At x = 2: f = 8 σ(2), so f' = 12 σ(2) + 8 σ(2)(1 − σ(2)).
    s = 1 / (1 + math.exp(-2))
    gradients = backward(FORK, forward(FORK, {"x": 2}))
    assert gradients["x"] == pytest.approx(12 * s + 8 * s * (1 - s), rel=1e-14)


@pytest.mark.parametrize("operation", GATES)
@pytest.mark.parametrize("seed", range(3))
def test_slopes_of_every_gate(operation, seed):
    gate = GATES[operation]
    inputs = np.random.default_rng(seed).uniform(0.2, 2.0, gate.inputs or seed + 1)
    value = AUTOGRAD[operation](*inputs)
    assert gate.value(*inputs) == pytest.approx(value, rel=1e-14)
    derivatives = [autograd.grad(AUTOGRAD[operation], k) for k in range(len(inputs))]
    by_autograd = tuple(float(derivative(*inputs)) for derivative in derivatives)
    assert gate.slopes(*inputs) == pytest.approx(by_autograd, rel=1e-13)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_random_graphs_against_autograd(seed):
    rng = np.random.default_rng(seed)
    nodes = random_graph(rng)
    inputs = {f"x{k}": float(v) for k, v in enumerate(rng.normal(size=3))}
    shuffled = [nodes[k] for k in rng.permutation(len(nodes))]
    values = forward(shuffled, inputs)
    gradients = backward(shuffled, values, "f")
    assert values["f"] == pytest.approx(evaluate(nodes, AUTOGRAD, inputs), rel=1e-12)
    by_autograd = autograd.grad(lambda given: evaluate(nodes, AUTOGRAD, given))(inputs)
    scale = max(1e-12, *(abs(g) for g in gradients.values()))
    for name, slope in by_autograd.items():
        assert gradients[name] == pytest.approx(slope, abs=1e-11 * scale)


@pytest.mark.parametrize("seed", range(4))
def test_random_graphs_against_sympy(seed):
    rng = np.random.default_rng(seed)
    nodes = random_graph(rng, gates=5, operations=tuple(SYMPY))
    inputs = {f"x{k}": float(v) for k, v in enumerate(rng.normal(size=3))}
    letters = {name: sp.Symbol(name) for name in inputs}
    formula = evaluate(nodes, SYMPY, letters)
    here = {letters[name]: sp.Float(value, 40) for name, value in inputs.items()}
    gradients = backward(nodes, forward(nodes, inputs), "f")
    for name, letter in letters.items():
        exact = float(sp.diff(formula, letter).evalf(40, subs=here))
        assert gradients[name] == pytest.approx(exact, rel=1e-12, abs=1e-13)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_an_order_has_every_node_once_and_after_its_inputs(seed):
    rng = np.random.default_rng(seed)
    nodes = random_graph(rng)
    order = topological_order([nodes[k] for k in rng.permutation(len(nodes))])
    assert sorted(order) == sorted(name for name, _, _ in nodes)
    for name, _, inputs in nodes:
        assert all(order.index(source) < order.index(name) for source in inputs)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_shares_of_the_wires_add_up_to_the_gradient(seed):
    rng = np.random.default_rng(seed)
    nodes = random_graph(rng)
    values = forward(nodes, {f"x{k}": float(v) for k, v in enumerate(rng.normal(size=3))})
    gradients = backward(nodes, values)
    totals = dict.fromkeys(gradients, 0.0) | {"f": 1.0}
    for (source, _, _), share in wire_gradients(nodes, values, gradients).items():
        totals[source] += share
    assert totals == pytest.approx(gradients, rel=1e-12, abs=1e-14)


def test_a_tie_goes_to_the_first():
    assert GATES["max"].slopes(2.0, 2.0, 1.0) == (1.0, 0.0, 0.0)


def test_a_node_that_the_output_does_not_use_has_gradient_zero():
    values = forward(SUM_TIMES, {"x": 1, "y": 2, "z": 3})
    assert backward(SUM_TIMES, values, "q") == {"q": 1, "x": 1, "y": 1, "z": 0, "f": 0}


def test_a_graph_may_be_deeper_than_the_stack():
    depth = 2 * sys.getrecursionlimit()
    ladder = [("y0", "", ())]
    ladder += [(f"y{k + 1}", "+", (f"y{k}",)) for k in range(depth)]
    gradients = backward(ladder[::-1], forward(ladder[::-1], {"y0": 1.5}))
    assert gradients["y0"] == 1


def test_objects_can_be_ordered_too():
    a, b, c = object(), object(), object()
    inputs_of = {a: [], b: [a, a], c: [b, a]}
    assert inputs_first([c], inputs_of.__getitem__) == [a, b, c]
    assert inputs_first([b, c], inputs_of.__getitem__) == [a, b, c]


def test_graphs_can_be_drawn():
    picture = plots.computation_graph(drawable(SUM_TIMES), alt="x plus y, times z")
    assert "×" in picture.content.decode()
    assert drawable(SUM_TIMES)[-1] == ("f", "×", ("q", "z"))


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([], "at least one node"),
        ([("x", "", ()), ("x", "", ())], "two nodes are called 'x'"),
        ([("x", "", ()), ("y", "cosh", ("x",))], "operation 'cosh'; known are"),
        ([("y", "exp", ("x",))], "uses 'x', which is not in the graph"),
        ([("x", "", ()), ("y", "exp", ("x", "x"))], "'y' has 2 inputs"),
        ([("y", "+", ())], "'y' has 0 inputs"),
        ([("x", "", ()), ("y", "", ("x",))], "an input of the graph cannot have"),
        ([("a", "exp", ("b",)), ("b", "exp", ("a",))], "depends on itself"),
    ],
)
def test_malformed_graphs(nodes, message):
    with pytest.raises(ValueError, match=message):
        topological_order(nodes)


def test_values_that_do_not_fit():
    with pytest.raises(ValueError, match=r"given for \['x'\], but the graph's inputs are"):
        forward(SUM_TIMES, {"x": 1})
    with pytest.raises(ValueError, match="'y' is nan: give a finite number"):
        forward(SUM_TIMES, {"x": 1, "y": math.nan, "z": 2})
    with pytest.raises(ValueError, match="no value was given"):
        backward(SUM_TIMES, {"x": 1, "y": 1, "z": 1})
    with pytest.raises(ValueError, match="not in the graph"):
        backward(SUM_TIMES, forward(SUM_TIMES, {"x": 1, "y": 1, "z": 1}), "g")
    with pytest.raises(ValueError, match=r"ends in \['a', 'b'\]: say which"):
        backward([("x", "", ()), ("a", "exp", "x"), ("b", "exp", "x")], {"x": 1, "a": 1, "b": 1})
