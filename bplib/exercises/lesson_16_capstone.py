"""Exercises of lesson 16: the capstone, a digits classifier of one's own."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.checks import Case, Exercise, Mistake, call_case
from bplib.datasets import digits, shift
from bplib.experiments.lesson_16 import held_out_scores, starting_weights
from bplib.losses import one_hot

PLAN = "By hand: what you are going to build"
PARTS = "In NumPy: the parts"
MODEL = "Hand in the model"
ERRORS = "Look at the worst"
SURE = "How sure is a score"
CHOICE = "The score that was chosen"
LEAK = "A split that leaks"
PEERS = "Other people's gradients"

ACCURACY_MARK = 0.97
SHIFTED_MARK = 0.90


def _signed(rng: np.random.Generator, shape: Any, low: float = 0.3, high: float = 1.2) -> Any:
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def _net(rng: np.random.Generator, D: int, H: int, C: int) -> dict[str, Any]:
    """Draw the parameters of a D-H-C net, with weights of order 1 and biases that matter."""
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, C), "b2": (C,)}
    return {name: _signed(rng, shape) for name, shape in shapes.items()}


def _labels(rng: np.random.Generator, N: int, C: int) -> Any:
    """Draw labels in which every class occurs, if N >= C."""
    return rng.permutation(np.arange(N) % C)


# ---- the plan ------------------------------------------------------------------------------------

_PLAN = {
    "parameters": 64 * 256 + 256 + 256 * 10 + 10,
    "steps": 60 * 23,
    "first_loss": float(np.log(10)),
    "one_image": 1 / 360,
    "standard_error": float(np.sqrt(0.97 * 0.03 / 360)),
}


# ---- forward -------------------------------------------------------------------------------------


def classifier_forward(X: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, Any]:
    """Return the hidden activations and the probabilities."""
    A1 = np.maximum(X @ W1 + b1, 0.0)
    return A1, softmax(A1 @ W2 + b2)


def _forward_variant(kind: str) -> Callable[..., Any]:
    def forward(X: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        Z1 = X @ W1 + (0.0 if kind == "no b1" else b1)
        A1 = {"no ReLU": Z1, "tanh": np.tanh(Z1)}.get(kind, np.maximum(Z1, 0.0))
        Z2 = A1 @ W2 + b2
        if kind == "ReLU on the logits":
            Z2 = np.maximum(Z2, 0.0)
        if kind == "logits":
            return A1, Z2
        if kind == "log":
            return A1, np.log(softmax(Z2))
        if kind in ("no shift", "one shift"):
            with np.errstate(over="ignore", invalid="ignore"):
                E = np.exp(Z2 - (Z2.max() if kind == "one shift" else 0.0))
                return A1, E / E.sum(axis=1, keepdims=True)
        axis = {"over samples": 0, "over all": None}.get(kind, 1)
        E = np.exp(Z2 - Z2.max(axis=axis, keepdims=True))
        return (Z1 if kind == "Z1 for A1" else A1), E / E.sum(axis=axis, keepdims=True)

    return forward


def _forward_cases(rng: np.random.Generator) -> list[Case]:
    cases = [
        call_case(note, X=_signed(rng, (N, D)), **_net(rng, D, H, C))
        for note, N, D, H, C in (
            ("five samples", 5, 4, 6, 3),
            ("a single sample", 1, 3, 5, 4),
            ("as many samples as classes", 4, 6, 7, 4),
        )
    ]
    large = _net(rng, 4, 6, 3)
    large["b2"] = large["b2"] + np.array([900.0, 900.0, 900.0])
    cases.append(call_case("logits around 900", X=_signed(rng, (5, 4)), **large))
    apart, top = {}, np.zeros(5)
    while np.ptp(top) < 1000:  # so far apart that no shift serves all rows
        apart = {"X": _signed(rng, (5, 4)), **_net(rng, 4, 6, 3)}
        apart["X"][3] *= 2000
        A1 = np.maximum(apart["X"] @ apart["W1"] + apart["b1"], 0)
        top = (A1 @ apart["W2"] + apart["b2"]).max(axis=1)
    return [*cases, call_case("large logits in one row", **apart)]


# ---- backward ------------------------------------------------------------------------------------


def classifier_gradients(
    X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float
) -> tuple[Any, ...]:
    """Return the loss, dW1, db1, dW2 and db2."""
    A1, P = classifier_forward(X, W1, b1, W2, b2)
    loss = -np.mean(np.log(P[np.arange(len(y)), y])) + l2 / 2 * (np.sum(W1**2) + np.sum(W2**2))
    dZ2 = (P - one_hot(y, P.shape[1]).astype(P.dtype)) / len(y)
    dZ1 = dZ2 @ W2.T * (A1 > 0)
    return loss, X.T @ dZ1 + l2 * W1, dZ1.sum(axis=0), A1.T @ dZ2 + l2 * W2, dZ2.sum(axis=0)


def _gradients_variant(kind: str) -> Callable[..., Any]:
    def gradients(X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float) -> Any:
        N, C = len(y), len(b2)
        A1, P = classifier_forward(X, W1, b1, W2, b2)
        if kind == "softmax over the samples":
            Z2 = A1 @ W2 + b2
            P = softmax(Z2.T).T
        data = -np.mean(np.log(P[np.arange(N), y]))
        penalty = l2 / 2 * (np.sum(W1**2) + np.sum(W2**2))
        loss = data if kind == "penalty not in the loss" else data + penalty
        if kind == "sum for mean in the loss":
            loss = N * data + penalty
        targets = one_hot(y, C).astype(P.dtype)  # float32 stays float32
        dZ2 = (P if kind == "labels not subtracted" else P - targets) / N
        dZ2 = dZ2 * {"1/N missing": N, "divided by the classes": 1 / C}.get(kind, 1.0)
        if kind == "softmax's slope kept":
            dZ2 = P * (dZ2 - np.sum(dZ2 * P, axis=1, keepdims=True))
        dA1 = dZ2 @ (W2 - A1.T @ dZ2 if kind == "W2 moved too early" else W2).T
        if kind == "slope forgotten":
            dZ1 = dA1
        else:
            dZ1 = dA1 * (dA1 > 0 if kind == "mask on the upstream" else A1 > 0)
        if kind == "1/N again":
            dZ1 = dZ1 / N
        over = np.mean if kind == "bias mean for sum" else np.sum
        l2_W = {"penalty forgotten": 0.0, "penalty doubled": 2 * l2, "penalty over N": l2 / N}
        l2_W1 = l2_W.get(kind, l2)
        l2_b = l2 if kind == "penalty on biases" else 0.0
        return (
            loss,
            X.T @ dZ1 + l2_W1 * W1,
            over(dZ1, axis=0) + l2_b * b1,
            A1.T @ dZ2 + l2_W1 * W2,
            over(dZ2, axis=0) + l2_b * b2,
        )

    return gradients


def _gradients_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, N, D, H, C, l2 in (
        ("no penalty", 6, 4, 7, 3, 0.0),
        ("with a penalty", 5, 3, 8, 4, 0.3),
        ("as many samples as classes", 3, 5, 9, 3, 0.1),
        ("a single sample", 1, 4, 6, 5, 0.2),
    ):
        X, y, net = _signed(rng, (N, D)), _labels(rng, N, C), _net(rng, D, H, C)
        net["b1"] = np.abs(net["b1"]) * np.where(np.arange(H) % 3 == 2, -1, 1)
        net["W2"] = net["W2"] / 2  # no probability is 0 or 1 but for rounding
        net["W1"] = net["W1"] / 2
        cases.append(call_case(note, X=X, y=y, **net, l2=l2))
    return cases


# ---- batches of shifted images -------------------------------------------------------------------


def shifted_batches(
    X: Any, y: Any, order: Any, dx: Any, dy: Any, batch_size: int
) -> list[tuple[Any, Any]]:
    """Return one epoch's batches: every image moved by its own dx and dy, in the given order."""
    X = np.asarray(X)
    wide = np.zeros((len(X), 10, 10), dtype=X.dtype)
    wide[:, 1:9, 1:9] = X.reshape(-1, 8, 8)
    pixels = np.arange(8)
    rows = 1 - np.asarray(dy)[:, np.newaxis] + pixels  # (N, 8): which row of `wide` comes here
    columns = 1 - np.asarray(dx)[:, np.newaxis] + pixels
    image = np.arange(len(X))[:, np.newaxis, np.newaxis]
    moved = wide[image, rows[:, :, np.newaxis], columns[:, np.newaxis]].reshape(-1, 64)
    chosen = [order[start : start + batch_size] for start in range(0, len(X), batch_size)]
    return [(moved[rows], y[rows]) for rows in chosen]


