"""Computation graphs as plain data: an order, the way forward, the way back.

A graph is a list of nodes ``(name, operation, inputs)``, for example ``("q", "+", ("x", "y"))``;
an input of the graph has the operation ``""`` and no inputs. Every gate knows its own slopes,
and nothing of the graph that it stands in; `backward` is the only place where they meet.
"""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bplib import activations
from bplib.plots.graph import Edge, Node, named

Given = tuple[str, str, Sequence[str]]
AnyNode = TypeVar("AnyNode", bound=Hashable)


@dataclass(frozen=True)
class Gate:
    """One operation on numbers.

    Attributes
    ----------
    symbol : str
        What is drawn in its box.
    inputs : int
        How many numbers it takes; 0 for any number from one upwards.
    value : callable
        ``value(*inputs)``, a number.
    slopes : callable
        ``slopes(*inputs)``, the derivative of the value by each input, in the same order.
    """

    symbol: str
    inputs: int
    value: Callable[..., float]
    slopes: Callable[..., tuple[float, ...]]


def _sigmoid(z: float) -> float:
    return float(activations.sigmoid(z))


def _slope_of_sigmoid(z: float) -> tuple[float]:
    return (float(activations.sigmoid_prime(z)),)


def _products_of_the_others(*inputs: float) -> tuple[float, ...]:
    return tuple(math.prod(inputs[:k] + inputs[k + 1 :]) for k in range(len(inputs)))


def _one_for_the_largest(*inputs: float) -> tuple[float, ...]:
    winner = inputs.index(max(inputs))
    return tuple(float(k == winner) for k in range(len(inputs)))


GATES: dict[str, Gate] = {
    "+": Gate("+", 0, lambda *inputs: sum(inputs), lambda *inputs: (1.0,) * len(inputs)),
    "*": Gate("×", 0, lambda *inputs: math.prod(inputs), _products_of_the_others),
    "max": Gate("max", 0, lambda *inputs: max(inputs), _one_for_the_largest),
    "sigmoid": Gate("σ", 1, _sigmoid, _slope_of_sigmoid),
    "tanh": Gate("tanh", 1, math.tanh, lambda z: (1 - math.tanh(z) ** 2,)),
    "exp": Gate("exp", 1, math.exp, lambda z: (math.exp(z),)),
    "log": Gate("ln", 1, math.log, lambda z: (1 / z,)),
}


def inputs_first(
    ends: Iterable[AnyNode], inputs_of: Callable[[AnyNode], Iterable[AnyNode]]
) -> list[AnyNode]:
    """Return all that `ends` depend on, every node after its inputs.

    A depth-first walk that writes a node down when it leaves it. Without recursion, so a graph
    may be deeper than Python's stack.

    Parameters
    ----------
    ends : iterable
        Where to start: the outputs. A node may be any hashable object.
    inputs_of : callable
        ``inputs_of(node)``: the nodes that it uses; one may occur twice.

    Returns
    -------
    list
        Each node once. Read backwards, every node stands after all of its consumers.

    Raises
    ------
    ValueError
        If some nodes wait for one another in a cycle.
    """
    order: list[AnyNode] = []
    done: set[AnyNode] = set()
    entered: set[AnyNode] = set()
    for end in ends:
        stack = [] if end in done else [(end, iter(inputs_of(end)))]
        entered.add(end)
        while stack:
            node, rest = stack[-1]
            source = next((other for other in rest if other not in done), None)
            if source is None:
                stack.pop()
                done.add(node)
                order.append(node)
            elif source in entered:
                raise ValueError(f"{source!r} depends on itself: a graph must not have a cycle")
            else:
                entered.add(source)
                stack.append((source, iter(inputs_of(source))))
    return order


def topological_order(nodes: Sequence[Given]) -> list[str]:
    """Return the names of all nodes, every one after its inputs.

    Parameters
    ----------
    nodes : sequence of (name, operation, inputs)
        The graph, in any order.

    Returns
    -------
    list of str
        Each name once.

    Raises
    ------
    ValueError
        If the graph is empty, a name occurs twice, an operation or an input is unknown, a gate
        has the wrong number of inputs, or there is a cycle.
    """
    graph = _as_graph(nodes)
    return inputs_first(graph, lambda name: graph[name].inputs)


def forward(nodes: Sequence[Given], inputs: Mapping[str, float]) -> dict[str, float]:
    """Return the value of every node.

    Parameters
    ----------
    nodes : sequence of (name, operation, inputs)
        The graph, in any order.
    inputs : mapping of str to float
        A finite number for each input of the graph.

    Returns
    -------
    dict of str to float
        By name, every node after its inputs.

    Raises
    ------
    ValueError
        If the graph is malformed (see `topological_order`), or an input's value is missing, not
        finite, or given for something that is not an input.
    """
    graph = _as_graph(nodes)
    wanted = {name for name, node in graph.items() if not node.operation}
    if set(inputs) != wanted:
        raise ValueError(
            f"values were given for {sorted(inputs)}, but the graph's inputs are {sorted(wanted)}"
        )
    values: dict[str, float] = {}
    for name in topological_order(nodes):
        node = graph[name]
        if node.operation:
            gate = GATES[node.operation]
            values[name] = float(gate.value(*(values[source] for source in node.inputs)))
        else:
            values[name] = float(inputs[name])
            if not math.isfinite(values[name]):
                raise ValueError(f"input {name!r} is {values[name]}: give a finite number")
    return values


