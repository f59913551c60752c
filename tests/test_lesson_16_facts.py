"""What lesson 16 claims, computed again without the notebook and without bplib's optimizers."""

import math

import numpy as np
import pytest

from bplib.course.experiments.lesson_16 import largest_curvature, steps_needed, train_on_digits
from bplib.data.batches import minibatches
from bplib.data.datasets import digits
from bplib.network import Network
from bplib.optimizers import SGD


def steps_to_arrive(kappa, lr, beta=0.0):
    """Return the steps of momentum from (1, 1) to within 1e-6, or None where it explodes."""
    x, y, vx, vy, steps = 1.0, 1.0, 0.0, 0.0, 0
    while math.hypot(x, y) > 1e-6:
        vx, vy = beta * vx + x, beta * vy + kappa * y
        x, y, steps = x - lr * vx, y - lr * vy, steps + 1
        if math.hypot(x, y) > 1e6:
            return None
    return steps


@pytest.mark.parametrize(
    ("kappa", "descent", "momentum"),
    [(10, 71, 27), (100, 709, 95), (1_000, 7_082, 321), (10_000, 70_811, 1_074)],
)
def test_memory_turns_the_condition_number_into_its_root(kappa, descent, momentum):
    root = math.sqrt(kappa)
    assert steps_to_arrive(kappa, 2 / (1 + kappa)) == descent
    best = (2 / (root + 1)) ** 2, ((root - 1) / (root + 1)) ** 2
    assert steps_to_arrive(kappa, *best) == momentum


def test_the_limit_is_a_cliff():
    """2 / 100 = 0.02 without memory, (2 + 1.8) / 100 = 0.038 with beta = 0.9; half a per cent."""
    for limit, beta in ((0.02, 0.0), (0.038, 0.9)):
        assert limit == pytest.approx((2 + 2 * beta) / 100)
        below = steps_to_arrive(100, 0.995 * limit, beta)
        assert below is not None
        assert steps_needed(100, 0.995 * limit, beta) == below
        assert below > steps_to_arrive(100, 2 / 101 if beta == 0 else (2 / 11) ** 2, beta)
        assert steps_to_arrive(100, 1.005 * limit, beta) is None
        assert steps_needed(100, 1.005 * limit, beta) == "explodes"


def test_a_sum_of_all_gradients_never_settles():
    """Momentum with beta = 1: the product of the two roots is 1."""
    x, v, far = 1.0, 0.0, []
    for _ in range(2_000):
        v += x
        x -= 0.1 * v
        far.append(abs(x))
    assert max(far[-100:]) > 0.9


def test_the_noise_of_a_batch_against_both_lengths():
    """One sample: seven times the full gradient's length, but 0.99 of its own, and nearly sideways.

    From 8 to 128 samples the error becomes four times smaller.
    """
    data, network = digits(), Network((64, 32, 10), "tanh", "cross_entropy", rng=0)
    _, full = network.loss_and_gradient(data.X_train, data.y_train)
    rng, errors = np.random.default_rng(5), {}
    for size in (1, 8, 128):
        found = []
        for _ in range(100):
            X, y = next(minibatches(data.X_train, data.y_train, size, rng))
            _, own = network.loss_and_gradient(X, y)
            error = np.linalg.norm(own - full)
            cosine = own @ full / np.linalg.norm(own) / np.linalg.norm(full)
            found.append((error / np.linalg.norm(full), error / np.linalg.norm(own), cosine))
        errors[size] = np.mean(found, axis=0)
    of_full, of_own, cosine = errors[1]
    assert of_full == pytest.approx(7, abs=0.6)
    assert of_own == pytest.approx(0.99, abs=0.006)
    assert np.degrees(np.arccos(cosine)) == pytest.approx(80, abs=4)
    assert errors[8][0] / errors[128][0] == pytest.approx(4, rel=0.1)


def test_the_rows_of_that_table_with_two_numbers():
    for noise, by_g, by_own, angle in ((7, "7.0", "0.99", 82), (0.6, "0.6", "0.51", 31)):
        own = np.array([1, noise])
        assert f"{noise / 1:.1f}" == by_g
        assert f"{noise / np.linalg.norm(own):.2f}" == by_own
        assert round(np.degrees(np.arctan(noise))) == angle
    assert round(np.sqrt(50), 2) == 7.07
    assert math.ceil(1437 / 128) == 12
    assert math.ceil(1437 / 8) == 180


def test_four_rates_on_one_parabola():
    for rate, factor in ((0.005, 0.5), (0.015, -0.5), (0.02, -1.0), (0.021, -1.1)):
        assert 1 - rate * 100 == pytest.approx(factor)
    assert 50 * (1 - 0.021 * 100) ** 2 == pytest.approx(60.5)