def _batches_variant(kind: str) -> Callable[..., Any]:
    def batches(X: Any, y: Any, order: Any, dx: Any, dy: Any, batch_size: int) -> Any:
        if kind == "directions swapped":
            dx, dy = dy, dx
        if kind == "wrong sign":
            dx, dy = -dx, -dy
        if kind == "up for down":
            dy = -dy
        if kind == "shifts by place in the order":
            dx, dy = dx[np.argsort(order)], dy[np.argsort(order)]
        if kind == "one shift for all":
            dx, dy = np.full_like(dx, dx[0]), np.full_like(dy, dy[0])
        if kind == "wraps round":
            pictures = X.reshape(-1, 8, 8)
            rolled = [
                np.roll(p, (v, h), axis=(0, 1)) for p, h, v in zip(pictures, dx, dy, strict=True)
            ]
            X, dx, dy = np.reshape(rolled, (-1, 64)), 0 * dx, 0 * dy
        if kind == "not shifted":
            dx, dy = 0 * dx, 0 * dy
        labels = y
        if kind == "labels left behind":
            labels = y[np.argsort(order)]
        if kind == "order ignored":
            order = np.arange(len(X))
        made = shifted_batches(X, labels, order, dx, dy, batch_size)
        return made[: len(X) // batch_size] if kind == "last batch dropped" else made

    return batches


def _batches_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, N, batch in (
        ("the last batch is short", 7, 3),
        ("one batch holds all", 4, 6),
        ("batches of one", 5, 1),
        ("two full batches and one image", 9, 4),
    ):
        order = rng.permutation(N)
        while (order == np.arange(N)).all() or (order == np.argsort(order)).all():
            order = rng.permutation(N)
        steps = np.array([[1, 0], [0, -1], [-1, 1], [1, 1], [0, 1], [-1, 0], [1, -1], [-1, -1]])
        dx, dy = steps[(np.arange(N) + rng.integers(8)) % 8].T.copy()
        X, y = rng.integers(1, 17, (N, 64)) / 16, rng.permutation(10)[:N]
        cases.append(call_case(note, X=X, y=y, order=order, dx=dx, dy=dy, batch_size=batch))
    return cases


# ---- training ------------------------------------------------------------------------------------


def train_epochs(
    epochs: Any, W1: Any, b1: Any, W2: Any, b2: Any, lr: float, beta: float
) -> tuple[list[list[Any]], list[float]]:
    """Return the parameters after every epoch and the mean of every epoch's batch losses."""
    parameters = (np.array(W1), np.array(b1), np.array(W2), np.array(b2))
    velocities = [np.zeros_like(array) for array in parameters]
    total, t = sum(len(batches) for batches in epochs), 0
    trail, losses = [], []
    for batches in epochs:
        seen = []
        for X, y in batches:
            loss, *gradients = classifier_gradients(X, y, *parameters, 0.0)
            rate = lr / 2 * (1 + np.cos(np.pi * t / total))
            for array, velocity, gradient in zip(parameters, velocities, gradients, strict=True):
                velocity *= beta
                velocity += gradient
                array -= array.dtype.type(rate) * velocity
            seen.append(float(loss))
            t += 1
        trail.append([array.copy() for array in parameters])
        losses.append(sum(seen) / len(seen))
    return trail, losses


def _train_variant(kind: str) -> Callable[..., Any]:
    def train(
        epochs: Any, W1: Any, b1: Any, W2: Any, b2: Any, lr: float, beta: float
    ) -> tuple[list[Any], list[Any]]:
        P = (W1, b1, W2, b2)
        if kind != "start changed in place":
            P = (W1.copy(), b1.copy(), W2.copy(), b2.copy())
        V = [np.zeros_like(array) for array in P]
        total, t = sum(len(batches) for batches in epochs), 0
        trail: list[Any] = []
        losses: list[Any] = []
        for e, batches in enumerate(epochs):
            if kind == "velocity forgotten every epoch":
                V = [np.zeros_like(array) for array in P]
            seen: list[float] = []
            for X, y in batches:
                loss, *G = classifier_gradients(X, y, *P, 0.0)
                rate = lr / 2 * (1 + np.cos(np.pi * t / total))
                rate = {
                    "constant rate": lr,
                    "cosine by epochs": lr / 2 * (1 + np.cos(np.pi * e / len(epochs))),
                    "cosine restarted": lr / 2 * (1 + np.cos(np.pi * len(seen) / len(batches))),
                    "schedule one step ahead": lr / 2 * (1 + np.cos(np.pi * (t + 1) / total)),
                    "zero too early": lr / 2 * (1 + np.cos(np.pi * t / (total - 1))),
                }.get(kind, rate)
                for k, g in enumerate(G):
                    gain = {"averaged gradient": 1 - beta, "rate in the velocity": rate}
                    old = V[k]
                    V[k] = (0.0 if kind == "no momentum" else beta) * V[k] + gain.get(kind, 1.0) * g
                    step = old if kind == "step before the velocity" else V[k]
                    np.subtract(
                        P[k], step if kind == "rate in the velocity" else rate * step, out=P[k]
                    )
                if kind == "loss after the step":
                    loss = classifier_gradients(X, y, *P, 0.0)[0]
                seen.append(float(loss))
                t += 1
            shared = kind == "one set of arrays"
            trail.append([array if shared else array.copy() for array in P])
            losses.append(seen[-1] if kind == "loss of the last batch" else sum(seen) / len(seen))
        return trail, losses

    return train


def _train_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, D, H, C, sizes in (
        ("three epochs of two batches", 4, 5, 3, ((4, 3), (4, 3), (4, 3))),
        ("two epochs of three batches", 3, 6, 4, ((5, 5, 2), (5, 5, 2))),
        ("epochs of different length", 5, 4, 3, ((6, 2, 3), (4, 3))),
    ):
        epochs = [
            [(_signed(rng, (N, D)), rng.permutation(np.arange(N) % C)) for N in batch_sizes]
            for batch_sizes in sizes
        ]
        net = _net(rng, D, H, C)
        net["b1"] = np.abs(net["b1"])
        net = {name: array / 2 for name, array in net.items()}
        lr, beta = round(rng.uniform(0.1, 0.2), 2), round(rng.uniform(0.6, 0.8), 2)
        cases.append(call_case(note, epochs=epochs, **net, lr=lr, beta=beta))
    return cases


# ---- the model -----------------------------------------------------------------------------------


def _marks_reached(weights: Any) -> float:
    """Return the lower of both scores, each as a share of its mark, at most 1.

    The surplus depends on the processor's rounding, so it is not part of the verdict.
    """
    plain, moved = held_out_scores(weights)
    return min(plain / ACCURACY_MARK, moved / SHIFTED_MARK, 1.0)


@cache
def trained_weights(
    seed: int = 0, epochs: int = 60, hidden: int = 256, lr: float = 0.2
) -> list[Any]:
    """Return the weights of a 64-H-10 net, trained on shifted digits in single precision."""
    rng, data = np.random.default_rng(seed), digits()
    X, n = data.X_train.astype(np.float32), len(data.X_train)
    W1, b1, W2, b2 = starting_weights(hidden, rng)
    visits = []
    for _ in range(epochs):
        order, (dx, dy) = rng.permutation(n), rng.choice([-1, 0, 0, 1], (2, n))
        visits.append(shifted_batches(X, data.y_train, order, dx, dy, 64))
    return train_epochs(visits, W1, b1, W2, b2, lr, 0.9)[0][-1]


# ---- the worst digits ----------------------------------------------------------------------------


def worst_first(P: Any, y: Any, k: int) -> Any:
    """Return the rows of the k samples with the largest cross-entropy, the worst first."""
    return np.argsort(P[np.arange(len(y)), y])[:k]


def _worst_variant(kind: str) -> Callable[..., Any]:
    def worst(P: Any, y: Any, k: int) -> Any:
        of_truth = P[np.arange(len(y)), y]
        if kind == "best first":
            return np.argsort(-of_truth)[:k]
        if kind == "worst last":
            return np.argsort(of_truth)[:k][::-1]
        if kind == "least sure":
            return np.argsort(P.max(axis=1))[:k]
        if kind == "most sure":
            return np.argsort(-P.max(axis=1))[:k]
        if kind == "wrong answers as they come":
            return np.argsort(P.argmax(axis=1) == y, kind="stable")[:k]
        if kind == "probabilities":
            return np.sort(of_truth)[:k]
        if kind == "labels":
            return y[np.argsort(of_truth)[:k]]
        return np.argsort(of_truth)

    return worst


def _worst_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, C, k in ((9, 4, 3), (12, 5, 5), (8, 3, 4), (15, 10, 2)):
        y = _labels(rng, N, C)
        P = softmax(rng.normal(0, 1.0, (N, C)) + 0.8 * one_hot(y, C))
        cases.append(call_case(f"{k} of {N} samples", P=P, y=y, k=k))
    P = np.array([[0.3, 0.25, 0.24, 0.21], [0.55, 0.4, 0.03, 0.02], [0.1, 0.2, 0.6, 0.1]])
    order = rng.permutation(3)  # right, wrong and surer of the truth, right
    return [*cases, call_case("all samples", P=P[order], y=np.array([0, 1, 2])[order], k=3)]


# ---- how sure ------------------------------------------------------------------------------------


def wilson_interval(right: int, n: int, z: float) -> Any:
    """Return [low, high]: right / n is within z of p's own standard errors of every p between.

    One array, so that an end at 0 is judged against the other one and not against itself.
    """
    share, stretch = right / n, 1 + z**2 / n
    centre = (share + z**2 / (2 * n)) / stretch
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / stretch
    return np.array([centre - half, centre + half])


def _wilson_variant(kind: str) -> Callable[..., Any]:
    def interval(right: int, n: int, z: float) -> Any:
        share = right / n
        if kind == "error at the measured share":
            half = z * np.sqrt(share * (1 - share) / n)
            return np.array([share - half, share + half])
        if kind == "widest error":
            return np.array([share - z / np.sqrt(4 * n), share + z / np.sqrt(4 * n)])
        low, high = wilson_interval(right, n, z)
        centre, half = (low + high) / 2, (high - low) / 2
        if kind == "around the measured share":
            return np.array([share - half, share + half])
        if kind == "not divided":
            return np.array([centre * (1 + z**2 / n) - half, centre * (1 + z**2 / n) + half])
        if kind == "one standard error":
            return wilson_interval(right, n, 1.0)
        if kind == "z for its square":
            return wilson_interval(right, n, float(np.sqrt(z)))
        if kind == "counts":
            return np.array([n * low, n * high])
        if kind == "centre and half":
            return np.array([centre, half])
        return np.array([high, low])

    return interval


def _wilson_cases(rng: np.random.Generator) -> list[Case]:
    n, small = int(rng.integers(40, 400)), int(rng.integers(5, 30))
    z = round(float(rng.uniform(1.3, 2.8)), 2)
    return [
        call_case("most are right", right=round(0.93 * n), n=n, z=z),
        call_case("all are right", right=small, n=small, z=1.96),
        call_case("none is right", right=0, n=int(rng.integers(5, 30)), z=1.64),
        call_case("a few of few", right=2, n=int(rng.integers(5, 9)), z=2.58),
    ]


# ---- an honest choice ----------------------------------------------------------------------------


def honest_choice(validation: Any, test: Any) -> tuple[int, float, float]:
    """Return the chosen recipe, its mean test score, and its worst test score."""
    chosen = int(np.mean(validation, axis=1).argmax())
    return chosen, float(np.mean(test[chosen])), float(np.min(test[chosen]))


def _choice_variant(kind: str) -> Callable[..., Any]:
    def choice(validation: Any, test: Any) -> Any:
        by_mean = validation.mean(axis=1)
        chosen = {
            "chosen on the test set": test.max(axis=1).argmax(),
            "chosen by the mean on the test set": test.mean(axis=1).argmax(),
            "chosen by the best seed": validation.max(axis=1).argmax(),
            "the worst chosen": by_mean.argmin(),
        }.get(kind, by_mean.argmax())
        scores = {
            "validation score reported": validation[chosen],
            "best seed reported": test[chosen].max(keepdims=True),
            "another recipe reported": test[test.mean(axis=1).argmax()],
        }.get(kind, test[chosen])
        if kind == "chosen on the test set":
            return int(chosen), float(scores.max()), float(scores.min())
        return int(chosen), float(scores.mean()), float(scores.min())

    return choice


def _choice_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for R, S in ((4, 3), (5, 4), (6, 2)):
        a, b, c, d, e = rng.permutation(5)[:R] if R >= 5 else [*rng.permutation(4), 4]
        low, high = rng.uniform(0.80, 0.86, (R, S)), rng.uniform(0.80, 0.86, (R, S))
        low[a] = rng.uniform(0.94, 0.95, S)  # the best on validation, on average
        low[b] = rng.uniform(0.70, 0.72, S)
        low[b, rng.integers(S)] = 0.99  # the best single seed on validation
        high[a] = rng.uniform(0.87, 0.90, S)
        high[c] = rng.uniform(0.95, 0.96, S)  # the best on the test set, on average
        low[c] = rng.uniform(0.885, 0.893, S)
        high[d] = rng.uniform(0.60, 0.62, S)
        high[d, rng.integers(S)] = 0.995  # the best single seed on the test set
        low[d] = rng.uniform(0.60, 0.65, S)
        if R > 4:
            low[e], high[e] = rng.uniform(0.75, 0.78, S), rng.uniform(0.75, 0.78, S)
        cases.append(call_case(f"{R} recipes, {S} seeds", validation=low, test=high))
    return cases


# ---- a split that leaks --------------------------------------------------------------------------


def split_then_shift(X: Any, y: Any, order: Any, held_out: int, moves: Any) -> tuple[Any, ...]:
    """Return training images with their moved copies, their labels, and held-out originals."""
    train, test = order[: len(order) - held_out], order[len(order) - held_out :]
    copies = np.concatenate([shift(X[train], int(dx), int(dy)) for dx, dy in moves])
    return copies, np.tile(y[train], len(moves)), X[test], y[test]


def _split_variant(kind: str) -> Callable[..., Any]:
    def split(X: Any, y: Any, order: Any, held_out: int, moves: Any) -> Any:
        kept = len(order) - held_out
        train, test = order[:kept], order[kept:]
        if kind == "copied before the split":
            copies = np.concatenate([shift(X[order], int(dx), int(dy)) for dx, dy in moves])
            labels = np.tile(y[order], len(moves))
            return copies[:-held_out], labels[:-held_out], copies[-held_out:], labels[-held_out:]
        if kind == "order ignored":
            train, test = np.arange(kept), np.arange(kept, len(order))
        if kind == "first ones held out":
            train, test = order[held_out:], order[:held_out]
        if kind == "held-out images in training":
            train = order
        copies, labels, X_test, y_test = split_then_shift(
            X, y, np.concatenate([train, test]), len(test), moves
        )
        if kind == "labels repeated one by one":
            labels = np.repeat(y[train], len(moves))
        if kind == "no copies":
            copies, labels = X[train], y[train]
        if kind == "directions swapped":
            copies = np.concatenate([shift(X[train], int(dx), int(dy)) for dy, dx in moves])
        if kind == "held-out images moved too":
            X_test = np.concatenate([shift(X_test, int(dx), int(dy)) for dx, dy in moves])
            y_test = np.tile(y_test, len(moves))
        return copies, labels, X_test, y_test

    return split


def _split_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, held_out, count in ((7, 2, 2), (9, 3, 3), (6, 1, 2)):
        order = np.roll(rng.permutation(N), 1)
        while (order[-held_out:] >= N - held_out).any() or (order[:held_out] < 2).all():
            order = rng.permutation(N)
        steps = np.array([[1, 0], [0, -1], [-1, 1], [1, -1]])
        moves = np.concatenate([[[0, 0]], rng.permutation(steps)[: count - 1]])
        moves = np.roll(moves, held_out - 2, axis=0)
        X, y = rng.integers(1, 17, (N, 64)) / 16, rng.permutation(10)[:N]
        data = {"X": X, "y": y, "order": order, "held_out": held_out, "moves": moves}
        cases.append(call_case(f"{held_out} of {N} held out, {count} moves", **data))
    return cases


# ---- a peer's backward pass ----------------------------------------------------------------------


def peer_gradients(
    X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, W3: Any, b3: Any
) -> tuple[Any, ...]:
    """Return all six gradients of a net with one residual block."""
    return _peer_variant("right")(X, y, W1, b1, W2, b2, W3, b3)


def _peer_variant(kind: str) -> Callable[..., Any]:
    def gradients(
        X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, W3: Any, b3: Any
    ) -> tuple[Any, ...]:
        A1 = np.maximum(X @ W1 + b1, 0)
        Z2 = A1 @ W2 + b2
        A2 = A1 + np.maximum(Z2, 0)
        dZ3 = (softmax(A2 @ W3 + b3) - one_hot(y, len(b3))) / (1 if kind == "1/N" else len(y))
        dA2 = dZ3 @ W3.T
        mask = {"mask from the sum": A2 > 0, "no mask": True, "mask of layer 1": A1 > 0}
        mask |= {"mask on the upstream": dA2 > 0}
        dZ2 = dA2 * mask.get(kind, Z2 > 0)
        dA1 = dA2 + dZ2 @ W2.T
        if kind == "identity forgotten":
            dA1 = dZ2 @ W2.T
        elif kind == "block forgotten":
            dA1 = dA2
        elif kind == "identity masked":
            dA1 = dZ2 + dZ2 @ W2.T
        elif kind == "W2 not transposed":
            dA1 = dA2 + dZ2 @ W2
        dZ1 = dA1 * (True if kind == "first mask forgotten" else A1 > 0)
        return (
            *(X.T @ dZ1, dZ1.sum(axis=0)),
            *((A2 if kind == "A2 for A1" else A1).T @ dZ2, dZ2.sum(axis=0)),
            *(A2.T @ dZ3, dZ3.sum(axis=0)),
        )

    return gradients


def _peer_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, D, H, C in ((6, 4, 8, 3), (5, 3, 9, 4), (7, 5, 6, 3)):
        shapes = {"W1": (D, H), "b1": (H,), "W2": (H, H), "b2": (H,), "W3": (H, C), "b3": (C,)}
        net = {name: _signed(rng, shape) / 2 for name, shape in shapes.items()}
        X, y = _signed(rng, (N, D)), _labels(rng, N, C)
        cases.append(call_case(f"{N} samples, {H} units", X=X, y=y, **net))
    return cases


# ---- six peers -----------------------------------------------------------------------------------

_SIX = {
    "A": "W2 moved too early",
    "B": "bias mean for sum",
    "C": "right",
    "D": "penalty on biases",
    "E": "1/N again",
    "F": "mask on the upstream",
}


# ---- the exercises -------------------------------------------------------------------------------

EXERCISES = [
    Exercise(
        name="plan_the_run",
        title="Plan the run",
        kind="numbers",
        reference=_PLAN,
        points=1,
        difficulty=1,
        minutes=4,
        read_again=PLAN,
        mistakes=(
            Mistake(
                "biases forgotten",
                "Which numbers of the net does training change besides W1 and W2?",
                {"parameters": 64 * 256 + 256 * 10},
            ),
            Mistake(
                "last batch dropped",
                "1,437 images in batches of 64: what becomes of the last 29?",
                {"steps": 60 * 22},
            ),
            Mistake(
                "images for batches",
                "How many images does one step look at?",
                {"steps": 60 * 1437},
            ),
            Mistake(
                "another logarithm",
                "Which logarithm does the cross-entropy of lesson 04 use?",
                {"first_loss": float(np.log2(10))},
            ),
            Mistake(
                "common logarithm",
                "Which logarithm does the cross-entropy of lesson 04 use, base 10 or base e?",
                {"first_loss": 1.0},
            ),
            Mistake(
                "root forgotten",
                "Is a standard error a variance?",
                {"standard_error": 0.97 * 0.03 / 360},
            ),
            Mistake(
                "spread of one image",
                "Does your standard error shrink when there are more images?",
                {"standard_error": float(np.sqrt(0.97 * 0.03))},
            ),
            Mistake(
                "training images counted",
                "On how many images is the accuracy measured?",
                {"one_image": 1 / 1437},
            ),
        ),
    ),
    Exercise(
        name="classifier_forward",
        title="Write the forward pass",
        kind="function",
        reference=classifier_forward,
        cases=_forward_cases,
        points=2,
        difficulty=2,
        minutes=6,
        read_again=PARTS,
        mistakes=(
            Mistake(
                "no shift of the logits",
                "What is exp(900) in double precision, and must you ever compute it?",
                _forward_variant("no shift"),
            ),
            Mistake(
                "one shift for all images",
                "What is left of an image whose logits lie 1000 below another image's?",
                _forward_variant("one shift"),
            ),
            Mistake(
                "softmax over the samples",
                "Whose probabilities should add up to 1: those of a row, or those of a column?",
                _forward_variant("over samples"),
            ),
            Mistake(
                "one sum for the whole batch",
                "What do the probabilities of one image add up to?",
                _forward_variant("over all"),
            ),
            Mistake(
                "no ReLU",
                "What lies between the sums of layer 1 and its outputs?",
                _forward_variant("no ReLU"),
            ),
            Mistake(
                "sums for activations",
                "Which of the two does the backward pass get from you, Z1 or A1?",
                _forward_variant("Z1 for A1"),
            ),
            Mistake(
                "another activation",
                "Which activation does the specification name?",
                _forward_variant("tanh"),
            ),
            Mistake(
                "ReLU on the logits",
                "May a logit be negative?",
                _forward_variant("ReLU on the logits"),
            ),
            Mistake(
                "logits for probabilities",
                "What lies between the sums of layer 2 and the answer?",
                _forward_variant("logits"),
            ),
            Mistake(
                "logarithms",
                "Do your answers lie between 0 and 1?",
                _forward_variant("log"),
            ),
            Mistake(
                "bias of layer 1 forgotten",
                "How many arrays does layer 1 have?",
                _forward_variant("no b1"),
            ),
        ),
    ),
    Exercise(
        name="classifier_gradients",
        title="Write loss and gradients",
        kind="function",
        reference=classifier_gradients,
        cases=_gradients_cases,
        points=5,
        difficulty=4,
        minutes=12,
        read_again=PARTS,
        mistakes=(
            Mistake(
                "1/N missing",
                "If every image is given twice, should the gradient double?",
                _gradients_variant("1/N missing"),
            ),
            Mistake(
                "1/N again",
                "How often does the chain from the loss to W1 pass the mean over the samples?",
                _gradients_variant("1/N again"),
            ),
            Mistake(
                "divided by the classes",
                "Over what does the loss average: samples, classes, or both?",
                _gradients_variant("divided by the classes"),
            ),
            Mistake(
                "labels not subtracted",
                "What is the delta of an output that is already right?",
                _gradients_variant("labels not subtracted"),
            ),
            Mistake(
                "softmax over the samples",
                "Whose probabilities should add up to 1: those of a row, or those of a column?",
                _gradients_variant("softmax over the samples"),
            ),
            Mistake(
                "softmax's slope kept",
                "How much of the softmax's slope is left when the cross-entropy is behind it?",
                _gradients_variant("softmax's slope kept"),
            ),
            Mistake(
                "slope forgotten",
                "What stands between A1 and Z1 on the way back?",
                _gradients_variant("slope forgotten"),
            ),
            Mistake(
                "mask on the upstream",
                "Does a ReLU on its way back look at what it let through, or at what comes back?",
                _gradients_variant("mask on the upstream"),
            ),
            Mistake(
                "W2 moved too early",
                "Which W2 did the forward pass use?",
                _gradients_variant("W2 moved too early"),
            ),
            Mistake(
                "bias mean for sum",
                "The 1/N is in the delta already. What remains to be done with its rows?",
                _gradients_variant("bias mean for sum"),
            ),
            Mistake(
                "penalty forgotten",
                "The loss contains all weights once more. Does your gradient?",
                _gradients_variant("penalty forgotten"),
            ),
            Mistake(
                "penalty doubled",
                "What is the derivative of l2/2 · w²?",
                _gradients_variant("penalty doubled"),
            ),
            Mistake(
                "penalty over N",
                "Does the penalty get smaller when there are more images?",
                _gradients_variant("penalty over N"),
            ),
            Mistake(
                "penalty on biases",
                "Over which arrays does the penalty sum?",
                _gradients_variant("penalty on biases"),
            ),
            Mistake(
                "penalty not in the loss",
                "Your gradients contain the penalty. Does your loss?",
                _gradients_variant("penalty not in the loss"),
            ),
            Mistake(
                "sum for mean in the loss",
                "Is the loss that you return the one whose gradient you return?",
                _gradients_variant("sum for mean in the loss"),
            ),
        ),
    ),
    Exercise(
        name="shifted_batches",
        title="Make an epoch of shifted images",
        kind="function",
        reference=shifted_batches,
        cases=_batches_cases,
        points=4,
        difficulty=3,
        minutes=10,
        read_again=PARTS,
        mistakes=(
            Mistake(
                "last batch dropped",
                "How many images are in all your batches together?",
                _batches_variant("last batch dropped"),
            ),
            Mistake(
                "labels left behind",
                "When the images change places, what must their labels do?",
                _batches_variant("labels left behind"),
            ),
            Mistake(
                "order ignored",
                "Which image should be the first of the first batch?",
                _batches_variant("order ignored"),
            ),
            Mistake(
                "not shifted",
                "Where do dx and dy enter?",
                _batches_variant("not shifted"),
            ),
            Mistake(
                "one shift for all",
                "How many shifts are in dx, and how many do you use?",
                _batches_variant("one shift for all"),
            ),
            Mistake(
                "shifts by place in the order",
                "Does dx[k] belong to row k of X, or to the k-th image visited?",
                _batches_variant("shifts by place in the order"),
            ),
            Mistake(
                "directions swapped",
                "Is dx a move across columns, or across rows?",
                _batches_variant("directions swapped"),
            ),
            Mistake(
                "wrong sign",
                "With dx = 1, in which column does the ink of column 0 arrive?",
                _batches_variant("wrong sign"),
            ),
            Mistake(
                "up for down",
                "With dy = 1, in which row does the ink of row 0 arrive?",
                _batches_variant("up for down"),
            ),
            Mistake(
                "wraps round",
                "What should enter at the edge: nothing, or what left at the other edge?",
                _batches_variant("wraps round"),
            ),
        ),
    ),
    Exercise(
        name="train_epochs",
        title="Write the training",
        kind="function",
        reference=train_epochs,
        cases=_train_cases,
        points=6,
        difficulty=4,
        minutes=15,
        read_again=PARTS,
        pure=True,
        mistakes=(
            Mistake(
                "no momentum",
                "What does the velocity remember of the step before?",
                _train_variant("no momentum"),
            ),
            Mistake(
                "averaged gradient",
                "Which factor does the specification give the gradient in v?",
                _train_variant("averaged gradient"),
            ),
            Mistake(
                "velocity forgotten every epoch",
                "Does the end of an epoch mean anything to the velocity?",
                _train_variant("velocity forgotten every epoch"),
            ),
            Mistake(
                "step before the velocity",
                "Which comes first in a step, the velocity or the weights?",
                _train_variant("step before the velocity"),
            ),
            Mistake(
                "rate in the velocity",
                "The rate changes. Which gradients does your velocity hold, and with whose rate?",
                _train_variant("rate in the velocity"),
            ),
            Mistake(
                "constant rate",
                "At which step does your rate reach half of lr?",
                _train_variant("constant rate"),
            ),
            Mistake(
                "cosine by epochs",
                "Does t count steps or epochs?",
                _train_variant("cosine by epochs"),
            ),
            Mistake(
                "cosine restarted",
                "How often does your rate come back to lr?",
                _train_variant("cosine restarted"),
            ),
            Mistake(
                "schedule one step ahead",
                "What is the rate of the very first step?",
                _train_variant("schedule one step ahead"),
            ),
            Mistake(
                "zero too early",
                "What is the rate of the last step, t = T − 1?",
                _train_variant("zero too early"),
            ),
            Mistake(
                "one set of arrays",
                "Are the parameters after epoch 1 still what they were when epoch 2 is over?",
                _train_variant("one set of arrays"),
            ),
            Mistake(
                "loss after the step",
                "At which parameters is the gradient taken, and at which your loss?",
                _train_variant("loss after the step"),
            ),
            Mistake(
                "loss of the last batch",
                "How many batches does an epoch's loss speak for?",
                _train_variant("loss of the last batch"),
            ),
            Mistake(
                "start changed in place",
                "Who else still holds the arrays W1, b1, W2, b2 that you move?",
                _train_variant("start changed in place"),
            ),
        ),
    ),
    Exercise(
        name="signed_model",
        title="Hand in your model",
        kind="training",
        reference=trained_weights,
        points=8,
        difficulty=4,
        minutes=15,
        read_again=MODEL,
        measure=_marks_reached,
        at_least=1.0,
        unit="of the mark that is harder to reach (0.97 in place, 0.90 shifted)",
    ),
    Exercise(
        name="worst_first",
        title="Find the worst answers",
        kind="function",
        reference=worst_first,
        cases=_worst_cases,
        points=2,
        difficulty=2,
        minutes=5,
        read_again=ERRORS,
        mistakes=(
            Mistake(
                "best first",
                "Which probability makes the loss large: one near 0 or one near 1?",
                _worst_variant("best first"),
            ),
            Mistake(
                "worst last",
                "In which order should the rows come?",
                _worst_variant("worst last"),
            ),
            Mistake(
                "least sure",
                "Does a net that doubts, and is right, have a large loss?",
                _worst_variant("least sure"),
            ),
            Mistake(
                "most sure",
                "Where do the true labels enter?",
                _worst_variant("most sure"),
            ),
            Mistake(
                "wrong answers as they come",
                "Of two wrong answers, which has the larger loss?",
                _worst_variant("wrong answers as they come"),
            ),
            Mistake(
                "probabilities",
                "Are rows asked for, or the probabilities in them?",
                _worst_variant("probabilities"),
            ),
            Mistake(
                "labels",
                "Are rows asked for, or what is written in them?",
                _worst_variant("labels"),
            ),
            Mistake(
                "all of them",
                "How many rows are asked for?",
                _worst_variant("all of them"),
            ),
        ),
    ),
    Exercise(
        name="wilson_interval",
        title="Say how sure a score is",
        kind="function",
        reference=wilson_interval,
        cases=_wilson_cases,
        points=3,
        difficulty=3,
        minutes=8,
        read_again=SURE,
        mistakes=(
            Mistake(
                "error at the measured share",
                "If all images are read correctly, how sure are you that the share is exactly 1?",
                _wilson_variant("error at the measured share"),
            ),
            Mistake(
                "widest error",
                "At which share p is the standard error as large as yours?",
                _wilson_variant("widest error"),
            ),
            Mistake(
                "around the measured share",
                "Is the measured share in the middle of the interval?",
                _wilson_variant("around the measured share"),
            ),
            Mistake(
                "not divided",
                "What is the factor of p² after you have brought everything to one side?",
                _wilson_variant("not divided"),
            ),
            Mistake(
                "one standard error",
                "Where does z enter?",
                _wilson_variant("one standard error"),
            ),
            Mistake(
                "z for its square",
                "Both sides were squared. What became of z?",
                _wilson_variant("z for its square"),
            ),
            Mistake(
                "counts",
                "Are shares asked for, or numbers of images?",
                _wilson_variant("counts"),
            ),
            Mistake(
                "centre and half",
                "Which two numbers are asked for?",
                _wilson_variant("centre and half"),
            ),
            Mistake(
                "ends swapped",
                "Which end comes first?",
                _wilson_variant("ends swapped"),
            ),
        ),
    ),
    Exercise(
        name="honest_choice",
        title="Repair a choice made on the test set",
        kind="function",
        reference=honest_choice,
        cases=_choice_cases,
        points=2,
        difficulty=2,
        minutes=5,
        read_again=CHOICE,
        mistakes=(
            Mistake(
                "chosen on the test set",
                "Which scores may your choice look at, if the others are to be reported?",
                _choice_variant("chosen on the test set"),
            ),
            Mistake(
                "chosen by the mean on the test set",
                "You average over seeds. But over whose scores?",
                _choice_variant("chosen by the mean on the test set"),
            ),
            Mistake(
                "chosen by the best seed",
                "Will the model that you build next have the luckiest seed?",
                _choice_variant("chosen by the best seed"),
            ),
            Mistake(
                "the worst chosen",
                "Is a high accuracy good or bad?",
                _choice_variant("the worst chosen"),
            ),
            Mistake(
                "validation score reported",
                "Has the reported number been used for the choice?",
                _choice_variant("validation score reported"),
            ),
            Mistake(
                "best seed reported",
                "What would you get from a seed that you have not tried yet?",
                _choice_variant("best seed reported"),
            ),
            Mistake(
                "another recipe reported",
                "Is the reported score that of the recipe you chose?",
                _choice_variant("another recipe reported"),
            ),
        ),
    ),
    Exercise(
        name="split_then_shift",
        title="Repair a split that leaks",
        kind="function",
        reference=split_then_shift,
        cases=_split_cases,
        points=3,
        difficulty=3,
        minutes=8,
        read_again=LEAK,
        mistakes=(
            Mistake(
                "copied before the split",
                "Where are the other copies of an image that is held out?",
                _split_variant("copied before the split"),
            ),
            Mistake(
                "held-out images in training",
                "Which images may a model never have seen when it is judged?",
                _split_variant("held-out images in training"),
            ),
            Mistake(
                "held-out images moved too",
                "Should the judge see the images as they are, or in copies as well?",
                _split_variant("held-out images moved too"),
            ),
            Mistake(
                "order ignored",
                "Who says which images are held out?",
                _split_variant("order ignored"),
            ),
            Mistake(
                "first ones held out",
                "Which end of the order is held out?",
                _split_variant("first ones held out"),
            ),
            Mistake(
                "labels repeated one by one",
                "In which order do your copies lie, and in which their labels?",
                _split_variant("labels repeated one by one"),
            ),
            Mistake(
                "no copies",
                "How many training images should come out?",
                _split_variant("no copies"),
            ),
            Mistake(
                "directions swapped",
                "Which number of a move goes to the right, and which down?",
                _split_variant("directions swapped"),
            ),
        ),
    ),
    Exercise(
        name="peer_gradients",
        title="Repair a backward pass that was right without its shortcut",
        kind="function",
        reference=peer_gradients,
        cases=_peer_cases,
        points=3,
        difficulty=4,
        minutes=8,
        read_again=PEERS,
        mistakes=(
            Mistake(
                "not repaired",
                "A2 > 0 says that a sum of two terms is positive. Which term did the ReLU make?",
                _peer_variant("mask from the sum"),
            ),
            Mistake(
                "mask of layer 1",
                "Whose sums decide what the block's ReLU lets through?",
                _peer_variant("mask of layer 1"),
            ),
            Mistake(
                "mask on the upstream",
                "Does a ReLU on its way back look at what it let through, or at what comes back?",
                _peer_variant("mask on the upstream"),
            ),
            Mistake(
                "block's slope forgotten",
                "Which of the two roads through the block passes a ReLU?",
                _peer_variant("no mask"),
            ),
            Mistake(
                "identity forgotten",
                "By how many roads does A1 reach A2?",
                _peer_variant("identity forgotten"),
            ),
            Mistake(
                "block forgotten",
                "By how many roads does A1 reach A2, and how many lead back in your code?",
                _peer_variant("block forgotten"),
            ),
            Mistake(
                "identity masked",
                "Does the direct road from A1 to A2 pass a ReLU?",
                _peer_variant("identity masked"),
            ),
            Mistake(
                "W2 not transposed",
                "W2 is square, so shapes cannot help. Which of its indices is the block's output?",
                _peer_variant("W2 not transposed"),
            ),
            Mistake(
                "first slope forgotten",
                "How many ReLUs lie between X and the loss, and how many slopes do you use?",
                _peer_variant("first mask forgotten"),
            ),
            Mistake(
                "wrong input of the block",
                "Which activations does W2 multiply?",
                _peer_variant("A2 for A1"),
            ),
            Mistake(
                "1/N missing",
                "If every image is given twice, should the gradient double?",
                _peer_variant("1/N"),
            ),
        ),
    ),
    Exercise(
        name="six_peers",
        title="Diagnose six peers",
        kind="numbers",
        reference=_SIX,
        points=3,
        difficulty=4,
        minutes=10,
        read_again=PEERS,
        mistakes=(
            Mistake(
                "trusts a story of failure",
                "One that you accuse agrees with your gradients everywhere. Can training fail?",
                {"C": "slope forgotten"},
            ),
            Mistake(
                "trusts a falling loss",
                "One that you call right differs from yours in two arrays. Did you look at each?",
                {"B": "right"},
            ),
            Mistake(
                "no penalty while checking",
                "One that you call right differs only with a penalty. Did you try l2 > 0?",
                {"D": "right"},
            ),
            Mistake(
                "checked with one sample",
                "One that you call right agrees for a single image. And for five?",
                {"E": "right"},
            ),
            Mistake(
                "penalty blamed",
                "Are the arrays that differ in D weights, or biases?",
                {"D": "penalty forgotten"},
            ),
            Mistake(
                "slope blamed for the moved weights",
                "Does the mistake in A depend on the size of the gradient of W2?",
                {"A": "slope forgotten"},
            ),
            Mistake(
                "slope blamed for the mask",
                "Does F let through too much, or the wrong entries?",
                {"F": "slope forgotten"},
            ),
            Mistake(
                "mask and moved weights swapped",
                "Whose first layer is a little off, and whose is far off?",
                {"A": "mask on the upstream", "F": "W2 moved too early"},
            ),
        ),
    ),
]