def backward(
    nodes: Sequence[Given], values: Mapping[str, float], output: str | None = None
) -> dict[str, float]:
    """Return the gradient of the output by every node.

    Let f be the output, and let u be an input of the gate v. Near the present values, a change
    of u changes v by ∂v/∂u as much, and v changes f by ∂f/∂v as much: the share of this wire is
    local × upstream, ∂v/∂u · ∂f/∂v. Where u feeds several gates, or one gate several times, the
    changes add, so

        ∂f/∂u = Σ over the wires u → v of  ∂v/∂u · ∂f/∂v.

    The sum needs every ∂f/∂v on its right to be complete: hence the order, consumers first. It
    begins with ∂f/∂f = 1 and crosses every wire once.

    Parameters
    ----------
    nodes : sequence of (name, operation, inputs)
        The graph, in any order.
    values : mapping of str to float
        What `forward` returned for it.
    output : str, optional
        The node f; by default the only one that no other uses.

    Returns
    -------
    dict of str to float
        ∂f/∂(that node) by name; 0 for a node that f does not depend on.

    Raises
    ------
    ValueError
        If the graph is malformed (see `topological_order`), a value is missing, or it is not
        clear which node is the output.
    """
    order = topological_order(nodes)
    gradients = dict.fromkeys(order, 0.0)
    gradients[_output(nodes, output)] = 1.0
    shares = _local_slopes(nodes, values)
    for name in reversed(order):
        for source, slope in shares[name]:
            gradients[source] += slope * gradients[name]
    return gradients


def wire_gradients(
    nodes: Sequence[Given], values: Mapping[str, float], gradients: Mapping[str, float]
) -> dict[Edge, float]:
    """Return what each wire carries back: local × upstream.

    Parameters
    ----------
    nodes : sequence of (name, operation, inputs)
        The graph, in any order.
    values, gradients : mapping of str to float
        What `forward` and `backward` returned for it.

    Returns
    -------
    dict of (str, str, int) to float
        By source, target and position among the target's inputs. The shares of all wires that
        leave a node add up to its gradient.

    Raises
    ------
    ValueError
        If the graph is malformed (see `topological_order`) or a value is missing.
    """
    return {
        (source, name, k): slope * gradients[name]
        for name, pairs in _local_slopes(nodes, values).items()
        for k, (source, slope) in enumerate(pairs)
    }


def drawable(nodes: Sequence[Given]) -> list[Given]:
    """Return the nodes with the symbols of their gates, for `plots.computation_graph`."""
    return [
        (name, GATES[node.operation].symbol if node.operation else "", node.inputs)
        for name, node in _as_graph(nodes).items()
    ]


def _as_graph(nodes: Sequence[Given]) -> dict[str, Node]:
    """Return the nodes by name, after all checks but that for cycles."""
    graph = named(Node(name, operation, tuple(inputs)) for name, operation, inputs in nodes)
    for name, node in graph.items():
        operation, count = node.operation, len(node.inputs)
        if operation and operation not in GATES:
            raise ValueError(
                f"node {name!r} has the operation {operation!r}; known are {', '.join(GATES)}"
            )
        wanted = GATES[operation].inputs if operation else 0
        fits = count > 0 if operation and not wanted else count == wanted
        if not fits:
            what = f"the operation {operation!r}" if operation else "an input of the graph"
            raise ValueError(f"node {name!r} has {count} inputs, which {what} cannot have")
    return graph


def _output(nodes: Sequence[Given], output: str | None) -> str:
    graph = _as_graph(nodes)
    if output is None:
        used = {source for node in graph.values() for source in node.inputs}
        ends = [name for name in graph if name not in used]
        if len(ends) != 1:
            raise ValueError(f"the graph ends in {ends}: say which of them is the output")
        return ends[0]
    if output not in graph:
        raise ValueError(f"the output {output!r} is not in the graph")
    return output


def _local_slopes(
    nodes: Sequence[Given], values: Mapping[str, float]
) -> dict[str, list[tuple[str, float]]]:
    """Return for every node its inputs with the slope of its gate by each."""
    graph = _as_graph(nodes)
    missing = [name for name in graph if name not in values]
    if missing:
        raise ValueError(f"no value was given for {missing}: pass what `forward` returned")
    return {
        name: list(
            zip(
                node.inputs,
                GATES[node.operation].slopes(*(values[source] for source in node.inputs)),
                strict=True,
            )
            if node.operation
            else ()
        )
        for name, node in graph.items()
    }
