"""Independent right answers to the exercises of lesson 11."""

import math
from collections import Counter

import numpy as np
import sympy as sp

from bplib import training
from bplib.datasets import digits
from bplib.network import Network
from bplib.optimizers import SGD, Momentum

C, N, n = sp.symbols("C N n", positive=True)


# ---- chance --------------------------------------------------------------------------------------


def chance_by_differentiating():
    right, other = sp.symbols("z_r z_o")
    loss = sp.log(sp.exp(right) + (C - 1) * sp.exp(other)) - right
    level = {right: 0, other: 0}
    delta_right = sp.diff(loss, right).subs(level) / N
    delta_wrong = sp.diff(loss, other).subs(level) / (C - 1) / N
    return {
        "loss": loss.subs(level),
        "delta_right": delta_right,
        "delta_wrong": delta_wrong,
        "bias_slope": n * delta_right + (N - n) * delta_wrong,
    }


# ---- forward and loss ----------------------------------------------------------------------------


def network(W1, b1, W2, b2, dtype=float):
    net = Network((len(W1), len(b1), len(b2)), "relu", "cross_entropy", dtype=dtype)
    net.set_parameters([W1, b1, W2, b2])
    return net


def loss_by_bplib(X, y, W1, b1, W2, b2, l2):
    net = network(W1, b1, W2, b2)
    return net.forward(X).copy(), net.loss(X, y, l2)


def loss_by_loop(X, y, W1, b1, W2, b2, l2):
    P, total = [], 0.0
    for x, label in zip(X.tolist(), y.tolist(), strict=True):
        a = [max(0.0, sum(p * q for p, q in zip(x, w, strict=True)) + b)
             for w, b in zip(W1.T.tolist(), b1.tolist(), strict=True)]  # fmt: skip
        z = [sum(p * q for p, q in zip(a, w, strict=True)) + b
             for w, b in zip(W2.T.tolist(), b2.tolist(), strict=True)]  # fmt: skip
        e = [math.exp(v - max(z)) for v in z]
        P.append([v / sum(e) for v in e])
        total += max(z) + math.log(sum(e)) - z[label]
    squares = sum(w * w for W in (W1, W2) for w in W.ravel().tolist())
    return P, total / len(X) + 0.5 * l2 * squares


def loss_in_float32(X, y, W1, b1, W2, b2, l2):
    X, W1, b1, W2, b2 = (np.asarray(a, dtype=np.float32) for a in (X, W1, b1, W2, b2))
    Z = np.einsum("nh,hc->nc", np.clip(np.einsum("nd,dh->nh", X, W1) + b1, 0, None), W2) + b2
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    Y = np.eye(len(b2), dtype=np.float32)[y]
    penalty = np.float32(l2 / 2) * (np.vdot(W1, W1) + np.vdot(W2, W2))
    return np.exp(logs), np.float32(penalty - (Y * logs).sum(axis=1).mean())


# ---- backward ------------------------------------------------------------------------------------


def gradients_by_bplib(X, y, W1, b1, W2, b2, l2):
    net = network(W1, b1, W2, b2)
    net.loss_and_gradient(X, y, l2)
    (dW1, dW2), (db1, db2) = net.dW, net.db
    return dW1, db1, dW2, db2


def gradients_by_image(X, y, W1, b1, W2, b2, l2):
    totals = [l2 * W1, 0 * b1, l2 * W2, 0 * b2]
    for x, label in zip(X, y, strict=True):
        z1 = x @ W1 + b1
        a1 = z1 * (z1 > 0)
        e = np.exp(a1 @ W2 + b2)
        delta2 = e / e.sum()
        delta2[label] -= 1
        delta1 = np.where(z1 > 0, W2 @ delta2, 0)
        parts = np.outer(x, delta1), delta1, np.outer(a1, delta2), delta2
        totals = [t + p / len(X) for t, p in zip(totals, parts, strict=True)]
    return totals


def gradients_by_einsum_in_float32(X, y, W1, b1, W2, b2, l2):
    X, W1, b1, W2, b2 = (np.asarray(a, dtype=np.float32) for a in (X, W1, b1, W2, b2))
    A1 = np.maximum(X @ W1 + b1, 0)
    Z2 = A1 @ W2 + b2
    delta2 = np.exp(Z2 - np.logaddexp.reduce(Z2, axis=1)[:, None])
    delta2[np.arange(len(y)), y] -= 1
    delta2 /= np.float32(len(y))
    delta1 = np.einsum("nc,hc,nh->nh", delta2, W2, np.sign(A1))
    dW1 = np.einsum("nd,nh->dh", X, delta1) + np.float32(l2) * W1
    dW2 = np.einsum("nh,nc->hc", A1, delta2) + np.float32(l2) * W2
    return dW1, np.ones(len(X), np.float32) @ delta1, dW2, np.einsum("nc->c", delta2)


