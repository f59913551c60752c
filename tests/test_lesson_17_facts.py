"""What lesson 17 claims, computed again without the notebook and without bplib's optimizers."""

import inspect
import math
from itertools import pairwise

import numpy as np
import pytest

from bplib import optimizers, schedules
from bplib.course.experiments import lesson_17_peers as peers
from bplib.course.experiments.lesson_16 import train_on_digits, walk
from bplib.course.experiments.lesson_17 import slopes_by_pixel, softmax_regression


def adam(gradient, w, steps, lr, *, decay=0.0, beta1=0.9, beta2=0.999, eps=1e-8):
    """Yield the weights after each step; `decay` acts beside the gradient."""
    m = v = np.zeros_like(w)
    for t in range(1, steps + 1):
        g = gradient(w, t)
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        quotient = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
        w = w - lr * quotient - lr * decay * w
        yield w


def test_slopes_of_one_net_differ_hundreds_of_times():
    ink, sizes = slopes_by_pixel()
    assert ink.shape == sizes.shape == (64,)
    blank = sizes == 0
    assert blank.sum() == 3
    assert (ink[blank] == 0).all()
    assert 400 < sizes.max() / sizes[~blank].min() < 600
    edge = np.zeros((8, 8), bool)
    edge[:, [0, 7]] = True
    assert sizes.reshape(8, 8)[edge].max() < sizes.reshape(8, 8)[:, 2:6].min() / 2


def test_the_table_of_two_weights():
    for slope, descent, momentum in ((10, 0.01, 0.1), (0.01, 0.00001, 0.0001)):
        assert 0.001 * slope == pytest.approx(descent)
        assert 0.001 * slope / (1 - 0.9) == pytest.approx(momentum)
    assert sum((1, 1, 1, -3)) == 0
    assert sum(np.sign((1, 1, 1, -3))) == 2


def test_the_first_step_of_rmsprop_is_ten_times_too_long():
    s = (1 - 0.99) * 3.0**2
    assert 3.0 / math.sqrt(s) == pytest.approx(10)


def test_the_mean_of_a_steady_slope():
    m, seen = 0.0, []
    for t in (1, 2, 3):
        m = 0.9 * m + 0.1
        seen.append(m)
        assert m / (1 - 0.9**t) == pytest.approx(1)
    assert seen == pytest.approx([0.1, 0.19, 0.271])


def test_the_first_step_of_adam_ignores_the_size_until_it_meets_epsilon():
    for g in (1e-4, 1e6):
        (w,) = adam(lambda _, t, g=g: np.array([g]), np.zeros(1), 1, 1e-3)
        assert -w[0] == pytest.approx(1e-3, rel=1e-3)
    for g, step in ((1e-8, 5e-4), (1e-10, 1e-3 * 1e-10 / 1.01e-8)):
        (w,) = adam(lambda _, t, g=g: np.array([g]), np.zeros(1), 1, 1e-3)
        assert -w[0] == pytest.approx(step)
    inside = {g: 1e-3 * g / math.sqrt(g**2 + 1e-8) for g in (1e-8, 1e-4)}
    assert inside[1e-4] == pytest.approx(7e-4, rel=0.02)
    assert inside[1e-8] == pytest.approx(1e-7, rel=0.01)


def test_the_first_step_in_the_valley():
    (w,) = adam(lambda w, _: np.array([1.0, 100.0]) * w, np.ones(2), 1, 0.015)
    np.testing.assert_allclose(w, 0.985, rtol=1e-8)


def test_noise_shortens_adams_steps_and_is_remembered():
    lengths = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        steady, noise = 1 + 0.3 * rng.normal(size=300), rng.normal(size=300)
        slopes = np.concatenate([steady, noise, np.full(300, 0.1)])
        places = adam(lambda _, t, s=slopes: s[t - 1 : t], np.zeros(1), 900, 1.0, beta2=0.99)
        moved = np.abs(np.diff(np.array([0.0, *(w[0] for w in places)])))
        lengths.append([moved[k + 50 : k + 300].mean() for k in (0, 300, 600)])
    steady, noise, quiet = np.transpose(lengths)
    assert (steady > 0.9).all()
    assert (noise < 0.3).all()
    assert (quiet < 0.45).all()


