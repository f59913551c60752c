"""What lesson 19 states as given: its shapes and its controls, computed another way."""

import numpy as np

from bplib.beyond.convolution import conv2d, max_pool2d
from bplib.course.experiments.lesson_19 import train_by_rows, train_kernels, train_ways_back
from bplib.course.registry import find


def test_shapes_of_the_first_exercise():
    Z = conv2d(np.ones((1, 3, 24, 18)), np.ones((6, 3, 5, 3)), np.zeros(6), stride=2, padding=2)
    pooled, _ = max_pool2d(Z, 2)
    expected = find("conv_shapes").right_answer()
    assert Z.shape[2:] == (expected["rows"], expected["columns"])
    assert pooled.shape[2:] == (expected["pooled_rows"], expected["pooled_columns"])
    assert expected["parameters"] == 6 * 3 * 5 * 3 + 6
    assert expected["dense_parameters"] == 3 * 24 * 18 * Z[0].size + Z[0].size


def test_every_way_back_beats_the_frozen_layer_on_another_seed():
    final, angle = {}, {}
    for way in ("backpropagation", "feedback", "synthetic", "frozen"):
        accuracy, angles = train_ways_back(way, seeds=(7,))
        final[way], angle[way] = accuracy[-1, 0], angles[:, 0]
    assert min(final[way] for way in final if way != "frozen") > final["frozen"]
    assert 0.85 < final["frozen"] < 0.96
    assert abs(angle["feedback"][0] - 90) < 12
    assert angle["feedback"][-1] < 65
    assert abs(angle["backpropagation"][-1] - 90) < 15


def test_a_frozen_layer_is_a_random_map_with_trained_outputs():
    """The control by another road: softmax regression on fixed random tanh features."""
    from bplib.data.datasets import digits
    from bplib.network import Network
    from bplib.optimizers import SGD
    from bplib.training import accuracy, fit

    data, rng = digits(), np.random.default_rng(11)
    W = rng.normal(0, 1 / 8, (64, 64))
    train, test = np.tanh(data.X_train @ W), np.tanh(data.X_test @ W)
    net = Network((64, 10), loss="cross_entropy", init=0.0125, rng=rng)
    fit(net, train, data.y_train, optimizer=SGD(0.1), epochs=10, progress=False)
    assert 0.85 < accuracy(net, test, data.y_test) < 0.96


def test_clipping_saves_the_recurrent_net_and_kernels_find_shapes_elsewhere():
    assert train_by_rows(lr=1.0, seeds=(4,)).max() < 0.4
    assert train_by_rows(lr=1.0, max_norm=0.25, seeds=(4,)).min() > 0.88
    assert train_by_rows(lr=1.0, max_norm=0.25, frozen=True, seeds=(4,)).max() < 0.88
    assert min(train_kernels(9)) > 0.9
