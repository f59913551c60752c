"""Experiments of lesson 03: graphs to walk through, every path of them, and their formulas."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bplib.autodiff.graphs import Given, wire_gradients

Links = dict[str, list[tuple[str, float]]]


def local_slopes(
    nodes: Sequence[Given], values: Mapping[str, float]
) -> dict[tuple[str, str, int], float]:
    """Return the slope of every node by each of its inputs, as if every upstream gradient were 1.

    Parameters
    ----------
    nodes : sequence of (name, operation, inputs)
    values : mapping of str to float
        What `forward` returned for it.

    Returns
    -------
    dict of (str, str, int) to float
        By source, target and position among the target's inputs.
    """
    return wire_gradients(nodes, values, dict.fromkeys(values, 1.0))


def with_links(nodes: Sequence[Given], values: Mapping[str, float]) -> Links:
    """Return each node's inputs with the local slopes by them, by name."""
    links: Links = {name: [] for name, _, _ in nodes}
    for (source, target, _), slope in local_slopes(nodes, values).items():
        links[target].append((source, slope))
    return links


def ladder(depth: int) -> list[Given]:
    """Return the nodes of y ← y + y, done `depth` times: every node is used twice."""
    return [("y0", "", ())] + [(f"y{k}", "+", (f"y{k - 1}",) * 2) for k in range(1, depth + 1)]


def plain_chain(depth: int) -> list[Given]:
    """Return the nodes of y ← y + x_k, done `depth` times: a ladder without forks."""
    inputs: list[Given] = [("y0", "", ()), *((f"x{k}", "", ()) for k in range(1, depth + 1))]
    return inputs + [(f"y{k}", "+", (f"y{k - 1}", f"x{k}")) for k in range(1, depth + 1)]


def every_path(links: Links, end: str) -> tuple[dict[str, float], int]:
    """Walk every path back from the output, each with its own product.

    Parameters
    ----------
    links : dict
        From `with_links`.
    end : str
        The output.

    Returns
    -------
    gradients : dict of str to float
        The sum of the products that arrived at each node.
    visits : int
        How many times the walk came to a node.
    """
    gradients, visits, pending = dict.fromkeys(links, 0.0), 0, [(end, 1.0)]
    while pending:
        name, product = pending.pop()
        gradients[name] += product
        visits += 1
        pending += [(source, product * slope) for source, slope in links[name]]
    return gradients, visits


def random_graph(rng: np.random.Generator, gates: int, forks: bool = True) -> list[Given]:
    """Return a random graph with one output; without forks, every node is used once.

    Gates and their inputs are drawn; what nobody uses is multiplied together in the end.
    """
    unused = [f"x{k}" for k in range(3 if forks else gates + 1)]
    nodes: list[Given] = [(name, "", ()) for name in unused]
    known = list(unused)
    for k in range(gates):
        operation = str(rng.choice(["+", "*", "max", "sigmoid"] if forks else ["+", "*"]))
        count = 1 if operation == "sigmoid" else 2
        inputs = rng.choice(known if forks else unused, count, replace=False).tolist()
        nodes.append((f"g{k}", operation, tuple(inputs)))
        unused = [name for name in unused if name not in inputs] + [f"g{k}"]
        known.append(f"g{k}")
    ends = [unused[-1], *(f"h{k}" for k in range(len(unused) - 1))]
    return nodes + [(f"h{k}", "*", (ends[k], unused[k])) for k in range(len(unused) - 1)]


def formula(nodes: Sequence[Given]) -> Any:
    """Return the last node as one SymPy expression in the graph's inputs."""
    import sympy as sp

    write = {"+": sp.Add, "*": sp.Mul, "max": sp.Max, "sigmoid": lambda z: 1 / (1 + sp.exp(-z))}
    written: dict[str, Any] = {}
    for name, operation, inputs in nodes:
        if operation:
            written[name] = write[operation](*(written[source] for source in inputs))
        else:
            written[name] = sp.Symbol(name)
    return written[nodes[-1][0]]
