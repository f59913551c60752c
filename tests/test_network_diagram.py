"""Network diagrams: every number at its edge, nothing on top of anything else, bad input."""

import itertools
import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from drawings import SVG, assert_legible, by_role, passes

from bplib import plots
from bplib.plots.svg import number


def lesson_07():
    """Return the 2-2-1 network in column form, every number by plain arithmetic."""
    x, y = [0.05, 0.10], 0.01
    W1, W2, b1, b2 = [[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45]], [0.35, 0.35], [0.50]
    # z1 = 0.15 * 0.05 + 0.20 * 0.10 + 0.35 = 0.3775, z2 = 0.25 * 0.05 + 0.30 * 0.10 + 0.35 = 0.3925
    z1 = [0.3775, 0.3925]
    a1 = [1 / (1 + math.exp(-z)) for z in z1]
    z2 = [0.40 * a1[0] + 0.45 * a1[1] + 0.50]
    a2 = [1 / (1 + math.exp(-z2[0]))]
    d2 = [(a2[0] - y) * a2[0] * (1 - a2[0])]
    d1 = [w * d2[0] * a * (1 - a) for w, a in zip(W2[0], a1, strict=True)]
    return {
        "sizes": (2, 2, 1),
        "weights": [W1, W2],
        "biases": [b1, b2],
        "activations": [x, a1, a2],
        "pre_activations": [z1, z2],
        "deltas": [d1, d2],
        "gradients": [[[d * v for v in x] for d in d1], [[d2[0] * a for a in a1]]],
        "bias_gradients": [d1, d2],
        "convention": "column",
        "target": y,
        "loss": 0.5 * (y - a2[0]) ** 2,
        "loss_name": "C",
        "alt": "The 2-2-1 network.",
    }


def edge_labels(root):
    """Return {symbol: (number, x, y)} for the labels on edges."""
    return {
        e[0].text: (e[1].text, float(e.get("x")), float(e.get("y")))
        for e in root.iter(f"{SVG}text")
        if len(e) == 2
    }


def test_lesson_06_network_shows_every_value_and_gradient_at_its_edge():
    lesson = lesson_07()
    root = assert_legible(plots.network_diagram(**lesson))
    labels = edge_labels(root)
    for layer in (0, 1):
        mark = "⁽¹⁾⁽²⁾"[3 * layer : 3 * layer + 3]
        for i, row in enumerate(lesson["weights"][layer]):
            rows = [("b", "", lesson["biases"], lesson["bias_gradients"], (i,))]
            rows += [
                ("w", "₁₂"[j], lesson["weights"], lesson["gradients"], (i, j))
                for j in range(len(row))
            ]
            for letter, column, values, gradients, index in rows:
                symbol = f"{letter}{'₁₂'[i]}{column}{mark}"
                value, x, y = labels[symbol]
                gradient, u, v = labels["∂" + symbol]
                assert value == number(np.asarray(values[layer])[index])
                assert gradient == number(np.asarray(gradients[layer])[index])
                assert x == u
                assert passes(root, x, y, v), f"no edge between {symbol} and its gradient"
    assert len(labels) == 2 * 9
    inside = [t for t, *_ in by_role(root, "value") + by_role(root, "gradient")]
    # from the curriculum's table of misprints: a = 0.5933, 0.5969; delta = 0.1416; C = 0.2608
    for text in ("0.3775", "0.3925", "0.5933", "0.5969", "0.7322", "0.1416", "0.2608", "0.01"):
        assert text in inside


def test_lesson_05_network_has_plain_symbols():
    root = assert_legible(
        plots.network_diagram(
            (1, 1, 1),
            weights=[[[0.5]], [[0.8]]],
            activations=[[2], [0.7311], [0.6422]],
            pre_activations=[[1], [0.5848]],
            gradients=[[[-0.1126]], [[-0.2616]]],
            deltas=[[-0.05628], [-0.3578]],
            target=[1],
            loss=0.4429,
            alt="The 1-1-1 network.",
        )
    )
    assert {s: n for s, (n, *_) in edge_labels(root).items()} == {
        "w₁": "0.5", "∂w₁": "−0.1126", "w₂": "0.8", "∂w₂": "−0.2616",
    }  # fmt: skip
    symbols = [t for t, *_ in by_role(root, "symbol")]
    assert symbols == ["x", "z₁", "a₁", "δ₁", "z₂", "a₂", "δ₂", "y", "L"]