def test_the_saddle():
    def slopes(w):
        return np.array([2 * w[0], -2 * w[1]])

    found = {}
    for name, beta in (("descent", 0.0), ("momentum", 0.9)):
        w, v, steps = np.array([1.0, 1e-15]), np.zeros(2), 0
        while abs(w[1]) <= 1:
            v = beta * v + slopes(w)
            w, steps = w - 0.05 * v, steps + 1
        found[name] = steps
    path = adam(lambda w, _: slopes(w), np.array([1.0, 1e-15]), 100, 0.05)
    found["adam"] = 1 + next(i for i, w in enumerate(path) if abs(w[1]) > 1)
    assert found == {"descent": 363, "momentum": 128, "adam": 22}
    on_the_ridge = adam(lambda w, _: slopes(w), np.array([1.0, 0.0]), 500, 0.05)
    assert all(w[1] == 0 for w in on_the_ridge)


def test_adams_first_move_off_the_ridge_is_short_because_the_slope_is_far_below_epsilon():
    path = adam(lambda w, _: np.array([2 * w[0], -2 * w[1]]), np.array([1.0, 1e-15]), 6, 0.05)
    y = np.array([1e-15, *(w[1] for w in path)])
    moves = np.diff(y)
    assert moves[0] == pytest.approx(0.05 * 2e-15 / 1e-8, rel=1e-3)  # eta g / eps = 1e-8
    assert moves[0] / 1e-15 == pytest.approx(1e7, rel=1e-3)
    assert y[1] == pytest.approx(1e-8, rel=1e-3)
    assert 2 * y[1] / 1e-8 == pytest.approx(2, rel=1e-3)  # the second slope, twice epsilon
    assert moves[1:4] == pytest.approx([0.022, 0.032, 0.037], abs=5e-4)
    assert (np.diff(moves) > 0).all()
    assert moves.max() < 0.05


def valley(degrees, kappa=100.0):
    """Return the turned valley's table, its height being w @ H @ w / 2, and the start."""
    angle = math.radians(degrees)
    R = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return R @ np.diag([1.0, kappa]) @ R.T, R @ np.ones(2)


def steps_until_low(path, H):
    """Return the first step from which on the height stays below 1e-3 for a hundred steps."""
    low = [w @ H @ w / 2 < 1e-3 for w in path]
    return 1 + next(t for t in range(len(low)) if all(low[t : t + 100]))


ANGLES = (0, 15, 30, 45)


def test_turning_the_valley_costs_adam_the_choice_of_its_rate_and_little_else():
    needed = {}
    for lr in (0.02, 0.1, 0.5, 2):
        for degrees in ANGLES:
            H, w = valley(degrees)
            path = adam(lambda w, _, H=H: H @ w, w, 1_500, lr)
            needed[lr, degrees] = steps_until_low(list(path), H)
    assert needed[0.02, 0] == 121  # what the question tells
    assert needed[0.02, 45] > 10 * needed[0.02, 0]
    at_its_best = [min(needed[lr, degrees] for lr in (0.02, 0.1, 0.5, 2)) for degrees in ANGLES]
    assert max(at_its_best) < 1.06 * min(at_its_best)
    assert needed[0.5, 45] == at_its_best[-1] < 1.03 * needed[0.5, 0]
    assert max(needed[lr, 0] for lr in (0.02, 0.1, 0.5, 2)) < 1.3 * at_its_best[0]


def test_descent_and_momentum_do_not_notice_that_the_valley_is_turned():
    for kappa, expected in ((100, 50), (10_000, 751)):
        root = math.sqrt(kappa)
        lr, beta = (2 / (root + 1)) ** 2, ((root - 1) / (root + 1)) ** 2
        for degrees in ANGLES:
            H, w = valley(degrees, kappa)
            v, path = np.zeros(2), []
            for _ in range(expected + 200):
                v = beta * v + H @ w
                w = w - lr * v
                path.append(w)
            assert steps_until_low(path, H) == expected
    for degrees in ANGLES:
        H, w = valley(degrees)
        by_descent = [np.linalg.matrix_power(np.eye(2) - 2 / 101 * H, t) @ w for t in range(1, 900)]
        assert steps_until_low(by_descent, H) == 271


def test_in_a_very_narrow_valley_no_rate_makes_up_for_the_angle():
    """Along the axes Adam is the faster one, turned it is not, at any of many rates."""
    along, across = [], []
    for lr in (0.1, 0.5, 1, 2, 3, 4, 8):
        for degrees, found in ((0, along), (45, across)):
            H, w = valley(degrees, 1e4)
            path = list(adam(lambda w, _, H=H: H @ w, w, 6_000, lr))
            found.append(steps_until_low(path, H))
    assert max(along) < 200
    assert 1_400 < min(across) < 1_550
    assert max(along) < 751 / 3 < 2 * 751 - 100 < min(across)


