"""The numbers that lesson 05 tells, recomputed with mpmath or plain floats, apart from bplib."""

import math

import mpmath
import numpy as np
import pytest


def logistic(z):
    return 1 / (1 + math.exp(-z))


def train(by_entropy, w, b, rate=0.15, steps=150):
    """Return the answer of one neuron, input 1 and target 0, after so many steps."""
    for _ in range(steps):
        a = logistic(w + b)
        delta = a if by_entropy else a * a * (1 - a)
        w, b = w - rate * delta, b - rate * delta
    return logistic(w + b)


def test_the_stuck_neuron():
    assert logistic(4) == pytest.approx(0.982, abs=5e-4)
    assert train(False, 2, 2) == pytest.approx(0.933, abs=5e-4)
    assert train(True, 2, 2) == pytest.approx(0.026, abs=5e-4)
    assert train(False, 0.6, 0.9) < 0.2, "the rather wrong neuron does learn"


def test_most_badly_wrong_neurons_stay_stuck_at_four_times_the_rate():
    starts = np.random.default_rng(0).uniform(1, 6, (2, 50)).T
    assert not any(train(False, w, b) < 0.1 for w, b in starts)
    assert sum(train(False, w, b, rate=0.6) < 0.1 for w, b in starts) < 15
    assert all(train(True, w, b) < 0.1 for w, b in starts)


def test_where_the_delta_of_squared_error_is_largest():
    """By a, a^2 (1 - a) has the slope 2a - 3a^2, which is 0 at a = 2/3: there z is ln 2."""

    def delta(z):
        a = 1 / (1 + mpmath.exp(-z))
        return a * a * (1 - a)

    top = mpmath.findroot(lambda z: mpmath.diff(delta, z), 0.7)
    assert float(top) == pytest.approx(math.log(2), abs=1e-9)


def test_a_small_number_in_the_logarithm():
    with mpmath.workdps(40):
        eps = mpmath.mpf(10) ** -8

        def loss(z):
            return -mpmath.log(1 / (1 + mpmath.exp(-z)) + eps)

        assert float(mpmath.diff(loss, -20)) == pytest.approx(-0.17, abs=5e-3)
        assert float(mpmath.diff(loss, -30)) == pytest.approx(-9.4e-6, rel=5e-3)
        assert float(loss(-1000)) == pytest.approx(18.42, abs=1e-3)


def test_the_misprint():
    error = 0.7322 - 0.01
    assert f"{error**2 / 2:.4f}" == "0.2608", "the page prints 0.2600"
    assert f"{error**2:.4f}" == "0.5216"


def test_the_wish_for_tanh():
    """tanh(z) is 2 sigma(2z) - 1, so the wish is binary cross-entropy at p = (1 + a) / 2."""
    for z, y in ((0.7, -0.4), (-1.3, 0.8)):

        def loss(u, y=y):
            a = mpmath.tanh(u)
            return -(1 + y) / 2 * mpmath.log((1 + a) / 2) - (1 - y) / 2 * mpmath.log((1 - a) / 2)

        assert float(mpmath.diff(loss, z)) == pytest.approx(math.tanh(z) - y, abs=1e-12)


def test_the_letters_of_the_six_gradients():
    from bplib.course.experiments.lesson_05 import six_gradients
    from bplib.course.registry import find

    P, labels, gradients = six_gradients()
    letters = find("row_sum_forensics").right_answer()
    right = P / 3
    right[np.arange(3), labels] -= 1 / 3
    assert gradients[letters["right"]] == pytest.approx(right)
    zero = {letter for letter, dZ in gradients.items() if np.allclose(dZ.sum(axis=1), 0)}
    wrong = {"not_averaged", "softmax_twice", "wrong_labels"}
    assert zero == {letters[name] for name in wrong | {"right"}}
    assert gradients[letters["not_subtracted"]].sum(axis=1) == pytest.approx([1 / 3] * 3)
    assert gradients[letters["not_averaged"]] == pytest.approx(3 * right)