def test_the_best_rate_of_descent():
    q = 99 / 101
    assert 1 - 2 / 101 * 1 == pytest.approx(q)
    assert 1 - 2 / 101 * 100 == pytest.approx(-q)
    assert round(q, 2) == 0.98
    assert math.ceil(math.log(0.5) / math.log(q)) == 35  # steps to halve the distance
    assert math.ceil(math.log(0.1) / math.log(q)) == 116  # the figure: a tenth
    assert 1 - 50 * 2 / 101 == pytest.approx(1 / 101)


def test_a_component_of_curvature_zero_never_moves():
    """`d - eta H d` along an eigenvector of eigenvalue 0 is that eigenvector."""
    H = np.array([[1.0, 1.0], [1.0, 1.0]])
    flat = np.array([1.0, -1.0])
    np.testing.assert_array_equal(flat - 0.3 * H @ flat, flat)


def test_the_table_of_a_velocity_by_hand():
    y, v, alone, seen = 1.0, 0.0, 1.0, []
    for _ in range(3):
        g = 100 * y
        v = 0.5 * v + g
        y, alone = y - 0.018 * v, alone - 0.018 * 100 * alone
        seen.append((g, v, y, alone))
    expected = [(100, 100, -0.8, -0.8), (-80, -30, -0.26, 0.64), (-26, -41, 0.478, -0.512)]
    np.testing.assert_allclose(seen, expected, rtol=1e-12)


def test_the_step_of_momentum_as_a_matrix_and_as_a_spring():
    eta, lam, beta = 0.03, 7.0, 0.8
    M = np.array([[1 - eta * lam, -eta * beta], [lam, beta]])
    w, v, places = 1.3, 0.4, []
    for _ in range(4):
        np.testing.assert_allclose(
            M @ [w, v], [w - eta * (beta * v + lam * w), beta * v + lam * w], rtol=1e-14
        )
        places.append(w)
        w, v = M @ [w, v]
    a, b, c = places[1:]
    assert (c - b) - (b - a) == pytest.approx(-(1 - beta) * (b - a) - eta * lam * b)
    np.testing.assert_allclose(np.poly(M), [1, -(1 + beta - eta * lam), beta], rtol=1e-14)


def larger_root(product, beta):
    return np.abs(np.roots([1, -(1 + beta - product), beta])).max()


@pytest.mark.parametrize("beta", [0.25, 0.5, 0.9])
def test_between_two_squares_both_roots_have_one_size(beta):
    low, high = (1 - math.sqrt(beta)) ** 2, (1 + math.sqrt(beta)) ** 2
    for product in np.linspace(low, high, 7)[1:-1]:
        assert larger_root(product, beta) == pytest.approx(math.sqrt(beta))
    assert larger_root(0.9 * low, beta) > math.sqrt(beta)
    assert larger_root(1.02 * high, beta) > math.sqrt(beta)
    assert larger_root(2 + 2 * beta, beta) == pytest.approx(1)


@pytest.mark.parametrize("beta", [0.25, 0.5, 0.9])
def test_for_a_small_rate_both_roots_are_inside(beta):
    product = 1e-3 * (1 - beta) ** 2
    roots = sorted(np.roots([1, -(1 + beta - product), beta]))
    assert roots == pytest.approx([beta, 1 - product / (1 - beta)], rel=2e-3)
    assert 1 - roots[1] == pytest.approx(product / (1 - beta), rel=0.01)
    for product in np.linspace(1e-3, 2 + 2 * beta - 1e-3, 500):
        assert larger_root(product, beta) < 1


@pytest.mark.parametrize("beta", [0.25, 0.5, 0.9])
def test_beyond_one_and_minus_one_there_is_no_root_below_the_limit(beta):
    for product in (0.01, 1.0, 2 + 2 * beta, 2.1 + 2 * beta):
        equation = [1, -(1 + beta - product), beta]
        assert np.polyval(equation, 1) == pytest.approx(product)
        assert np.polyval(equation, -1) == pytest.approx(2 + 2 * beta - product)
        roots = np.roots(equation)
        assert np.prod(roots) == pytest.approx(beta)
        assert (np.abs(roots).max() < 1 - 1e-9) == (product < 2 + 2 * beta)


def test_the_floors_of_three_memories():
    shown = []
    for beta in (0.5, (9 / 11) ** 2, 0.9):
        begin, end = (1 - math.sqrt(beta)) ** 2, (1 + math.sqrt(beta)) ** 2
        shown.append(f"{beta:.2f} {math.sqrt(beta):.2f} {begin:.2g} {end:.2f} {end / begin:.2g}")
    assert shown == [
        "0.50 0.71 0.086 2.91 34", "0.67 0.82 0.033 3.31 1e+02", "0.90 0.95 0.0026 3.80 1.4e+03",
    ]  # fmt: skip


