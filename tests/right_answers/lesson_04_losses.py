"""Right answers of lesson 04, written differently from the reference and from each other."""

import math

import numpy as np
import sympy as sp

from bplib import losses
from bplib.activations import softmax

# ---- squared errors ----


def squared_by_bplib(P, Y, convention):
    name = "mse" if convention == "mean" else "half_squared_error"
    loss = losses.get_loss(name)
    return loss.value(P, Y), loss.grad(P, Y)


def squared_by_loops(P, Y, convention):
    samples, outputs = len(P), len(P[0])
    scale = 1 / (samples * outputs) if convention == "mean" else 0.5 / samples
    total, slopes = 0.0, []
    for p_row, y_row in zip(P, Y, strict=True):
        slopes.append([2 * scale * (p - y) for p, y in zip(p_row, y_row, strict=True)])
        total += math.fsum((p - y) ** 2 for p, y in zip(p_row, y_row, strict=True))
    return [scale * total, slopes]


def squared_in_float32(P, Y, convention):
    P, Y = np.float32(P), np.float32(Y)
    if convention == "mean":
        return np.mean((Y - P) ** 2), np.float32(-2) * (Y - P) / np.float32(P.size)
    half = np.float32(0.5) * np.mean(np.sum(np.square(Y - P), axis=1))
    return half, (P - Y) / np.float32(len(P))


# ---- binary cross-entropy ----


def bce_chosen(P, Y):
    """Look only at the probability of what really happened."""
    happened = np.where(Y > 0.5, P, 1 - P)
    sign = np.where(Y > 0.5, -1.0, 1.0)
    return -np.log(happened).sum() / P.shape[0], sign / happened / P.shape[0]


def bce_one_fraction(P, Y):
    loss = sum(
        -math.log(p) if y else -math.log1p(-p) for p, y in zip(P.ravel(), Y.ravel(), strict=True)
    )
    return loss / len(P), np.divide(P - Y, P * (1 - P) * len(P))


def bce_by_complex_step(P, Y):
    def one(p, y):
        return -y * np.log(p) - (1 - y) * np.log(1 - p)

    slopes = np.imag(one(P + 1e-30j, Y)) / 1e-30
    return np.mean(one(P, Y).sum(axis=1)), (slopes / len(P)).tolist()


def bce_in_float32(P, Y):
    P, Y = np.float32(P), np.float32(Y)
    value = -np.einsum("nc->", Y * np.log(P) + (1 - Y) * np.log(1 - P)) / np.float32(len(P))
    return value, ((P - Y) / (P * (1 - P)) / np.float32(len(P))).astype(np.float32)


def logit_by_bplib(Z, Y):
    return (
        losses.binary_cross_entropy_from_logits(Z, Y),
        losses.binary_cross_entropy_from_logits_grad(Z, Y),
    )


def logit_by_parts(Z, Y):
    """max(z, 0) - zy + log(1 + exp(-|z|)), and a sigmoid in two branches."""
    small = np.exp(-np.abs(Z))
    P = np.where(Z >= 0, 1, small) / (1 + small)
    return ((np.maximum(Z, 0) - Z * Y + np.log1p(small)).sum() / len(Z), (P - Y) / len(Z))


def logit_by_loops(Z, Y):
    total, rows = 0.0, []
    for z_row, y_row in zip(Z.tolist(), Y.tolist(), strict=True):
        row = []
        for z, y in zip(z_row, y_row, strict=True):
            wrong_way = -z if y else z
            small = math.exp(-abs(z))
            total += max(wrong_way, 0.0) + math.log1p(small)
            row.append(((1.0 if z >= 0 else small) / (1 + small) - y) / len(Z))
        rows.append(row)
    return total / len(Z), rows


def logit_naive_sigmoid(Z, Y):
    """The plain sigmoid warns where exp overflows, and is right all the same."""
    signed = np.where(Y == 1, -Z, Z)
    return np.logaddexp(0, signed).sum(axis=1).mean(), (1 / (1 + np.exp(-Z)) - Y) / Z.shape[0]


