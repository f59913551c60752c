"""The numbers that lesson 03 states, computed again in another way than the lesson does."""

import functools
import itertools
import math

import numpy as np
import pytest
import sympy as sp

from bplib.autodiff.graphs import backward, forward, wire_gradients
from bplib.course.notebooks import read
from bplib.course.registry import find

# a = x·y, b = a + x, c = a·b, f = b + c, as (consumer, source, local slope) at x = 2, y = 3:
TANGLE = {
    "f": [("b", 1), ("c", 1)],
    "c": [("a", 8), ("b", 6)],
    "b": [("a", 1), ("x", 1)],
    "a": [("x", 3), ("y", 2)],
    "x": [],
    "y": [],
}


def as_printed(gradients):
    return [gradients[name] for name in "fcbaxy"]


def test_the_tangle_has_the_printed_values_and_slopes():
    nodes = [("x", "", ()), ("y", "", ()), ("a", "*", "xy"), ("b", "+", "ax"), ("c", "*", "ab")]
    nodes.append(("f", "+", ("b", "c")))
    values = forward(nodes, {"x": 2, "y": 3})
    assert as_printed(values) == [56, 48, 8, 6, 2, 3]
    unit = dict.fromkeys(values, 1.0)
    local = wire_gradients(nodes, values, unit)
    assert local == {(s, name, k): v for name in TANGLE for k, (s, v) in enumerate(TANGLE[name])}


def test_the_right_gradient_of_the_tangle():
    # f = (xy + x)(1 + xy), so ∂f/∂x = (y + 1)(1 + xy) + (xy + x)·y = 4·7 + 8·3 = 52.
    x, y = sp.symbols("x y")
    f = (x * y + x) + x * y * (x * y + x)
    at = {x: 2, y: 3}
    assert sp.diff(f, x).subs(at) == 52 == find("wrong_tables").right_answer()["right_x"]
    assert sp.diff(f, y).subs(at) == 30


def test_table_a_is_what_speaking_too_early_gives():
    # f tells b and c 1 each. b speaks with 1: a gets 1, x gets 1. c speaks with 1: a gets 8, so 9,
    # and b gets 6, so 7, too late. a speaks with 9: x gets 27, so 28, and y gets 18.
    table = {"f": 1, "c": 1, "b": 1 + 6, "a": 1 + 8, "x": 1 + 3 * 9, "y": 2 * 9}
    assert as_printed(table) == [1, 1, 7, 9, 28, 18]
    assert find("wrong_tables").right_answer()["table_A"] == "early"


def test_table_b_is_what_speaking_at_every_report_gives():
    table = dict.fromkeys(TANGLE, 0) | {"f": 1}

    def report(name):
        for source, slope in TANGLE[name]:
            table[source] += slope * table[name]
            report(source)

    report("f")
    assert as_printed(table) == [1, 1, 7, 16, 86, 52]
    assert find("wrong_tables").right_answer()["table_B"] == "again"


def test_overwriting_gives_neither_table():
    # c: a = 8, b = 6. b replaces: a = 6, x = 6. a replaces: x = 18, y = 12.
    assert [1, 1, 6, 6, 18, 12] not in ([1, 1, 7, 9, 28, 18], [1, 1, 7, 16, 86, 52])


def follow(walk):
    """Do what the exercise says of a walk, word by word."""
    holds = dict.fromkeys(TANGLE, 0) | {"f": 1}
    queue, reported = ["f"], {"f"}

    def speak(node):
        for source, slope in TANGLE[node]:
            report = slope * holds[node]
            holds[source] = report if walk == "overwrite" else holds[source] + report
            if walk == "again":
                speak(source)
            elif source not in reported:
                queue.append(source)
            reported.add(source)

    if walk == "overwrite":
        for node in "fcba":
            speak(node)
    elif walk == "early":
        while queue:
            speak(queue.pop(0))
    else:
        speak("f")
    return as_printed(holds)


def test_each_walk_can_be_followed_as_the_exercise_describes_it():
    assert follow("early") == [1, 1, 7, 9, 28, 18]
    assert follow("again") == [1, 1, 7, 16, 86, 52]
    assert follow("overwrite") == [1, 1, 6, 6, 18, 12]


def test_the_table_of_reports_waited_for():
    waits = {name: sum(s == name for use in TANGLE.values() for s, _ in use) for name in TANGLE}
    rows = [[waits[name] for name in "fcbaxy"]]
    for node in "fcba":
        for source, _ in TANGLE[node]:
            waits[source] -= 1
        rows.append([waits[name] for name in "fcbaxy"])
    assert rows == [
        [0, 1, 2, 2, 2, 1],
        [0, 0, 1, 2, 2, 1],
        [0, 0, 0, 1, 2, 1],
        [0, 0, 0, 0, 1, 1],
        [0, 0, 0, 0, 0, 0],
    ]


