"""Computation graphs: the value above and the gradient below every wire."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bplib.plots.graph import Edge, Graph, Node
from bplib.plots.layered import MARGIN, Layout, Room
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

PORT = 20.0  # between the inputs of a node
SLOPED_PORT = 26.0  # the same where each input has its slope in front of it
LABELLED_PORT = 40.0  # the same where each input carries its own numbers
NUMBER = 13.5  # font size
SLOPE = 12.5  # the same in front of an input


def computation_graph(
    nodes: Graph | Iterable[Node | str | tuple[Any, ...]],
    values: Mapping[str, Any] | None = None,
    gradients: Mapping[Any, Any] | None = None,
    *,
    alt: str,
    output: str | None = None,
    digits: int = 4,
    slopes: Mapping[Any, Any] | None = None,
    below: str | None = None,
) -> Picture:
    """Draw a computation graph from left to right with its numbers on the wires.

    A wire that forks carries the total before the fork; what each branch contributes is written
    at its far end, when given. Slopes stand in small frames where a wire enters its node.

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
    slopes : mapping, optional
        The slope of a node by one of its inputs, ``(source, target)`` or ``(source, target, k)``.
    below : str, optional
        What the lower numbers are, for the key, where they are no gradients of the output.

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
    numbers = _Numbers(graph, values or {}, gradients or {}, slopes or {}, digits)
    layout = Layout(graph, _room(graph, numbers))
    sheet = Sheet()
    for edge in graph.edges:
        points = layout.path(edge)
        end, y = points[-1]
        points[-1] = end - numbers.frame(edge), y
        sheet.wire(points)
        sheet.arrow(*points[-1])
        if slope := numbers.slope(edge):
            left, width = points[-1][0], numbers.frame(edge) - 2
            sheet.box(left, y - 9, width, 18.0, fill=NODE_FILL, stroke=MUTED, line=1.0, radius=4)
            sheet.text(left + width / 2, y + 4.5, slope, size=SLOPE, role="slope")
    for name in graph.order:
        _draw_node(sheet, graph, layout, numbers, name)
    for edge in graph.edges:
        if numbers.branch(edge):
            x, y = layout.branch_label(edge)
            _label(sheet, x - numbers.frame(edge) / 2, y, numbers.branch(edge))
    height = layout.height + MARGIN
    if numbers.values or numbers.gradients or numbers.slopes:
        ends = [n for n in graph.order if not graph.consumers(n)]
        last = output or (show_name(ends[0]) if len(ends) == 1 else "output")
        short = f"gradient, ∂{last} / ∂(that value)" if len(last) <= 3 else f"gradient of {last}"
        framed = "slope of the node by that input" if numbers.slopes else ""
        lower = below or short
        width = max(text_width(f"below a line: {text}", 12.5) for text in (lower, framed))
        layout.width = max(layout.width, width + 2 * MARGIN)
        height += 14 + key(sheet, layout.width / 2, height + 14, "value", lower, framed)
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
    slopes: Mapping[Any, Any]
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
        for name in self.slopes:
            if name in self.graph.nodes or name not in known:
                raise ValueError(f"a slope was given for {name!r}, which is no branch of the graph")

    def slope(self, edge: Edge) -> str:
        """Return the slope in front of an input, or nothing."""
        slope = self.slopes.get(edge, self.slopes.get(edge[:2]))
        return "" if slope is None else number(slope, self.digits)

    def frame(self, edge: Edge) -> float:
        """Return the room that the slope in front of an input takes."""
        return text_width(self.slope(edge), SLOPE) + 10 if self.slope(edge) else 0.0

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


def _room(graph: Graph, numbers: _Numbers) -> Room:
    """Say how much room names and numbers need."""
    branches = {edge: pair for edge in graph.edges if (pair := numbers.branch(edge))}
    ports = dict.fromkeys(graph.order, PORT)
    ports |= {edge[1]: SLOPED_PORT for edge in graph.edges if numbers.frame(edge)}
    ports |= {target: LABELLED_PORT for _, target, _ in branches}
    before = {edge: numbers.frame(edge) for edge in graph.edges if numbers.frame(edge)}
    before |= {edge: _width(pair) + numbers.frame(edge) for edge, pair in branches.items()}
    return Room(
        ports=ports,
        boxes={name: _box_width(node) for name, node in graph.nodes.items()},
        after={name: _width(numbers.trunk(name)) for name in graph.order},
        before=before,
    )


def _box_width(node: Node) -> float:
    return max(46.0, text_width(show_name(node.name), 15) + 16, text_width(node.operation, 18) + 16)


def _width(labels: Iterable[str]) -> float:
    return 12 + max((text_width(label, NUMBER) for label in labels), default=0.0)


def _label(sheet: Sheet, x: float, y: float, pair: tuple[str, str] | None) -> None:
    value, gradient = pair or ("", "")
    if value:
        sheet.text(x, y - 5, value, size=NUMBER, fill=VALUE, role="value")
    if gradient:
        sheet.text(x, y + 15, gradient, size=NUMBER, fill=GRADIENT, italic=True, role="gradient")


def _draw_node(sheet: Sheet, graph: Graph, layout: Layout, numbers: _Numbers, name: str) -> None:
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
