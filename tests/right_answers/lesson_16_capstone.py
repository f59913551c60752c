"""Right answers of lesson 16, written differently from the reference and from each other."""

import functools
import math
from fractions import Fraction

import numpy as np

from bplib.datasets import digits, shift
from bplib.losses import one_hot, softmax_cross_entropy, softmax_cross_entropy_grad
from bplib.network import Network
from bplib.optimizers import Momentum
from bplib.schedules import cosine
from bplib.training import minibatches


def single(*arrays):
    return [np.asarray(a, np.float32) for a in arrays]


# ---- forward and gradients


def forward_by_samples(X, W1, b1, W2, b2):
    hidden, answers = [], []
    for x in X:
        a = [max(0.0, float(x @ w) + c) for w, c in zip(W1.T, b1, strict=True)]
        z = [float(np.dot(a, w)) + c for w, c in zip(W2.T, b2, strict=True)]
        powers = [math.exp(v - max(z)) for v in z]
        hidden.append(a)
        answers.append([v / sum(powers) for v in powers])
    return np.array(hidden), np.array(answers)


def forward_by_logarithms(X, W1, b1, W2, b2):
    Z1 = np.einsum("nd,dh->nh", X, W1) + b1
    A1 = np.where(Z1 > 0, Z1, 0)
    Z2 = A1 @ W2 + b2
    return A1, np.exp(Z2 - np.logaddexp.reduce(Z2, axis=1)[:, None])


def forward_in_float32(X, W1, b1, W2, b2):
    X, W1, b1, W2 = single(X, W1, b1, W2)
    A1 = (X @ W1 + b1).clip(0)
    Z2 = (A1 @ W2).T + np.asarray(b2 - b2.mean(), np.float32)[:, None]
    E = np.exp(Z2 - Z2.max(axis=0))
    return [A1, (E / E.sum(axis=0)).T]


def gradients_by_network(X, y, W1, b1, W2, b2, l2):
    net = Network((*W1.shape, W2.shape[1]), "relu", "cross_entropy")
    net.set_parameters([W1, b1, W2, b2])
    loss, _ = net.loss_and_gradient(X, y, l2)
    (dW1, dW2), (db1, db2) = net.dW, net.db
    return loss, dW1.copy(), db1.copy(), dW2.copy(), db2.copy()


def gradients_by_samples(X, y, W1, b1, W2, b2, l2):
    loss = l2 / 2 * (np.vdot(W1, W1) + np.vdot(W2, W2))
    dW1, db1, dW2, db2 = l2 * W1, np.zeros_like(b1), l2 * W2, np.zeros_like(b2)
    for x, label in zip(X, y, strict=True):
        z = x @ W1 + b1
        a = z * (z > 0)
        logits = a @ W2 + b2
        total = np.logaddexp.reduce(logits)
        loss += (total - logits[label]) / len(y)
        delta = np.exp(logits - total) / len(y)
        delta[label] -= 1 / len(y)
        dW2, db2 = dW2 + np.outer(a, delta), db2 + delta
        back = np.heaviside(z, 0) * (W2 @ delta)
        dW1, db1 = dW1 + np.outer(x, back), db1 + back
    return loss, dW1, db1, dW2, db2


def gradients_with_a_row_of_ones(X, y, W1, b1, W2, b2, l2):
    X1 = np.hstack([X, np.ones((len(X), 1))])
    A1 = np.maximum(0, X1 @ np.vstack([W1, b1]))
    A2 = np.hstack([A1, np.ones((len(X), 1))])
    Z2, Y = A2 @ np.vstack([W2, b2]), one_hot(y, len(b2))
    dZ2 = softmax_cross_entropy_grad(Z2, Y)
    second, first = A2.T @ dZ2, X1.T @ (np.sign(A1) * (dZ2 @ W2.T))
    loss = softmax_cross_entropy(Z2, Y) + 0.5 * l2 * sum(np.linalg.norm(W) ** 2 for W in (W1, W2))
    return [loss, first[:-1] + l2 * W1, first[-1], second[:-1] + l2 * W2, second[-1]]


def gradients_in_float32(X, y, W1, b1, W2, b2, l2):
    return gradients_by_samples(*single(X), y, *single(W1, b1, W2, b2), np.float32(l2))


# ---- batches


def batches_one_by_one(X, y, order, dx, dy, batch_size):
    batches = [([], [])]
    for i in order:
        if len(batches[-1][0]) == batch_size:
            batches.append(([], []))
        batches[-1][0].append(shift(X[i], int(dx[i]), int(dy[i])))
        batches[-1][1].append(int(y[i]))
    return [(np.array(images), np.array(labels)) for images, labels in batches]


