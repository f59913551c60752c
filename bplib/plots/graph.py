"""Computation graphs: the value above and the gradient below every wire.

Layout in layers (Sugiyama, Tagawa & Toda 1981): a node stands one column right of its latest input,
barycentres order each column, and least squares place the nodes at heights that keep wires level.
"""

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bplib.plots.picture import Picture, require_alt
from bplib.plots.svg import (
    GRADIENT,
    INK,
    LEAF_FILL,
    MUTED,
    NODE_FILL,
    SUBSCRIPTS,
    VALUE,
    Sheet,
    key,
    number,
    text_width,
)

MARGIN = 16.0
GAP = 20.0  # between neighbours in a column
PORT = 20.0  # between the inputs of a node
LABELLED_PORT = 40.0  # the same where each input carries its own numbers
NUMBER = 13.5  # font size

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
        self.nodes: dict[str, Node] = {}
        for given in nodes:
            node = _as_node(given)
            if node.name in self.nodes:
                raise ValueError(f"two nodes are called {node.name!r}: give each its own name")
            self.nodes[node.name] = node
        if not self.nodes:
            raise ValueError("a graph needs at least one node, but none was given")
        for node in self.nodes.values():
            for name in node.inputs:
                if name not in self.nodes:
                    raise ValueError(
                        f"node {node.name!r} uses {name!r}, which is not in the graph: add it"
                    )
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


def computation_graph(
    nodes: Graph | Iterable[Node | str | tuple[Any, ...]],
    values: Mapping[str, Any] | None = None,
    gradients: Mapping[Any, Any] | None = None,
    *,
    alt: str,
    output: str | None = None,
    digits: int = 4,
) -> Picture:
    """Draw a computation graph from left to right with its numbers on the wires.

    A wire that forks carries the total before the fork; what each branch contributes is written
    at its far end, when given.

    Parameters
    ----------
    nodes : Graph or iterable of Node, str or tuple
        The graph; see `Graph`.
    values : mapping of name to number or str, optional
        Forward values; nodes may be left out.
    gradients : mapping, optional
        Gradients by node name, or by branch: ``(source, target)``, or ``(source, target, k)`` for
        the target's k-th input, counted from 0.
    alt : str
        The text alternative.
    output : str, optional
        What is differentiated, for the key, e.g. ``"L"``; by default the only node without
        consumers, or "output".
    digits : int
        Significant digits, at least 1.

    Returns
    -------
    Picture
        SVG.

    Raises
    ------
    ValueError
        For an empty `alt`, a malformed graph, or numbers for nodes and branches not in it.
    """
    require_alt(alt)
    graph = nodes if isinstance(nodes, Graph) else Graph(nodes)
    numbers = _Numbers(graph, values or {}, gradients or {}, digits)
    layout = _Layout(graph, numbers)
    sheet = Sheet()
    for edge in graph.edges:
        points = layout.path(edge)
        sheet.wire(points)
        sheet.arrow(*points[-1])
    for name in graph.order:
        _draw_node(sheet, graph, layout, numbers, name)
    for edge in graph.edges:
        if numbers.branch(edge):
            _label(sheet, *layout.branch_label(edge), numbers.branch(edge))
    height = layout.height + MARGIN
    if numbers.values or numbers.gradients:
        ends = [n for n in graph.order if not graph.consumers(n)]
        last = output or (show_name(ends[0]) if len(ends) == 1 else "output")
        below = f"gradient, ∂{last} / ∂(that value)" if len(last) <= 3 else f"gradient of {last}"
        width = text_width(f"below a line: {below}", 12.5)
        layout.width = max(layout.width, width + 2 * MARGIN)
        height += 14 + key(sheet, layout.width / 2, height + 14, "value", below)
    return sheet.picture(layout.width, height, alt)


def show_name(name: str) -> str:
    """Return a name as shown: ``w1`` as w₁, others unchanged."""
    match = re.fullmatch(r"([^\W\d_])_?(\d+)", name)
    return match[1] + match[2].translate(SUBSCRIPTS) if match else name


