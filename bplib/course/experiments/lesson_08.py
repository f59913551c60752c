"""Pictures and experiment of lesson 08: ways between layers, and products whose shapes fit."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bplib.activations import get_activation
from bplib.network import Network
from bplib.plots.picture import Picture
from bplib.plots.svg import (
    GRADIENT,
    INK,
    LEAF_FILL,
    MUTED,
    NODE_FILL,
    SUBSCRIPTS,
    VALUE,
    Sheet,
    number,
)

FORWARD_FILL = "#dcebf7"
BACKWARD_FILL = "#fbe3d3"


def _label(name: str, *indices: int) -> str:
    """Write a letter with its indices: δ₁₂."""
    return name + "".join(map(str, indices)).translate(SUBSCRIPTS)


# ---- pictures of equation 2 ----------------------------------------------------------------------


def ways_out(weights: Sequence[float], deltas: Sequence[float], slope: float) -> Picture:
    """Draw the second neuron of a layer with its ways to the next layer, for the first sample.

    Parameters
    ----------
    weights : (n_next,)
        The row of W that belongs to the neuron.
    deltas : (n_next,)
        The delta of each neuron of the next layer.
    slope : float
        f′(z) of the neuron.

    Returns
    -------
    Picture
        SVG: a weight above every arrow, the product that comes back below it.
    """
    sheet, gap, top, right = Sheet(), 62.0, 62.0, 470.0
    products = [w * d for w, d in zip(weights, deltas, strict=True)]
    middle = top + gap * (len(products) - 1) / 2
    sheet.text(95, 24, "layer 1, neuron 2", size=13, fill=MUTED)
    sheet.text(right + 62, 24, "layer 2", size=13, fill=MUTED)
    for j, (w, d, product) in enumerate(zip(weights, deltas, products, strict=True), 1):
        y = top + gap * (j - 1)
        sheet.wire([(170, middle), (270, y), (right, y)], stroke=INK, line=2.2)
        sheet.arrow(right, y, fill=INK, size=10)
        sheet.pair(368, y - 6, _label("w", 2, j) + " =", number(w), size=13, fill=VALUE, role="v")
        factor = number(w) if w >= 0 else f"({number(w)})"
        back = f"{number(d)} · {factor} = {number(round(product, 12))}"
        sheet.text(368, y + 17, back, size=13, fill=GRADIENT, italic=True, role="gradient")
        sheet.box(right, y - 19, 124, 38, fill=NODE_FILL, radius=16)
        sheet.pair(
            right + 62, y + 5, _label("δ", 1, j) + " =", number(d), size=13, fill=GRADIENT,
            role="gradient",
        )  # fmt: skip
    sheet.box(20, middle - 46, 150, 92, fill=NODE_FILL, stroke=INK, line=3.0, radius=24)
    total = round(sum(products), 12)
    for k, (symbol, text) in enumerate(
        (
            ("sum", number(total)),
            ("slope", number(slope)),
            (_label("δ", 1, 2), number(round(total * slope, 12))),
        )
    ):
        y = middle - 17 + 23 * k
        sheet.text(84, y, f"{symbol} =", size=13, fill=MUTED, anchor="end")
        sheet.text(92, y, text, size=13, fill=GRADIENT, anchor="start", italic=True)
    bottom = top + gap * (len(products) - 1) + 52
    sheet.text(305, bottom, "above an arrow: its weight", size=12.5, fill=VALUE)
    note = "below an arrow: what comes back on it, delta times weight"
    sheet.text(305, bottom + 18, note, size=12.5, fill=GRADIENT, italic=True)
    listed = ", ".join(number(round(product, 12)) for product in products)
    return sheet.picture(
        right + 146,
        bottom + 32,
        alt=f"The second neuron of layer 1 with arrows to all {len(products)} neurons of layer 2. "
        f"Delta times weight on the arrows: {listed}. Their sum is {number(total)}; times the "
        f"slope {number(slope)} it is the delta {number(round(total * slope, 12))}.",
    )


def weights_as_table(a: Any, W: Any, deltas: Any, *, neuron: int, column: int) -> Picture:
    """Draw W as a table, with the forward sum down a column and the backward sum along a row.

    Parameters
    ----------
    a : (n,)
        Activations of one sample, written beside the rows.
    W : (n, n_next)
    deltas : (n_next,)
        The same sample's delta of the next layer, written above the columns.
    neuron, column : int
        The row and the column to colour, counted from 1.

    Returns
    -------
    Picture
        SVG.
    """
    W, a, deltas = (np.asarray(array, dtype=float) for array in (W, a, deltas))
    rows, columns = W.shape
    sheet, left, top, wide, high = Sheet(), 138.0, 92.0, 84.0, 40.0
    for i in range(rows):
        y = top + high * i
        name = _label("a", 1, i + 1)
        sheet.pair(left - 60, y + 25, f"{name} =", number(a[i]), size=13, fill=VALUE, role="v")
        for j in range(columns):
            fill = FORWARD_FILL if j == column - 1 else LEAF_FILL
            fill = BACKWARD_FILL if i == neuron - 1 else fill
            sheet.box(left + wide * j, top + high * i, wide, high, fill=fill, radius=0, line=1.0)
            sheet.text(left + wide * (j + 0.5), y + 25, number(W[i, j]), size=14, bold=True)
    for j in range(columns):
        name = _label("δ", 1, j + 1)
        sheet.pair(
            left + wide * (j + 0.5), top - 12, f"{name} =", number(deltas[j]), size=13,
            fill=GRADIENT, role="gradient",
        )  # fmt: skip
    for x, y, width, height, colour in (
        (left, top + high * (neuron - 1), wide * columns, high, GRADIENT),
        (left + wide * (column - 1), top, wide, high * rows, VALUE),
    ):
        sheet.box(x, y, width, height, fill="none", stroke=colour, line=3.0, radius=0)
    x = left + wide * (column - 0.5)
    bottom, end = top + high * rows, left + wide * columns
    sheet.vector((x, bottom + 4), (x, bottom + 34), stroke=VALUE, line=2.5, size=11)
    forward = number(round(float(a @ W[:, column - 1]), 12))
    sheet.text(x, bottom + 52, f"forward: {forward}, plus the bias", size=13, fill=VALUE)
    y = top + high * (neuron - 0.5)
    sheet.vector((end + 4, y), (end + 44, y), stroke=GRADIENT, line=2.5, size=11)
    backward = number(round(float(W[neuron - 1] @ deltas), 12))
    sheet.text(
        end + 52, y + 5, f"backward: {backward}", size=13, fill=GRADIENT, anchor="start",
        italic=True,
    )  # fmt: skip
    sheet.text(left + wide * columns / 2, 26, "neurons of layer 2: columns", size=13, fill=MUTED)
    sheet.text(20, 26, "W of layer 2", size=14, bold=True, anchor="start")
    sheet.text(20, top - 12, "layer 1: rows", size=13, fill=MUTED, anchor="start")
    return sheet.picture(
        end + 186,
        bottom + 68,
        alt=f"The {rows} by {columns} weights as a table. Activations of layer 1 stand beside the "
        f"rows, deltas of layer 2 above the columns. Down column {column} the forward sum gives "
        f"{forward}; along row {neuron} the backward sum gives {backward}.",
    )


# ---- the map of shapes ---------------------------------------------------------------------------


def shape_map(*, answered: bool) -> Picture:
    """Draw two layers as arrays with their shapes, N = 5; the way back with or without answers."""
    sheet = Sheet()
    x = {"X": 80.0, "1": 330.0, "2": 580.0, "L": 770.0}
    forward, back, low = 60.0, 205.0, 325.0

    def box(center: float, y: float, name: str, shape: str, colour: str, wide: float = 104) -> None:
        fill = FORWARD_FILL if colour == VALUE else BACKWARD_FILL
        sheet.box(center - wide / 2, y - 25, wide, 50, fill=fill, stroke=colour, radius=8)
        sheet.text(center, y - 4, name, size=14, bold=True)
        sheet.text(center, y + 16, shape, size=13, fill=INK)

    def said(answer: str, where: tuple[float, float], anchor: str = "middle") -> None:
        text, size = (answer, 13) if answered else ("?", 18)
        sheet.text(*where, text, size=size, fill=GRADIENT, anchor=anchor, italic=answered)

    names = (("X", "X", "(5, 3)"), ("1", "Z₁, A₁", "(5, 4)"), ("2", "Z₂, A₂", "(5, 2)"))
    for place, name, shape in names:
        box(x[place], forward, name, shape, VALUE)
    box(x["L"], forward, "L", "()", VALUE, 70)
    for a, b, text in (("X", "1", "W₁ (3, 4), b₁ (4,)"), ("1", "2", "W₂ (4, 2), b₂ (2,)")):
        sheet.vector((x[a] + 54, forward), (x[b] - 54, forward), stroke=VALUE, line=2)
        sheet.text((x[a] + x[b]) / 2, forward - 10, text, size=13, fill=VALUE)
    sheet.vector((x["2"] + 54, forward), (x["L"] - 37, forward), stroke=VALUE, line=2)
    for place, name, shape in (("1", "dZ₁", "(5, 4)"), ("2", "dZ₂", "(5, 2)")):
        box(x[place], back, name, shape if answered else "?", GRADIENT)
    sheet.vector((x["L"], forward + 27), (x["2"] + 54, back), stroke=GRADIENT, line=2)
    said("1: ∂L/∂A₂ ⊙ f′(Z₂)", (x["L"] - 52, back - 52), "start")
    sheet.vector((x["2"] - 54, back), (x["1"] + 54, back), stroke=GRADIENT, line=2)
    said("2: (dZ₂ W₂ᵀ) ⊙ f′(Z₁)", ((x["1"] + x["2"]) / 2, back - 10))
    for a, b, k, weights, bias in (
        ("X", "1", "₁", "(3, 4)", "(4,)"),
        ("1", "2", "₂", "(4, 2)", "(2,)"),
    ):
        center = (x[a] + x[b]) / 2
        kept = "X" if a == "X" else "A₁"
        if not answered:
            weights = bias = "?"
        box(center - 48, low, f"dW{k}", weights, GRADIENT, 84)
        box(center + 48, low, f"db{k}", bias, GRADIENT, 84)
        sheet.vector((x[b] - 30, back + 27), (center + 58, low - 27), stroke=GRADIENT, line=2)
        sheet.vector((x[b] - 44, back + 27), (center - 24, low - 27), stroke=GRADIENT, line=2)
        start = (x[a] + 50, forward + 26)
        sheet.vector(start, (center - 50, low - 27), stroke=MUTED, line=1.5)
        said(f"3: {kept}ᵀ dZ{k}", (center - 48, low + 44))
        said(f"4: rows of dZ{k} added", (center + 60, low + 66 if answered else low + 44))
    alt = (
        "Forward: X (5, 3), by W1 (3, 4) and b1 (4,) to Z1 and A1 (5, 4), by W2 (4, 2) and b2 (2,) "
        "to Z2 and A2 (5, 2), to the loss. Backward: from the loss to dZ2, from dZ2 to dZ1; "
        "dW1 and db1 hang below X and dZ1, dW2 and db2 below A1 and dZ2. "
    )
    alt += (
        "dZ2 (5, 2) is dL/dA2 times the slope; dZ1 (5, 4) is dZ2 W2 transposed, times the slope; "
        "dW2 (4, 2) is A1 transposed times dZ2, dW1 (3, 4) is X transposed times dZ1; db2 (2,) and "
        "db1 (4,) are the rows of dZ2 and of dZ1, added."
        if answered
        else "What carries each to the next, and the shapes, are question marks."
    )
    return sheet.picture(850, low + (84 if answered else 62), alt)


# ---- products whose shapes fit -------------------------------------------------------------------


def random_problem(
    sizes: Sequence[int], names: Sequence[str], seed: int, N: int = 5
) -> tuple[Network, np.ndarray, np.ndarray]:
    """Return a network with random weights and biases, X (N, D) and Y (N, C) for it."""
    rng = np.random.default_rng(seed)
    network = Network(sizes, names, "half_squared_error", rng=rng)
    for b in network.b:
        b[...] = rng.normal(size=b.shape)
    return network, rng.normal(size=(N, sizes[0])), rng.normal(size=(N, sizes[-1]))


def products(first: str, P: Any, second: str, Q: Any) -> dict[str, Any]:
    """Return the eight products of two matrices by name; None where they cannot be multiplied."""
    named = {}
    for one, left in ((first, P), (first + "ᵀ", P.T)):
        for other, right in ((second, Q), (second + "ᵀ", Q.T)):
            fits, turned = left.shape[1] == right.shape[0], right.shape[1] == left.shape[0]
            named[f"{one} {other}"] = left @ right if fits else None
            named[f"{other} {one}"] = right @ left if turned else None
    return named


def surviving_products(N: int, n_in: int, n_out: int) -> list[str]:
    """Return the wrong products of the right shape, for dW and for dA_prev."""
    A, W, dZ = np.ones((N, n_in)), np.ones((n_in, n_out)), np.ones((N, n_out))
    fit = []
    for named, wanted, right in (
        (products("A", A, "δ", dZ), W, "Aᵀ δ"),
        (products("δ", dZ, "W", W), A, "δ Wᵀ"),
    ):
        fit += [n for n, p in named.items() if p is not None and p.shape == wanted.shape]
        fit.remove(right)
    return fit


def square_networks(count: int = 200) -> tuple[dict[str, list[float]], dict[str, list[bool]]]:
    """Put every product in the second layer of 4-4-4-4 tanh networks with 4 samples.

    Parameters
    ----------
    count : int
        How many networks.

    Returns
    -------
    distances, downhill : dicts by product, each a list of `count`
        The distance from the right gradient, |a - n| / (|a| + |n|), and whether a small step
        against the product's gradient lowers the loss. "random" is a gradient of random direction.
    """
    distances: dict[str, list[float]] = {}
    downhill: dict[str, list[bool]] = {}
    for seed in range(count):
        network, X, Y = random_problem((4, 4, 4, 4), ("tanh", "tanh", "identity"), seed, N=4)
        network.loss_and_gradient(X, Y)
        layer1, layer2, layer3 = network.layers
        slope1, slope2 = (get_activation("tanh").prime(layer.Z) for layer in (layer1, layer2))
        dZ2 = ((layer3.A - Y) / len(Y) @ network.W[2].T) * slope2
        found = {f"dW2 = {n}": p for n, p in products("A", layer1.A, "δ", dZ2).items()}
        for name, sent in products("δ", dZ2, "W", layer2.W).items():
            found[f"dA1 = {name}"] = X.T @ (sent * slope1)
        found["random"] = np.random.default_rng(10_000 + seed).normal(size=(4, 4))
        found["random"] *= np.linalg.norm(network.dW[1]) / np.linalg.norm(found["random"])
        for name, got in found.items():
            true = network.dW[0] if name.startswith("dA1") else network.dW[1]
            lengths = np.linalg.norm(got) + np.linalg.norm(true)
            distances.setdefault(name, []).append(float(np.linalg.norm(got - true) / lengths))
            downhill.setdefault(name, []).append(bool(np.vdot(got, true) > 0))
    return distances, downhill
