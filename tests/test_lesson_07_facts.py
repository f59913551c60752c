"""The numbers that lesson 07 tells a story about, from plain Python and mpmath."""

import math
import random

import mpmath
import numpy as np
import pytest

from bplib.course.experiments import lesson_07 as lab

X = (0.05, 0.10)
HIDDEN = [[0.15, 0.20, 0.35], [0.25, 0.30, 0.35]]  # two weights and the bias of each neuron
OUR_OUTPUT, OUR_TARGETS = [[0.40, 0.45, 0.50]], (0.01,)
COPIED_OUTPUT = [[0.40, 0.45, 0.60], [0.50, 0.55, 0.60]]
COPIED_TARGETS = (0.01, 0.99)
PRINTED_ERROR = 0.291027924


def fires(neurons, inputs, exp=math.exp):
    return [1 / (1 + exp(-(n[0] * inputs[0] + n[1] * inputs[1] + n[2]))) for n in neurons]


def run(hidden, output, inputs=X, exp=math.exp):
    h = fires(hidden, inputs, exp)
    return h, fires(output, h, exp)


def error(hidden, output, targets):
    _, o = run(hidden, output)
    return sum((t - a) ** 2 for t, a in zip(targets, o, strict=True)) / 2


def deltas(hidden, output, targets, lr=0.0, exp=math.exp):
    """Return the deltas of both layers; with lr > 0, the output weights move too early."""
    h, o = run(hidden, output, exp=exp)
    late = [(a - t) * a * (1 - a) for a, t in zip(o, targets, strict=True)]
    early = [
        sum(d * (n[j] - lr * d * h[j]) for d, n in zip(late, output, strict=True))
        * h[j]
        * (1 - h[j])
        for j in (0, 1)
    ]
    return early, late


def step(hidden, output, targets, lr, *, slip=False, biases=True):
    h, _ = run(hidden, output)
    first, last = deltas(hidden, output, targets, lr if slip else 0.0)

    def moved(neurons, signals, inputs):
        return [
            [*(w - lr * d * a for w, a in zip(n[:2], inputs, strict=True)), n[2] - lr * d * biases]
            for n, d in zip(neurons, signals, strict=True)
        ]

    return moved(hidden, first, X), moved(output, last, h)


def train(output, targets, lr, steps, **options):
    layers = HIDDEN, output
    for _ in range(steps):
        layers = step(*layers, targets, lr, **options)
    return layers


def test_every_step_of_the_page_by_hand():
    # z = (0.15·0.05 + 0.20·0.10 + 0.35, 0.25·0.05 + 0.30·0.10 + 0.35) = (0.3775, 0.3925)
    with mpmath.workdps(40):
        h, (o,) = run(HIDDEN, OUR_OUTPUT, exp=mpmath.exp)
        (d1, d2), (d,) = deltas(HIDDEN, OUR_OUTPUT, OUR_TARGETS, exp=mpmath.exp)
        assert h[0] == pytest.approx(1 / (1 + mpmath.exp(mpmath.mpf("-0.3775"))), rel=1e-15)
        computed = {
            "a1": (h, (0.5933, 0.5969)),
            "z2": ([-mpmath.log(1 / o - 1)], (1.0059,)),
            "a2": ([o], (0.7322,)),
            "L": ([(o - 0.01) ** 2 / 2], (0.2608,)),
            "slope2": ([o * (1 - o)], (0.1961,)),
            "delta2": ([d], (0.1416,)),
            "dW2": ([d * a for a in h], (0.0840, 0.0845)),
            "slope1": ([a * (1 - a) for a in h], (0.2413, 0.2406)),
            "delta1": ([d1, d2], (0.0137, 0.0153)),
            "dW1": ([d1 * 0.05, d1 * 0.1, d2 * 0.05, d2 * 0.1], (0.0007, 0.0014, 0.0008, 0.0015)),
        }
    for name, (values, rounded) in computed.items():
        assert tuple(round(float(v), 4) for v in values) == rounded, name


def test_which_of_the_nine_numbers_moves_the_loss_most():
    (d1, d2), (d,) = deltas(HIDDEN, OUR_OUTPUT, OUR_TARGETS)
    h, _ = run(HIDDEN, OUR_OUTPUT)
    nine = {"b2": d, "W2[1]": d * h[1], "W2[0]": d * h[0], "b1[1]": d2, "b1[0]": d1}
    nine |= {"W1[1, 1]": d2 * 0.10, "W1[1, 0]": d1 * 0.10}
    nine |= {"W1[0, 1]": d2 * 0.05, "W1[0, 0]": d1 * 0.05}
    assert list(nine) == sorted(nine, key=lambda name: -nine[name])
    nudged = [[*OUR_OUTPUT[0][:2], OUR_OUTPUT[0][2] + 1e-6]]
    slope = error(HIDDEN, nudged, OUR_TARGETS) - error(HIDDEN, OUR_OUTPUT, OUR_TARGETS)
    assert slope / 1e-6 == pytest.approx(d, rel=1e-5)


