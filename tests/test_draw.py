"""Drawings of what was computed: every node, with its numbers."""

import numpy as np
import pytest

from bplib import plots
from bplib.autodiff import Tensor, Value, draw, neuron
from bplib.autodiff.draw import graph


def test_a_drawing_has_every_node_with_its_numbers():
    v, w = Value(3.0), Value(-2.0)
    p = v * w
    nodes, values, gradients = graph(p * v + 4.0, {"v": v, "w": w, "p": p})
    assert [node for node in nodes if node[0] in "vwp"] == [
        ("v", "", ()), ("w", "", ()), ("p", "×", ("v", "w")),
    ]  # fmt: skip
    assert nodes[-1][1] == "+"
    assert values["4"] == 4
    assert (gradients["v"], gradients["w"], gradients["p"]) == (-12, 9, 3)
    assert v.grad is None
    assert isinstance(draw(p), plots.Picture)


def test_drawings_of_neurons_older_tapes_and_arrays():
    w, x = [Value(1.0), Value(-0.2)], Value(0.5)
    a = neuron(w, [x, 3.0], 0.25, "tanh")
    float(a)  # ends the tape
    nodes, values, gradients = graph(a * x, {"w1": w[0], "w2": w[1], "x": x, "a": a})
    assert ("a", "tanh", ("w1", "w2", "x", "3", "0.25")) in nodes
    assert gradients["a"] == 0.5
    assert gradients["x"] == pytest.approx(a.data + 0.5 * (1 - a.data**2))
    assert values["3"] == 3
    W = Tensor(np.ones((3, 2)))
    nodes, values, gradients = graph((W * 2).sum(), {"W": W})
    assert nodes[0] == ("W", "", ())
    assert values["W"] == gradients["W"] == "(3, 2)"
    assert isinstance(draw((W * 2).sum()), plots.Picture)


@pytest.mark.parametrize(
    ("faulty", "error", "words"),
    [
        (lambda: draw(3.0, alt="x"), TypeError, "float"),
        (lambda: draw(Value(3.0)), RuntimeError, "not computed"),
    ],
)
def test_one_clear_error(faulty, error, words):
    with pytest.raises(error, match=words):
        faulty()
