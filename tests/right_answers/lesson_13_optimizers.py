"""Right answers of lesson 13, written differently from the reference and from each other."""

import math
from fractions import Fraction

import numpy as np
import sympy as sp

from bplib import optimizers, schedules
from bplib.datasets import digits
from bplib.network import Network
from bplib.training import fit, minibatches

eta, lam, mu = sp.symbols("eta lambda mu", positive=True)


def entrywise(step, arrays):
    """Return the results of a step on every entry by itself, as arrays."""
    shape = np.shape(arrays[0])
    found = [step(*entries) for entries in zip(*(np.ravel(a) for a in arrays), strict=True)]
    return [np.array(column).reshape(shape) for column in zip(*found, strict=True)]


def float32(*values):
    return [np.asarray(value, np.float32) for value in values]


def two_steps_in_fractions():
    start, rate, beta = Fraction(1), Fraction(15, 1000), Fraction(9, 10)
    found = {}
    for axis, curvature in (("x", 1), ("y", 100)):
        w = start
        for _ in range(2):
            w -= rate * curvature * w
        found[f"descent_{axis}"] = float(w)
        w, v = start, Fraction(0)
        for _ in range(2):
            v = beta * v + curvature * w
            w -= rate * v
        found[f"momentum_{axis}"] = float(w)
    return {**found, "adam_y": float(start - rate)}


def two_steps_by_bplib():
    found = {}
    for name, optimizer in {
        "descent": optimizers.SGD(0.015),
        "momentum": optimizers.Momentum(0.015, 0.9),
    }.items():
        w = np.array([1.0, 1.0])
        for _ in range(2):
            optimizer.step(w, np.array([1.0, 100.0]) * w)
        found[f"{name}_x"], found[f"{name}_y"] = w
    w = np.array([1.0])
    optimizers.Adam(0.015).step(w, 100 * w)
    return {**found, "adam_y": w[0]}


def rates_by_solving():
    w = sp.Symbol("w")
    factor = sp.diff(w - eta * sp.diff(lam * w**2 / 2, w), w)
    best = sp.solve(sp.Eq(1 - eta * mu, -(1 - eta * lam)), eta)[0]
    return {
        "factor": factor,
        "limit": sp.solve(sp.Eq(factor, -1), eta)[0],
        "best": best,
        "shrink": 1 - best * mu,
    }


# ---- the largest stable rate ---------------------------------------------------------------------


def rate_by_svd(H, beta):
    return 2 * (1 + beta) / np.linalg.norm(H, 2)


def rate_by_power_iteration(H, beta):
    x = np.ones(len(H)) + 0.1 * np.arange(len(H))
    for _ in range(3000):
        x = H @ x
        x /= math.sqrt(x @ x)
    return (1 + beta) * 2.0 / (x @ H @ x)


def rate_by_general_eigenvalues(H, beta):
    return min(((1 + beta) * 2 / value).real for value in np.linalg.eigvals(np.asarray(H)))


# ---- steps ---------------------------------------------------------------------------------------


def sgd_by_loop(w, g, lr):
    return entrywise(lambda a, b: (a - lr * b,), [w, g])[0]


def sgd_in_float32(w, g, lr):
    w, g = float32(w, g)
    return w + np.float32(-lr) * g


def sgd_as_average(w, g, lr):
    return (1 - lr) * w + lr * (w - g)


def momentum_by_loop(w, v, g, lr, beta):
    def step(a, b, c):
        new = beta * b + c
        return a - lr * new, new

    return tuple(entrywise(step, [w, v, g]))


def momentum_by_einsum(w, v, g, lr, beta):
    velocity = np.einsum("k,k...->...", [beta, 1.0], np.stack([v, g]))
    return np.einsum("k,k...->...", [1.0, -lr], np.stack([w, velocity])), velocity


def momentum_downhill_inside(w, v, g, lr, beta):
    down = -beta * v - g
    return [w + lr * down, -down]


def momentum_in_float32(w, v, g, lr, beta):
    w, v, g = float32(w, v, g)
    v = np.float32(beta) * v + g
    return w - np.float32(lr) * v, v


def nesterov_by_loop(w, v, g, lr, beta):
    def step(a, b, c):
        new = b * beta + c
        return a - lr * c - lr * beta * new, new

    return tuple(entrywise(step, [w, v, g]))


def nesterov_multiplied_out(w, v, g, lr, beta):
    return w - lr * ((1 + beta) * g + beta**2 * v), g + beta * v


def nesterov_as_two_moves(w, v, g, lr, beta):
    ahead = w - lr * g
    velocity = np.add(g, np.multiply(beta, v))
    return ahead - lr * beta * velocity, velocity


def rmsprop_by_loop(w, s, g, lr, decay, eps):
    def step(a, b, c):
        new = decay * b + (1 - decay) * c * c
        return a - lr * c / (math.sqrt(new) + eps), new

    return tuple(entrywise(step, [w, s, g]))


def rmsprop_by_lerp(w, s, g, lr, decay, eps):
    s = s + (1 - decay) * (np.square(g) - s)
    return w - np.divide(lr * g, s**0.5 + eps), s