# ---- mini-batches --------------------------------------------------------------------------------


def batches_by_bplib(X, y, batch_size, epochs, seed):
    rng = np.random.default_rng(seed)
    return [b for _ in range(epochs) for b in training.minibatches(X, y, batch_size, rng)]


def batches_by_splitting(X, y, batch_size, epochs, seed):
    rng, result = np.random.default_rng(seed), []
    edges = np.arange(batch_size, len(X), batch_size)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        result += zip(np.split(X[order], edges), np.split(y[order], edges), strict=True)
    return result


def batches_as_lists(X, y, batch_size, epochs, seed):
    rng, result = np.random.default_rng(seed), []
    for _ in range(epochs):
        left = rng.permutation(len(X)).tolist()
        while left:
            now, left = left[:batch_size], left[batch_size:]
            result.append([[X[k].tolist() for k in now], [int(y[k]) for k in now]])
    return tuple(result)


# ---- the training loop ---------------------------------------------------------------------------


def train_by_fit(sizes, start, X, y, X_val, y_val, lr, l2, batch_size, epochs, seed):
    net = Network(sizes, "relu", "cross_entropy")
    net.set_parameters(start)
    history = training.fit(net, X, y, optimizer=SGD(lr), epochs=epochs, batch_size=batch_size,
                           validation=(X_val, y_val), rng=seed, l2=l2, progress=False)  # fmt: skip
    return net.parameters, history.loss, history.validation_loss


def train_by_hand(sizes, start, X, y, X_val, y_val, lr, l2, batch_size, epochs, seed):
    D, H, K = sizes
    cuts = np.cumsum([D * H, H, H * K])
    W1, b1, W2, b2 = (part.copy() for part in np.split(start, cuts))
    W1, W2 = W1.reshape(D, H), W2.reshape(H, K)
    rng, losses, unseen = np.random.default_rng(seed), [], []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for rows in np.split(order, range(batch_size, len(X), batch_size)):
            steps = gradients_by_image(X[rows], y[rows], W1, b1, W2, b2, l2)
            W1, b1, W2, b2 = (p - lr * g for p, g in zip((W1, b1, W2, b2), steps, strict=True))
        losses.append(loss_by_loop(X, y, W1, b1, W2, b2, 0.0)[1])
        unseen.append(loss_by_loop(X_val, y_val, W1, b1, W2, b2, 0.0)[1])
    return np.concatenate([p.ravel() for p in (W1, b1, W2, b2)]), losses, unseen


def train_with_decay(sizes, start, X, y, X_val, y_val, lr, l2, batch_size, epochs, seed):
    net, rng = Network(sizes, "relu", "cross_entropy"), np.random.default_rng(seed)
    net.set_parameters(start)
    curves = np.empty((2, epochs))
    for epoch in range(epochs):
        for images, labels in training.minibatches(X, y, batch_size, rng):
            net.forward(images)
            net.backward(labels)
            for W, b, dW, db in zip(net.W, net.b, net.dW, net.db, strict=True):
                W *= 1 - lr * l2
                W -= lr * dW
                b -= lr * db
        curves[:, epoch] = net.loss(X, y), net.loss(X_val, y_val)
    return list(net.parameters), *curves


# ---- baselines -----------------------------------------------------------------------------------


def nearest_by_loop(X_train, y_train, X):
    def distance(k, x):
        return sum((a - b) ** 2 for a, b in zip(X_train[k], x, strict=True))

    return [int(y_train[min(range(len(X_train)), key=lambda k: distance(k, x))]) for x in X]


def nearest_by_broadcasting(X_train, y_train, X):
    return y_train[np.linalg.norm(X[:, None] - X_train[None], axis=-1).argmin(axis=1)]


def nearest_by_sorting(X_train, y_train, X):
    gaps = (X_train[:, :, None] - X.T[None]).astype(np.float32)
    return np.take(y_train, np.argsort(np.einsum("mdn,mdn->mn", gaps, gaps), axis=0)[0])


def confusion_by_bincount(truth, answers, classes):
    return np.bincount(truth * classes + answers, minlength=classes**2).reshape(classes, classes)