# ---- softmax ----


def softmax_by_rows(Z):
    rows = []
    for row in Z.tolist():
        e = [math.exp(z - max(row)) for z in row]
        rows.append([value / math.fsum(e) for value in e])
    return rows


def softmax_by_differences(Z):
    """1 / sum_k exp(z_k - z_j)."""
    with np.errstate(over="ignore"):
        return 1 / np.exp(Z[:, np.newaxis, :] - Z[:, :, np.newaxis]).sum(axis=2)


def softmax_by_logarithm(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, np.newaxis])


def softmax_in_float32(Z):
    shifted = np.float32(Z - np.max(Z, axis=1).reshape(-1, 1))
    E = np.exp(shifted)
    return E / np.sum(E, axis=1, keepdims=True)


def entropy_one_hot(P, labels):
    Y = np.eye(P.shape[1])[labels]
    return -(Y * np.log(P)).sum() / len(Y), -Y / P / len(Y)


def entropy_by_loops(P, labels):
    N, total = len(P), 0.0
    slopes = [[0.0] * len(row) for row in P]
    for n, k in enumerate(labels):
        total -= math.log(P[n][k]) / N
        slopes[n][int(k)] = -1 / (N * P[n][k])
    return total, slopes


def entropy_by_bplib(P, labels):
    Y = losses.one_hot(labels, P.shape[1])
    return losses.cross_entropy(P, Y), losses.cross_entropy_grad(P, Y)


def entropy_taken_along(P, labels):
    chosen = np.take_along_axis(P, labels[:, np.newaxis], axis=1)
    dP = np.zeros(P.shape, dtype=np.float32)
    np.put_along_axis(dP, labels[:, np.newaxis], np.float32(-1 / chosen / len(P)), axis=1)
    return np.float32(np.log(1 / chosen).mean()), dP


def loss_by_bplib(Z, labels):
    Y = losses.one_hot(labels, Z.shape[1])
    return losses.softmax_cross_entropy(Z, Y), losses.softmax_cross_entropy_grad(Z, Y)


def loss_subtracting_one(Z, labels):
    dZ, rows = softmax(Z), np.arange(len(Z))
    dZ[rows, labels] -= 1
    return np.mean(np.logaddexp.reduce(Z, axis=1) - Z[rows, labels]), dZ / len(Z)


def loss_by_margins(Z, labels):
    """The loss is log sum_k exp(z_k - z_label); each class's share of that sum is p_k."""
    margins = Z - Z[np.arange(len(Z)), labels][:, np.newaxis]
    top = margins.max(axis=1, keepdims=True)
    E = np.exp(margins - top)
    total = np.einsum("nk->n", E)
    dZ = E / total[:, np.newaxis] - (np.arange(Z.shape[1]) == labels[:, np.newaxis])
    return [(top[:, 0] + np.log(total)).sum() / len(Z), np.divide(dZ, len(Z))]


def loss_by_loops(Z, labels):
    N, total, rows = len(Z), 0.0, []
    for row, k in zip(Z.tolist(), labels.tolist(), strict=True):
        top = max(row)
        log_sum = top + math.log(math.fsum(math.exp(z - top) for z in row))
        total += (log_sum - row[k]) / N
        rows.append([(math.exp(z - log_sum) - (j == k)) / N for j, z in enumerate(row)])
    return total, rows


# ---- temperature ----


def temperature_by_complex_step(Z, labels, T):
    U = Z / (T + 1e-30j)
    U = U - U.real.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(U).sum(axis=1))
    return np.mean(log_sum - U[np.arange(len(Z)), labels]).imag / 1e-30


def temperature_by_means(Z, labels, T):
    """(z of the label - expected z) / T^2, averaged over the samples."""
    expected = np.sum(softmax(Z / T) * Z, axis=1)
    return np.mean(Z[np.arange(len(Z)), labels] - expected) / T**2