def rmsprop_in_float32(w, s, g, lr, decay, eps):
    w, s, g = float32(w, s, g)
    s = np.float32(decay) * s + np.float32(1 - decay) * g * g
    return w - np.float32(lr) * g / (np.sqrt(s) + np.float32(eps)), s


def adam_by_bplib(w, state, g, lr, beta1, beta2, eps):
    optimizer = optimizers.Adam(lr, beta1, beta2, eps)
    optimizer.m, optimizer.v, optimizer.t = state["m"], state["v"], state["t"]
    w = w.copy()
    optimizer.step(w, g)
    return w, {"m": optimizer.m, "v": optimizer.v, "t": optimizer.t}


def adam_by_loop(w, state, g, lr, beta1, beta2, eps):
    t = state["t"] + 1

    def step(a, m, v, c):
        m = m * beta1 + c - beta1 * c
        v = v * beta2 + (1 - beta2) * c * c
        return a - lr * m / (1 - beta1**t) / (math.sqrt(v / (1 - beta2**t)) + eps), m, v

    w, m, v = entrywise(step, [w, state["m"], state["v"], g])
    return w, {"t": t, "v": v, "m": m}


def adam_with_one_rate(w, state, g, lr, beta1, beta2, eps):
    new = dict(state, t=state["t"] + 1)
    new["m"] = state["m"] + (1 - beta1) * (g - state["m"])
    new["v"] = state["v"] + (1 - beta2) * (g**2 - state["v"])
    grown = math.sqrt(1 - beta2 ** new["t"])
    rate = lr * grown / (1 - beta1 ** new["t"])
    return w - rate * new["m"] / (np.sqrt(new["v"]) + eps * grown), new


def adamw_by_bplib(w, state, g, lr, beta1, beta2, eps, weight_decay):
    optimizer = optimizers.AdamW(lr, beta1, beta2, eps, weight_decay)
    optimizer.m, optimizer.v, optimizer.t = state["m"], state["v"], state["t"]
    w = w.copy()
    optimizer.step(w, g)
    return w, {"m": optimizer.m, "v": optimizer.v, "t": optimizer.t}


def adamw_decayed_first(w, state, g, lr, beta1, beta2, eps, weight_decay):
    return adam_by_loop(w * (1 - lr * weight_decay), state, g, lr, beta1, beta2, eps)


def adamw_in_one_line(w, state, g, lr, beta1, beta2, eps, weight_decay):
    after, state = adam_with_one_rate(w, state, g, lr, beta1, beta2, eps)
    return w + (after - w) - w * (lr * weight_decay), state


# ---- an optimizer object -------------------------------------------------------------------------


class ByBplib:
    def __init__(self, *settings):
        self.settings, self.each = settings, []

    def step(self, parameters, gradients):
        if not self.each:
            self.each = [optimizers.Adam(*self.settings) for _ in parameters]
        for optimizer, w, g in zip(self.each, parameters, gradients, strict=True):
            optimizer.step(w, g)
        return parameters


class Flat:
    """Keeps one long m and v for all arrays joined."""

    __slots__ = ("settings", "state")

    def __init__(self, lr, beta1, beta2, eps):
        self.settings, self.state = (lr, beta1, beta2, eps), None

    def step(self, parameters, gradients):
        w = np.concatenate([np.ravel(p) for p in parameters])
        g = np.concatenate([np.ravel(p) for p in gradients])
        self.state = self.state or {"m": 0 * w, "v": 0 * w, "t": 0}
        w, self.state = adam_with_one_rate(w, self.state, g, *self.settings)
        cuts = np.cumsum([np.size(p) for p in parameters])[:-1]
        pieces = np.split(w, cuts)
        return tuple(a.reshape(np.shape(p)) for a, p in zip(pieces, parameters, strict=True))


class Lists:
    def __init__(self, lr, beta1, beta2, eps):
        self.lr, self.b1, self.b2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = None, None, 0

    def step(self, parameters, gradients):
        if self.m is None:
            self.m, self.v = [0.0] * len(parameters), [0.0] * len(parameters)
        self.t += 1
        new = []
        for i, (w, g) in enumerate(zip(parameters, gradients, strict=True)):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * g
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * g * g
            root = (self.v[i] / (1 - self.b2**self.t)) ** 0.5 + self.eps
            new.append((w - self.lr * self.m[i] / (1 - self.b1**self.t) / root).tolist())
        return new


# ---- the schedule --------------------------------------------------------------------------------


def schedule_by_half_angle(t, lr, warmup, steps, final):
    if t + 1 <= warmup:
        return (t + 1) * (lr / warmup)
    angle = np.clip((t - warmup) / (steps - warmup), 0, 1) * np.pi
    return final * np.sin(angle / 2) ** 2 + lr * np.cos(angle / 2) ** 2