@dataclass
class _Numbers:
    """What is written on the wires, checked against the graph."""

    graph: Graph
    values: Mapping[str, Any]
    gradients: Mapping[Any, Any]
    digits: int

    def __post_init__(self) -> None:
        known = {*self.graph.nodes, *self.graph.edges, *(e[:2] for e in self.graph.edges)}
        for name in self.values:
            if name not in self.graph.nodes:
                raise ValueError(f"a value was given for {name!r}, which is not in the graph")
        for name in self.gradients:
            if name not in known:
                raise ValueError(
                    f"a gradient was given for {name!r}, which is neither a node nor a branch "
                    "(source, target) of the graph"
                )

    def _pair(self, name: str, gradient: Any) -> tuple[str, str]:
        value = self.values.get(name)
        return (
            "" if value is None else number(value, self.digits),
            "" if gradient is None else number(gradient, self.digits),
        )

    def _contribution(self, edge: Edge) -> Any:
        return self.gradients.get(edge, self.gradients.get(edge[:2]))

    def trunk(self, name: str) -> tuple[str, str]:
        """Return value and gradient for the wire that leaves `name`."""
        gradient = self.gradients.get(name)
        edges = self.graph.consumers(name)
        if gradient is None and len(edges) == 1:
            gradient = self._contribution(edges[0])
        return self._pair(name, gradient)

    def branch(self, edge: Edge) -> tuple[str, str] | None:
        """Return value and gradient for one branch of a fork, if its share is known."""
        if len(self.graph.consumers(edge[0])) < 2 or self._contribution(edge) is None:
            return None
        return self._pair(edge[0], self._contribution(edge))


@dataclass
class _Item:
    """A node, or the place where a long wire crosses a column."""

    neighbours: list[tuple["_Item", float, float]] = field(default_factory=list)
    height: float = 12.0
    crossing: bool = False
    y: float = 0.0


