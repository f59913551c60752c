"""Pictures: structure of the drawings, numbers in their places, nothing on top of anything else."""

import base64
import io
import itertools
import math
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties, findfont, get_font
from PIL import Image

from bplib import plots
from bplib.plots import svg as svg_module
from bplib.plots.svg import number

SVG = "{http://www.w3.org/2000/svg}"
CURVE_STEPS = np.linspace(0, 1, 80)[1:, None]


# Reading a drawing back, with a font's true widths instead of the estimates of the layout.


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def inside(self, other: "Box") -> bool:
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


@cache
def advance(character, bold):
    """Return the width in em of a character of DejaVu Sans, the widest font asked for."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=700 if bold else 400)))
    font.set_size(100, 72)
    return font.load_char(ord(character)).linearHoriAdvance / 65536 / 100


def true_width(text, size, bold):
    return size * sum(advance(character, bold) for character in text)


def texts(root):
    boxes = []
    for element in root.iter(f"{SVG}text"):
        text, size = "".join(element.itertext()), float(element.get("font-size"))
        width = true_width(text, size, element.get("font-weight") == "bold")
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor")]
        left, baseline = float(element.get("x")) - shift * width, float(element.get("y"))
        boxes.append(Box(left, baseline - 0.74 * size, left + width, baseline, text))
    return boxes


def rectangles(root):
    return [
        Box(x, y, x + w, y + h)
        for x, y, w, h in (
            [float(e.get(k)) for k in ("x", "y", "width", "height")]
            for e in root.iter(f"{SVG}rect")
        )
    ]


def wires(root):
    """Return every wire as points (K, 2), at most a few pixels apart."""
    t = CURVE_STEPS
    bernstein = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    result = []
    for element in root.iter(f"{SVG}path"):
        pieces = []
        for command, numbers in re.findall(r"([MHC])([^MHC]+)", element.get("d")):
            values = np.array(re.split("[ ,]+", numbers.strip()), dtype=float)
            if command == "M":
                pieces.append(values[None])
            elif command == "H":
                start = pieces[-1][-1]
                pieces.append(start + t * (values[0] - start[0], 0))
            else:
                controls = np.vstack([pieces[-1][-1], values.reshape(3, 2)])
                pieces.append(bernstein @ controls)
        result.append(np.vstack(pieces))
    return result


def hit(points, boxes, shrink=0.0):
    """Return the first box that holds one of the points, or None."""
    if not boxes:
        return None
    corners = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes])
    low, high = corners[:, None, :2] + shrink, corners[:, None, 2:] - shrink
    found = ((low < points) & (points < high)).all(axis=2).any(axis=1)
    return boxes[found.argmax()] if found.any() else None


def assert_legible(picture):
    root = ET.fromstring(picture.content)
    sheet = Box(0, 0, float(root.get("width")), float(root.get("height")))
    written, drawn = texts(root), rectangles(root)
    for a in [*written, *drawn]:
        assert a.inside(sheet), f"{a} leaves the sheet"
    for a, b in itertools.combinations(written, 2):
        assert not a.overlaps(b), f"{a.text!r} lies on {b.text!r}"
    for a, b in itertools.combinations(drawn, 2):
        assert not a.overlaps(b), "two boxes overlap"
    for text, box in itertools.product(written, drawn):
        assert not text.overlaps(box) or text.inside(box), f"{text.text!r} sticks out of a box"
    points = np.vstack([np.empty((0, 2)), *wires(root)])
    assert hit(points, written) is None, "a wire runs through a text"
    assert hit(points, drawn, shrink=1.0) is None, "a wire runs through a box"
    return root


def by_role(root, role):
    return [
        ("".join(e.itertext()), float(e.get("x")), float(e.get("y")))
        for e in root.iter(f"{SVG}text")
        if e.get("class") == role
    ]


def passes(root, x, top, bottom):
    """Return whether a wire passes between two heights at x."""
    return any(hit(wire, [Box(x - 4, top, x + 4, bottom)]) for wire in wires(root))


def numbers_on_wires(root):
    """Return the pairs (value, gradient) that share a wire, which must pass between the two."""
    pairs = []
    for value, x, y in by_role(root, "value"):
        below = [g for g, u, v in by_role(root, "gradient") if u == x and 0 < v - y < 24]
        assert passes(root, x, y, y + 12), f"no wire below the value {value}"
        pairs.append((value, *below))
    return sorted(pairs)


# Computation graphs.

SUM_TIMES = ["x", "y", "z", ("q", "+", ("x", "y")), ("f", "×", ("q", "z"))]


def sum_times(**changes):
    # x = -2, y = 5, z = -4: q = x + y = 3 and f = q z = -12. Backwards df/df = 1, df/dq = z = -4,
    # df/dz = q = 3; the sum copies -4 to x and to y.
    arguments = {
        "values": {"x": -2, "y": 5, "z": -4, "q": 3, "f": -12},
        "gradients": {"x": -4, "y": -4, "z": 3, "q": -4, "f": 1},
        "alt": "The graph of (x + y) z.",
    }
    return plots.computation_graph(SUM_TIMES, **{**arguments, **changes})


def test_every_wire_has_its_value_above_and_its_gradient_below():
    root = assert_legible(sum_times())
    assert numbers_on_wires(root) == sorted(
        [("−2", "−4"), ("5", "−4"), ("−4", "3"), ("3", "−4"), ("−12", "1")]
    )
    assert [t for t, *_ in by_role(root, "operation")] == ["+", "×"]
    assert {t for t, *_ in by_role(root, "name")} == {"x", "y", "z", "q", "f"}
    assert any("∂f" in t for t, *_ in by_role(root, "key"))
    assert len(list(root.iter(f"{SVG}polygon"))) == 5  # an arrow head for each of five wires


def test_colours_are_not_the_only_cue_and_have_contrast():
    root = ET.fromstring(sum_times().content)
    styles = {
        (e.get("class"), e.get("fill"), e.get("font-style"))
        for e in root.iter(f"{SVG}text")
        if e.get("class") in ("value", "gradient")
    }
    assert styles == {
        ("value", svg_module.VALUE, None),
        ("gradient", svg_module.GRADIENT, "italic"),
    }

    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for ink in (svg_module.VALUE, svg_module.GRADIENT, svg_module.MUTED, svg_module.INK):
        for paper in ("#ffffff", svg_module.LEAF_FILL, svg_module.NODE_FILL):
            assert (luminance(paper) + 0.05) / (luminance(ink) + 0.05) >= 4.5


def test_fork_shows_the_total_and_every_contribution():
    # f = x * x + s(x) at x = 2: contributions 2 and 2 from the product, 0.105 from s.
    picture = plots.computation_graph(
        ["x", ("p", "×", ("x", "x")), ("s", "σ", ("x",)), ("f", "+", ("p", "s"))],
        {"x": 2, "p": 4, "s": 0.881, "f": 4.881},
        {"f": 1, "p": 1, "s": 1, "x": 4.105, ("x", "p"): 2, ("x", "s"): 0.105},
        alt="x is used three times.",
    )
    root = assert_legible(picture)
    pairs = numbers_on_wires(root)
    assert pairs.count(("2", "2")) == 2
    assert ("2", "0.105") in pairs
    assert ("2", "4.105") in pairs
    assert len(list(root.iter(f"{SVG}circle"))) == 1  # the dot where the wire forks


def test_numbers_may_be_partly_known():
    root = assert_legible(sum_times(gradients={"f": 1, ("x", "q"): "?"}))
    assert sorted(t for t, *_ in by_role(root, "gradient")) == ["1", "?"]
    assert_legible(plots.computation_graph(SUM_TIMES, alt="No numbers."))
    assert_legible(plots.computation_graph(plots.Graph([plots.Node("x1")]), alt="One node."))


def test_lesson_network_as_a_graph():
    nodes = ["x1", "x2"]
    for j in "12":
        nodes += [f"w{j}1", f"w{j}2", f"b{j}"]
        nodes += [(f"p{j}{i}", "×", (f"w{j}{i}", f"x{i}")) for i in "12"]
        nodes += [(f"z{j}", "+", (f"p{j}1", f"p{j}2", f"b{j}")), (f"a{j}", "sigmoid", (f"z{j}",))]
        nodes += [f"v{j}", (f"m{j}", "×", (f"v{j}", f"a{j}"))]
    nodes += ["c", ("o", "+", ("m1", "m2", "c")), ("a", "σ", ("o",)), "y"]
    nodes += [("e", "−", ("a", "y")), ("C", "½ e²", ("e",))]
    graph = plots.Graph(nodes)
    rng = np.random.default_rng(0)
    values = {name: rng.normal() * 10.0 ** rng.integers(-6, 3) for name in graph.order}
    gradients = {name: rng.normal() * 10.0 ** rng.integers(-6, 3) for name in graph.order}
    gradients |= {edge[:2]: -1.234e-5 for edge in graph.edges if edge[0] in ("x1", "x2")}
    root = assert_legible(plots.computation_graph(graph, values, gradients, alt="2-2-1"))
    written = [t for t, *_ in by_role(root, "value")]
    assert all(number(v) in written for v in values.values())
    written = [t for t, *_ in by_role(root, "gradient")]
    assert all(number(g) in written for g in gradients.values())
    assert "x₁" in {t for t, *_ in by_role(root, "name")}


@st.composite
def graphs(draw):
    nodes = [draw(st.sampled_from(["x", "weight"]))]
    for i in range(draw(st.integers(1, 29))):
        earlier = [n if isinstance(n, str) else n[0] for n in nodes]
        inputs = draw(st.lists(st.sampled_from(earlier[-6:]), max_size=3))
        operation = draw(st.sampled_from(["+", "×", "log", "softplus"])) if inputs else ""
        nodes.append((f"n{i}", operation, tuple(inputs)))
    return plots.Graph(nodes)


@settings(max_examples=12, deadline=None)
@given(graph=graphs(), branches=st.booleans())
def test_any_graph_of_up_to_thirty_nodes_is_legible(graph, branches):
    values = {name: -0.001234 * i for i, name in enumerate(graph.order)}
    gradients = dict.fromkeys(graph.order, -1.234e-5)
    if branches:
        gradients |= dict.fromkeys(graph.edges, -0.1234)
    assert_legible(plots.computation_graph(graph, values, gradients, alt="Any graph."))


def test_order_puts_inputs_first_and_branches_are_listed():
    graph = plots.Graph([("f", "×", ("q", "q")), ("q", "exp", "x"), "x"])
    assert graph.order == ("x", "q", "f")
    assert graph.consumers("q") == [("q", "f", 0), ("q", "f", 1)]


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([], "at least one node"),
        (["x", "x"], "two nodes are called 'x'"),
        ([("f", "+", ("x",))], "uses 'x', which is not in the graph"),
        ([("f", "+", ("g",)), ("g", "+", ("f",))], "cycle"),
    ],
)
def test_malformed_graphs_are_refused(nodes, message):
    with pytest.raises(ValueError, match=message):
        plots.Graph(nodes)


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="'w', which is not in the graph"):
        sum_times(values={"w": 1})
    with pytest.raises(ValueError, match="neither a node nor a branch"):
        sum_times(gradients={("x", "f"): 1})
    with pytest.raises(TypeError, match="a node is a Node"):
        plots.Graph([3])
    with pytest.raises(TypeError, match="a number or a string"):
        sum_times(values={"x": None, "y": [1, 2]})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.59327, "0.5933"), (-0.112562, "−0.1126"), (0.5, "0.5"), (0, "0"), (-0.0, "0"),
        (3, "3"), (-12, "−12"), (12345, "12345"), (99999.7, "100000"), (1e5, "1e5"),
        (0.001, "0.001"), (0.00068336, "6.834e−4"), (-2.5e-17, "−2.5e−17"), (1e300, "1e300"),
        (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "nan"), ("1/3", "1/3"),
        (np.float32(0.25), "0.25"), (1234.567, "1235"),
    ],
)  # fmt: skip
def test_numbers_are_short_and_have_a_true_minus(value, text):
    assert number(value) == text


# Networks.


def lesson_06():
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
    lesson = lesson_06()
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
    column = edge_labels(ET.fromstring(plots.network_diagram(**lesson_06()).content))
    lesson = lesson_06()
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
    root = assert_legible(plots.network_diagram(**lesson_06(), highlight=path))
    strong = [e for e in root.iter(f"{SVG}path") if e.get("stroke-width") == "3"]
    assert len(strong) == len(path)
    assert len([e for e in root.iter(f"{SVG}rect") if e.get("stroke-width") == "3"]) == 3


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
        ({"layer_names": ["input", "output"]}, "layer_names needs 3 names"),
    ],
)
def test_networks_that_do_not_fit_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        plots.network_diagram(**{**lesson_06(), **changes})


# Figures.

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    """Render few pixels; one test asks for the density that readers get."""
    monkeypatch.setattr("bplib.plots.figures.DENSITY", 0.5)


def labelled_figure():
    fig, ax = plots.new_figure()
    ax.plot([0, 1], [1, 0])
    ax.set(xlabel="time (s)", ylabel="loss")
    return fig


AXES = {"xlabel": "x", "ylabel": "y"}
DRAW = {
    "computation_graph": sum_times,
    "network_diagram": lambda alt: plots.network_diagram((2, 2, 1), alt=alt),
    "show": lambda alt: plots.show(labelled_figure(), alt),
    "lines": lambda alt: plots.lines(
        [1, 2, 3], {"a": [1, 2, 3], "b": [3, 2, 1]}, xlabel="x", ylabel="y", alt=alt
    ),
    "loss_curves": lambda alt: plots.loss_curves(
        {"train": [1, 0.5, 0.2], "diverged": [1, np.inf]}, ylabel="loss", log=True, alt=alt
    ),
    "gradient_flow": lambda alt: plots.gradient_flow({"σ": [0, 1e-9, 1]}, alt=alt),
    "heatmap": lambda alt: plots.heatmap(
        [[1e-3, 1, 0], [1, np.nan, 10]], "abc", "de", xlabel="x", ylabel="y", label="z", alt=alt
    ),
    "decision_boundary": lambda alt: plots.decision_boundary(
        {"before": lambda Q: 0 * Q[:, :1] + 0.5, "after": lambda Q: Q[:, 0] > 0.5},
        XOR, [0, 1, 1, 0], alt=alt,
    ),
    "three classes": lambda alt: plots.decision_boundary(
        lambda Q: np.stack([*Q.T, 1 - Q.sum(axis=1)], axis=1), XOR, [2, 1, 0, 0], alt=alt
    ),
    "trajectories": lambda alt: plots.trajectories(
        lambda x, y: x**2 + 10 * y**2, {"descent": [[1, 1], [0.5, -0.4], [np.inf, 0.1]]},
        (-1, 1.5), (-1, 1.5), 8, minimum=(0, 0), alt=alt,
    ),
    "image_grid": lambda alt: plots.image_grid(np.eye(3)[[0, 1]].repeat(3, 1), ["a", "b"], alt=alt),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAW)
def test_every_picture_needs_a_text_alternative(name):
    for alt in ("", "  \n", None):
        with pytest.raises(ValueError, match="needs a text alternative"):
            DRAW[name](alt=alt)


@pytest.mark.parametrize("name", DRAW)
def test_pictures_are_sound_and_the_same_every_time(name):
    alt = 'It shows "a < b" & more.'
    picture = DRAW[name](alt=alt)
    assert picture.content == DRAW[name](alt=alt).content
    assert repr(picture) == alt
    html = picture._repr_html_()
    figure = ET.fromstring(re.sub(r"(<img[^>]*)>", r"\1/>", html))
    assert "background:#ffffff" in figure.get("style")
    assert not any(e.get("id") for e in figure.iter())
    if picture.kind == "svg":
        assert figure.get("role") == "img"
        assert figure.get("aria-label") == alt
        return
    image = figure.find("img")
    assert image.get("alt") == alt
    data = base64.b64decode(image.get("src").removeprefix("data:image/png;base64,"))
    assert data == picture.content
    with Image.open(io.BytesIO(data)) as png:
        png.load()
        assert png.width == pytest.approx(int(image.get("width")) / 2, abs=2)
        assert "Software" not in png.info
        assert len(np.unique(np.asarray(png.convert("L")))) > 10  # something was drawn


def test_importing_plots_is_cheap_and_drawings_do_not_depend_on_the_process():
    code = (
        "import sys; from bplib import plots; assert 'matplotlib' not in sys.modules; "
        "p = plots.network_diagram((2, 3, 1), highlight=[(0, 1, 2), (1, 2, 0)], alt='a'); "
        "assert 'matplotlib' not in sys.modules; print(hash('a'), p.content.hex())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "12"
    }
    hashes, contents = zip(*(run.split() for run in runs), strict=True)
    assert len(set(hashes)) == 2
    assert len(set(contents)) == 1


@pytest.mark.parametrize("draw", ["lines", "surface", "nothing"])
def test_256_colours_look_like_all_of_them(draw):
    figure, axes = plots.new_figure()
    if draw == "lines":
        for k in range(7):
            axes.plot([0, 1], [k, 7 - k])
    elif draw == "surface":
        axes.pcolormesh(np.random.default_rng(0).normal(size=(30, 30)), cmap="viridis")
    else:
        axes.set_axis_off()
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    picture = plots.show(figure, alt="Many colours.")
    drawn = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)
    with Image.open(io.BytesIO(picture.content)) as png:
        assert png.mode == "P"
        kept = np.asarray(png.convert("RGB")).astype(int)
    ground = (drawn == drawn[0, 0]).all(axis=2)
    assert ground.mean() > 0.2
    assert np.array_equal(kept[ground], drawn[ground])
    assert np.abs(kept - drawn).mean() < 0.5


def test_figures_have_two_pixels_for_each_of_the_page(monkeypatch):
    monkeypatch.undo()
    picture = DRAW["show"](alt="A line.")
    with Image.open(io.BytesIO(picture.content)) as png:
        assert png.width == 2 * picture.width == 1228


def test_figures_leave_no_trace_in_matplotlib():
    import matplotlib

    before = dict(matplotlib.rcParams)
    DRAW["lines"](alt="Two lines.")
    assert dict(matplotlib.rcParams) == before
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots()
    ax.set(xlabel="x", ylabel="y")
    plots.show(fig, "An empty frame.")
    assert plt.get_fignums() == []


def test_new_figure_has_the_style_and_the_shape_asked_for():
    fig, axes = plots.new_figure(ncols=2, nrows=3, size=(8, 9))
    assert axes.shape == (3, 2)
    assert tuple(fig.get_size_inches()) == (8, 9)
    first, second = (axes[0, 0].plot([0, 1])[0] for _ in range(2))
    assert first.get_color().lower() == "#0072b2"
    assert first.get_linestyle() != second.get_linestyle()
    assert not axes[0, 0].spines["top"].get_visible()
    for bad in ({"ncols": 0}, {"size": (0, 1)}):
        with pytest.raises(ValueError):
            plots.new_figure(**bad)


def test_axis_labels_are_mandatory():
    fig, ax = plots.new_figure()
    ax.plot([0, 1])
    ax.set_xlabel("step")
    with pytest.raises(ValueError, match="has no label"):
        plots.show(fig, "A line.")
    with pytest.raises(ValueError, match="ylabel=''"):
        plots.lines([0], {"a": [1]}, xlabel="x", ylabel="", alt="A point.")


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.lines([0, 1], {"a": [1]}, alt="a", **AXES), "1 values for 2"),
        (lambda: plots.lines([0, 1], {}, alt="a", **AXES), "no curve"),
        (lambda: plots.loss_curves({"a": []}, ylabel="y", alt="a"), "non-empty sequence"),
        (lambda: plots.loss_curves({"a": [np.nan]}, ylabel="y", alt="a"), "no finite number"),
        (lambda: plots.loss_curves({"a": [-1]}, ylabel="y", log=True, alt="a"), "no positive"),
        (lambda: plots.gradient_flow({"a": [1, -1]}, alt="a"), "never negative"),
        (lambda: plots.heatmap([[1]], "ab", "c", label="z", alt="a", **AXES), "shape"),
        (lambda: plots.heatmap([[-1]], "a", "c", label="z", alt="a", **AXES), "negative"),
        (lambda: plots.decision_boundary(lambda Q: Q, XOR[:, :1], [0] * 4, alt="a"), r"\(N, 2\)"),
        (lambda: plots.decision_boundary(lambda Q: Q, XOR, [0, 1], alt="a"), "one label for each"),
        (lambda: plots.decision_boundary(len, XOR, [0, 1, 2, 0.5], alt="a"), "whole numbers"),
        (lambda: plots.decision_boundary(lambda Q: Q[:4], XOR, [0] * 4, alt="a"), "must return"),
        (lambda: plots.trajectories(np.hypot, {}, (0, 1), (0, 1), alt="a"), "no path"),
        (lambda: plots.trajectories(np.hypot, {"a": [1]}, (0, 1), (0, 1), alt="a"), r"\(T, 2\)"),
        (lambda: plots.trajectories(np.hypot, {"a": XOR}, (1, 0), (0, 1), alt="a"), "low, high"),
        (lambda: plots.trajectories(lambda x, y: 1, {"a": XOR}, (0, 1), (0, 1), alt="a"), "keep"),
        (lambda: plots.image_grid(np.ones((2, 5)), "ab", alt="a"), "images must be"),
        (lambda: plots.image_grid(np.ones((2, 4)), "a", alt="a"), "as many titles"),
        (lambda: plots.Picture(b"", "jpg", "a", 10), "'svg' or 'png'"),
        (lambda: plots.Picture(b"", "svg", "a", 0), "positive"),
    ],
)  # fmt: skip
def test_input_that_cannot_be_drawn_is_refused_with_a_reason(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_decision_boundary_colours_follow_the_classes():
    picture = plots.decision_boundary(lambda Q: (Q[:, 0] > 0.5) * 1.0, XOR, [0, 0, 1, 1], alt="a")
    with Image.open(io.BytesIO(picture.content)) as png:
        pixels = np.asarray(png.convert("RGB")).astype(int)
    height, width, _ = pixels.shape
    left, right = pixels[height // 2, width // 4], pixels[height // 2, 3 * width // 4]
    assert left[2] > left[0]  # blue side
    assert right[0] > right[2]  # orange side
