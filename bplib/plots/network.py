"""Network diagrams with every number on them: weights on the edges, z, a and δ in the neurons."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np

from bplib.plots.picture import Picture, require_alt
from bplib.plots.svg import (
    GRADIENT,
    INK,
    LEAF_FILL,
    MUTED,
    NODE_FILL,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    VALUE,
    WIRE,
    Sheet,
    key,
    number,
    text_width,
)

MARGIN = 18.0
HEADER = 30.0
NUMBER = 13.0  # font size
ROW = 19.0  # between lines inside a neuron

Arrays = Sequence[Any]
Line = tuple[str, str, str, str]  # symbol, number, colour, role


def network_diagram(
    sizes: Sequence[int],
    weights: Arrays | None = None,
    biases: Arrays | None = None,
    activations: Arrays | None = None,
    gradients: Arrays | None = None,
    deltas: Arrays | None = None,
    *,
    alt: str,
    pre_activations: Arrays | None = None,
    bias_gradients: Arrays | None = None,
    convention: Literal["row", "column"] = "row",
    highlight: Iterable[tuple[int, int, int]] = (),
    layer_names: Sequence[str] | None = None,
    target: Any = None,
    loss: Any = None,
    loss_name: str = "L",
    digits: int = 4,
) -> Picture:
    """Draw a dense network for one sample, from left to right, with its numbers in place.

    Layers are counted from 0, the input; L is the last. Whatever is left out is not drawn.

    Parameters
    ----------
    sizes : sequence of int
        Widths (n_0, ..., n_L), at least two, each at least 1. Legible up to about 4-5-3.
    weights, gradients : sequence of L arrays, optional
        W and ∂L/∂W of layers 1 to L: (n_in, n_out) in row convention, (n_out, n_in) in column.
    biases, bias_gradients : sequence of L arrays of n_out numbers, optional
        b and ∂L/∂b of layers 1 to L.
    activations : sequence of L + 1 arrays of n_l numbers, optional
        The input and a of layers 1 to L.
    pre_activations, deltas : sequence of L arrays of n_out numbers, optional
        z and δ = ∂L/∂z of layers 1 to L.
    alt : str
        The text alternative.
    convention : {"row", "column"}
        z = a W + b with w_ij from neuron i to neuron j, or z = W a + b with w_ij from j to i.
    highlight : iterable of (layer, source, target)
        Edges to emphasise, counted from 0: (0, 1, 0) leads from the second input to the first
        neuron of layer 1; a source of -1 means the bias.
    layer_names : sequence of L + 1 str, optional
        Headings; by default "input", "hidden", "output".
    target, loss : optional
        y (n_L numbers) and the loss (one number), shown in a box at the right.
    loss_name : str
        The symbol of the loss, e.g. ``"C"``.
    digits : int
        Significant digits.

    Returns
    -------
    Picture
        SVG.

    Raises
    ------
    ValueError
        For an empty `alt`, an unknown convention, sizes, shapes or edges that do not fit.
    """
    require_alt(alt)
    sizes = _check_sizes(sizes)
    if convention not in ("row", "column"):
        raise ValueError(f"convention is 'row' or 'column', but {convention!r} was given")
    pairs = list(itertools.pairwise(sizes))
    matrix_shapes = pairs if convention == "row" else [(n, m) for m, n in pairs]
    diagram = _Diagram(
        sizes,
        weights=_checked("weights", weights, matrix_shapes),
        gradients=_checked("gradients", gradients, matrix_shapes),
        biases=_checked("biases", biases, [(n,) for n in sizes[1:]]),
        bias_gradients=_checked("bias_gradients", bias_gradients, [(n,) for n in sizes[1:]]),
        activations=_checked("activations", activations, [(n,) for n in sizes]),
        pre_activations=_checked("pre_activations", pre_activations, [(n,) for n in sizes[1:]]),
        deltas=_checked("deltas", deltas, [(n,) for n in sizes[1:]]),
        target=_checked("target", None if target is None else [target], [(sizes[-1],)]),
        loss=loss,
        loss_name=loss_name,
        row=convention == "row",
        digits=digits,
    )
    names = _layer_names(sizes, layer_names)
    return diagram.draw(names, _check_highlight(highlight, sizes), alt)


def _check_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    checked = tuple(int(n) for n in sizes)
    if len(checked) < 2 or min(checked) < 1 or checked != tuple(sizes):
        raise ValueError(
            f"sizes must be two or more whole numbers of at least 1, but {sizes!r} was given"
        )
    return checked


def _checked(
    name: str, arrays: Arrays | None, shapes: Sequence[tuple[int, ...]]
) -> list[np.ndarray] | None:
    """Return the arrays in their shapes; a vector may come as a row or a column."""
    if arrays is None:
        return None
    if len(arrays) != len(shapes):
        raise ValueError(f"{name} needs {len(shapes)} arrays, one a layer; got {len(arrays)}")
    checked = []
    for i, (given, shape) in enumerate(zip(arrays, shapes, strict=True)):
        array = np.asarray(given, dtype=object)
        fits = array.shape == shape or (len(shape) == 1 and array.size == shape[0])
        if not fits:
            hint = " (transposed? see convention=)" if array.shape == shape[::-1] else ""
            raise ValueError(f"{name}[{i}] needs the shape {shape}, but has {array.shape}{hint}")
        checked.append(array.reshape(shape))
    return checked


def _check_highlight(
    highlight: Iterable[tuple[int, int, int]], sizes: tuple[int, ...]
) -> set[tuple[int, int, int]]:
    edges = set(highlight)
    for edge in edges:
        layer, source, target = edge
        if not (
            0 <= layer < len(sizes) - 1
            and -1 <= source < sizes[layer]
            and 0 <= target < sizes[layer + 1]
        ):
            raise ValueError(f"highlight {edge!r} is no edge (layer, source, target) of {sizes}")
    return edges


def _layer_names(sizes: tuple[int, ...], names: Sequence[str] | None) -> list[str]:
    if names is None:
        hidden = [f"hidden {i}" for i in range(1, len(sizes) - 1)]
        return ["input", *(["hidden"] if len(hidden) == 1 else hidden), "output"]
    if len(names) != len(sizes):
        raise ValueError(f"layer_names needs {len(sizes)} names, but {len(names)} were given")
    return list(names)


class _Diagram:
    """Layout and drawing; neurons are boxes whose height makes room for their incoming edges."""

    def __init__(
        self,
        sizes: tuple[int, ...],
        *,
        weights: list[np.ndarray] | None,
        gradients: list[np.ndarray] | None,
        biases: list[np.ndarray] | None,
        bias_gradients: list[np.ndarray] | None,
        activations: list[np.ndarray] | None,
        pre_activations: list[np.ndarray] | None,
        deltas: list[np.ndarray] | None,
        target: list[np.ndarray] | None,
        loss: Any,
        loss_name: str,
        row: bool,
        digits: int,
    ) -> None:
        self.sizes = sizes
        self.weights, self.gradients = weights, gradients
        self.biases, self.bias_gradients = biases, bias_gradients
        self.activations, self.pre_activations, self.deltas = activations, pre_activations, deltas
        self.target, self.loss, self.loss_name = target, loss, loss_name
        self.row, self.digits = row, digits
        self.has_bias = biases is not None or bias_gradients is not None
        above = weights is not None or biases is not None
        below = gradients is not None or bias_gradients is not None
        self.pitch = 14.0 + 14.0 * above + 14.0 * below
        self._place()

    # Symbols, as in the text: one index where every layer has width 1, two otherwise.

    def _symbol(self, letter: str, layer: int, *indices: int) -> str:
        if max(self.sizes) == 1:
            return letter + str(layer).translate(SUBSCRIPTS)
        separator = "," if max(self.sizes) > 9 else ""
        index = separator.join(str(i + 1) for i in indices).translate(SUBSCRIPTS)
        return letter + index + f"({layer})".translate(SUPERSCRIPTS)

    def _neuron_lines(self, layer: int, i: int) -> list[Line]:
        """Return the lines inside a neuron: its symbols, with their numbers when known."""
        if layer == 0:
            symbol = "x" if self.sizes[0] == 1 else "x" + str(i + 1).translate(SUBSCRIPTS)
            return [(symbol, self._number(self.activations, 0, i), VALUE, "value")]
        lines = [
            ("z", self._number(self.pre_activations, layer - 1, i), VALUE, "value"),
            ("a", self._number(self.activations, layer, i), VALUE, "value"),
            ("δ", self._number(self.deltas, layer - 1, i), GRADIENT, "gradient"),
        ]
        known = [(self._symbol(s, layer, i), n, c, r) for s, n, c, r in lines if n]
        return known or [(self._symbol("a", layer, i), "", VALUE, "value")]

    def _loss_lines(self) -> list[Line]:
        lines: list[Line] = []
        if self.target is not None:
            for i in range(self.sizes[-1]):
                symbol = "y" if self.sizes[-1] == 1 else "y" + str(i + 1).translate(SUBSCRIPTS)
                lines.append((symbol, self._number(self.target, 0, i), VALUE, "value"))
        if self.loss is not None:
            lines.append((self.loss_name, number(self.loss, self.digits), VALUE, "value"))
        return lines

    def _edge_text(self, layer: int, i: int, j: int) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return symbol and number above and below the edge; a source i of -1 is the bias."""
        if i < 0:
            symbol = self._symbol("b", layer + 1, j)
            above = self._number(self.biases, layer, j)
            below = self._number(self.bias_gradients, layer, j)
        else:
            at = (i, j) if self.row else (j, i)
            symbol = self._symbol("w", layer + 1, *at)
            above = self._number(self.weights, layer, at)
            below = self._number(self.gradients, layer, at)
        return (symbol if above else "", above), ("∂" + symbol if below else "", below)

    def _number(self, arrays: list[np.ndarray] | None, layer: int, index: Any) -> str:
        return "" if arrays is None else number(arrays[layer][index], self.digits)

    def _sources(self, layer: int) -> list[int]:
        """Return what feeds a neuron of layer + 1, from top to bottom."""
        return [*range(self.sizes[layer]), *([-1] if self.has_bias else [])]

    # Geometry.

    def _place(self) -> None:
        depth = len(self.sizes)
        self.box_width: list[float] = []
        self.box_height: list[float] = []
        self.stub = [0.0]
        for layer, n in enumerate(self.sizes):
            lines = [line for i in range(n) for line in self._neuron_lines(layer, i)]
            self.box_width.append(_lines_width(lines))
            rows = max(len(self._neuron_lines(layer, i)) for i in range(n))
            ports = len(self._sources(layer - 1)) * self.pitch + 8 if layer else 0.0
            self.box_height.append(max(rows * ROW + 20, ports, 48.0))
            if layer:
                texts = [
                    text
                    for j in range(n)
                    for i in self._sources(layer - 1)
                    for text in self._edge_text(layer - 1, i, j)
                ]
                widths = [_pair_width(text) for text in texts]
                self.stub.append(max(widths) + 26)
        gap = [34.0 if n < 4 else 22.0 for n in self.sizes]
        stacked = [
            n * h + (n - 1) * g for n, h, g in zip(self.sizes, self.box_height, gap, strict=True)
        ]
        self.height = max(stacked)
        for layer, n in enumerate(self.sizes):
            gap[layer] += 0.6 * (self.height - stacked[layer]) / max(n - 1, 1)
        total = [
            n * h + (n - 1) * g for n, h, g in zip(self.sizes, self.box_height, gap, strict=True)
        ]
        self.middle: list[list[float]] = []
        self.left: list[float] = []
        x = MARGIN
        for layer in range(depth):
            h, g = self.box_height[layer], gap[layer]
            top = MARGIN + HEADER + (self.height - total[layer]) / 2
            self.middle.append([top + h / 2 + i * (h + g) for i in range(self.sizes[layer])])
            if layer:
                climb = max(
                    abs(self._port(layer, j, i) - self.middle[layer - 1][i])
                    for j in range(self.sizes[layer])
                    for i in range(self.sizes[layer - 1])
                )
                x += min(max(22.0, 0.5 * climb), 180.0) + self.stub[layer]
            self.left.append(x)
            x += self.box_width[layer]
        self.right = x

    def _port(self, layer: int, j: int, source: int) -> float:
        """Return the height at which an edge enters neuron j of a layer."""
        sources = self._sources(layer - 1)
        middle = self.middle[layer][j]
        return middle + (sources.index(source) - (len(sources) - 1) / 2) * self.pitch

    # Drawing.

    def draw(self, names: list[str], highlight: set[tuple[int, int, int]], alt: str) -> Picture:
        sheet = Sheet()
        edges = [
            (layer, i, j)
            for layer, (_, n_out) in enumerate(itertools.pairwise(self.sizes))
            for j in range(n_out)
            for i in self._sources(layer)
        ]
        for edge in sorted(edges, key=lambda edge: edge in highlight):
            self._draw_edge(sheet, edge, edge in highlight)
        touched = {(k, i) for k, i, _ in highlight} | {(k + 1, j) for k, _, j in highlight}
        for layer, n in enumerate(self.sizes):
            center = self.left[layer] + self.box_width[layer] / 2
            sheet.text(center, MARGIN + 12, names[layer], size=13, fill=MUTED, role="layer")
            for i in range(n):
                self._draw_neuron(sheet, layer, i, (layer, i) in touched)
        width = self._draw_loss(sheet) + MARGIN
        bottom = MARGIN + HEADER + self.height + MARGIN
        below = self.gradients is not None or self.bias_gradients is not None
        if below and (self.weights is not None or self.biases is not None):
            note = f"∂w = ∂{self.loss_name}/∂w"
            note += f"; δ = ∂{self.loss_name}/∂z" if self.deltas is not None else ""
            width = max(width, text_width(f"below a line: its gradient, {note}", 12.5) + 2 * MARGIN)
            what = "weight, or bias after a dot" if self.has_bias else "weight"
            bottom += 10 + key(sheet, width / 2, bottom + 12, what, f"its gradient, {note}")
        return sheet.picture(width, bottom, alt)

    def _draw_edge(self, sheet: Sheet, edge: tuple[int, int, int], strong: bool) -> None:
        layer, i, j = edge
        y = self._port(layer + 1, j, i)
        end = self.left[layer + 1]
        start = end - self.stub[layer + 1]
        stroke, line = (INK, 3.0) if strong else (WIRE, 1.4)
        if i < 0:
            sheet.wire([(start + 8, y), (end, y)], stroke=stroke, line=line)
            sheet.dot(start + 8, y, fill=stroke)
        else:
            source = self.left[layer] + self.box_width[layer], self.middle[layer][i]
            sheet.wire([source, (start, y), (end, y)], stroke=stroke, line=line)
        sheet.arrow(end, y, fill=stroke, size=11 if strong else 8)
        above, below = self._edge_text(layer, i, j)
        center = (start + end - 6) / 2 + 3
        if above[1]:
            sheet.pair(center, y - 5, *above, size=NUMBER, fill=VALUE, role="value")
        if below[1]:
            sheet.pair(center, y + 14.5, *below, size=NUMBER, fill=GRADIENT, role="gradient")

    def _draw_neuron(self, sheet: Sheet, layer: int, i: int, strong: bool) -> None:
        left, width = self.left[layer], self.box_width[layer]
        middle, height = self.middle[layer][i], self.box_height[layer]
        sheet.box(
            left,
            middle - height / 2,
            width,
            height,
            fill=NODE_FILL if layer else LEAF_FILL,
            stroke=INK if strong else MUTED,
            line=3.0 if strong else 1.4,
            radius=min(24.0, height / 2),
        )
        _lines(sheet, left, middle, width, self._neuron_lines(layer, i))

    def _draw_loss(self, sheet: Sheet) -> float:
        """Draw the box for target and loss, if any; return the right end of the drawing."""
        lines = self._loss_lines()
        if not lines:
            return self.right
        width, height = _lines_width(lines), len(lines) * ROW + 20
        left = self.right + 56
        middle = MARGIN + HEADER + self.height / 2
        for y in self.middle[-1]:
            sheet.wire([(self.right, y), (left, middle)])
        sheet.arrow(left, middle)
        sheet.box(left, middle - height / 2, width, height, fill=LEAF_FILL, radius=4)
        sheet.text(left + width / 2, MARGIN + 12, "loss", size=13, fill=MUTED, role="layer")
        _lines(sheet, left, middle, width, lines)
        return left + width