class _Layout:
    """Places every node, wire and number; all coordinates in pixels."""

    def __init__(self, graph: Graph, numbers: _Numbers) -> None:
        self.graph = graph
        self.numbers = numbers
        self.column = self._columns()
        self.ports = {
            name: LABELLED_PORT
            if any(numbers.branch((s, name, k)) for k, s in enumerate(graph.nodes[name].inputs))
            else PORT
            for name in graph.order
        }
        self.items: dict[str, _Item] = {}
        self.crossings: dict[Edge, list[_Item]] = {}
        columns = self._fill_columns()
        self._order(columns)
        self._heights(columns)
        self._widths(len(columns))

    def _columns(self) -> dict[str, int]:
        column: dict[str, int] = {}
        for name in self.graph.order:
            column[name] = max((column[i] + 1 for i in self.graph.nodes[name].inputs), default=0)
        for name in self.graph.order:
            users = self.graph.consumers(name)
            if not self.graph.nodes[name].inputs and users:
                column[name] = min(column[target] for _, target, _ in users) - 1
        return column

    def port_offset(self, name: str, k: int) -> float:
        """Return the height of input k relative to the middle of its node."""
        return (k - (len(self.graph.nodes[name].inputs) - 1) / 2) * self.ports[name]

    def _fill_columns(self) -> list[list[_Item]]:
        columns: list[list[_Item]] = [[] for _ in range(max(self.column.values()) + 1)]
        for name in self._depth_first():
            ports = len(self.graph.nodes[name].inputs) * self.ports[name]
            self.items[name] = _Item(height=max(46.0, ports + 6))
            columns[self.column[name]].append(self.items[name])
        for edge in self.graph.edges:
            source, target, k = edge
            chain = [
                _Item(crossing=True) for _ in range(self.column[source] + 1, self.column[target])
            ]
            for crossing, place in zip(
                chain, range(self.column[source] + 1, self.column[target]), strict=True
            ):
                columns[place].append(crossing)
            self.crossings[edge] = chain
            path = [self.items[source], *chain, self.items[target]]
            for i, (left, right) in enumerate(itertools.pairwise(path)):
                offset = self.port_offset(target, k) if i == len(path) - 2 else 0.0
                weight = 1.0 + 3.0 * left.crossing + 3.0 * right.crossing
                left.neighbours.append((right, offset, weight))
                right.neighbours.append((left, -offset, weight))
        return columns

    def _depth_first(self) -> list[str]:
        seen: dict[str, None] = {}

        def visit(name: str) -> None:
            if name not in seen:
                for source in self.graph.nodes[name].inputs:
                    visit(source)
                seen[name] = None

        for name in self.graph.order:
            if not self.graph.consumers(name):
                visit(name)
        return list(seen)

    def _order(self, columns: list[list[_Item]]) -> None:
        """Sort columns by the mean place of their neighbours; keep what crosses least."""
        place = {id(item): float(i) for column in columns for i, item in enumerate(column)}
        at = {id(item): c for c, column in enumerate(columns) for item in column}

        def crossings() -> int:
            total = 0
            for c, column in enumerate(columns):
                wires = [
                    (place[id(item)], place[id(other)] + offset / 1000)
                    for item in column
                    for other, offset, _ in item.neighbours
                    if at[id(other)] == c + 1
                ]
                total += sum(
                    (a - u) * (b - v) < 0
                    for i, (a, b) in enumerate(wires)
                    for u, v in wires[i + 1 :]
                )
            return total

        best = crossings(), [list(column) for column in columns]
        for sweep in range(12):
            step = 1 if sweep % 2 == 0 else -1
            for c in range(len(columns))[::step]:
                wanted = {}
                for item in columns[c]:
                    near = [
                        place[id(o)] + d / 1000
                        for o, d, _ in item.neighbours
                        if at[id(o)] == c - step
                    ]
                    wanted[id(item)] = sum(near) / len(near) if near else place[id(item)]
                columns[c].sort(key=lambda item: wanted[id(item)])
                place.update((id(item), float(i)) for i, item in enumerate(columns[c]))
            count = crossings()
            if count < best[0]:
                best = count, [list(column) for column in columns]
        columns[:] = best[1]

    def _heights(self, columns: list[list[_Item]]) -> None:
        for column in columns:
            y = -sum(item.height + GAP for item in column) / 2
            for item in column:
                item.y = y + item.height / 2
                y += item.height + GAP
        for sweep in range(100):
            for column in columns if sweep % 2 == 0 else reversed(columns):
                _settle(column)
        top = min(item.y - item.height / 2 for column in columns for item in column)
        for column in columns:
            for item in column:
                item.y += MARGIN - top
        self.height = max(item.y + item.height / 2 for column in columns for item in column)

    def _widths(self, count: int) -> None:
        graph, numbers = self.graph, self.numbers
        self.left: list[float] = []
        self.box: list[float] = []
        self.fork: list[float] = []  # where the numbers beside a node end and wires may climb
        self.join: list[float] = []  # where wires are level again, left of a column
        x = MARGIN
        for c in range(count):
            names = [n for n in graph.order if self.column[n] == c]
            incoming = [e for e in graph.edges if self.column[e[1]] == c]
            labels = [t for e in incoming for t in numbers.branch(e) or ()]
            if c > 0:
                climb = max((self._climb(e) for e in graph.edges), default=0.0)
                x += min(max(24.0, 0.3 * climb), 80.0)
            self.join.append(x)
            x += 13 + (max(_width(labels) - 2, 0) if labels else 0)
            self.left.append(x if c > 0 else MARGIN)
            x = self.left[-1]
            self.box.append(max(self._box_width(n) for n in names))
            x += self.box[-1]
            x += max(_width(numbers.trunk(n)) for n in names)
            self.fork.append(x)
        self.width = x + MARGIN

    def _climb(self, edge: Edge) -> float:
        heights = [item.y for item in [self.items[edge[0]], *self.crossings[edge]]]
        heights.append(self.items[edge[1]].y + self.port_offset(edge[1], edge[2]))
        return max(abs(b - a) for a, b in itertools.pairwise(heights))

    def _box_width(self, name: str) -> float:
        node = self.graph.nodes[name]
        widths = text_width(show_name(name), 15), text_width(node.operation, 18)
        return max(46.0, max(widths) + 16)

    def place(self, name: str) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a node's box; boxes end where numbers begin."""
        c, item = self.column[name], self.items[name]
        width = self._box_width(name)
        left = self.left[c] + self.box[c] - width
        return left, item.y - item.height / 2, width, item.height

    def path(self, edge: Edge) -> list[tuple[float, float]]:
        """Return the points of a wire from its source to its target."""
        source, target, k = edge
        left, _, width, _ = self.place(source)
        c, y = self.column[source], self.items[source].y
        points = [(left + width, y), (self.fork[c], y)]
        for i, crossing in enumerate(self.crossings[edge], c + 1):
            points += [(self.join[i], crossing.y), (self.fork[i], crossing.y)]
        y = self.items[target].y + self.port_offset(target, k)
        return [*points, (self.join[self.column[target]], y), (self.place(target)[0], y)]

    def branch_label(self, edge: Edge) -> tuple[float, float]:
        """Return the middle of the level stretch before the target."""
        (start, y), (end, _) = self.path(edge)[-2:]
        return (start + end - 10) / 2, y