def test_what_the_moving_figure_asks():
    """The two deltas for the target 0 differ by the factor a (1 - a)."""
    a = logistic(6)
    assert 1 / (a * (1 - a)) == pytest.approx(400, rel=0.02)
    assert logistic(math.log(2)) == pytest.approx(2 / 3)
    assert math.log(2) == pytest.approx(0.7, abs=0.01)


def test_likelihoods_multiply_and_their_logarithms_add():
    costs = [-math.log(q) for q in (0.9, 0.8, 0.1)]
    assert [f"{cost:.3f}" for cost in costs] == ["0.105", "0.223", "2.303"], "the text alternative"
    assert math.exp(-sum(costs)) == pytest.approx(0.072)


def test_the_short_way_and_the_long_way_to_the_delta_of_softmax():
    z, true = [2.0, 1.0, -1.0], 1
    total = sum(map(math.exp, z))
    p = [math.exp(v) / total for v in z]
    assert math.log(total) - z[true] == pytest.approx(-math.log(p[true]))
    for i in range(3):

        def share(v, k, i=i):
            moved = [v if j == i else z[j] for j in range(3)]
            return mpmath.exp(moved[k]) / sum(map(mpmath.exp, moved))

        by_z = [float(mpmath.diff(lambda v, k=k: share(v, k), z[i])) for k in range(3)]
        assert by_z == pytest.approx([p[k] * ((k == i) - p[i]) for k in range(3)])
        assert -by_z[true] / p[true] == pytest.approx(p[i] - (i == true))


def test_one_small_number_costs_held_out_digits():
    from bplib.course.experiments import lesson_05 as lab
    from bplib.data import datasets

    data = lab.threes_and_eights(datasets.digits())
    shares = {name: lab.held_out_shares(data, name) for name in lab.DELTAS}
    means = {name: share.mean() for name, share in shares.items()}
    assert means["squared error"] < 0.55 < means["1e-8 in the logarithm"] < means["from the logit"]
    assert means["clipped at 1e-8"] == pytest.approx(means["1e-8 in the logarithm"], abs=0.01)
    assert shares["1e-8 in the logarithm"].min() < 0.55, "some starts never leave the coin"
    scaled = [
        lab.held_out_shares(data, name, scale=16.0, lr=0.3).mean()
        for name in ("1e-8 in the logarithm", "from the logit")
    ]
    assert scaled[0] == pytest.approx(scaled[1], abs=0.005), "alike where no logit is large"


def test_how_large_the_logits_of_the_digits_are():
    """Half of a bell lies beyond 0.67 standard deviations; so do half of the wrong logits."""
    from bplib.course.experiments import lesson_05 as lab
    from bplib.data import datasets

    data = lab.threes_and_eights(datasets.digits())
    size = lab.logit_size(data)
    drawn = data.X @ np.random.default_rng(0).normal(size=(64, 2_000))
    assert drawn.std() == pytest.approx(size, rel=0.02)
    assert np.median(np.abs(np.random.default_rng(1).normal(size=100_000))) == pytest.approx(
        0.67, abs=0.01
    )
    assert lab.median_wrong_logit(data) == pytest.approx(0.6745 * size, rel=0.1)


def test_the_badly_wrong_neurons_start_from_2_to_12():
    starts = np.concatenate(
        [np.random.default_rng(seed).uniform(1, 6, (2, 200)).sum(0) for seed in range(5)]
    )
    assert 2 < starts.min() < starts.max() < 12
    assert f"{logistic(2):.2f}" == "0.88"


def test_the_wish_splits_over_the_common_denominator():
    for y in (0.0, 0.3, 1.0):
        for a in (0.1, 0.6):
            assert -y * (1 - a) + (1 - y) * a == pytest.approx(a - y)
            assert (a - y) / (a * (1 - a)) == pytest.approx(-y / a + (1 - y) / (1 - a))
