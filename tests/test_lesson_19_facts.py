"""What lesson 19 states as given: its shapes and its controls, computed another way."""

import numpy as np

from bplib.beyond.convolution import conv2d, conv2d_backward, max_pool2d, max_pool2d_backward
from bplib.course.experiments.lesson_19 import (
    fit_sine,
    train_by_rows,
    train_kernels,
    train_ways_back,
)
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


def test_a_net_that_gets_only_the_signs_of_its_weights_back_beats_the_frozen_layer():
    signs, frozen = (train_ways_back(way, seeds=(7, 8))[0][-1] for way in ("signs", "frozen"))
    assert min(signs) > max(frozen)


def test_the_staircase_is_a_convolution():
    """Place 1 of the drawing: 2·3 + 1·2 − 1·0 = 8; pixel 2: −1·1 + 1·(−1) + 2·2 = 2."""
    from bplib.course.experiments.lesson_19_drawings import convolution_staircase

    x, w, delta = np.array([1.0, 3, 2, 0, 1]), np.array([2.0, 1, -1]), np.array([1.0, -1, 2])
    drawn = convolution_staircase(x, w, delta, pixel=2, alt="a staircase").content.decode()
    Z = conv2d(x.reshape(1, 1, 1, 5), w.reshape(1, 1, 1, 3), np.zeros(1)).ravel()
    dX, _, _ = conv2d_backward(
        delta.reshape(1, 1, 1, 3), x.reshape(1, 1, 1, 5), w.reshape(1, 1, 1, 3)
    )
    assert Z.tolist() == [3, 8, 3]
    assert dX.ravel().tolist() == [2, -1, 2, 3, -2]
    assert "(−1)·1 + 1·(−1) + 2·2 = 2" in drawn


def test_the_half_turn_and_the_tiles_are_those_of_the_library():
    from bplib.course.experiments.lesson_19_drawings import half_turn, pooling

    W, d = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 0, 2], [0, -1, 1], [3, 1, 0]])
    drawn = half_turn(W, d, place=(1, 1), alt="half a turn").content.decode()
    dX, _, _ = conv2d_backward(d[None, None], np.zeros((1, 1, 4, 4)), W[None, None])
    assert drawn.split("the shaded pixel")[0].count(">15<") == np.sum(dX == 15)
    assert f"= {dX[0, 0, 1, 1]:.0f}" in drawn
    X = np.array([[1.0, 3, 0, 2], [2, 0, 5, 1], [0, 0, 4, 1], [0, 0, 2, 3]])
    out, winners = max_pool2d(X[None, None], 2)
    back = max_pool2d_backward(np.array([[7.0, -2], [5, 1]])[None, None], winners, 2)[0, 0]
    assert out[0, 0].tolist() == [[3, 5], [0, 4]]
    assert back[2, 0] == 5  # the first pixel of the tile that is all 0
    assert pooling(X, [[7, -2], [5, 1]], alt="tiles").content.count(b">7<") == 2


def test_levenberg_marquardt_fits_a_sine_that_descent_does_not():
    """From a start that the lesson does not show."""
    marquardt, descended, frozen, taken, _ = fit_sine(11)
    assert marquardt < 1e-5 < min(descended, frozen)
    assert taken < 150
    marquardt, _, frozen, _, largest = fit_sine(11, biases=False, steps=60, descent=0)
    assert frozen < marquardt
    assert largest > 100


def test_one_damped_step_of_one_error():
    r, J = 2.0, 4.0
    assert [-J * r / (J * J + damping) for damping in (0, 16)] == [-0.5, -0.25]
    assert r + J * -0.5 == 0