def test_the_slope_fed_z_would_be_negative():
    _, (o,) = run(HIDDEN, OUR_OUTPUT)
    z = -math.log(1 / o - 1)
    assert 1 < z < 1.01
    assert z * (1 - z) < 0


def test_two_roads_added_in_numbers():
    """Through output 1 and through output 2, for both hidden neurons of the 2-2-2 network."""
    (d1, d2), (first, second) = deltas(HIDDEN, COPIED_OUTPUT, COPIED_TARGETS)
    assert (round(first, 6), round(second, 6)) == (0.138499, -0.038098)
    roads = {w: round(d * w, 4) for d, w in ((first, 0.40), (second, 0.50))}
    assert roads == {0.40: 0.0554, 0.50: -0.0190}
    assert round(first * 0.40 + second * 0.50, 4) == 0.0364
    assert (round(first * 0.45, 4), round(second * 0.55, 4)) == (0.0623, -0.0210)
    assert round(first * 0.45 + second * 0.55, 4) == 0.0414
    h, _ = run(HIDDEN, COPIED_OUTPUT)
    assert d1 == pytest.approx(0.036350 * h[0] * (1 - h[0]), rel=2e-5)
    assert d2 == pytest.approx(0.041370 * h[1] * (1 - h[1]), rel=2e-5)


def test_columns_are_the_transpose_of_rows():
    rng = np.random.default_rng(0)
    x, W1, W2 = rng.normal(size=(1, 3)), rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    delta2, a1 = rng.normal(size=(1, 2)), rng.normal(size=(1, 4))
    V1, V2 = W1.T, W2.T  # (neurons, inputs)
    for row, column in (
        (x @ W1, V1 @ x.T),
        (delta2 @ W2.T, V2.T @ delta2.T),
        (a1.T @ delta2, delta2.T @ a1),
    ):
        np.testing.assert_allclose(row.T, column, rtol=1e-12)
    assert W1[1, 0] == V1[0, 1]  # what rows call w_21 is w_12 in columns


def test_the_experiment_steps_as_plain_python_does():
    W1 = np.array([[0.15, 0.25], [0.20, 0.30]])
    copied = np.array([[0.40, 0.50], [0.45, 0.55]])
    start = [W1, np.full(2, 0.35), copied, np.full(2, 0.60)]
    x, y = np.array([X]), np.array([COPIED_TARGETS])
    for slip in (False, True):
        for biases in (False, True):
            layers = step(HIDDEN, COPIED_OUTPUT, COPIED_TARGETS, 0.5, slip=slip, biases=biases)
            name = "updated weights" if slip else ""
            moved = lab.step_with_slip(start, x, y, 0.5, name, biases=biases)
            hidden, output = (np.array(layer).T for layer in layers)
            for got, wanted in zip(
                moved, (hidden[:2], hidden[2], output[:2], output[2]), strict=True
            ):
                np.testing.assert_allclose(got, wanted, rtol=1e-12)
            assert lab.loss_of(moved, x, y) == pytest.approx(error(*layers, COPIED_TARGETS))
    printed = {
        slip: round(lab.loss_of(lab.step_with_slip(start, x, y, 0.5, slip, biases=False), x, y), 9)
        for slip in ("", "slope forgotten", "transposed", "updated weights")
    }
    assert list(printed.values()) == [0.291027774, 0.291024764, 0.291027834, PRINTED_ERROR]


def test_what_the_slip_costs_grows_with_the_learning_rate():
    middle = {rate: np.median(lab.slip_by_rate(rate)[1]) for rate in (0.01, 0.1, 1)}
    assert middle[0.1] / middle[0.01] == pytest.approx(10, rel=0.05)
    assert middle[1] / middle[0.1] == pytest.approx(10, rel=0.1)
    assert lab.agrees_with_bplib(0.01) == 200
    assert lab.first_different_digit(0.2604526480, 0.2604526564) == 8
    assert lab.first_different_digit(1.0, 1.0) == 16


def test_the_printed_new_weights_are_those_of_the_method():
    def after(slip):
        hidden, _ = step(HIDDEN, COPIED_OUTPUT, COPIED_TARGETS, 0.5, slip=slip, biases=False)
        return [round(w, 8) for neuron in hidden for w in neuron[:2]]

    assert after(slip=False) == [0.14978072, 0.19956143, 0.24975114, 0.29950229]
    assert after(slip=True)[0] == 0.14981764


