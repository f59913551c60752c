"""Graphs laid out in layers (Sugiyama, Tagawa & Toda 1981).

A node stands one column right of its latest input, barycentres order each column, and least squares
place the nodes at heights that keep wires level.
"""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from bplib.plots.graph import Edge, Graph

MARGIN = 16.0
GAP = 20.0  # between neighbours in a column


@dataclass
class _Item:
    """A node, or the place where a long wire crosses a column."""

    neighbours: list[tuple["_Item", float, float]] = field(default_factory=list)
    height: float = 12.0
    crossing: bool = False
    y: float = 0.0


@dataclass(frozen=True)
class Room:
    """What must find its place, in pixels.

    Attributes
    ----------
    ports : mapping of str to float
        By node: from one of its inputs to the next.
    boxes : mapping of str to float
        By node: the width of its box.
    after : mapping of str to float
        By node: the width of what stands right of its box.
    before : mapping of Edge to float
        The width of what stands left of an edge's target; edges may be left out.
    """

    ports: Mapping[str, float]
    boxes: Mapping[str, float]
    after: Mapping[str, float]
    before: Mapping[Edge, float]


class Layout:
    """Places every node and wire; all coordinates in pixels.

    Attributes
    ----------
    column : dict of str to int
        By node, counted from 0 at the left.
    fork : list of float
        By column: where what stands right of its boxes ends, and wires may climb.
    width, height : float
        Of all; the margin below is not in the height.
    """

    def __init__(self, graph: Graph, room: Room) -> None:
        self.graph = graph
        self.room = room
        self.column = self._columns()
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
        return (k - (len(self.graph.nodes[name].inputs) - 1) / 2) * self.room.ports[name]

    def _fill_columns(self) -> list[list[_Item]]:
        columns: list[list[_Item]] = [[] for _ in range(max(self.column.values()) + 1)]
        for name in self._depth_first():
            ports = len(self.graph.nodes[name].inputs) * self.room.ports[name]
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
                    wanted[id(item)] = math.fsum(near) / len(near) if near else place[id(item)]
                columns[c].sort(key=lambda item: wanted[id(item)])
                place.update((id(item), float(i)) for i, item in enumerate(columns[c]))
            count = crossings()
            if count < best[0]:
                best = count, [list(column) for column in columns]
        columns[:] = best[1]

    def _heights(self, columns: list[list[_Item]]) -> None:
        for column in columns:
            y = -math.fsum(item.height + GAP for item in column) / 2
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
        graph, room = self.graph, self.room
        self.left: list[float] = []
        self.box: list[float] = []
        self.fork: list[float] = []
        self.join: list[float] = []  # where wires are level again, left of a column
        x = MARGIN
        for c in range(count):
            names = [n for n in graph.order if self.column[n] == c]
            incoming = [e for e in graph.edges if self.column[e[1]] == c]
            labels = [room.before[e] for e in incoming if e in room.before]
            if c > 0:
                climb = max((self._climb(e) for e in graph.edges), default=0.0)
                x += min(max(24.0, 0.3 * climb), 80.0)
            self.join.append(x)
            x += 13 + (max(max(labels) - 2, 0) if labels else 0)
            self.left.append(x if c > 0 else MARGIN)
            x = self.left[-1]
            self.box.append(max(room.boxes[n] for n in names))
            x += self.box[-1]
            x += max(room.after[n] for n in names)
            self.fork.append(x)
        self.width = x + MARGIN

    def _climb(self, edge: Edge) -> float:
        heights = [item.y for item in [self.items[edge[0]], *self.crossings[edge]]]
        heights.append(self.items[edge[1]].y + self.port_offset(edge[1], edge[2]))
        return max(abs(b - a) for a, b in itertools.pairwise(heights))

    def place(self, name: str) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a node's box; boxes of a column end together."""
        c, item = self.column[name], self.items[name]
        width = self.room.boxes[name]
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
        weight = math.fsum(w for *_, w in item.neighbours) or 1.0
        wanted = math.fsum(w * (other.y + d) for other, d, w in item.neighbours) / weight
        blocks.append(((wanted if item.neighbours else item.y) - offset, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (m1, w1, n1), (m2, w2, n2) = blocks.pop(-2), blocks.pop()
            blocks.append(((m1 * w1 + m2 * w2) / (w1 + w2), w1 + w2, n1 + n2))
    means = [mean for mean, _, n in blocks for _ in range(n)]
    for item, mean, offset in zip(column, means, offsets, strict=True):
        item.y = mean + offset