def _settle(column: list[_Item]) -> None:
    """Move a column's items as near to their neighbours as order and distances permit.

    Weighted least squares under y[i+1] - y[i] >= distance: isotonic regression by pooling adjacent
    violators, after the distances are taken off.
    """
    blocks: list[tuple[float, float, int]] = []  # mean, weight, number of items
    offsets, offset = [], 0.0
    for i, item in enumerate(column):
        if i:
            offset += (column[i - 1].height + item.height) / 2 + GAP
        offsets.append(offset)
        weight = sum(w for *_, w in item.neighbours) or 1.0
        wanted = sum(w * (other.y + d) for other, d, w in item.neighbours) / weight
        blocks.append(((wanted if item.neighbours else item.y) - offset, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (m1, w1, n1), (m2, w2, n2) = blocks.pop(-2), blocks.pop()
            blocks.append(((m1 * w1 + m2 * w2) / (w1 + w2), w1 + w2, n1 + n2))
    means = [mean for mean, _, n in blocks for _ in range(n)]
    for item, mean, offset in zip(column, means, offsets, strict=True):
        item.y = mean + offset


def _width(labels: Iterable[str]) -> float:
    return 12 + max((text_width(label, NUMBER) for label in labels), default=0.0)


def _label(sheet: Sheet, x: float, y: float, pair: tuple[str, str] | None) -> None:
    value, gradient = pair or ("", "")
    if value:
        sheet.text(x, y - 5, value, size=NUMBER, fill=VALUE, role="value")
    if gradient:
        sheet.text(x, y + 15, gradient, size=NUMBER, fill=GRADIENT, italic=True, role="gradient")


def _draw_node(sheet: Sheet, graph: Graph, layout: _Layout, numbers: _Numbers, name: str) -> None:
    node = graph.nodes[name]
    left, top, width, height = layout.place(name)
    middle, y = left + width / 2, top + height / 2
    fork = layout.fork[layout.column[name]]
    edges = graph.consumers(name)
    if not edges:
        end = fork + 4
        sheet.wire([(left + width, y), (end, y)])
        sheet.arrow(end, y)
    if len(edges) > 1:
        sheet.dot(fork, y)
    if node.operation:
        sheet.box(left, top, width, height, fill=NODE_FILL, stroke=INK)
        sheet.text(middle, y + 1, node.operation, size=18, bold=True, role="operation")
        sheet.text(middle, y + 17, show_name(name), size=13, fill=MUTED, role="name")
    else:
        sheet.box(left, top, width, height, fill=LEAF_FILL, radius=height / 2)
        sheet.text(middle, y + 5, show_name(name), size=15, bold=True, role="name")
    _label(sheet, (left + width + fork) / 2, y, numbers.trunk(name))