def test_in_the_turned_valley_both_sizes_remember_the_steep_slopes():
    H, start = valley(45)
    v, slopes = np.zeros(2), []
    for w in (start, *adam(lambda w, _: H @ w, start, 300, 0.02)):
        slopes.append(H @ w)
        v = 0.999 * v + 0.001 * slopes[-1] ** 2
    size = np.sqrt(v / (1 - 0.999**301))
    assert size.min() > 5 * np.abs(slopes[-1]).max()


def test_l2_through_adam_is_not_decay():
    noise = np.random.default_rng(0).normal(size=(5_001, 5, 2)) * [10, 0.01]
    *_, coupled = adam(lambda w, t: noise[t] + 0.1 * w, np.ones((5, 2)), 5_000, 1e-3)
    *_, decoupled = adam(lambda _, t: noise[t], np.ones((5, 2)), 5_000, 1e-3, decay=0.1)
    assert coupled[:, 0].min() > 0.75
    assert np.abs(coupled[:, 1]).max() < 0.05
    assert np.abs(decoupled - math.exp(-0.5)).max() < 0.2
    assert (1 - 1e-3 * 0.1) ** 5_000 == pytest.approx(0.61, abs=0.005)


def banana_gradient(w):
    x, y = w
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def test_why_adam_is_behind_momentum_in_rosenbrocks_valley():
    """No step is much longer than its rate, and the size still remembers the steep start."""
    places = [np.array([-1.2, 1.0])]
    places += adam(lambda w, _: banana_gradient(w), places[0], 300, 0.1)
    path = np.array(places)
    assert np.abs(np.diff(path, axis=0)).max() < 0.13
    squares = np.array([banana_gradient(w) for w in path[:-1]]) ** 2
    v = np.zeros(2)
    for square in squares:
        v = 0.999 * v + 0.001 * square
    size = np.sqrt(v / (1 - 0.999**300))
    assert (size > 5 * np.abs(banana_gradient(path[-1]))).all()
    last = np.abs(np.diff(path[-50:], axis=0)).max()
    assert last < 0.02
    momentum = walk(optimizers.Momentum(0.001), banana_gradient, (-1.2, 1), 300)
    assert np.linalg.norm(momentum[-1] - 1) < np.linalg.norm(path[-1] - 1)


def test_at_another_rate_adam_would_end_lowest_in_rosenbrocks_valley():
    def height(w):
        return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2

    def end(optimizer):
        return height(walk(optimizer, banana_gradient, (-1.2, 1), 300)[-1])

    four = [optimizers.SGD(0.001), optimizers.Momentum(0.001), optimizers.RMSprop(0.02)]
    shown = [end(optimizer) for optimizer in (*four, optimizers.Adam(0.1))]
    assert min(shown) == shown[1]
    assert end(optimizers.Adam(0.5)) < min(shown) / 2


RACE = {
    "descent": (optimizers.SGD, 0.1),
    "momentum": (optimizers.Momentum, 0.025),
    "Nesterov": (optimizers.Nesterov, 0.025),
    "RMSprop": (optimizers.RMSprop, 0.0025),
    "Adam": (optimizers.Adam, 0.005),
}


@pytest.fixture(scope="module")
def race():
    """Losses at the end, by optimizer and rate, five seeds each."""
    return {
        name: {lowest * 2**k: train_on_digits(kind(lowest * 2**k))[-1] for k in range(6)}
        for name, (kind, lowest) in RACE.items()
    }


def test_the_best_rate_of_every_optimizer_lies_inside_what_was_tried(race):
    best = {name: min(tried, key=lambda lr: np.median(tried[lr])) for name, tried in race.items()}
    for name, tried in race.items():
        assert min(tried) < best[name] < max(tried)
    assert best["descent"] / best["RMSprop"] == pytest.approx(80)
    losses = {name: np.median(race[name][lr]) for name, lr in best.items()}
    assert 2.5 < max(losses.values()) / min(losses.values()) < 3.5
    ranked = sorted(losses, key=losses.get)
    for better, worse in pairwise(ranked):  # their ranges overlap
        assert race[better][best[better]].max() > race[worse][best[worse]].min()
    assert all(loss < softmax_regression() for loss in losses.values())
    for name in ("momentum", "Nesterov"):  # at the rate that is best for descent
        assert np.median(race[name][best["descent"]]) > math.log(10)