def temperature_by_loops(Z, labels, T):
    total = 0.0
    for row, k in zip(Z, labels, strict=True):
        weights = [math.exp(z / T) for z in row]
        for j, z in enumerate(row):
            total += (weights[j] / sum(weights) - (j == k)) * -z / T / T
    return np.array(total / len(Z))


def temperature_by_beta(Z, labels, T):
    """With b = 1/T, dL/dT = dL/db db/dT."""
    b = 1 / T
    Y = losses.one_hot(labels, Z.shape[1])
    by_b = np.vdot(losses.softmax_cross_entropy_grad(b * Z, Y), Z)
    return -by_b * b**2


# ---- a wish for tanh ----

a, y = sp.symbols("a y")


def wish_by_integration():
    u = sp.Symbol("u")
    slope = sp.together((a - y) / ((1 - a) * (1 + a)))
    parts = sp.apart((u - y) / ((1 - u) * (1 + u)), u)
    loss = -sp.Rational(1, 2) * (1 + y) * sp.log(1 + a) - (1 - y) * sp.log(1 - a) / 2 + sp.log(2)
    assert sp.simplify(sp.diff(loss, a) - parts.subs(u, a)) == 0
    return {"slope": slope, "loss": loss}


def wish_by_bce():
    """Binary cross-entropy of p = (1 + a)/2 with the target (1 + y)/2."""
    p, q = (1 + a) / 2, (1 + y) / 2
    loss = -q * sp.log(p) - (1 - q) * sp.log(1 - p)
    return {"slope": sp.diff(loss, a), "loss": loss}


def wish_by_atanh():
    artanh = sp.log((1 + a) / (1 - a)) / 2
    loss = sp.log(2) - sp.log(1 - a**2) / 2 - y * artanh
    return {"slope": a / (1 - a**2) - y / (1 - a**2), "loss": loss}


LETTERS = {
    "right": "D",
    "not_averaged": "B",
    "not_subtracted": "E",
    "over_samples": "A",
    "softmax_twice": "F",
    "wrong_labels": "C",
}
PAGE = ("by_formula", "by_worked_line", "slope_by_formula", "slope_by_worked_line")

ANSWERS = {
    "squared_error": [squared_by_bplib, squared_by_loops, squared_in_float32],
    "loss_misprint": [
        dict(zip(PAGE, (0.5216, 0.2608, 1.444, 0.7222), strict=True)),
        dict(zip(PAGE, (0.7222**2, 0.5 * 0.7222**2, 2 * 0.7222, 0.7222), strict=True)),
        {
            name: np.float32(v)
            for name, v in zip(PAGE, (0.52157, 0.26079, 1.4444, 0.7222), strict=True)
        },
    ],
    "bce_by_prediction": [bce_chosen, bce_one_fraction, bce_by_complex_step, bce_in_float32],
    "wished_loss": [wish_by_integration(), wish_by_bce(), wish_by_atanh()],
    "bce_by_logit": [logit_by_bplib, logit_by_parts, logit_by_loops, logit_naive_sigmoid],
    "stable_softmax": [
        softmax_by_rows,
        softmax_by_differences,
        softmax_by_logarithm,
        softmax_in_float32,
    ],
    "cross_entropy_by_prediction": [
        entropy_one_hot,
        entropy_by_loops,
        entropy_by_bplib,
        entropy_taken_along,
    ],
    "softmax_loss": [loss_by_bplib, loss_subtracting_one, loss_by_margins, loss_by_loops],
    "row_sum_forensics": [
        LETTERS,
        dict(zip(LETTERS, "DBEAFC", strict=True)),
        {name: letter.lower().upper() for name, letter in reversed(LETTERS.items())},
    ],
    "temperature_slope": [
        temperature_by_complex_step,
        temperature_by_means,
        temperature_by_loops,
        temperature_by_beta,
    ],
}
