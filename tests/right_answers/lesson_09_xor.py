"""Right answers to lesson 09, written in ways that differ from the reference."""

import math
from collections import defaultdict

import numpy as np
import sympy as sp

from bplib.activations import relu
from bplib.datasets import xor
from bplib.losses import LOSSES
from bplib.network import Network


def no_line_by_adding():
    w1, w2, w3, b, low, high = sp.symbols("w1 w2 w3 b l h")

    def score(x1, x2, product):
        return w1 * x1 + w2 * x2 + b + product * x1 * x2

    ones = score(low, high, 0) + score(high, low, 0)
    zeros = score(low, low, 0) + score(high, high, 0)
    gap = score(low, high, w3) + score(high, low, w3) - score(low, low, w3) - score(high, high, w3)
    return {"ones": ones, "zeros": zeros, "gap": gap}


def no_line_expanded():
    w1, w2, w3, b, low, high = sp.symbols("w1 w2 w3 b l h", real=True)
    both = w1 * low + w1 * high + w2 * low + w2 * high + b + b
    return {"ones": both, "zeros": both, "gap": w3 * (2 * low * high - low**2 - high**2)}


def no_line_by_matrices():
    w1, w2, w3, b, low, high = sp.symbols("w1 w2 w3 b l h")
    rows = [[low, high, low * high, 1], [high, low, low * high, 1]]
    rows += [[low, low, low**2, 1], [high, high, high**2, 1]]
    scores = sp.Matrix(rows) * sp.Matrix([w1, w2, w3, b])
    plain = scores.subs(w3, 0)
    return {
        "ones": plain[0] + plain[1],
        "zeros": plain[2] + plain[3],
        "gap": sp.factor(scores[0] + scores[1] - scores[2] - scores[3]),
    }


def train_with_a_network(X, Y, W1, b1, W2, b2, lr, steps):
    network = Network((X.shape[1], len(b1), 1), "sigmoid", "binary_cross_entropy")
    network.set_parameters([W1, b1, W2, b2])
    for _ in range(steps):
        _, gradient = network.loss_and_gradient(X, Y)
        network.parameters -= lr * gradient
    return [array.copy() for _, array in network.named_parameters()]


def train_sample_by_sample(X, Y, W1, b1, W2, b2, lr, steps):
    W1, b1, W2, b2 = (array.copy() for array in (W1, b1, W2, b2))
    for _ in range(steps):
        total = [np.zeros_like(array) for array in (W1, b1, W2, b2)]
        for x, y in zip(X, Y, strict=True):
            a = 1 / (1 + np.exp(-(W1.T @ x + b1)))
            delta = 1 / (1 + np.exp(-(W2[:, 0] @ a + b2))) - y
            hidden = W2[:, 0] * delta * a * (1 - a)
            for sum_, part in zip(
                total, (np.outer(x, hidden), hidden, np.outer(a, delta), delta), strict=True
            ):
                sum_ += part / len(X)
        for array, gradient in zip((W1, b1, W2, b2), total, strict=True):
            array -= lr * gradient
    return W1, b1, W2, b2


def train_in_float32(X, Y, W1, b1, W2, b2, lr, steps):
    X, Y, W1, b1, W2, b2 = (np.float32(array) for array in (X, Y, W1, b1, W2, b2))
    for _ in range(steps):
        A = (np.tanh(0.5 * (X @ W1 + b1)) + 1) / 2
        D = ((np.tanh(0.5 * (A @ W2 + b2)) + 1) / 2 - Y) * np.float32(lr / len(X))
        H = np.einsum("no,ho,nh->nh", D, W2, A - A * A)
        W1, b1 = W1 - np.einsum("nd,nh->dh", X, H), b1 - H.sum(0)
        W2, b2 = W2 - np.einsum("nh,no->ho", A, D), b2 - D.sum(0)
    return W1, b1, W2, b2


def start_with_standard_normals(hidden, scale, seed):
    generator = np.random.default_rng(seed)
    W1 = scale * generator.standard_normal((2, hidden))
    W2 = scale * generator.standard_normal((hidden, 1))
    return W1, np.zeros(hidden), W2, np.zeros(1)


def start_number_by_number(hidden, scale, seed):
    generator = np.random.default_rng(seed)
    W1 = [[generator.normal(scale=scale) for _ in range(hidden)] for _ in range(2)]
    W2 = [[generator.normal(scale=scale)] for _ in range(hidden)]
    return W1, [0.0] * hidden, W2, [0.0]


