"""The numbers that lesson 06 tells, recomputed with mpmath or plain floats, apart from bplib."""

import math

import mpmath
import numpy as np
import pytest

from bplib.course.experiments import lesson_06 as lab

X, Y, W1, W2, RATE = 2, 1, 0.5, 0.8, 0.1
PASSES = ("right", "updated", "raw", "forgotten", "kept", "sign")


def logistic(z):
    return 1 / (1 + math.exp(-z))


def loss(w1, w2):
    return -math.log(logistic(w2 * logistic(w1 * X)))


def gradients(mistake, w1, w2):
    a1 = logistic(w1 * X)
    a2 = logistic(w2 * a1)
    delta2 = (a2 - Y) * (a2 * (1 - a2) if mistake == "kept" else 1)
    back = {"updated": w2 - RATE * delta2 * a1, "raw": 1}.get(mistake, w2)
    delta1 = delta2 * back * (1 if mistake == "forgotten" else a1 * (1 - a1))
    return (-delta1 if mistake == "sign" else delta1) * X, delta2 * a1


def losses(mistake, steps=100):
    w1, w2, history = W1, W2, [loss(W1, W2)]
    for _ in range(steps):
        dw1, dw2 = gradients(mistake, w1, w2)
        w1, w2 = w1 - RATE * dw1, w2 - RATE * dw2
        history.append(loss(w1, w2))
    return np.array(history)


def test_gradients_by_differentiating_at_forty_digits():
    with mpmath.workdps(40):
        half, four_fifths = mpmath.mpf(1) / 2, mpmath.mpf(4) / 5

        def exact(w1, w2):
            a1 = 1 / (1 + mpmath.exp(-w1 * X))
            return mpmath.log(1 + mpmath.exp(-w2 * a1))

        dw1 = mpmath.diff(exact, (half, four_fifths), (1, 0))
        dw2 = mpmath.diff(exact, (half, four_fifths), (0, 1))
        e = mpmath.e
        tail = 1 + mpmath.exp(4 * e / (5 * (1 + e)))
        assert mpmath.almosteq(dw1, -8 * e / (5 * (1 + e) ** 2 * tail), 1e-18)
        assert mpmath.almosteq(dw2, -e / ((1 + e) * tail), 1e-18)
    assert gradients("right", W1, W2) == pytest.approx((float(dw1), float(dw2)), rel=1e-14)
    assert f"{float(dw1):.3f}" == "-0.113", "the published page prints -0.112"
    assert f"{float(dw1):.4f}" == "-0.1126"


def test_the_first_step_drops_the_loss_almost_as_promised():
    dw1, dw2 = gradients("right", W1, W2)
    assert -RATE * (dw1**2 + dw2**2) == pytest.approx(-0.00811, abs=5e-6)
    assert losses("right", 1)[1] - loss(W1, W2) == pytest.approx(-0.00808, abs=5e-6)


def test_five_wrong_passes_and_the_right_one():
    ends = {mistake: losses(mistake)[-1] for mistake in PASSES}
    expected = (0.1045, 0.1044, 0.1110, 0.0899, 0.2985, 0.6364)
    assert tuple(ends.values()) == pytest.approx(expected, abs=5e-5)
    assert min(ends, key=ends.__getitem__) == "forgotten"
    for mistake in PASSES[:-1]:
        assert (np.diff(losses(mistake)) < 0).all()
    wrong_sign = losses("sign")
    assert wrong_sign[10] == pytest.approx(0.40, abs=5e-3)
    assert wrong_sign.argmin() == 20


def test_the_experiment_trains_as_plain_floats_do():
    names = dict(zip(PASSES, lab.PASSES, strict=True))
    for mistake, name in names.items():
        assert lab.train(name, X, Y, W1, W2) == pytest.approx(losses(mistake), rel=1e-12)


def test_the_wrong_pass_wins_in_most_networks_and_the_control_says_why():
    shares = lab.shares()
    assert set(shares["slope kept"][1]) == {0.0}
    for name in ("slope forgotten", "right, w₁ step × 5", "updated w₂"):
        assert min(shares[name][1]) > 0.75, name
    always = {name for name, (fell, _) in shares.items() if min(fell) == 1.0}
    assert always == set(shares) - {"raw error", "wrong sign"}
    assert min(shares["wrong sign"][0]) > 0.5