def test_the_best_momentum_leaves_nine_elevenths():
    eta, beta = (2 / 11) ** 2, (9 / 11) ** 2
    for curvature in (1, 100):
        assert (1 + beta - eta * curvature) ** 2 == pytest.approx(4 * beta)
    assert round(9 / 11, 2) == 0.82
    assert round(beta, 2) == 0.67
    assert round(eta, 3) == 0.033


def test_the_spring_with_three_frictions():
    """Stiffness 0.04: square at beta = 0.64; 0.95 still swings after 100 steps, 0 still creeps."""
    ends = {}
    for beta in (0.0, 0.64, 0.95):
        w, v, places = 1.0, 0.0, [1.0]
        for _ in range(100):
            v = beta * v + w
            w -= 0.04 * v
            places.append(w)
        ends[beta] = np.array(places)
    assert (1 - math.sqrt(0.64)) ** 2 == pytest.approx(0.04)
    assert ends[0.0][50] == pytest.approx(0.13, abs=0.005)
    assert abs(ends[0.64][30]) < 0.02
    assert ends[0.64].min() > 0
    assert np.abs(ends[0.95][80:]).max() > 0.05
    assert ends[0.95].min() < -0.5


def test_the_limit_of_a_net_belongs_to_a_place():
    """0.64 at the start; at 1.2 it learns, and ends where the limit is above 1.2; at 4 it fails."""
    data = digits()
    network = Network((64, 32, 10), "tanh", "cross_entropy", rng=0)
    before = network.parameters.copy()
    start = 2 / largest_curvature(network, data.X_train, data.y_train)
    assert start == pytest.approx(0.64, abs=0.005)
    np.testing.assert_array_equal(network.parameters, before)
    for rate in (0.3, 0.6, 1.2, 4.0):
        net, losses = Network((64, 32, 10), "tanh", "cross_entropy", rng=0), []
        for _ in range(100):
            loss, g = net.loss_and_gradient(data.X_train, data.y_train)
            losses.append(loss)
            net.set_parameters(net.parameters - rate * g)
        rose = np.flatnonzero(np.diff(losses) > 0)
        if rate == 4.0:
            assert losses[-1] > 10
            continue
        assert losses[-1] < 0.3
        assert (rose.size > 0) == (rate == 1.2)
        assert (rose < 20).all()
        end = 2 / largest_curvature(net, data.X_train, data.y_train)
        assert end > max(rate, start)


def test_the_forgotten_zeroing_wins_at_a_small_rate_and_loses_at_a_larger_one():
    right = {lr: np.median(train_on_digits(SGD(lr))[-1]) for lr in (0.01, 0.1)}
    wrong = {lr: np.median(train_on_digits(SGD(lr), zeroed=False)[-1]) for lr in (0.01, 0.1)}
    assert wrong[0.01] < right[0.01] / 3
    assert wrong[0.1] > right[0.1] * 3


def test_the_stacked_networks_are_bplibs_network():
    from bplib.course.experiments.lesson_16 import SIZES, gradients
    from bplib.losses import one_hot

    data, net = digits(), Network(SIZES, "tanh", "cross_entropy", rng=1)
    X, y = data.X_train[:20], data.y_train[:20]
    _, expected = net.loss_and_gradient(X, y)
    found = gradients(net.parameters[None], X[None], one_hot(y, 10)[None])[0]
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-14)


def momentum_walk(curvature, eta, beta, steps, ahead=False):
    """Return the places of one weight from 1, of momentum or of Nesterov's."""
    w, v, places = 1.0, 0.0, [1.0]
    for _ in range(steps):
        g = curvature * w
        v = beta * v + g
        w -= eta * (g + beta * v if ahead else v)
        places.append(w)
    return np.array(places)


def test_a_velocity_by_hand_wins_in_the_end():
    places = momentum_walk(100, 0.018, 0.5, 12)
    alone = (1 - 0.018 * 100) ** np.arange(13)
    np.testing.assert_allclose(places[[6, 12]], [0.077, -0.021], atol=5e-4)
    np.testing.assert_allclose(alone[[6, 12]], [0.262, 0.069], atol=5e-4)


def test_nesterovs_look_ahead_brakes_sooner():
    assert 100 + 0.9 * 100 == 190  # the bracket at y = 1, and the next v if the slope stays 100
    shown_by = {False: "1.00 0.50 -0.20 -0.73 -0.84", True: "1.00 0.05 -0.40 -0.40"}
    for ahead, shown in shown_by.items():
        walk = momentum_walk(100, 0.005, 0.9, 60, ahead=ahead)
        steps = len(shown.split())
        assert " ".join(f"{place:.2f}" for place in walk[:steps]) == shown
        assert walk.argmin() == steps - 1  # and turns
    assert round(momentum_walk(100, 0.005, 0.9, 60).min(), 2) == -0.84
    assert round(momentum_walk(100, 0.005, 0.9, 60, ahead=True).min(), 2) == -0.40