def start_from_a_network(hidden, scale, seed):
    network = Network((2, hidden, 1), "relu", "binary_cross_entropy", init=scale, rng=seed)
    return tuple(array for _, array in network.named_parameters())


def level_by_counting(Y, groups):
    counts = defaultdict(lambda: [0, 0])
    for label, group in zip(Y, groups, strict=True):
        counts[int(group)][int(label)] += 1
    total = 0.0
    for zeros, ones in counts.values():
        for part in (zeros, ones):
            if part:
                total += part * math.log((zeros + ones) / part)
    return total / len(Y)


def level_by_bplib(Y, groups):
    same = np.equal.outer(groups, groups)
    P = np.clip((same @ Y) / same.sum(axis=1), 1e-300, 1 - 1e-16)
    return LOSSES["binary_cross_entropy"].value(P[:, None], Y[:, None])


def level_in_float32(Y, groups):
    total = np.float32(0)
    for group in set(groups.tolist()):
        p = np.float32(np.mean(Y[groups == group]))
        if 0 < p < 1:
            total -= np.sum(groups == group) * (p * np.log(p) + (1 - p) * np.log1p(-p))
    return np.float32(total / len(Y))


def rate_by_loops(P, Y, margin):
    solved = 0
    for k in range(P.shape[1]):
        good = [
            P[n, k] > 0.5 + margin if Y[n, 0] == 1 else P[n, k] < 0.5 - margin
            for n in range(len(P))
        ]
        solved += all(good)
    share = solved / P.shape[1]
    return share, math.sqrt(share * (1 - share) / P.shape[1])


def rate_by_the_worst_answer(P, Y, margin):
    worst = np.where(Y == 1, P, 1 - P).min(axis=0)
    solved = (worst > 0.5 + margin).astype(float)
    return solved.mean(), solved.std() / np.sqrt(solved.size)


def rate_in_float32(P, Y, margin):
    wrong = np.abs(np.float32(Y) - np.float32(P)) >= np.float32(0.5 - margin)
    share = np.float32(1 - wrong.any(axis=0).mean())
    return [share, np.sqrt(share * (1 - share) / np.float32(wrong.shape[1]))]


def loss_by_bplib(P, Y, dZ):
    Z = np.log(P / (1 - P))
    for name, loss in LOSSES.items():
        if name == "cross_entropy":
            continue
        if loss.grad_from_logits:
            delta = loss.grad_from_logits(Z, Y)
        else:
            delta = loss.grad(P, Y) * P * (1 - P)
        if np.abs(delta - dZ).max() < 1e-8:
            return name
    return "none"


def loss_by_ratio(P, Y, dZ):
    ratio = (len(P) * dZ / (P - Y)).ravel()
    slope = (P - P**2).ravel()
    for name, wanted in (
        ("binary_cross_entropy", 1 + 0 * slope),
        ("half_squared_error", slope),
        ("mse", 2 * slope),
    ):
        if np.allclose(ratio, wanted):
            return name
    return "none"


def loss_by_nudging(P, Y, dZ):
    Z, h = np.log(P / (1 - P)), 1e-6
    values = {
        "mse": lambda p: (p - Y) ** 2,
        "half_squared_error": lambda p: (p - Y) ** 2 / 2,
        "binary_cross_entropy": lambda p: -np.log(np.where(Y == 1, p, 1 - p)),
    }
    for name, value in values.items():
        up, down = (value(1 / (1 + np.exp(-(Z + s)))) for s in (h, -h))
        if np.allclose((up - down) / (2 * h * len(P)), dZ, rtol=1e-4, atol=1e-8):
            return name
    return "none"


def repaired_with_a_network(X, Y, W1, b1, W2, b2):
    network = Network((X.shape[1], len(b1), 1), ("sigmoid", "sigmoid"), "mse")
    network.set_parameters([W1, b1, W2, b2])
    value, _ = network.loss_and_gradient(X, Y)
    (dW1, dW2), (db1, db2) = network.dW, network.db
    return value, dW1, db1, dW2, db2