def batches_by_windows(X, y, order, dx, dy, batch_size):
    framed = np.pad(X.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(framed, (8, 8), axis=(1, 2))
    moved = windows[np.arange(len(X)), 1 - dy, 1 - dx].reshape(-1, 64)[order]
    return tuple(
        [moved[k : k + batch_size], y[order][k : k + batch_size]]
        for k in range(0, len(X), batch_size)
    )


def batches_by_pixels(X, y, order, dx, dy, batch_size):
    made = []
    for i in order:
        picture = np.zeros((8, 8), np.float32)
        for row in range(8):
            for column in range(8):
                if 0 <= row + dy[i] < 8 and 0 <= column + dx[i] < 8:
                    picture[row + dy[i], column + dx[i]] = X[i, 8 * row + column]
        made.append(picture.ravel())
    labels, found = [y[i] for i in order], []
    while made:
        found.append((np.stack(made[:batch_size]), np.array(labels[:batch_size])))
        made, labels = made[batch_size:], labels[batch_size:]
    return found


# ---- training


def train_by_optimizer(epochs, W1, b1, W2, b2, lr, beta):
    net = Network((*W1.shape, W2.shape[1]), "relu", "cross_entropy")
    net.set_parameters([W1, b1, W2, b2])
    optimizer = Momentum(cosine(lr, sum(len(batches) for batches in epochs)), beta)
    trail, losses = [], []
    for batches in epochs:
        total = 0.0
        for X, y in batches:
            loss, gradient = net.loss_and_gradient(X, y)
            optimizer.step(net.parameters, gradient)
            total += loss
        trail.append([array.copy() for _, array in net.named_parameters()])
        losses.append(total / len(batches))
    return trail, losses


def train_functionally(epochs, W1, b1, W2, b2, lr, beta):
    theta, velocity = (W1, b1, W2, b2), (0.0, 0.0, 0.0, 0.0)
    ends = np.cumsum([len(batches) for batches in epochs])
    trail, losses = [], []
    for batches, end in zip(epochs, ends, strict=True):
        seen = 0.0
        for t, (X, y) in enumerate(batches, start=end - len(batches)):
            loss, *found = gradients_with_a_row_of_ones(X, y, *theta, 0.0)
            velocity = tuple(beta * v + g for v, g in zip(velocity, found, strict=True))
            rate = lr * math.cos(math.pi * t / ends[-1] / 2) ** 2
            theta = tuple(p - rate * v for p, v in zip(theta, velocity, strict=True))
            seen += loss / len(batches)
        trail.append(theta)
        losses.append(seen)
    return trail, np.array(losses)


def train_by_displacement(epochs, W1, b1, W2, b2, lr, beta):
    """Sum all past gradients anew in every step."""
    steps = [(k, *batch) for k, batches in enumerate(epochs) for batch in batches]
    now, past = [W1, b1, W2, b2], []
    trail, losses = [None] * len(epochs), [[] for _ in epochs]
    for t, (k, X, y) in enumerate(steps):
        loss, *found = gradients_by_network(X, y, *now, 0.0)
        past.append(found)
        rate = lr / 2 * (1 + math.cos(math.pi * t / len(steps)))
        for j in range(4):
            memory = sum(beta ** (t - s) * past[s][j] for s in range(t + 1))
            now[j] = now[j] - rate * memory
        trail[k] = list(now)
        losses[k].append(loss)
    return tuple(trail), [math.fsum(seen) / len(seen) for seen in losses]


# ---- the model


@functools.cache
def trained():
    """Return W1, b1, W2, b2 of a net trained with bplib's own parts."""
    rng, data = np.random.default_rng(5), digits()
    X, y = data.X_train.astype(np.float32), data.y_train
    net = Network((64, 256, 10), "relu", "cross_entropy", init="he", rng=5, dtype=np.float32)
    optimizer = Momentum(cosine(0.2, 60 * 23), 0.9)
    for _ in range(60):
        moved, moves = X.copy(), rng.choice([-1, 0, 0, 1], (2, len(X)))
        for dx, dy in np.unique(moves.T, axis=0):
            rows = (moves[0] == dx) & (moves[1] == dy)
            moved[rows] = shift(X[rows], int(dx), int(dy))
        for images, labels in minibatches(moved, y, 64, rng):
            optimizer.step(net.parameters, net.loss_and_gradient(images, labels)[1])
    return tuple(array.copy() for _, array in net.named_parameters())


def rescaled():
    """Return the same net with every hidden unit scaled: relu(c z) = c relu(z)."""
    W1, b1, W2, b2 = (array.astype(float) for array in trained())
    c = np.random.default_rng(0).uniform(0.2, 5.0, len(b1))
    return [W1 * c, b1 * c, W2 / c[:, np.newaxis], (b2 - b2.mean()).tolist()]


def deeper():
    """Return the same net with a layer in between that changes nothing."""
    W1, b1, W2, b2 = trained()
    return (W1, b1, np.eye(256, dtype=np.float32), np.zeros(256, np.float32), W2, b2)


# ---- the report


def worst_by_sorting(P, y, k):
    return sorted(range(len(y)), key=lambda i: P[i, y[i]])[:k]


def worst_by_loss(P, y, k):
    losses = -np.log(np.sum(P * one_hot(y, P.shape[1]), axis=1))
    return np.argsort(losses)[::-1][:k].astype(np.int32)


def worst_one_at_a_time(P, y, k):
    left, found = {i: P[i, label] for i, label in enumerate(y)}, []
    while len(found) < k:
        found.append(min(left, key=left.get))
        del left[found[-1]]
    return tuple(found)


def wilson_by_bisection(right, n, z):
    share = right / n

    def end(outside, inside):
        for _ in range(200):
            middle = (outside + inside) / 2
            if (share - middle) ** 2 <= z * z * middle * (1 - middle) / n:
                inside = middle
            else:
                outside = middle
        return inside

    centre = (right + z * z / 2) / (n + z * z)
    return end(0.0, centre), end(1.0, centre)


def wilson_by_counts(right, n, z):
    spread = z * math.sqrt(right * (n - right) / n + z * z / 4)
    return [(right + z * z / 2 - spread) / (n + z * z), (right + z * z / 2 + spread) / (n + z * z)]


def wilson_by_roots(right, n, z):
    share = Fraction(right, n)
    low, high = sorted(np.roots([n + z * z, -(2 * n * share + z * z), n * share**2]).real)
    return np.array([low, high])


def choice_by_loop(validation, test):
    best = max(range(len(validation)), key=lambda r: sum(validation[r]) / len(validation[r]))
    return best, sum(test[best]) / len(test[best]), min(test[best])


def choice_by_sums(validation, test):
    row = np.argsort(validation @ np.ones(validation.shape[1]))[-1]
    return row, test.mean(axis=1)[row], test.min(axis=1)[row]


def choice_in_float32(validation, test):
    row = validation.astype(np.float32).mean(1).argmax()
    return [int(row), test[row].astype(np.float32).mean(), test[row].astype(np.float32).min()]


def split_by_loop(X, y, order, held_out, moves):
    learn, images, labels = list(order)[: len(order) - held_out], [], []
    for dx, dy in moves:
        for i in learn:
            images.append(shift(X[i], int(dx), int(dy)))
            labels.append(y[i])
    unseen = list(order)[len(learn) :]
    return np.array(images), np.array(labels), X[unseen], y[unseen]


def split_by_splitting(X, y, order, held_out, moves):
    learn, unseen = np.split(order, [len(order) - held_out])
    images = np.stack([shift(X, *map(int, move))[learn] for move in moves]).reshape(-1, 64)
    return [
        images,
        np.broadcast_to(y[learn], (len(moves), len(learn))).ravel(),
        X[unseen],
        y[unseen],
    ]


def split_in_float32(X, y, order, held_out, moves):
    framed = np.pad(X.astype(np.float32).reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    learn = order[:-held_out]
    images = [framed[learn, 1 - dy : 9 - dy, 1 - dx : 9 - dx].reshape(-1, 64) for dx, dy in moves]
    unseen = order[-held_out:]
    return np.concatenate(images), list(y[learn]) * len(moves), X[unseen].tolist(), y[unseen]


# ---- the peers


def peer_by_samples(X, y, W1, b1, W2, b2, W3, b3):
    totals = [np.zeros_like(p) for p in (W1, b1, W2, b2, W3, b3)]
    for x, label in zip(X, y, strict=True):
        z1 = x @ W1 + b1
        a1 = np.maximum(z1, 0)
        z2 = a1 @ W2 + b2
        a2 = a1 + np.maximum(z2, 0)
        logits = a2 @ W3 + b3
        d3 = np.exp(logits - np.logaddexp.reduce(logits))
        d3[label] -= 1
        d2 = np.where(z2 > 0, W3 @ d3, 0)
        d1 = np.where(z1 > 0, W3 @ d3 + W2 @ d2, 0)
        found = (np.outer(x, d1), d1, np.outer(a1, d2), d2, np.outer(a2, d3), d3)
        for total, one in zip(totals, found, strict=True):
            total += one / len(y)
    return totals


def peer_by_jacobians(X, y, W1, b1, W2, b2, W3, b3):
    Z1 = X @ W1 + b1
    A1, on1 = Z1 * (Z1 > 0), (Z1 > 0).astype(float)
    Z2 = np.einsum("nh,hk->nk", A1, W2) + b2
    block, on2 = np.maximum(Z2, 0), (Z2 > 0).astype(float)
    A2 = A1 + block
    dZ3 = softmax_cross_entropy_grad(A2 @ W3 + b3, one_hot(y, len(b3)))
    through = np.eye(len(b2)) + on2[:, None, :] * W2  # (N, H, H): dA2/dA1
    back = np.einsum("nc,kc->nk", dZ3, W3)
    dZ1 = on1 * np.einsum("nhk,nk->nh", through, back)
    dZ2 = on2 * back
    return (
        *(np.einsum("nd,nh->dh", X, dZ1), np.einsum("nh->h", dZ1)),
        *(np.einsum("nd,nh->dh", A1, dZ2), np.einsum("nh->h", dZ2)),
        *(np.einsum("nd,nh->dh", A2, dZ3), np.einsum("nh->h", dZ3)),
    )


def peer_in_float32(X, y, W1, b1, W2, b2, W3, b3):
    return peer_by_samples(*single(X), y, *single(W1, b1, W2, b2, W3, b3))


DIAGNOSED = {
    "A": "W2 moved too early",
    "B": "bias mean for sum",
    "C": "right",
    "D": "penalty on biases",
    "E": "1/N again",
    "F": "mask on the upstream",
}


def train_written_out(epochs, W1, b1, W2, b2, lr, beta):
    """Everything spelt out in NumPy, one array after the other, new arrays in every step."""
    V1, v1, V2, v2 = 0.0, 0.0, 0.0, 0.0
    steps = sum(map(len, epochs))
    done, trail, means = 0, [], []
    for batches in epochs:
        total = 0.0
        for X, y in batches:
            N = len(X)
            Z1 = X @ W1 + b1
            A1 = np.where(Z1 > 0, Z1, 0)
            Z2 = A1 @ W2 + b2
            Z2 = Z2 - Z2.max(axis=1, keepdims=True)
            P = np.exp(Z2)
            P = P / P.sum(axis=1, keepdims=True)
            total += float(-np.log(P[np.arange(N), y]).mean())
            P[np.arange(N), y] -= 1
            D2 = P / N
            D1 = np.where(Z1 > 0, D2 @ W2.T, 0)
            rate = lr * np.cos(np.pi * done / (2 * steps)) ** 2
            V1, v1 = beta * V1 + X.T @ D1, beta * v1 + D1.sum(0)
            V2, v2 = beta * V2 + A1.T @ D2, beta * v2 + D2.sum(0)
            W1, b1, W2, b2 = W1 - rate * V1, b1 - rate * v1, W2 - rate * V2, b2 - rate * v2
            done += 1
        trail.append([W1, b1, W2, b2])
        means.append(total / len(batches))
    return trail, means


ANSWERS = {
    "plan_the_run": [
        {
            **{"parameters": 19210, "steps": 1380, "first_loss": 2.302585},
            **{"one_image": 0.0027778, "standard_error": 0.008991},
        },
        {
            "parameters": sum(a * b + b for a, b in ((64, 256), (256, 10))),
            "steps": -(-1437 // 64) * 60,
            "first_loss": -math.log(0.1),
            "one_image": Fraction(1, 360),
            "standard_error": math.sqrt(Fraction(97 * 3, 10_000 * 360)),
        },
        {
            "parameters": Network((64, 256, 10), "relu", "cross_entropy").parameters.size,
            "steps": np.int64(60 * len(range(0, 1437, 64))),
            "first_loss": np.float32(np.log(10)),
            "one_image": np.float32(1) / 360,
            "standard_error": np.std(np.repeat([1, 0], [97, 3])) / np.sqrt(360),
        },
    ],
    "classifier_forward": [forward_by_samples, forward_by_logarithms, forward_in_float32],
    "classifier_gradients": [
        gradients_by_network,
        gradients_by_samples,
        gradients_with_a_row_of_ones,
        gradients_in_float32,
    ],
    "shifted_batches": [batches_one_by_one, batches_by_windows, batches_by_pixels],
    "train_epochs": [
        train_by_optimizer,
        train_functionally,
        train_by_displacement,
        train_written_out,
    ],
    "signed_model": [list(trained()), rescaled(), deeper()],
    "worst_first": [worst_by_sorting, worst_by_loss, worst_one_at_a_time],
    "wilson_interval": [wilson_by_bisection, wilson_by_counts, wilson_by_roots],
    "honest_choice": [choice_by_loop, choice_by_sums, choice_in_float32],
    "split_then_shift": [split_by_loop, split_by_splitting, split_in_float32],
    "peer_gradients": [peer_by_samples, peer_by_jacobians, peer_in_float32],
    "six_peers": [DIAGNOSED, dict(reversed(DIAGNOSED.items())), {**DIAGNOSED, "note": "done"}],
}
