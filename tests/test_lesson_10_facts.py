"""What lesson 10 says of the published XOR programs and of 200 seeds, computed another way."""

import numpy as np
import pytest

from bplib.course.experiments.lesson_10 import (
    answers,
    published_networks,
    published_rule,
    repaired_rule,
)
from bplib.fast.many_seeds import ManyNetworks, draw, train

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def logistic(Z):
    return 1 / (1 + np.exp(-Z))


def descend(W1, b1, W2, b2, lr, steps, relu=False, sums=False):
    """Run a published program: stacked networks (S, ...), its gradient as printed."""
    T = np.swapaxes
    for _ in range(steps):
        Z1 = X @ W1 + b1
        A1 = np.maximum(Z1, 0) if relu else logistic(Z1)
        dZ2 = logistic(A1 @ W2 + b2) - Y
        dZ1 = dZ2 @ T(W2, -1, -2) * ((Z1 > 0) if relu else A1 * (1 - A1))
        weight_lr = lr if sums else lr / 4
        W2, b2 = W2 - weight_lr * T(A1, -1, -2) @ dZ2, b2 - lr * dZ2.mean(-2, keepdims=True)
        W1, b1 = W1 - weight_lr * X.T @ dZ1, b1 - lr * dZ1.mean(-2, keepdims=True)
    Z1 = X @ W1 + b1
    return logistic((np.maximum(Z1, 0) if relu else logistic(Z1)) @ W2 + b2)


def cross_entropy(P):
    return -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))


def test_the_first_program_prints_three_ones():
    old = np.random.RandomState(42)
    W1, W2 = 0.1 * old.randn(2, 4), 0.1 * old.randn(4, 1)
    P = descend(W1, np.zeros((1, 4)), W2, np.zeros((1, 1)), 0.5, 1000, relu=True)
    assert (P > 0.5).astype(int).ravel().tolist() == [1, 1, 1, 0]
    assert abs(cross_entropy(P) - 0.4776) < 5e-5
    np.testing.assert_allclose(P[:3], 2 / 3, atol=5e-4)


def test_with_samples_in_columns_it_prints_what_it_claims():
    old = np.random.RandomState(42)
    W1, W2 = 0.1 * old.randn(4, 2).T, 0.1 * old.randn(1, 4).T
    P = descend(W1, np.zeros((1, 4)), W2, np.zeros((1, 1)), 0.5, 1000, relu=True)
    assert (P > 0.5).astype(int).ravel().tolist() == [0, 1, 1, 0]


def test_the_program_that_works():
    old = np.random.RandomState(1)
    W1, W2 = old.randn(2, 4), old.randn(4, 1)
    P = descend(W1, np.zeros((1, 4)), W2, np.zeros((1, 1)), 0.1, 10_000)
    assert abs(cross_entropy(P) - 0.0131) < 5e-5


def test_the_mismatched_program_solves_two_seeds_in_three():
    seeds = [np.random.RandomState(seed) for seed in range(200)]
    W1, W2 = (np.stack([old.randn(*shape) for old in seeds]) for shape in ((2, 2), (2, 1)))
    P = descend(W1, np.zeros((200, 1, 2)), W2, np.zeros((200, 1, 1)), 0.1, 5000, sums=True)
    right = ((P > 0.5) == (Y > 0.5)).all(axis=(1, 2)).mean()
    assert 0.64 < right < 0.69


@pytest.mark.parametrize(
    ("groups", "level"),
    [(((0, 1), (0,), (1,)), 0.347), (((0, 1, 1), (0,)), 0.477), (((0, 1, 1, 0),), 0.693)],
)
def test_levels_of_failure(groups, level):
    p = np.linspace(0.001, 0.999, 999)
    least = sum(
        min(-np.log(np.where(np.array(g)[:, None] == 1, p, 1 - p)).sum(axis=0)) for g in groups
    )
    assert abs(least / 4 - level) < 1e-3


def test_no_line_gets_four_corners_right_and_some_get_three():
    angles = np.linspace(0, 2 * np.pi, 181)
    offsets = np.linspace(-2, 2, 161)
    scores = (X @ np.stack([np.cos(angles), np.sin(angles)]))[..., None] + offsets
    right = ((scores > 0) == (Y[..., None] > 0.5)).sum(axis=0)
    assert right.max() == 3


def test_the_loss_of_a_line_is_convex_everywhere_and_ln_2_is_its_least():
    rng = np.random.default_rng(0)
    rows = np.c_[X, np.ones(4)]  # the rates at which w1, w2 and b move the four scores
    for parameters in rng.normal(0, 3, (300, 3)):
        s = rows @ parameters
        p = logistic(s)
        hessian = rows.T @ (p * (1 - p) * rows.T).T / 4
        assert np.linalg.eigvalsh(hessian).min() > 0
        assert np.mean(np.logaddexp(0, s) - Y[:, 0] * s) > np.log(2)
    np.testing.assert_allclose(rows.T @ (0.5 - Y), 0, atol=1e-15)


def test_six_tickets_foretell_four_units_and_28_are_too_hopeful_for_eight():
    share = {
        (name, width): np.mean(
            ((answers(draw(range(200), width, name)) - 0.5) * (2 * Y - 1) > 0.1).all(axis=0)
        )
        for name in ("sigmoid", "tanh", "relu")
        for width in (2, 4, 8)
    }
    for name in ("sigmoid", "tanh", "relu"):
        assert abs(1 - (1 - share[name, 2]) ** 6 - share[name, 4]) < 0.05
    assert 1 - (1 - share["relu", 2]) ** 28 > 0.99
    assert share["relu", 8] < 0.95


def test_the_start_that_gets_stuck_leaves_two_corners_at_one_half():
    """The third start of the figure to move: 1,000 steps with rate 0.5."""
    W1, W2 = np.array([[[0, 0.3], [-0.27, -0.89]]]), np.array([[[-0.45], [-0.99]]])
    start = ManyNetworks("tanh", W1[0][..., None], np.zeros((2, 1)), W2[0], np.zeros(1))
    stuck = train(start, X, Y, lr=0.5, steps=1000, progress=False)
    P = stuck.forward(X)
    assert abs(cross_entropy(P) - 0.35) < 0.01
    middle = np.abs(P - 0.5) < 0.1
    assert middle.sum() == 2
    assert sorted(Y[middle]) == [0, 1]


def test_the_mistake_helps_at_its_own_rate():
    """At the rate 0.1 and after 5,000 steps the repaired gradient has come less far."""
    networks = published_networks(range(200), 2, "sigmoid", 1.0)
    found = []
    for lr, steps, rule in ((0.1, 5000, published_rule), (0.1, 5000, repaired_rule)):
        P = answers(networks, lr, steps, gradients=rule)
        found.append(np.mean(((P - 0.5) * (2 * Y - 1) > 0.1).all(axis=0)))
    assert found[0] > 0.6 > 0.2 > found[1]


def test_the_line_that_looks_sensible_costs_more_than_knowing_nothing():
    """Scores -1, 0, 0, 1 for the labels 0, 1, 1, 0."""
    s, y = np.array([-1, 0, 0, 1]), np.array([0, 1, 1, 0])
    assert f"{np.mean(np.logaddexp(0, s) - y * s):.3f}" == "0.753"
