"""What lesson 14 states as given: its table of profiles and its claims, computed another way."""

import numpy as np
import pytest

from bplib.course.experiments import lesson_14
from bplib.course.notebooks import read
from bplib.course.registry import find

F = {"sigmoid": lambda Z: 1 / (1 + np.exp(-Z)), "tanh": np.tanh, "relu": lambda Z: Z * (Z > 0)}
SLOPE = {"sigmoid": lambda A: A * (1 - A), "tanh": lambda A: 1 - A**2, "relu": lambda A: A > 0}
CAUSES = {
    1: ("sigmoid", 0.1),
    2: ("tanh", 0.01),
    3: ("tanh", 1.0),
    4: ("relu", 0.2),
    5: ("relu", 0.02**0.5),
}
PROFILES = {  # as the lesson prints them
    "A": (1.9e3, 0.96, 0.96),
    "B": (0.9, 0.83, 0.79),
    "C": (2.0e-6, 0.21, 0.12),
    "D": (2.0e1, 1.18, 25.0),
    "E": (9.9e-10, 0.10, 1.0e-10),
}


def profile(name, std, depth, seed, width=100, samples=64):
    rng = np.random.default_rng(seed)
    activations, weights = [rng.normal(size=(samples, width))], []
    for _ in range(depth):
        weights.append(rng.normal(0, std, (width, width)))
        activations.append(F[name](activations[-1] @ weights[-1]))
    dA, norms = rng.normal(size=(samples, width)), []
    for W, A in zip(reversed(weights), reversed(activations), strict=False):
        dZ = dA * SLOPE[name](A)
        norms.append(np.linalg.norm(dZ))
        dA = dZ @ W.T
    return norms[-1] / norms[0], activations[1].std(), activations[-1].std()


@pytest.mark.parametrize("net", PROFILES)
def test_profiles_belong_to_their_causes(net):
    cause = CAUSES[find("gradient_forensics").right_answer()[net]]
    seen = np.median([profile(*cause, depth=10, seed=seed) for seed in range(9)], axis=0)
    np.testing.assert_allclose(seen, PROFILES[net], rtol=0.03)


def test_deltas_of_thirty_relu_layers():
    for std, expected in ((0.01, -33.4), (0.1, -4.4), (0.02**0.5, -0.1), (0.2, 4.3)):
        ratios = [profile("relu", std, 30, seed, samples=32)[0] for seed in range(5)]
        assert abs(np.median(np.log10(ratios)) - expected) < 0.5


def test_a_sum_of_random_terms_grows_with_the_root_of_their_number():
    """Two terms as in the text, all four draws; then n terms."""
    a = np.array([3, 4])
    draws = [(np.array(w) @ a) ** 2 for w in ((0.5, 0.5), (0.5, -0.5), (-0.5, 0.5), (-0.5, -0.5))]
    assert np.mean(draws) == 6.25 == 2 * 0.25 * np.mean(a**2)
    rng = np.random.default_rng(0)
    a = rng.normal(2, 1, 50)  # the a_i may have a mean, as long as the weights have none
    sums = rng.normal(0, 0.3, (40_000, 50)) @ a
    np.testing.assert_allclose(np.mean(sums**2), 50 * 0.3**2 * np.mean(a**2), rtol=0.03)


def test_half_of_the_mean_square_passes_a_relu():
    z = np.random.default_rng(1).normal(0, 1.7, 400_000)
    np.testing.assert_allclose(np.mean(F["relu"](z) ** 2), 1.7**2 / 2, rtol=0.02)
    assert round((2 / 80) ** 0.5, 3) == 0.158  # as the lesson says


def test_the_factors_of_both_means_of_the_fans():
    """What one has above 1, the other has below it; for the geometric mean the product is 1."""
    for n_in, n_out in ((64, 10), (10, 32), (5, 5)):
        v = 2 / (n_in + n_out)
        assert np.isclose(n_in * v + n_out * v, 2)
        v = (n_in * n_out) ** -0.5
        assert np.isclose(n_in * v * n_out * v, 1)


def test_tanh_is_level_at_one_point_four_times_xaviers():
    """The answer under the figure to move, with other networks than the lesson's."""

    def factor(times, seed):
        return profile("tanh", times / 10, 10, seed)[0] ** (1 / 9)

    factors = {m: np.median([factor(m, seed) for seed in range(7)]) for m in (1.0, 1.3, 1.5)}
    assert factors[1.0] < 0.9
    assert factors[1.3] < 1 < factors[1.5]


def test_slopes_of_tanh_fall_less_than_four_times_while_weights_grow_ten_times():
    (slope, _), (flat, _) = (lesson_14.factor_a_layer("tanh", s, seeds=3) for s in (0.1, 1.0))
    assert 3 < slope / flat < 4