def test_both_conventions_draw_the_same_edges():
    column = edge_labels(ET.fromstring(plots.network_diagram(**lesson_07()).content))
    lesson = lesson_07()
    for name in ("weights", "gradients"):
        lesson[name] = [np.transpose(W) for W in lesson[name]]
    row = edge_labels(
        ET.fromstring(plots.network_diagram(**{**lesson, "convention": "row"}).content)
    )
    # the weight from x2 to the first hidden neuron: w12 = 0.20 in column form, w21 in row form
    assert column["w₁₂⁽¹⁾"] == row["w₂₁⁽¹⁾"]
    assert column["w₁₂⁽¹⁾"][0] == "0.2"


@pytest.mark.parametrize("sizes", [(4, 5, 3), (2, 4, 1), (1, 3, 1), (3, 2, 4, 2), (12, 1)])
@pytest.mark.parametrize("full", [True, False])
def test_other_sizes_are_legible(sizes, full):
    rng = np.random.default_rng(1)
    pairs = list(itertools.pairwise(sizes))
    numbers = {}
    if full:
        for name in ("weights", "gradients"):
            numbers[name] = [-1e-5 * rng.random(pair) for pair in pairs]
        for name in ("biases", "bias_gradients", "deltas", "pre_activations"):
            numbers[name] = [-rng.random(n) for n in sizes[1:]]
        numbers["activations"] = [rng.normal(size=n) for n in sizes]
        numbers |= {"target": np.ones(sizes[-1]), "loss": 0.123456}
    assert_legible(plots.network_diagram(sizes, **numbers, alt="A network."))


def test_highlight_thickens_exactly_the_path():
    path = [(0, 0, 1), (1, 1, 0), (0, -1, 1)]
    root = assert_legible(plots.network_diagram(**lesson_07(), highlight=path))
    strong = [e for e in root.iter(f"{SVG}path") if e.get("stroke-width") == "3"]
    assert len(strong) == len(path)
    assert len([e for e in root.iter(f"{SVG}rect") if e.get("stroke-width") == "3"]) == 3


def test_notes_stand_below_their_edges_and_need_no_gradients():
    notes = {(1, 0, 0): "0.0554", (1, 0, 1): "−0.0190"}
    weights = [[[0.15, 0.25], [0.20, 0.30]], [[0.40, 0.50], [0.45, 0.55]]]
    plain = {"sizes": (2, 2, 2), "weights": weights, "alt": "Two roads."}
    root = assert_legible(plots.network_diagram(**plain, highlight=notes, notes=notes))
    italic = [e[1].text for e in root.iter(f"{SVG}text") if len(e) == 2 and not e[0].text]
    assert sorted(italic) == sorted(notes.values())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sizes": (2,)}, "two or more whole numbers"),
        ({"sizes": (2, 0, 1)}, "two or more whole numbers"),
        ({"convention": "rows"}, "'row' or 'column'"),
        ({"weights": [[[1, 2]], [[1, 2]]]}, r"weights\[0\] needs the shape \(2, 2\)"),
        ({"convention": "row"}, "transposed"),
        ({"biases": [[1, 2]]}, "biases needs 2 arrays"),
        ({"highlight": [(0, 2, 0)]}, "no edge"),
        ({"notes": {(1, 0, 1): "0"}}, "no edge"),
        ({"layer_names": ["input", "output"]}, "layer_names needs 3 names"),
    ],
)
def test_networks_that_do_not_fit_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        plots.network_diagram(**{**lesson_07(), **changes})