def test_both_walks_on_the_fork_end_with_the_same_slope():
    # f = x·y·σ(x) at 2 and 3: forward s·3 + 6·s(1 − s), and the complex step says the same.
    s = 1 / (1 + math.exp(-2))
    x = 2 + 1e-20j
    by_step = (x * 3 / (1 + np.exp(-x))).imag / 1e-20
    assert s * 3 + 6 * s * (1 - s) == pytest.approx(by_step, rel=1e-14)
    assert f"{by_step:.4f}" == "3.2724"


def test_the_doubling_ladder():
    @functools.cache
    def visits(depth):
        return 1 if depth == 0 else 1 + 2 * visits(depth - 1)

    assert visits(18) == 2**19 - 1 == 524_287
    nodes = [("y0", "", ()), *((f"y{k}", "+", (f"y{k - 1}",) * 2) for k in range(1, 19))]
    gradients = backward(nodes, forward(nodes, {"y0": 1}))
    assert len(gradients) == 19
    assert gradients["y0"] == 2**18 == 262_144


def test_pushing_what_has_accumulated_on_a_ladder_of_depth_5():
    total = [0, 0, 0, 0, 0, 1]

    def report(rung):
        if rung:
            for _ in range(2):
                total[rung - 1] += total[rung]
                report(rung - 1)

    report(5)
    assert total[0] == 1_626


def test_in_a_layered_network_the_first_report_comes_in_the_right_order():
    # Breadth first from the output, layer 2 comes before layer 1 before the inputs.
    layers = [[f"x{k}" for k in range(3)], [f"h{k}" for k in range(4)], ["a", "b"], ["out"]]
    links = {n: below for below, here in itertools.pairwise(layers) for n in here}
    queue = ["out"]
    for name in queue:
        queue += [source for source in links.get(name, []) if source not in queue]
    assert queue == [name for layer in reversed(layers) for name in layer]


def test_the_neuron():
    right = find("neuron_wires").right_answer()
    assert right["f_value"] == pytest.approx(1 / (1 + math.exp(2)), rel=1e-14)
    for k, name in enumerate(("w_gradient", "x_gradient", "b_gradient")):
        at = np.array([2, -1.5, 1], dtype=complex)
        at[k] += 1e-20j
        slope = (1 / (1 + np.exp(-(at[0] * at[1] + at[2])))).imag / 1e-20
        assert right[name] == pytest.approx(slope, rel=1e-14)


def test_a_tie_measures_a_half():
    h = 1e-3
    assert (max(1 + h, 1) - max(1 - h, 1)) / (2 * h) == pytest.approx(0.5)


def test_what_the_opening_graph_wants(root):
    """The gradients of (x + y)·z at −2, 5, −4, and the words that answer the question."""
    x, y, z = -2, 5, -4
    step = 1e-6
    nudged = [
        ((x + step * a + y + step * b) * (z + step * c) - (x + y) * z) / step
        for a, b, c in ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    ]
    assert [round(slope) for slope in nudged] == [-4, -4, 3]
    path = root / "solutions/03_computational_graphs/03_computational_graphs.ipynb"
    cells = {cell.id: cell.source for cell in read(path).cells}
    assert "both alike: 4 for each, against 3" in cells["read-the-wires"]


@pytest.mark.parametrize(
    ("walk", "table"),
    [
        ("overwrite", [1, 1, 6, 6, 18, 12]),
        ("early", [1, 1, 7, 9, 28, 18]),
        ("again", [1, 1, 7, 16, 86, 52]),
    ],
)
def test_the_three_walks_run_as_the_exercise_prints_them(root, walk, table):
    path = root / "solutions/03_computational_graphs/03_computational_graphs.ipynb"
    text = next(cell.source for cell in read(path).cells if cell.id == "tables-exercise")
    printed = text.split("```python\n")[1].split("```")[0]
    program = printed.split(f'# "{walk}"')[1].split("\n# ")[0]
    links = {"x": [], "y": [], "a": [("x", 3), ("y", 2)], "b": [("a", 1), ("x", 1)]}
    links |= {"c": [("a", 8), ("b", 6)], "f": [("b", 1), ("c", 1)]}
    held = dict.fromkeys(links, 0) | {"f": 1}
    exec("# " + program, {"held": held, "links": links})
    assert [held[name] for name in "fcbaxy"] == table
