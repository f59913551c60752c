"""Network diagrams with every number on them: weights on the edges, z, a and δ in the neurons."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from bplib.plots.network_layout import (
    HEADER,
    MARGIN,
    NUMBER,
    ROW,
    Diagram,
    Line,
    lines_width,
    split,
)
from bplib.plots.picture import Picture, require_alt
from bplib.plots.svg import (
    GRADIENT,
    INK,
    LEAF_FILL,
    MUTED,
    NODE_FILL,
    VALUE,
    WIRE,
    Sheet,
    key,
    text_width,
)

Arrays = Sequence[Any]


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
    notes: Mapping[tuple[int, int, int], str] | None = None,
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
    notes : mapping of (layer, source, target) to str, optional
        What stands below single edges, in place of their gradients; counted as in `highlight`.
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
    diagram = Diagram(
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
        notes={edge: (notes or {})[edge] for edge in _check_edges(notes or (), sizes)},
    )
    names = _layer_names(sizes, layer_names)
    return _draw(diagram, names, _check_edges(highlight, sizes), alt)


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


def _check_edges(
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
            raise ValueError(f"{edge!r} is no edge (layer, source, target) of {sizes}")
    return edges


def _layer_names(sizes: tuple[int, ...], names: Sequence[str] | None) -> list[str]:
    if names is None:
        hidden = [f"hidden {i}" for i in range(1, len(sizes) - 1)]
        return ["input", *(["hidden"] if len(hidden) == 1 else hidden), "output"]
    if len(names) != len(sizes):
        raise ValueError(f"layer_names needs {len(sizes)} names, but {len(names)} were given")
    return list(names)


def _draw(
    diagram: Diagram, names: list[str], highlight: set[tuple[int, int, int]], alt: str
) -> Picture:
    sheet = Sheet()
    edges = [
        (layer, i, j)
        for layer, (_, n_out) in enumerate(itertools.pairwise(diagram.sizes))
        for j in range(n_out)
        for i in diagram.sources(layer)
    ]
    for edge in sorted(edges, key=lambda edge: edge in highlight):
        _draw_edge(sheet, diagram, edge, edge in highlight)
    touched = {(k, i) for k, i, _ in highlight} | {(k + 1, j) for k, _, j in highlight}
    for layer, n in enumerate(diagram.sizes):
        center = diagram.left[layer] + diagram.box_width[layer] / 2
        sheet.text(center, MARGIN + 12, names[layer], size=13, fill=MUTED, role="layer")
        for i in range(n):
            _draw_neuron(sheet, diagram, layer, i, (layer, i) in touched)
    width = _draw_loss(sheet, diagram) + MARGIN
    bottom = MARGIN + HEADER + diagram.height + MARGIN
    below = diagram.gradients is not None or diagram.bias_gradients is not None
    if below and (diagram.weights is not None or diagram.biases is not None):
        note = f"∂w = ∂{diagram.loss_name}/∂w"
        note += f"; δ = ∂{diagram.loss_name}/∂z" if diagram.deltas is not None else ""
        width = max(width, text_width(f"below a line: its gradient, {note}", 12.5) + 2 * MARGIN)
        what = "weight, or bias after a dot" if diagram.has_bias else "weight"
        bottom += 10 + key(sheet, width / 2, bottom + 12, what, f"its gradient, {note}")
    return sheet.picture(width, bottom, alt)


def _draw_edge(sheet: Sheet, diagram: Diagram, edge: tuple[int, int, int], strong: bool) -> None:
    layer, i, j = edge
    y = diagram.port(layer + 1, j, i)
    end = diagram.left[layer + 1]
    start = end - diagram.stub[layer + 1]
    stroke, line = (INK, 3.0) if strong else (WIRE, 1.4)
    if i < 0:
        sheet.wire([(start + 8, y), (end, y)], stroke=stroke, line=line)
        sheet.dot(start + 8, y, fill=stroke)
    else:
        source = diagram.left[layer] + diagram.box_width[layer], diagram.middle[layer][i]
        sheet.wire([source, (start, y), (end, y)], stroke=stroke, line=line)
    sheet.arrow(end, y, fill=stroke, size=11 if strong else 8)
    above, below = diagram.edge_text(layer, i, j)
    center = (start + end - 6) / 2 + 3
    if above[1]:
        sheet.pair(center, y - 5, *above, size=NUMBER, fill=VALUE, role="value")
    if below[1]:
        sheet.pair(center, y + 14.5, *below, size=NUMBER, fill=GRADIENT, role="gradient")


def _draw_neuron(sheet: Sheet, diagram: Diagram, layer: int, i: int, strong: bool) -> None:
    left, width = diagram.left[layer], diagram.box_width[layer]
    middle, height = diagram.middle[layer][i], diagram.box_height[layer]
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
    _lines(sheet, left, middle, width, diagram.neuron_lines(layer, i))


def _draw_loss(sheet: Sheet, diagram: Diagram) -> float:
    """Draw the box for target and loss, if any; return the right end of the drawing."""
    lines = diagram.loss_lines()
    if not lines:
        return diagram.right
    width, height = lines_width(lines), len(lines) * ROW + 20
    left = diagram.right + 56
    middle = MARGIN + HEADER + diagram.height / 2
    for y in diagram.middle[-1]:
        sheet.wire([(diagram.right, y), (left, middle)])
    sheet.arrow(left, middle)
    sheet.box(left, middle - height / 2, width, height, fill=LEAF_FILL, radius=4)
    sheet.text(left + width / 2, MARGIN + 12, "loss", size=13, fill=MUTED, role="layer")
    _lines(sheet, left, middle, width, lines)
    return left + width


def _lines(sheet: Sheet, left: float, middle: float, width: float, lines: list[Line]) -> None:
    """Write the lines of a box as a small table, centred on its middle."""
    y = middle - (len(lines) - 1) * ROW / 2 + 5
    symbols, numbers = split(lines)
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