def test_a_schedule_buys_a_larger_peak_and_nothing_at_a_small_one():
    ends = {}
    for peak in (0.01, 0.08):
        constant = train_on_digits(optimizers.Adam(peak))[-1]
        falling = train_on_digits(optimizers.Adam(schedules.warmup_cosine(peak, 20, 225)))[-1]
        ends[peak] = constant, falling
    assert np.median(ends[0.01][1]) > 1.4 * np.median(ends[0.01][0])
    assert np.median(ends[0.08][1]) < np.median(ends[0.08][0]) / 3
    assert np.ptp(ends[0.08][1]) < np.ptp(ends[0.08][0]) / 3
    assert 5 < np.median(ends[0.08][0]) / np.median(ends[0.08][1]) < 6


def warmed(peak, t):
    """Return the rate of a warm-up without a fall."""
    return min(1, (t + 1) / 20) * peak


@pytest.mark.parametrize("peak", [0.01, 0.04, 0.08])
def test_a_warm_up_alone_gains_nothing_that_ten_other_seeds_agree_on(peak):
    seeds = range(5, 15)
    full = train_on_digits(optimizers.Adam(peak), seeds)[-1]
    gentle = train_on_digits(optimizers.Adam(lambda t: warmed(peak, t)), seeds)[-1]
    lower = np.sum(gentle < full)
    assert lower == 0 if peak == 0.01 else 2 <= lower <= 8
    assert gentle.min() < full.max()
    assert full.min() < gentle.max()


def test_what_a_warm_up_does_to_the_five_seeds_of_the_lesson():
    def losses(rate):
        return train_on_digits(optimizers.Adam(rate))[-1]

    for peak, lower in ((0.01, 0), (0.04, 2), (0.08, 3)):
        assert np.sum(losses(lambda t, p=peak: warmed(p, t)) < losses(peak)) == lower
    fall, both = (losses(schedules.warmup_cosine(0.16, rise, 225)) for rise in (0, 20))
    assert np.sum(both < fall) == 4


@pytest.mark.parametrize("peak", [0.04, 0.08, 0.16])
def test_a_warm_up_before_a_cosine_helps_at_too_high_a_peak(peak):
    seeds = range(5, 15)
    fall, both = (
        train_on_digits(optimizers.Adam(schedules.warmup_cosine(peak, rise, 225)), seeds)[-1]
        for rise in (0, 20)
    )
    if peak == 0.16:
        assert np.median(both) < 0.6 * np.median(fall)
        assert np.sum(both < fall) >= 8
    else:
        assert abs(np.median(both) - np.median(fall)) < 0.01


def test_what_the_table_of_libraries_says_of_pytorch_is_what_bplib_does():
    """bplib follows PyTorch; its optimizers take the five steps as that column does."""
    b, b2, eps, decay = peers.BETA, peers.BETA2, peers.EPS, peers.DECAY

    def rate(t):
        return peers.RATES[t]

    mine = {
        "momentum": optimizers.Momentum(rate, b),
        "Nesterov": optimizers.Nesterov(rate, b),
        "RMSprop": optimizers.RMSprop(rate, b2, eps),
        "Adam": optimizers.Adam(rate, b, b2, eps),
        "AdamW": optimizers.AdamW(rate, b, b2, eps, decay),
    }
    ends = peers.by_convention()
    for rule, optimizer in mine.items():
        w = np.ones(1)
        for g in peers.SLOPES:
            optimizer.step(w, np.array([g]))
        assert w[0] == pytest.approx(ends[rule]["PyTorch"], rel=1e-13)


def test_the_libraries_differ_where_the_table_says_so():
    ends = peers.by_convention()
    for rule in ("momentum", "Nesterov", "Adam", "AdamW"):
        assert ends[rule]["PyTorch"] == ends[rule]["optax"] != ends[rule]["Keras"]
    assert ends["RMSprop"]["optax"] == ends["RMSprop"]["Keras"] != ends["RMSprop"]["PyTorch"]
    assert ends["Adam with weight_decay"]["Keras"] == ends["AdamW"]["Keras"]
    assert ends["Adam with weight_decay"]["PyTorch"] != ends["AdamW"]["PyTorch"]
    assert ends["Adam with weight_decay"]["optax"] is None