@pytest.mark.parametrize("seed", [0, 7])
def test_in_a_deaf_stack_the_first_layers_see_and_stay_the_last_ones_learn_and_see_nothing(seed):
    change, between, reached = lesson_14.learnt_by_layer("sigmoid", "xavier", seed)
    assert change[0] < 1e-5
    assert change[9] > 0.01
    assert between[0] > 0.03
    assert between[9] < 1e-6
    assert reached < 0.2
    change, between, reached = lesson_14.learnt_by_layer("tanh", "xavier", seed)
    assert change.min() > 0.1
    assert between.min() > 0.05
    assert reached > 0.6


def test_a_sigmoid_map_falls_by_a_power_of_ten_in_one_and_a_half_layers():
    deltas, activations = lesson_14.maps_by_depth("sigmoid", "xavier")
    assert round(np.log10(deltas[29, 0])) == -18
    assert 1.4 < -29 / np.log10(deltas[29, 0]) < 1.7
    assert np.isnan(deltas[4, 5:]).all()
    assert np.isfinite(activations[4, :5]).all()
    np.testing.assert_allclose(np.diag(deltas), 1)


def test_weights_with_a_mean_bring_the_cross_terms_back():
    """He weights moved by a tenth of their standard deviation, thirty layers of 100."""

    def growth(f, mean, seed):
        rng = np.random.default_rng(seed)
        A, std = rng.normal(size=(64, 100)), 0.02**0.5
        for _ in range(30):
            A = f(A @ rng.normal(mean * std, std, (100, 100)))
        return np.log10(np.sqrt(np.mean(A**2)))

    moved = [growth(F["relu"], 0.1, seed) for seed in range(5)]
    assert 5.5 < min(moved) < max(moved) < 7.5
    assert max(abs(growth(F["relu"], 0.0, seed)) for seed in range(5)) < 1
    assert max(growth(F["tanh"], 0.1, seed) for seed in range(5)) < 0


def gauge_powers(name, std, depth, seed, width=100):
    """Return the powers of ten of delta and weight gradient, layer 1 over the last, one sample."""
    rng = np.random.default_rng(seed)
    A, weights = [rng.normal(size=(1, width))], []
    for _ in range(depth):
        weights.append(rng.normal(0, std, (width, width)))
        A.append(F[name](A[-1] @ weights[-1]))
    dA, delta, dW = rng.normal(size=(1, width)), [], []
    for W, inputs, outputs in zip(weights[::-1], A[-2::-1], A[:0:-1], strict=True):
        dZ = dA * SLOPE[name](outputs)
        delta.append(np.linalg.norm(dZ))
        dW.append(np.linalg.norm(inputs.T @ dZ))
        dA = dZ @ W.T
    return np.log10(delta[-1] / delta[0]), np.log10(dW[-1] / dW[0])


def test_the_weight_gradient_hides_a_fading_delta_only_where_activations_follow_the_weights():
    def powers(*case):
        return np.median([gauge_powers(*case, seed) for seed in range(5)], axis=0)

    delta, dW = powers("relu", 0.01, 30)
    assert delta < -30
    assert abs(dW) < 1
    for case in (("sigmoid", 0.1, 10), ("sigmoid", 0.1, 30), ("tanh", 1.0, 30)):
        delta, dW = powers(*case)
        assert abs(delta) > 5
        assert abs(delta - dW) < 0.6  # here it shows all


def test_the_famous_bound_meets_the_opening_stack_and_no_other():
    """Xavier's σ_w √n is 1 for equal fans; the measured factors are near 0.25 there, near 1 not."""
    assert (2 / (100 + 100)) ** 0.5 * 100**0.5 == 1
    assert 0.2 < lesson_14.factor_a_layer("sigmoid", "xavier", seeds=3)[1] < 0.25
    assert 0.9 < lesson_14.factor_a_layer("sigmoid", 1.0, seeds=3)[1] < 1


def test_xaviers_factor_of_tanh_is_below_1_and_hes_is_not():
    assert abs(lesson_14.factor_a_layer("tanh", "xavier")[1] - 0.87) < 0.015
    assert abs(lesson_14.factor_a_layer("tanh", "he")[1] - 1) < 0.02


def test_one_panel_alone_is_white_in_activations_and_orange_in_deltas():
    """Over N(0, 0.5^2) a sigmoid's rms slope is 0.24; tanh of N(0, 1) weights needs two gauges."""
    found = set()
    for name in ("sigmoid", "tanh", "relu"):
        for init in (0.01, "xavier", "he", 1.0):
            deltas, stds = (np.log10(m[29]) for m in lesson_14.maps_by_depth(name, init))
            if deltas[0] > 5 and np.abs(stds).max() < 0.1:
                found.add((name, init))
    assert found == {("tanh", 1.0)}
    assert lesson_14.factor_a_layer("tanh", 1.0)[1] > 2
    z = np.random.default_rng(0).normal(0, 0.5, 1_000_000)
    assert abs(np.sqrt(np.mean(SLOPE["sigmoid"](F["sigmoid"](z)) ** 2.0)) - 0.237) < 0.001