def repaired_sample_by_sample(X, Y, W1, b1, W2, b2):
    loss, dW1, db1 = 0.0, np.zeros_like(W1), np.zeros_like(b1)
    dW2, db2 = np.zeros_like(W2), np.zeros_like(b2)
    for x, y in zip(X, Y[:, 0], strict=True):
        a = 1 / (1 + np.exp(-(x @ W1 + b1)))
        p = 1 / (1 + np.exp(-(a @ W2 + b2)))[0]
        loss += (y - p) ** 2 / len(X)
        delta = -2 * (y - p) * (p - p * p) / len(X)
        back = delta * W2[:, 0] * (a - a * a)
        dW1, db1 = dW1 + np.outer(x, back), db1 + back
        dW2, db2 = dW2 + delta * a[:, None], db2 + delta
    return loss, dW1, db1, dW2, db2


def repaired_in_float32(X, Y, W1, b1, W2, b2):
    X, Y, W1, b1, W2, b2 = (np.float32(array) for array in (X, Y, W1, b1, W2, b2))
    A = (np.tanh((X @ W1 + b1) / 2) + 1) / 2
    P = (np.tanh((A @ W2 + b2) / 2) + 1) / 2
    D = np.float32(2 / len(X)) * (P - Y) * P * (1 - P)
    H = np.outer(D, W2) * A * (1 - A)
    return np.mean((Y - P) ** 2), X.T @ H, np.ones(len(X), np.float32) @ H, A.T @ D, sum(D)


def descended(seed):
    network = Network((2, 4, 1), "relu", "binary_cross_entropy", init="he", rng=seed)
    X, Y = xor()
    for _ in range(1500):
        _, gradient = network.loss_and_gradient(X, Y)
        network.parameters -= 0.5 * gradient
    return network


def solving(how_many):
    """Return descended networks that answer all four corners."""
    X, Y = xor()
    seeds = iter(range(100))
    found = []
    while len(found) < how_many:
        network = descended(next(seeds))
        if (np.abs(network.forward(X) - Y) < 0.05).all():
            found.append(network)
    return found


W_EXACT = np.array([[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0]])
B_EXACT = np.array([0.0, -1.0, 0.0, 0.0])
assert (relu(xor()[0] @ W_EXACT + B_EXACT)[:, :2] @ [1, -2] == [0, 1, 1, 0]).all()
FIRST, SECOND = solving(2)
LEVELS = {
    "right_answers": 3,
    "shared_answer": 0.66667,
    "loss_three_share": 0.47739,
    "loss_all_share": 0.69315,
    "loss_two_share": 0.34657,
}

ANSWERS = {
    "no_line": [no_line_by_adding(), no_line_expanded(), no_line_by_matrices()],
    "two_units_by_hand": [
        {"W1": [[30, 30], [30, 30]], "b1": [-15, -45], "W2": [[15], [-15]], "b2": [-7]},
        [[[-20, 20], [-20, 20]], [30, -10], [[20], [20]], [-30]],
        {
            "W1": np.float32([[20, -20], [-20, 20]]),
            "b1": np.float32([-10, -10]),
            "W2": np.float32([[12], [12]]),
            "b2": np.float32([-6]),
        },
    ],
    "train_xor": [train_with_a_network, train_sample_by_sample, train_in_float32],
    "xor_start": [start_with_standard_normals, start_number_by_number, start_from_a_network],
    "relu_claim": [
        LEVELS,
        {
            "right_answers": np.int64(3),
            "shared_answer": sp.Rational(2, 3),
            "loss_three_share": sp.Rational(3, 4) * sp.log(3) - sp.log(2) / 2,
            "loss_all_share": sp.log(2),
            "loss_two_share": sp.log(2) / 2,
        },
        {
            "right_answers": 3.0,
            "shared_answer": np.float32(2 / 3),
            "loss_three_share": -math.log(4 / 27) / 4,
            "loss_all_share": -math.log(0.5),
            "loss_two_share": math.log(2**0.5),
        },
    ],
    "shared_level": [level_by_counting, level_by_bplib, level_in_float32],
    "all_four_right": [
        [W_EXACT, B_EXACT, np.array([[20.0], [-40.0], [0.0], [0.0]]), np.array([-10.0])],
        [array for _, array in FIRST.named_parameters()],
        {name: np.float32(array) for name, array in SECOND.named_parameters()},
    ],
    "success_rate": [rate_by_loops, rate_by_the_worst_answer, rate_in_float32],
    "which_loss": [loss_by_bplib, loss_by_ratio, loss_by_nudging],
    "mismatched_gradients": [
        repaired_with_a_network,
        repaired_sample_by_sample,
        repaired_in_float32,
    ],
}