def test_where_the_moved_w2_is_the_larger_one_its_pass_ends_lower(root):
    """Counted over the steps of 1,000 networks, in five groups of 200."""
    page = (root / "solutions/06_one_one_one/06_one_one_one.ipynb").read_text(encoding="utf-8")
    assert "in about four networks of five the moved $w_2$ is the larger one at most steps" in page
    for seed in range(5):
        x, y, w1, w2 = group = lab.random_networks(seed)
        right, updated = (lab.train(name, *group)[-1] for name in ("right", "updated w₂"))
        larger = np.zeros(x.size)
        for _ in range(100):
            dw1, dw2 = lab.gradients_of("updated w₂", x, y, w1, w2)
            larger += np.abs(w2 - lab.LR * dw2) > np.abs(w2)
            w1, w2 = w1 - lab.LR * dw1, w2 - lab.LR * dw2
        mostly = larger > 50
        assert 0.75 < mostly.mean() < 0.9
        assert np.all(updated[mostly] < right[mostly])


def test_deltas_shrink_here_and_not_in_general():
    """A hidden delta is the next one times w2 and a slope of at most a quarter."""
    a1 = logistic(W1 * X)
    assert W2 * a1 * (1 - a1) < 1
    assert 6 * a1 * (1 - a1) > 1


def test_where_rounded_trainings_end():
    ends = {name: lab.train_rounded(keep, W1, W2)[-1] for name, keep in lab.ROUNDINGS.items()}
    assert ends["exact"] == pytest.approx(0.00338, abs=5e-6)
    assert ends["three decimals"] == pytest.approx(0.00551, abs=5e-6)
    assert ends["three digits"] == pytest.approx(0.0569, abs=5e-5)


def test_the_new_worksheet():
    x, w1, w2, rate = 1.5, -0.6, 0.7, 0.2
    with mpmath.workdps(30):
        a1 = 1 / (1 + mpmath.exp(-mpmath.mpf(x) * w1))
        slope = mpmath.diff(lambda v: mpmath.log(1 + mpmath.exp(w2 / (1 + mpmath.exp(-v * x)))), w1)
        a2 = 1 / (1 + mpmath.exp(-w2 * a1))
    from bplib.course.registry import find

    right = find("one_one_one_numbers").right_answer()
    assert right["loss"] == pytest.approx(float(-mpmath.log(1 - a2)), rel=1e-12)
    assert right["delta2"] == right["a2"] == pytest.approx(float(a2), rel=1e-12)
    assert right["dw1"] == pytest.approx(float(slope), rel=1e-12)
    assert right["new_w1"] == pytest.approx(w1 - rate * float(slope), rel=1e-12)


def test_the_letters_of_the_five_curves():
    from bplib.course.registry import find

    order = np.random.default_rng(5).permutation(5)
    names = ("updated_w2", "raw_error", "slope_forgotten", "slope_kept", "wrong_sign")
    letters = {names[k]: letter for letter, k in zip("ABCDE", order, strict=True)}
    assert letters == find("one_one_one_curves").right_answer()


def test_rounding_to_three_decimals_gives_the_published_page():
    a1 = round(logistic(1), 3)
    z2 = round(W2 * a1, 3)
    a2 = round(logistic(z2), 3)
    delta2 = round(a2 - Y, 3)
    slope1 = round(a1 * (1 - a1), 3)
    delta1 = round(delta2 * W2 * slope1, 3)
    dw1, dw2 = round(delta1 * X, 3), round(delta2 * a1, 3)
    assert (a1, z2, a2, delta2, dw2) == (0.731, 0.585, 0.642, -0.358, -0.262)
    assert (round(-math.log(a2), 3), delta1, dw1) == (0.443, -0.056, -0.112)
    assert (round(W2 - RATE * dw2, 3), round(W1 - RATE * dw1, 3)) == (0.826, 0.511)


def test_largest_slopes():
    z = np.linspace(-6, 6, 2401)
    a = 1 / (1 + np.exp(-z))
    assert (a * (1 - a)).max() == 0.25
    assert (1 - np.tanh(z) ** 2).max() == 1.0
    assert 1 / math.cosh(1) ** 2 == pytest.approx(0.41997, abs=5e-6)