def test_three_maps_are_palest_and_sigmoid_of_large_weights_is_the_fourth():
    def fall(name, init):
        return abs(np.log10(lesson_14.maps_by_depth(name, init)[0][29, 0]))

    falls = {
        (name, init): fall(name, init)
        for name in ("sigmoid", "tanh", "relu")
        for init in (0.01, "xavier", "he", 1.0)
    }
    order = sorted(falls, key=falls.get)
    assert set(order[:3]) == {("tanh", "he"), ("tanh", "xavier"), ("relu", "he")}
    assert order[3] == ("sigmoid", 1.0)
    assert falls[order[2]] < 1.5 < 2 < falls[order[3]]


def test_differences_between_images_shrink_forward_by_the_factor_of_the_way_back():
    _, between, _ = lesson_14.learnt_by_layer("sigmoid", "xavier", 0)
    assert 0.2 < (between[9] / between[0]) ** (1 / 9) < 0.25


def test_rms_slopes_over_a_bell_and_the_smaller_sums_of_xavier():
    """Printed beside the means; Xavier's sums are half as large, so its slopes are steeper."""
    z = np.random.default_rng(0).normal(size=1_000_000)
    rms = {name: np.sqrt(np.mean(SLOPE[name](F[name](z)) ** 2.0)) for name in ("sigmoid", "tanh")}
    assert abs(rms["sigmoid"] - 0.212) < 0.001
    assert abs(rms["tanh"] - 0.681) < 0.002
    sums, outputs = [], []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        A = rng.normal(size=(64, 100))
        for layer in range(10):
            Z = A @ rng.normal(0, 0.1, (100, 100))
            A = F["sigmoid"](Z)
            if layer:
                sums.append(np.sqrt(np.mean(Z**2)))
                outputs.append(np.mean(A))
    assert abs(np.mean(sums) - 0.5) < 0.05
    assert abs(np.mean(outputs) - 0.5) < 0.05
    assert rms["sigmoid"] + 0.01 < lesson_14.factor_a_layer("sigmoid", "xavier", seeds=3)[0] < 0.25


def test_squares_of_two_terms_and_what_a_relu_lets_pass():
    a = np.array([3, 4])
    draws = [np.dot(w, a) ** 2 for w in np.ndindex(2, 2) for w in [np.array(w) - 0.5]]
    assert np.mean(draws) == 6.25 == 2 * 0.25 * np.mean(a**2)
    z = np.array([1, -1, 2, -2])
    assert (np.sum(z**2), np.sum(np.maximum(z, 0) ** 2)) == (10, 5)


@pytest.fixture(scope="module")
def cells(root):
    path = root / "solutions" / "14_vanishing_gradients" / "14_vanishing_gradients.ipynb"
    return {cell.id: cell for cell in read(path).cells}


def test_ten_neurons_of_weight_2_and_slope_a_fifth(cells):
    assert 2 * 0.2 == 0.4
    assert f"{0.4**10:.4f}" == "0.0001"
    assert "Ten such neurons in a row leave $0.4^{10}$ of a nudge, which is 0.0001" in (
        cells["by-hand"].source
    )


@pytest.mark.parametrize("bias", [0.0, 0.7, -2.0])
def test_a_bias_changes_no_factor_of_a_link(bias):
    """The slope of w a + b by a is w; only where f' is taken moves with b."""
    w, a, h = 1.3, 0.4, 1e-6
    z = w * a + bias
    link = (np.tanh(w * (a + h) + bias) - np.tanh(w * (a - h) + bias)) / (2 * h)
    assert link == pytest.approx(w * (1 - np.tanh(z) ** 2), rel=1e-8)


def test_the_rows_of_the_table_are_what_is_read_from_them(cells):
    rows = str(cells["factor-table"].outputs[0].text).splitlines()
    read_off = {line[:21].strip(): line for line in rows}
    for row, begins in (("xavier", "0.23"), ("N(0, 1)", "0.09")):
        assert f" {begins}" in read_off[f"sigmoid     {row}"].split("×")[0]
    for line in rows[1:]:  # the product of the three shown is the one shown
        slope, std, rest = line[21:].split("×")
        root, predicted = rest.split("=")
        product = float(slope) * float(std) * float(root)
        assert product == pytest.approx(float(predicted.split()[0]), abs=0.0101)
    text = cells["factor-read"].source
    assert "0.23 is close to the famous 0.25" in text
    assert "0.23 and not 0.21" in text
    assert "rms 0.212" in str(cells["famous-bound"].outputs[0].text)
    assert "Its slopes have fallen to 0.10, but the weights are ten times as large" in text


def test_a_product_hides_what_fades_from_both_ends(cells):
    """Activations by 0.1 a layer on the way up, deltas by 0.1 on the way down."""
    below, delta = [1, 0.1, 0.01], [0.01, 0.1, 1]
    for layer, (a, d) in enumerate(zip(below, delta, strict=True), start=1):
        assert a * d == pytest.approx(0.01)
        assert f"| {layer} | {a:g} | {d:g} | 0.01 |" in cells["gauge-why"].source