@pytest.mark.parametrize("library", peers.VERSIONS)
def test_a_library_does_what_the_table_says_of_it(library):
    pytest.importorskip(peers.MODULES[library])
    assert "give the numbers of the table" in peers.compared(library)


DEFAULTS = {  # what the lesson's table says holds where nothing is set
    "PyTorch": {"RMSprop": (0.99, 1e-8), "AdamW": 0.01},
    "optax": {"rmsprop": (0.9, 1e-8), "adamw": 1e-4},
    "Keras": {"RMSprop": (0.9, 1e-7), "AdamW": 0.004},
}


@pytest.mark.parametrize("library", DEFAULTS)
def test_the_defaults_of_a_library_are_those_of_the_table(library):
    module = pytest.importorskip(peers.MODULES[library])
    home = {"PyTorch": "optim", "Keras": "optimizers"}.get(library)
    home = getattr(module, home) if home else module
    (rms, expected), (adamw, decay) = DEFAULTS[library].items()
    names = {"PyTorch": ("alpha", "eps"), "optax": ("decay", "eps"), "Keras": ("rho", "epsilon")}
    found = inspect.signature(getattr(home, rms)).parameters
    assert tuple(found[name].default for name in names[library]) == expected
    found = inspect.signature(getattr(home, adamw)).parameters
    assert found["weight_decay"].default == decay


@pytest.mark.parametrize("library", peers.VERSIONS)
def test_a_library_that_is_not_installed_is_said_to_be_so(library, monkeypatch):
    monkeypatch.setattr(peers.importlib.util, "find_spec", lambda name: None)
    assert "not installed here" in peers.compared(library)


@pytest.mark.parametrize("library", peers.VERSIONS)
def test_a_library_is_not_asked_while_the_course_is_built(library, monkeypatch):
    monkeypatch.setenv("BPLIB_PEERS", "none")
    monkeypatch.setattr(peers.importlib.util, "find_spec", lambda name: name)
    assert "not installed here" in peers.compared(library)


def test_noise_alone_moves_both_weights_and_adamw_takes_0_40_off_either():
    """Means of the lesson's five seeds, with and without decay, slopes 10 and 0.01 of noise."""
    noise = np.random.default_rng(0).normal(size=(5_000, 5, 2)) * [10, 0.01]
    noise = np.concatenate([noise[:1], noise])  # adam() below counts its steps from 1
    *_, alone = adam(lambda _, t: noise[t], np.ones((5, 2)), 5_000, 1e-3)
    *_, decoupled = adam(lambda _, t: noise[t], np.ones((5, 2)), 5_000, 1e-3, decay=0.1)
    moved = np.median(alone, axis=0) - 1
    assert moved[0] == pytest.approx(-0.05, abs=0.015)
    assert moved[1] == pytest.approx(0.05, abs=0.015)
    *_, coupled = adam(lambda w, t: noise[t] + 0.1 * w, np.ones((5, 2)), 5_000, 1e-3)
    np.testing.assert_allclose(np.median(alone - decoupled, axis=0), 0.40, atol=0.015)
    np.testing.assert_allclose(np.median(alone - coupled, axis=0), (0.05, 1.05), atol=0.015)
    assert 0.9999**5_000 == pytest.approx(0.61, abs=0.005)


def test_adams_first_step_is_a_full_one_for_every_weight():
    slopes = np.array([3.0, -0.2, 1e-3, -40.0])
    *_, moved = adam(lambda _, t: slopes, np.zeros(4), 1, 0.01)
    np.testing.assert_allclose(moved, -0.01 * np.sign(slopes), rtol=1e-4)


def test_what_adam_leaves_of_a_penalty_beside_large_and_small_slopes():
    """w = 1, omega = 0.1: the penalty's slope by the root of the mean square of all the slope."""
    rng = np.random.default_rng(0)
    noise = rng.normal(size=100_000)
    for size, left, tolerance in ((10, 0.01, 1e-3), (0.01, 1.0, 0.01)):
        slopes = size * noise + 0.1
        assert 0.1 / np.sqrt(np.mean(slopes**2)) == pytest.approx(left, abs=tolerance)


def test_the_first_step_of_rmsprop_and_the_first_means_of_adam():
    assert 1 / np.sqrt((1 - 0.99) * 1**2) == pytest.approx(10)
    m, means = 0.0, []
    for _ in range(3):
        m = 0.9 * m + 0.1
        means.append(m)
    np.testing.assert_allclose(means, [0.1, 0.19, 0.271])