def test_at_a_double_root_the_distance_falls_like_n_times_q_to_the_n():
    q = 9 / 11
    for curvature in (1, 100):
        n = np.array([100, 200, 400])
        left = np.abs(momentum_walk(curvature, (2 / 11) ** 2, q**2, 400)[n]) / (n * q**n)
        np.testing.assert_allclose(left, left[-1], rtol=0.15)
    for kappa, steps in ((100, 69), (10_000, 691)):  # without that factor
        root = math.sqrt(kappa)
        assert round(math.log(1e-6) / math.log((root - 1) / (root + 1))) == steps
    assert 11 < 1_074 / 95 < 11.5
    table = {10: "0.1 1", 50: "4e-05 0.002", 69: "1e-06 7e-05", 95: "5e-09 5e-07"}
    for n, (alone, times_n) in ((n, row.split()) for n, row in table.items()):
        assert f"{q**n:.0e} {n * q**n:.0e}" == f"{float(alone):.0e} {float(times_n):.0e}"
    assert f"{q**10:.2f} {10 * q**10:.1f}" == "0.13 1.3"


def test_powers_of_a_complex_number_swing():
    np.testing.assert_allclose([(1j**k).real for k in range(5)], [1, 0, -1, 0, 1], atol=1e-15)
    for r in (0.7j, -0.15 + 0.69j):
        assert abs(r) == pytest.approx(math.hypot(r.real, r.imag))
        np.testing.assert_allclose([abs(r**k) for k in range(5)], [abs(r) ** k for k in range(5)])
    swing = [((0.7j) ** k).real for k in range(5)]
    np.testing.assert_allclose(swing, [1, 0, -0.49, 0, 0.24], atol=2e-4)


def test_four_components_with_the_best_momentum():
    ends = [abs(momentum_walk(c, (2 / 11) ** 2, (9 / 11) ** 2, 120)[-1]) for c in (1, 10, 50, 100)]
    assert 1e-11 < min(ends) < max(ends) < 1e-8


def test_the_turned_valley_of_the_text():
    H = np.array([[50.5, 49.5], [49.5, 50.5]])
    both, apart = np.array([1, 1]), np.array([1, -1])
    np.testing.assert_allclose(H @ both, 100 * both)
    np.testing.assert_allclose(H @ apart, apart)
    np.testing.assert_allclose(H @ (0.01, 0), (0.505, 0.495))
    start = both + apart
    np.testing.assert_allclose(H @ start, (101, 99))
    np.testing.assert_allclose(start - 0.015 * H @ start, (0.485, -1.485))
    x, y = 0.3, -0.8  # the height that the text writes, and its slopes
    height = 0.5 * (50.5 * x**2 + 99 * x * y + 50.5 * y**2)
    assert height == pytest.approx(0.5 * np.array([x, y]) @ H @ (x, y))
    turned = (x + y) / math.sqrt(2), (x - y) / math.sqrt(2)
    assert height == pytest.approx(0.5 * (100 * turned[0] ** 2 + turned[1] ** 2))
    np.testing.assert_allclose(start - 0.015 * H @ start, -0.5 * both + 0.985 * apart)


def test_the_walk_by_hand_is_what_the_matrix_and_its_roots_say():
    step = np.array([[1 - 0.018 * 100, -0.018 * 0.5], [100, 0.5]])
    walk = [np.array([1.0, 0.0])]
    for _ in range(12):
        walk.append(step @ walk[-1])
    np.testing.assert_allclose(walk[1], (-0.8, 100))
    np.testing.assert_allclose(walk[2], (-0.26, -30))
    assert f"{walk[12][0]:.3f}" == "-0.021"
    roots = np.roots([1, 0.3, 0.5])
    np.testing.assert_allclose(np.sort_complex(np.linalg.eigvals(step)), np.sort_complex(roots))
    assert f"{abs(roots[0]):.2f} {0.5**6:.3f}" == "0.71 0.016"
    assert f"{roots[0].real:.2f} {abs(roots[0].imag):.2f}" == "-0.15 0.69"
    assert f"{1 + 0.5 - 0.018:.3f}" == "1.482"
    assert [f"{r:.2f}" for r in sorted(np.roots([1, -1.482, 0.5]))] == ["0.52", "0.96"]
    along = momentum_walk(1, 0.018, 0.5, 60)
    assert round(along[60] / along[59], 2) == 0.96