def _pair_width(pair: tuple[str, str]) -> float:
    return text_width(f"{pair[0]} {pair[1]}", NUMBER) if pair[1] else 0.0


def _split(lines: list[Line]) -> tuple[float, float]:
    """Return the widths of the widest symbol and the widest number."""
    numbered = [line for line in lines if line[1]]
    symbols = max((text_width(s, NUMBER) for s, *_ in numbered), default=0.0)
    return symbols, max((text_width(n, NUMBER) for _, n, *_ in numbered), default=0.0)


def _lines_width(lines: list[Line]) -> float:
    bare = max((text_width(s, 15) for s, n, *_ in lines if not n), default=0.0)
    return max(sum(_split(lines)) + 34, bare + 24, 52.0)


def _lines(sheet: Sheet, left: float, middle: float, width: float, lines: list[Line]) -> None:
    """Write the lines of a box as a small table, centred on its middle."""
    y = middle - (len(lines) - 1) * ROW / 2 + 5
    symbols, numbers = _split(lines)
    fence = left + (width + symbols - numbers) / 2
    for symbol, text, colour, role in lines:
        if text:
            sheet.text(fence - 4, y, symbol, size=NUMBER, fill=MUTED, anchor="end", role="symbol")
            sheet.text(
                fence + 4,
                y,
                text,
                size=NUMBER,
                fill=colour,
                anchor="start",
                italic=role == "gradient",
                role=role,
            )
        else:
            sheet.text(left + width / 2, y, symbol, size=15, bold=True, role="name")
        y += ROW
