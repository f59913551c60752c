"""Computation graphs: numbers in their places, nothing on top of anything else, bad input."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from drawings import SVG, assert_legible, by_role, numbers_on_wires
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib import plots
from bplib.plots import svg as svg_module
from bplib.plots.svg import number

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


def test_slopes_stand_in_frames_where_wires_enter():
    slopes = {("x", "q"): 1, ("y", "q"): 1, ("q", "f"): -4, ("z", "f", 1): 3}
    root = assert_legible(sum_times(slopes=slopes, below="rate, ∂(that value)/∂x"))
    found = by_role(root, "slope")
    assert sorted(t for t, *_ in found) == ["1", "1", "3", "−4"]
    assert len(numbers_on_wires(root)) == 5
    lines = [t for t, *_ in by_role(root, "key")]
    assert lines[1] == "below a line: rate, ∂(that value)/∂x"
    assert lines[2] == "in a frame: slope of the node by that input"
    with pytest.raises(ValueError, match="no branch"):
        sum_times(slopes={"x": 1})


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
    slopes = {}
    if branches:
        gradients |= dict.fromkeys(graph.edges, -0.1234)
        slopes = dict.fromkeys(graph.edges, -12.34)
    picture = plots.computation_graph(graph, values, gradients, slopes=slopes, alt="Any graph.")
    assert_legible(picture)


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
