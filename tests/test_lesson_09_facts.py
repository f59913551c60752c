"""What lesson 09 states as given or shows: its numbers, computed another way."""

from fractions import Fraction

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from autograd import grad

from bplib.course.experiments.lesson_09 import (
    WAYS_BACK,
    eight_suspects,
    net_gradients,
    train_on_digits,
)
from bplib.course.registry import find


def random_net(N=5, D=3, H=4, C=2):
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(N, D)), np.eye(C)[rng.integers(0, C, N)]
    return X, Y, [rng.normal(size=s) for s in ((D, H), (H,), (H, C), (C,))]


def loss(X, Y, W1, b1, W2, b2):
    Z = anp.dot(anp.tanh(anp.dot(X, W1) + b1), W2) + b2
    return anp.mean(anp.log(anp.sum(anp.exp(Z), axis=1)) - anp.sum(Y * Z, axis=1))


def test_the_right_pass_is_right_and_every_mistake_wrong():
    X, Y, parameters = random_net()
    exact = [grad(loss, k)(X, Y, *parameters) for k in (2, 3, 4, 5)]
    for got, n in zip(net_gradients("right", X, Y, *parameters), exact, strict=True):
        np.testing.assert_allclose(got, n, rtol=1e-12, atol=1e-14)
    for mistake in WAYS_BACK:
        pairs = zip(net_gradients(mistake, X, Y, *parameters), exact, strict=True)
        assert max(np.abs(a - n).max() for a, n in pairs) > 1e-5, mistake


@pytest.mark.parametrize("mistake", ["right", *WAYS_BACK])
def test_many_nets_side_by_side_are_what_each_is_alone(mistake):
    X, Y, (W1, b1, W2, b2) = random_net()
    alone = net_gradients(mistake, X, Y, W1, b1, W2, b2)
    stacked = [W1, b1[np.newaxis], W2, b2[np.newaxis]]
    together = net_gradients(mistake, *(np.stack([p, 2 * p]) for p in (X, Y, *stacked)))
    for a, b in zip(alone, together, strict=True):
        np.testing.assert_allclose(b[0].reshape(a.shape), a, rtol=1e-12, atol=1e-15)


def test_accuracy_does_not_tell_wrong_gradients():
    for mistake in ("right", "slope forgotten", "no bias gradient", "signs fed back"):
        assert train_on_digits(mistake, seeds=(0,)).min() > 0.95, mistake
    assert train_on_digits("first layer frozen", seeds=(0,)).max() < 0.9


def test_truncation_and_the_best_step_in_forty_digits():
    """exp(sin x) x^2 at x = 1: the two errors are those of the formulas."""
    with mpmath.workdps(40):
        f = lambda x: mpmath.exp(mpmath.sin(x)) * x**2
        x, h = mpmath.mpf(1), mpmath.mpf("1e-6")
        one_sided = (f(x + h) - f(x)) / h - mpmath.diff(f, x)
        central = (f(x + h) - f(x - h)) / (2 * h) - mpmath.diff(f, x)
        imaginary = mpmath.im(f(x + 1j * h)) / h - mpmath.diff(f, x)
        second, third = mpmath.diff(f, x, 2), mpmath.diff(f, x, 3)
        assert abs(one_sided / (h / 2 * second) - 1) < 1e-5
        assert abs(central / (h**2 / 6 * third) - 1) < 1e-5
        assert abs(imaginary / (-(h**2) / 6 * third) - 1) < 1e-5


def test_no_step_beats_the_best_one():
    r, m = 0.03, 1.7
    steps = np.linspace(0.01, 3, 300_000)
    total = r / steps + m * steps**2 / 6
    answer = find("best_central_step").right_answer()
    step, least = (float(e.subs({s: {"r": r, "m": m}[s.name] for s in e.free_symbols}))
                   for e in (answer["best_step"], answer["least_error"]))  # fmt: skip
    assert abs(steps[total.argmin()] - step) < 2e-5
    assert total.min() == pytest.approx(least, rel=1e-8)


def test_the_misprint_of_the_kink():
    """On the corrected point 9 of the 20 millionths between the two places lie on the right."""

    def central(x, h):
        return (max(0, x + h) - max(0, x - h)) / (2 * h)

    h = Fraction(1, 10**5)
    reference = find("kink_misprint").right_answer()
    assert central(Fraction(-(10**6)), h) == 0 == reference["slope_at_printed"]
    corrected = central(Fraction(-1, 10**6), h)
    assert corrected == Fraction(9, 20)
    assert reference["slope_at_corrected"] == pytest.approx(float(corrected))


def test_the_published_relative_error_blows_up():
    """a = -0.999 n: ||a - n|| / ||a + n|| = 1.999 / 0.001."""
    n = np.array([3.0, 4.0])
    a = -0.999 * n
    assert np.linalg.norm(a - n) / np.linalg.norm(a + n) == pytest.approx(1999)


@pytest.mark.parametrize("letter", "ABCDEFGH")
def test_verdicts_on_the_suspects(letter):
    """Five-point differences with a step for each, at two random points away from kinks."""
    suspect, verdict = eight_suspects()[letter], find("eight_suspects").right_answer()[letter]
    h, allowed = (3e-2, 1e-3) if letter == "E" else (1e-4, 1e-8)
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        x = rng.uniform(0.2, 0.9, suspect.x.size) * rng.choice([-1.0, 1.0], suspect.x.size)
        n = np.zeros(x.size)
        for k, unit in enumerate(np.eye(x.size) * h):
            near = float(suspect.loss(x + unit)) - float(suspect.loss(x - unit))
            far = float(suspect.loss(x + 2 * unit)) - float(suspect.loss(x - 2 * unit))
            n[k] = (8 * near - far) / (12 * h)
        a = suspect.gradient(x)
        error = np.linalg.norm(a - n) / np.linalg.norm(n)
        assert (error < allowed) == (verdict == "right"), error


def test_where_training_starts_the_gradient_is_no_rounding_error():
    suspect = eight_suspects()["D"]
    gradient = suspect.gradient(suspect.x)
    assert np.count_nonzero(gradient) == 2
    assert np.abs(gradient).max() > 0.1
