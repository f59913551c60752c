"""Slips: what stands in which place, and which of them can be made together."""

import numpy as np
import pytest

from bplib.course.checks import IN_PLACE, slip, slipped, together
from bplib.course.checks.slips import places


def neuron(w, x, b, *, bend=np.tanh, total=np.sum, bias=True):
    return bend(total(w * x) + bias * b)


class Accumulator:
    factor = 1

    def __init__(self, start):
        self.total = start

    @staticmethod
    def bend(x):
        return x

    def add(self, x):
        self.total += self.factor * self.bend(x)
        return self.total


W, X = np.array([0.5, -0.25]), np.array([1.0, 3.0])


def test_a_reference_names_its_places():
    assert places(neuron) == {"bend", "total", "bias", "given", "result", "around", "instead"}
    assert {"factor", "add", "bend", "instead"} <= places(Accumulator)


def test_a_slip_fills_places_and_leaves_the_rest():
    assert slipped(neuron, slip("no bias", bias=False))(W, X, 9.0) == np.tanh(-0.25)
    mean = slip("mean", total=np.mean)
    straight = slip("straight", bend=lambda z: z)
    assert slipped(neuron, mean, straight)(W, X, 1.0) == 0.875


def test_every_called_reference_has_four_places_more():
    assert slipped(neuron, slip("given", given=lambda w, x, b: (w, x, 0.0)))(W, X, 9.0) == np.tanh(
        -0.25
    )
    assert slipped(neuron, slip("result", result=np.negative))(W, X, 0.25) == 0.0
    doubled = slip("around", around=lambda answer: lambda *a: 2 * answer(*a))
    assert slipped(neuron, doubled)(W, X, 0.0) == 2 * np.tanh(-0.25)
    assert slipped(neuron, slip("instead", instead=len))(W) == 2
    named = slipped(lambda *, a=1: {"a": a, "b": 2}, slip("b", result={"b": 3}))
    assert named() == {"a": 1, "b": 3}


def test_a_class_has_its_attributes_and_methods_as_places():
    Doubled = slipped(Accumulator, slip("doubled", factor=2), slip("bent", bend=abs))
    assert Doubled.__name__ == "Accumulator"
    assert Doubled(1).add(-3) == 7
    assert Accumulator(1).add(-3) == -2


def test_what_goes_with_what_is_decided_by_places():
    mean, root, bent = (
        slip(n, **p)
        for n, p in (
            ("mean", {"total": np.mean}),
            ("root", {"total": np.prod}),
            ("bent", {"bend": abs}),
        )
    )
    other = slip("other", instead=len)
    sets = [tuple(s.name for s in group) for group in together([mean, root, bent, other])]
    assert sets == [("mean",), ("root",), ("bent",), ("other",), ("mean", "bent"), ("root", "bent")]
    with pytest.raises(TypeError, match="shares total"):
        slipped(neuron, mean, root)


def test_a_place_that_is_not_there_is_refused():
    with pytest.raises(
        TypeError,
        match="slip 'typo' fills bais, which is no place of neuron: its places are bend, bias",
    ):
        slipped(neuron, slip("typo", bais=False))


def test_in_place_writes_what_is_returned_into_the_first_inputs():
    def step(parameters, gradients, lr):
        return [p - lr * g for p, g in zip(parameters, gradients, strict=True)]

    p, g = [np.ones(2), np.ones((2, 1))], [np.ones(2), np.full((2, 1), 2.0)]
    out = slipped(lambda p, g, lr: (step(p, g, lr),), IN_PLACE)(p, g, 0.5)
    assert np.array_equal(p[0], [0.5, 0.5])
    assert np.array_equal(p[1], [[0.0], [0.0]])
    assert np.array_equal(out[0][1], p[1])
    w = np.ones(3)
    slipped(lambda w: 3 * w, IN_PLACE)(w)
    assert np.array_equal(w, [3.0, 3.0, 3.0])
