"""What lesson 16 claims, computed again without the notebook and without bplib's optimizers."""

import math

import numpy as np
import pytest


def steps_to_arrive(kappa, lr, beta=0.0):
    """Return the steps of momentum from (1, 1) to within 1e-6, or None where it explodes."""
    x, y, vx, vy, steps = 1.0, 1.0, 0.0, 0.0, 0
    while math.hypot(x, y) > 1e-6:
        vx, vy = beta * vx + x, beta * vy + kappa * y
        x, y, steps = x - lr * vx, y - lr * vy, steps + 1
        if math.hypot(x, y) > 1e6:
            return None
    return steps


def adam(gradient, w, steps, lr, *, decay=0.0, beta1=0.9, beta2=0.999, eps=1e-8):
    """Yield the weights after each step; `decay` acts beside the gradient."""
    m = v = np.zeros_like(w)
    for t in range(1, steps + 1):
        g = gradient(w, t)
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        quotient = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
        w = w - lr * quotient - lr * decay * w
        yield w


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
    """2 / 100 = 0.02 without memory, (2 + 1.8) / 100 = 0.038 with beta = 0.9."""
    assert steps_to_arrive(100, 0.0199) is not None
    assert steps_to_arrive(100, 0.0201) is None
    assert steps_to_arrive(100, 0.0379, 0.9) is not None
    assert steps_to_arrive(100, 0.0381, 0.9) is None


def test_a_sum_of_all_gradients_never_settles():
    """Momentum with beta = 1: the product of the two roots is 1."""
    x, v, far = 1.0, 0.0, []
    for _ in range(2_000):
        v += x
        x -= 0.1 * v
        far.append(abs(x))
    assert max(far[-100:]) > 0.9


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


def test_the_first_step_of_adam_ignores_the_size():
    for g in (1e-4, 1e6):
        (w,) = adam(lambda _, t, g=g: np.array([g]), np.zeros(1), 1, 1e-3)
        assert -w[0] == pytest.approx(1e-3, rel=1e-3)
    inside = {g: 1e-3 * g / math.sqrt(g**2 + 1e-8) for g in (1e-6, 1e-4)}
    assert inside[1e-4] == pytest.approx(7e-4, rel=0.02)
    assert inside[1e-6] == pytest.approx(1e-5, rel=0.01)


def test_turning_the_valley_costs_adam_its_gain():
    def needed(degrees, method):
        angle = math.radians(degrees)
        R = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        H, w = R @ np.diag([1.0, 100.0]) @ R.T, R @ np.ones(2)
        if method == "adam":
            path = adam(lambda w, _: H @ w, w, 1_500, 0.02)
        else:
            step = np.eye(2) - 2 / 101 * H
            path = (np.linalg.matrix_power(step, t) @ w for t in range(1, 1_500))
        return 1 + next(i for i, w in enumerate(path) if w @ H @ w / 2 < 1e-3)

    assert needed(0, "descent") == needed(30, "descent") == needed(45, "descent") == 271
    assert needed(0, "adam") == 84
    assert needed(45, "adam") > 10 * needed(0, "adam")


def test_l2_through_adam_is_not_decay():
    noise = np.random.default_rng(0).normal(size=(5_001, 5, 2)) * [10, 0.01]
    *_, coupled = adam(lambda w, t: noise[t] + 0.1 * w, np.ones((5, 2)), 5_000, 1e-3)
    *_, decoupled = adam(lambda _, t: noise[t], np.ones((5, 2)), 5_000, 1e-3, decay=0.1)
    assert coupled[:, 0].min() > 0.75
    assert np.abs(coupled[:, 1]).max() < 0.05
    assert np.abs(decoupled - math.exp(-0.5)).max() < 0.2