def test_the_first_layers_weights_do_not_move_in_four_decimals():
    hidden, output = step(HIDDEN, OUR_OUTPUT, OUR_TARGETS, 0.01)
    assert [[round(w, 4) for w in n[:2]] for n in hidden] == [[0.15, 0.20], [0.25, 0.30]]
    assert [round(w, 4) for w in output[0]] == [0.3992, 0.4492, 0.4986]
    assert math.floor(hidden[0][0] * 1e4) == 1499  # the printed 0.1499 is cut off, not rounded


def test_gradients_of_the_first_layer_are_fifty_times_smaller():
    first, (last,) = deltas(HIDDEN, OUR_OUTPUT, OUR_TARGETS)
    h, _ = run(HIDDEN, OUR_OUTPUT)
    assert math.hypot(*first) * math.hypot(*X) / (last * math.hypot(*h)) == pytest.approx(
        0.019, abs=5e-4
    )


@pytest.mark.parametrize(("lr", "loss"), [(0.01, 0.0015), (0.5, 1.9e-6)])
def test_loss_after_ten_thousand_steps(lr, loss):
    assert error(*train(OUR_OUTPUT, OUR_TARGETS, lr, 10_000), OUR_TARGETS) == pytest.approx(
        loss, rel=0.03
    )


def test_the_slip_shows_in_the_eighth_digit():
    right = error(*step(HIDDEN, OUR_OUTPUT, OUR_TARGETS, 0.01), OUR_TARGETS)
    slipped = error(*step(HIDDEN, OUR_OUTPUT, OUR_TARGETS, 0.01, slip=True), OUR_TARGETS)
    assert f"{right:.12f}"[2:9] == f"{slipped:.12f}"[2:9]
    assert f"{right:.12f}"[9] != f"{slipped:.12f}"[9]


def test_the_printed_error_comes_from_updated_weights():
    def after(**options):
        layers = step(HIDDEN, COPIED_OUTPUT, COPIED_TARGETS, 0.5, biases=False, **options)
        return round(error(*layers, COPIED_TARGETS), 9)

    assert after(slip=True) == PRINTED_ERROR
    assert after() == 0.291027774


def test_the_printed_outputs_after_ten_thousand_steps_come_from_the_slip():
    slipped = train(COPIED_OUTPUT, COPIED_TARGETS, 0.5, 10_000, slip=True, biases=False)
    assert [round(a, 9) for a in run(*slipped)[1]] == [0.015912196, 0.984065734]
    assert round(error(*slipped, COPIED_TARGETS), 10) == 0.0000350848  # printed: 0.0000351085
    right = train(COPIED_OUTPUT, COPIED_TARGETS, 0.5, 10_000, biases=False)
    assert [round(a, 9) for a in run(*right)[1]] == [0.015913620, 0.984064274]
    assert round(error(*right, COPIED_TARGETS), 10) == 0.0000351019


def test_the_printed_final_error_is_the_methods_one_step_early():
    early = train(COPIED_OUTPUT, COPIED_TARGETS, 0.5, 9_999, biases=False)
    assert round(error(*early, COPIED_TARGETS), 10) == 0.0000351085
    slipped = train(COPIED_OUTPUT, COPIED_TARGETS, 0.5, 9_999, slip=True, biases=False)
    assert round(error(*slipped, COPIED_TARGETS), 10) != 0.0000351085


def test_updating_the_biases_too_lowers_the_error_fourteenfold():
    layers = train(COPIED_OUTPUT, COPIED_TARGETS, 0.5, 10_000)
    assert error(*layers, COPIED_TARGETS) == pytest.approx(2.4e-6, rel=0.03)


def test_the_slip_always_lowers_every_hidden_delta():
    """The extra term is −η (δ₂·δ₂) a₁ σ′(z₁): negative whatever the error."""
    rng = random.Random(0)
    for _ in range(100):
        hidden = [[rng.gauss(0, 1) for _ in range(3)] for _ in range(2)]
        output = [[rng.gauss(0, 1) for _ in range(3)] for _ in range(2)]
        targets = rng.random(), rng.random()
        right, late = deltas(hidden, output, targets)
        slipped, _ = deltas(hidden, output, targets, lr=0.7)
        for d, s, a in zip(right, slipped, run(hidden, output)[0], strict=True):
            term = -0.7 * sum(e * e for e in late) * a * a * (1 - a)
            assert s < d
            assert s - d == pytest.approx(term, rel=1e-9, abs=1e-15)