def schedule_by_cases(t, lr, warmup, steps, final):
    if t >= steps:
        return final
    rise = np.linspace(lr / max(warmup, 1), lr, warmup)
    fall = [
        (lr + final) / 2 + (lr - final) / 2 * math.cos(math.pi * k / (steps - warmup))
        for k in range(steps - warmup)
    ]
    return [*rise, *fall][t]


# ---- the training loop ---------------------------------------------------------------------------


def line_by_bplib(X, y, w, lr, beta, batch_size, epochs):
    optimizer, w = optimizers.Momentum(lr, beta), np.array(w)
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            A, b = X[start : start + batch_size], y[start : start + batch_size]
            optimizer.step(w, ((A @ w - b)[:, None] * A).mean(axis=0))
    return w


def line_by_pieces(X, y, w, lr, beta, batch_size, epochs):
    edges = list(range(batch_size, len(X), batch_size))
    velocity = 0.0
    for A, b in list(zip(np.split(X, edges), np.split(y, edges), strict=True)) * epochs:
        velocity = beta * velocity + np.einsum("nd,n->d", A, A @ w - b) / len(b)
        w = w - lr * velocity
    return w


def line_by_rows(X, y, w, lr, beta, batch_size, epochs):
    w, velocity = [float(a) for a in w], [0.0] * len(w)
    batches = [range(i, min(i + batch_size, len(X))) for i in range(0, len(X), batch_size)]
    for _ in range(epochs):
        for batch in batches:
            error = {n: sum(a * b for a, b in zip(X[n], w, strict=True)) - y[n] for n in batch}
            for d in range(len(w)):
                slope = sum(error[n] * X[n][d] for n in batch) / len(batch)
                velocity[d] = beta * velocity[d] + slope
            w = [a - lr * b for a, b in zip(w, velocity, strict=True)]
    return w


# ---- digits --------------------------------------------------------------------------------------


def trained(optimizer, seed):
    network, data = Network((64, 32, 10), "tanh", "cross_entropy", rng=seed), digits()
    fit(network, data.X_train, data.y_train, optimizer=optimizer, epochs=5, rng=seed,
        progress=False)  # fmt: skip
    return network


def trained_in_float32():
    network, data = Network((64, 32, 10), "tanh", "cross_entropy", dtype=np.float32), digits()
    state = {"m": 0.0, "v": 0.0, "t": 0}
    rng = np.random.default_rng(3)
    for _ in range(5):
        for X, y in minibatches(data.X_train, data.y_train, 32, rng):
            _, g = network.loss_and_gradient(X.astype(np.float32), y)
            lr = schedules.warmup_cosine(0.05, 10, 225)(state["t"])
            w, state = adam_with_one_rate(network.parameters, state, g, lr, 0.9, 0.999, 1e-8)
            network.parameters[...] = w
    return network.parameters


ANSWERS = {
    "two_steps_by_hand": [
        two_steps_in_fractions(),
        two_steps_by_bplib(),
        {
            "descent_x": 0.9702,
            "descent_y": np.float32(0.25),
            "momentum_x": 0.956725,
            "momentum_y": -0.5 - 0.015 * (90 - 50),
            "adam_y": 0.985,
        },
    ],
    "stable_rates": [
        rates_by_solving(),
        {
            "factor": -(eta * lam - 1),
            "limit": 1 / (lam / 2),
            "best": 1 / ((lam + mu) / 2),
            "shrink": 1 - 2 * mu / (lam + mu),
        },
        {
            "factor": (lam**2 * eta - lam) / -lam,
            "limit": sp.Rational(2) * lam**-1,
            "best": 2 / lam / (1 + mu / lam),
            "shrink": (lam / mu - 1) / (lam / mu + 1),
        },
    ],
    "largest_stable_rate": [rate_by_svd, rate_by_power_iteration, rate_by_general_eigenvalues],
    "sgd_step": [sgd_by_loop, sgd_in_float32, sgd_as_average],
    "momentum_step": [
        momentum_by_loop,
        momentum_by_einsum,
        momentum_downhill_inside,
        momentum_in_float32,
    ],
    "nesterov_step": [nesterov_by_loop, nesterov_multiplied_out, nesterov_as_two_moves],
    "rmsprop_step": [rmsprop_by_loop, rmsprop_by_lerp, rmsprop_in_float32],
    "adam_step": [adam_by_bplib, adam_by_loop, adam_with_one_rate],
    "adamw_step": [adamw_by_bplib, adamw_decayed_first, adamw_in_one_line],
    "adam_optimizer": [ByBplib, Flat, Lists],
    "warmup_cosine": [
        lambda t, *settings: schedules.warmup_cosine(*settings)(t),
        schedule_by_half_angle,
        schedule_by_cases,
    ],
    "train_line": [line_by_bplib, line_by_pieces, line_by_rows],
    "digits_in_five_epochs": [
        trained(optimizers.Adam(schedules.warmup_cosine(0.05, 20, 225)), 0).parameters,
        [a for _, a in trained(
            optimizers.Nesterov(schedules.warmup_cosine(0.3, 20, 225)), 2
        ).named_parameters()],
        trained_in_float32(),
    ],
}  # fmt: skip
