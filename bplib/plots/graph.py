"""A graph of operations as data: its nodes by name, its edges, and an order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Edge = tuple[str, str, int]  # source, target, position among the target's inputs


@dataclass(frozen=True)
class Node:
    """One node of a graph.

    Parameters
    ----------
    name : str
        Its unique name; a letter and digits, such as ``w1``, is shown with a subscript.
    operation : str
        The symbol in its box, such as ``×``; empty for an input of the graph.
    inputs : tuple of str
        Names of the nodes it uses, in order; a name may occur twice.
    """

    name: str
    operation: str = ""
    inputs: tuple[str, ...] = ()


def named(nodes: Iterable[Node | str | tuple[Any, ...]]) -> dict[str, Node]:
    """Return the nodes of a graph by name.

    Raises
    ------
    ValueError
        If there is none, a name occurs twice or an input is unknown.
    """
    found: dict[str, Node] = {}
    for given in nodes:
        node = _as_node(given)
        if node.name in found:
            raise ValueError(f"two nodes are called {node.name!r}: give each its own name")
        found[node.name] = node
    if not found:
        raise ValueError("a graph needs at least one node, but none was given")
    for node in found.values():
        for name in node.inputs:
            if name not in found:
                raise ValueError(
                    f"node {node.name!r} uses {name!r}, which is not in the graph: add it"
                )
    return found


def _as_node(given: Node | str | tuple[Any, ...]) -> Node:
    if isinstance(given, Node):
        return given
    if isinstance(given, str):
        return Node(given)
    if isinstance(given, tuple) and 1 <= len(given) <= 3 and isinstance(given[0], str):
        operation = given[1] if len(given) > 1 else ""
        inputs = given[2] if len(given) > 2 else ()
        return Node(given[0], operation, (inputs,) if isinstance(inputs, str) else tuple(inputs))
    raise TypeError(
        f"a node is a Node, a name or (name, operation, inputs), but {given!r} was given"
    )


class Graph:
    """A directed acyclic graph of operations.

    Parameters
    ----------
    nodes : iterable of Node, str or tuple
        A string is an input; a tuple is ``(name, operation, inputs)``. Any order.

    Raises
    ------
    ValueError
        If it is empty, a name occurs twice, an input is unknown or the nodes form a cycle.

    Examples
    --------
    >>> Graph(["x", "y", ("q", "+", ("x", "y"))]).order
    ('x', 'y', 'q')
    """

    def __init__(self, nodes: Iterable[Node | str | tuple[Any, ...]]) -> None:
        self.nodes = named(nodes)
        self.order = self._topological_order()
        self.edges: list[Edge] = [
            (source, name, k)
            for name in self.order
            for k, source in enumerate(self.nodes[name].inputs)
        ]

    def _topological_order(self) -> tuple[str, ...]:
        waiting = dict(self.nodes)
        order: list[str] = []
        while waiting:
            ready = [n for n in waiting if not any(i in waiting for i in waiting[n].inputs)]
            if not ready:
                raise ValueError(f"these nodes wait for one another in a cycle: {sorted(waiting)}")
            order.append(ready[0])
            del waiting[ready[0]]
        return tuple(order)

    def consumers(self, name: str) -> list[Edge]:
        """Return the edges that leave the node `name`."""
        return [edge for edge in self.edges if edge[0] == name]
