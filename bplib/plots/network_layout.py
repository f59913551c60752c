"""Where everything stands in a network diagram, and what is written there."""

from typing import Any

import numpy as np

from bplib.plots.svg import GRADIENT, SUBSCRIPTS, SUPERSCRIPTS, VALUE, number, text_width

MARGIN = 18.0
HEADER = 30.0
NUMBER = 13.0  # font size
ROW = 19.0  # between lines inside a neuron

Line = tuple[str, str, str, str]  # symbol, number, colour, role


class Diagram:
    """What is written where; neurons are boxes whose height makes room for their incoming edges."""

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
        notes: dict[tuple[int, int, int], str],
    ) -> None:
        self.sizes = sizes
        self.weights, self.gradients = weights, gradients
        self.biases, self.bias_gradients = biases, bias_gradients
        self.activations, self.pre_activations, self.deltas = activations, pre_activations, deltas
        self.target, self.loss, self.loss_name = target, loss, loss_name
        self.row, self.digits, self.notes = row, digits, notes
        self.has_bias = biases is not None or bias_gradients is not None
        above = weights is not None or biases is not None
        below = gradients is not None or bias_gradients is not None or bool(notes)
        self.pitch = 14.0 + 14.0 * above + 14.0 * below
        self._place()

    # Symbols, as in the text: one index where every layer has width 1, two otherwise.

    def _symbol(self, letter: str, layer: int, *indices: int) -> str:
        if max(self.sizes) == 1:
            return letter + str(layer).translate(SUBSCRIPTS)
        separator = "," if max(self.sizes) > 9 else ""
        index = separator.join(str(i + 1) for i in indices).translate(SUBSCRIPTS)
        return letter + index + f"({layer})".translate(SUPERSCRIPTS)

    def neuron_lines(self, layer: int, i: int) -> list[Line]:
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

    def loss_lines(self) -> list[Line]:
        """Return the lines of the box at the right: target and loss, where they are given."""
        lines: list[Line] = []
        if self.target is not None:
            for i in range(self.sizes[-1]):
                symbol = "y" if self.sizes[-1] == 1 else "y" + str(i + 1).translate(SUBSCRIPTS)
                lines.append((symbol, self._number(self.target, 0, i), VALUE, "value"))
        if self.loss is not None:
            lines.append((self.loss_name, number(self.loss, self.digits), VALUE, "value"))
        return lines

    def edge_text(self, layer: int, i: int, j: int) -> tuple[tuple[str, str], tuple[str, str]]:
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
        if (layer, i, j) in self.notes:
            return (symbol if above else "", above), ("", self.notes[layer, i, j])
        return (symbol if above else "", above), ("∂" + symbol if below else "", below)

    def _number(self, arrays: list[np.ndarray] | None, layer: int, index: Any) -> str:
        return "" if arrays is None else number(arrays[layer][index], self.digits)

    def sources(self, layer: int) -> list[int]:
        """Return what feeds a neuron of layer + 1, from top to bottom."""
        return [*range(self.sizes[layer]), *([-1] if self.has_bias else [])]

    # Geometry.

    def _place(self) -> None:
        depth = len(self.sizes)
        self.box_width: list[float] = []
        self.box_height: list[float] = []
        self.stub = [0.0]
        for layer, n in enumerate(self.sizes):
            lines = [line for i in range(n) for line in self.neuron_lines(layer, i)]
            self.box_width.append(lines_width(lines))
            rows = max(len(self.neuron_lines(layer, i)) for i in range(n))
            ports = len(self.sources(layer - 1)) * self.pitch + 8 if layer else 0.0
            self.box_height.append(max(rows * ROW + 20, ports, 48.0))
            if layer:
                texts = [
                    text
                    for j in range(n)
                    for i in self.sources(layer - 1)
                    for text in self.edge_text(layer - 1, i, j)
                ]
                widths = [pair_width(text) for text in texts]
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
                    abs(self.port(layer, j, i) - self.middle[layer - 1][i])
                    for j in range(self.sizes[layer])
                    for i in range(self.sizes[layer - 1])
                )
                x += min(max(22.0, 0.5 * climb), 180.0) + self.stub[layer]
            self.left.append(x)
            x += self.box_width[layer]
        self.right = x

    def port(self, layer: int, j: int, source: int) -> float:
        """Return the height at which an edge enters neuron j of a layer."""
        sources = self.sources(layer - 1)
        middle = self.middle[layer][j]
        return middle + (sources.index(source) - (len(sources) - 1) / 2) * self.pitch


def pair_width(pair: tuple[str, str]) -> float:
    """Return the width of a symbol and its number; 0 without a number."""
    return text_width(f"{pair[0]} {pair[1]}", NUMBER) if pair[1] else 0.0


def split(lines: list[Line]) -> tuple[float, float]:
    """Return the widths of the widest symbol and the widest number."""
    numbered = [line for line in lines if line[1]]
    symbols = max((text_width(s, NUMBER) for s, *_ in numbered), default=0.0)
    return symbols, max((text_width(n, NUMBER) for _, n, *_ in numbered), default=0.0)


def lines_width(lines: list[Line]) -> float:
    """Return the width of a box around these lines."""
    bare = max((text_width(s, 15) for s, n, *_ in lines if not n), default=0.0)
    return max(sum(split(lines)) + 34, bare + 24, 52.0)