def confusion_by_one_hot(truth, answers, classes):
    return np.eye(classes)[truth].T @ np.eye(classes)[answers]


def confusion_by_counter(truth, answers, classes):
    seen = Counter(zip(truth.tolist(), answers.tolist(), strict=True))
    return [[seen[t, a] for a in range(classes)] for t in range(classes)]


# ---- the report card -----------------------------------------------------------------------------


def report_at_once(W, b, X, y, white, batch_size):
    Z = X / white @ W + b
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -logs[np.arange(len(y)), y].mean(), (Z.argmax(axis=1) == y).mean()


def report_by_sums(W, b, X, y, white, batch_size):
    loss = hits = 0
    for start in range(0, len(X), batch_size):
        some = slice(start, start + batch_size)
        Z = X[some] @ (W / white) + b
        P = np.exp(Z - Z.max(axis=1, keepdims=True))
        P /= P.sum(axis=1, keepdims=True)
        loss -= np.log(P[range(len(P)), y[some]]).sum()
        hits += sum(int(row.argmax()) == int(label) for row, label in zip(P, y[some], strict=True))
    return [loss / len(X), hits / len(X)]


def report_in_float32(W, b, X, y, white, batch_size):
    net = Network((len(W), len(b)), ("softmax",), "cross_entropy", dtype=np.float32)
    net.set_parameters([W.astype(np.float32), b.astype(np.float32)])
    X = (X / white).astype(np.float32)
    return np.float32(net.loss(X, y)), np.float32(training.accuracy(net, X, y))


# ---- digits --------------------------------------------------------------------------------------


def trained(hidden, optimizer, epochs, dtype=float):
    net, data = Network((64, hidden, 10), "relu", "cross_entropy", init="he", dtype=dtype), digits()
    training.fit(net, data.X_train.astype(dtype), data.y_train, optimizer=optimizer, epochs=epochs,
                 progress=False)  # fmt: skip
    return {name: array.copy() for name, array in net.named_parameters()}


ANSWERS = {
    "chance_in_symbols": [
        chance_by_differentiating(),
        {
            "loss": -sp.log(1 / C),
            "delta_right": -(C - 1) / (C * N),
            "delta_wrong": (1 / N) / C,
            "bias_slope": (N - n * C) / (N * C),
        },
        {
            "loss": sp.log(C * 7) - sp.log(7),
            "delta_right": 1 / (C * N) - 1 / N,
            "delta_wrong": (C * N) ** -1,
            "bias_slope": ((N - n) / C + n * (1 / C - 1)) / N,
        },
    ],
    "softmax_net_loss": [loss_by_bplib, loss_by_loop, loss_in_float32],
    "softmax_net_gradients": [
        gradients_by_bplib, gradients_by_image, gradients_by_einsum_in_float32
    ],
    "epoch_batches": [batches_by_bplib, batches_by_splitting, batches_as_lists],
    "loop_ledger": [
        {
            "updates": math.ceil(1437 / 40),
            "last_batch": 1437 % 40,
            "parameters": Network((64, 48, 10)).parameters.size,
            "penalised": sum(W.size for W in Network((64, 48, 10)).W),
            "one_image": 1 / 360,
            "standard_error": math.sqrt(0.95 * (1 - 0.95) / 360),
        },
        {
            "updates": len(range(0, 1437, 40)),
            "last_batch": 1437 - 35 * 40,
            "parameters": 65 * 48 + 49 * 10,
            "penalised": 64 * 48 + 48 * 10,
            "one_image": np.float32(0.0027778),
            "standard_error": 0.011487,
        },
        {
            "updates": np.int64(36),
            "last_batch": 37.0,
            "parameters": sp.Integer(3610),
            "penalised": 3552,
            "one_image": sp.Rational(1, 360),
            "standard_error": np.std([1] * 342 + [0] * 18) / np.sqrt(360),
        },
    ],
    "train_classifier": [train_by_fit, train_by_hand, train_with_decay],
    "nearest_neighbour": [nearest_by_loop, nearest_by_broadcasting, nearest_by_sorting],
    "confusion_matrix": [confusion_by_bincount, confusion_by_one_hot, confusion_by_counter],
    "report_card": [report_at_once, report_by_sums, report_in_float32],
    "digits_classifier": [
        trained(64, SGD(0.5), 12),
        list(trained(24, Momentum(0.05), 12).values()),
        trained(40, SGD(0.3), 15, np.float32),
    ],
}  # fmt: skip
