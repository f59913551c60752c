"""Right answers of lesson 14, written differently from the reference and from each other."""

import math

import numpy as np
import sympy as sp

eta, lam, t, alpha = sp.symbols("eta lambda t alpha", positive=True)
rest = (1 - eta * lam) ** t


def gradients_in_loops(X, Y, W, b, l2):
    N, C = len(X), len(b)
    dW, db = [[l2 * w for w in row] for row in W], [0.0] * C
    for x, y in zip(X, Y, strict=True):
        z = [sum(x[i] * W[i][j] for i in range(len(x))) + b[j] for j in range(C)]
        e = [math.exp(v - max(z)) for v in z]
        for j in range(C):
            delta = (e[j] / sum(e) - y[j]) / N
            db[j] += delta
            for i in range(len(x)):
                dW[i][j] += x[i] * delta
    return dW, db


def gradients_by_einsum(X, Y, W, b, l2):
    logits = np.einsum("ni,ij->nj", X, W) + b
    P = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
    data = np.einsum("ni,nj->ij", X, P - Y) / X.shape[0]
    return [data + l2 * W, np.mean(P - Y, axis=0)]


def gradients_in_float32(X, Y, W, b, l2):
    X, Y, W, b = (a.astype(np.float32) for a in (X, Y, W, b))
    E = np.exp(X @ W + b)
    D = (E / E.sum(1, keepdims=True) - Y) / np.float32(len(Y))
    return (D.T @ X).T + np.float32(l2) * W, np.ones(len(D), np.float32) @ D


def dropout_by_where(A, U, p, training):
    if training:
        return np.where(U < p, 0.0, A / (1 - p))
    return A.copy()


def dropout_in_lists(A, U, p, training):
    if not training:
        return [list(row) for row in A]
    return [
        [a * (1 / (1 - p)) if u >= p else 0.0 for a, u in zip(row, draws, strict=True)]
        for row, draws in zip(A, U, strict=True)
    ]


def dropout_in_float32(A, U, p, training):
    mask = np.ones(A.shape, np.float32)
    if training:
        mask[U < p] = 0
        mask /= np.float32(1 - p)
    return A.astype(np.float32) * mask


class DropoutBySlots:
    __slots__ = ("p", "rng", "silent")

    def __init__(self, p, seed):
        self.p, self.rng = p, np.random.default_rng(seed)

    def forward(self, A, training):
        if training:
            self.silent = self.rng.random(A.shape) < self.p
            A = A.copy()
            A[self.silent] = 0
            A /= 1 - self.p
        return A

    def backward(self, dY):
        dA = dY / (1 - self.p)
        dA[self.silent] = 0
        return dA


class DropoutThatDrawsAlways:
    def __init__(self, p, seed):
        self.p = p
        self.rng = np.random.default_rng(seed)

    def forward(self, A, training):
        kept = self.rng.random(A.shape) >= self.p
        if training:
            self.M = kept.astype(float) / (1 - self.p)
            return np.multiply(self.M, A)
        return np.ones_like(A) * A

    def backward(self, dY):
        return np.einsum("ni,ni->ni", dY, self.M)


class DropoutInFloat32:
    def __init__(self, p, seed):
        self.keep, self.rng = 1 - p, np.random.default_rng(seed)

    def _apply(self, A):
        return np.where(self.kept, A.astype(np.float32) / np.float32(self.keep), np.float32(0))

    def forward(self, A, training):
        if not training:
            return A.astype(np.float32)
        self.kept = self.rng.random(A.shape) >= 1 - self.keep
        return self._apply(A)

    def backward(self, dY):
        return self._apply(dY)


def stopping_by_count(w, steps, losses, patience):
    current = w.copy()
    best, best_loss, waited, run = current.copy(), float("inf"), 0, 0
    while run < len(losses) and waited < patience:
        current += steps[run]
        if losses[run] < best_loss:
            best, best_loss, waited = current.copy(), losses[run], 0
        else:
            waited += 1
        run += 1
    return best, run


def stopping_by_search(w, steps, losses, patience):
    losses = list(losses)
    run = len(losses)
    for epoch in range(1, len(losses) + 1):
        if epoch - (1 + losses.index(min(losses[:epoch]))) == patience:
            run = epoch
            break
    best = 1 + losses.index(min(losses[:run]))
    return [x + sum(step[i] for step in steps[:best]) for i, x in enumerate(w)], run


def stopping_by_cumsum(w, steps, losses, patience):
    weights = w.astype(np.float32) + np.cumsum(steps.astype(np.float32), axis=0)
    lowest = np.minimum.accumulate(losses)
    fresh = np.concatenate([[True], losses[1:] < lowest[:-1]])
    last_fresh = np.maximum.accumulate(np.where(fresh, np.arange(len(losses)), 0))
    out = np.arange(len(losses)) - last_fresh >= patience
    end = int(out.argmax()) if out.any() else len(losses) - 1
    return weights[last_fresh[end]], end + 1


def copies_by_slices(images, labels, moves):
    N, H, W = images.shape
    made = np.zeros((len(moves) * N, H, W))
    for k, (dx, dy) in enumerate(moves):
        target = made[k * N : (k + 1) * N, max(dy, 0) : H + min(dy, 0), max(dx, 0) : W + min(dx, 0)]
        target[...] = images[:, max(-dy, 0) : H - max(dy, 0), max(-dx, 0) : W - max(dx, 0)]
    return made, np.concatenate([labels] * len(moves))


def copies_by_padding(images, labels, moves):
    _, H, W = images.shape
    room = max(max(abs(dx), abs(dy)) for dx, dy in moves)
    padded = np.pad(images.astype(np.float32), ((0, 0), (room, room), (room, room)))
    stack = [padded[:, room - dy : room - dy + H, room - dx : room - dx + W] for dx, dy in moves]
    return np.vstack(stack), [label for _ in moves for label in labels]


def copies_pixel_by_pixel(images, labels, moves):
    made, names = [], []
    for dx, dy in moves:
        for image, label in zip(images, labels, strict=True):
            H, W = image.shape
            new = [[0.0] * W for _ in range(H)]
            for r in range(H):
                for c in range(W):
                    if 0 <= r - dy < H and 0 <= c - dx < W:
                        new[r][c] = float(image[r - dy, c - dx])
            made.append(new)
            names.append(int(label))
    return made, names


def spot_by_counting(H):
    down = sum(value < 0 for value in np.linalg.eigvalsh(H))
    return {0: "minimum", len(H): "maximum"}.get(int(down), "saddle")


def spot_by_minors(H):
    """Sylvester: all leading minors positive, of H or of -H."""

    def positive(M):
        return all(np.linalg.det(M[:k, :k]) > 0 for k in range(1, len(M) + 1))

    if positive(H):
        return "minimum"
    return "maximum" if positive(-H) else "saddle"


def spot_by_cholesky(H):
    for name, sign in (("minimum", 1), ("maximum", -1)):
        try:
            np.linalg.cholesky(sign * H.astype(np.float32))
        except np.linalg.LinAlgError:
            continue
        return name
    return "saddle"


def report_by_loops(validation, test, n_test):
    best, found = -1.0, 0.0
    for run in range(len(validation)):
        for epoch in range(len(validation[run])):
            if validation[run][epoch] > best:
                best, found = validation[run][epoch], test[run][epoch]
    return found, math.sqrt(found * (1 - found)) / math.sqrt(n_test)


def report_by_mask(validation, test, n_test):
    accuracy = test[validation == validation.max()][0]
    return [accuracy, ((accuracy - accuracy**2) / n_test) ** 0.5]


def report_in_float32(validation, test, n_test):
    accuracy = test.astype(np.float32).ravel()[validation.ravel().argmax()]
    return accuracy, np.sqrt(accuracy * (1 - accuracy) / np.float32(n_test))


ANSWERS = {
    "read_curves": [
        {"A": 2, "B": 1, "C": 4, "D": 3},
        {"A": 2.0, "B": 1.0, "C": 4.0, "D": 3.0},
        dict(zip("ABCD", np.array([2, 1, 4, 3]), strict=True)),
    ],
    "test_set_numbers": [
        {"one_image": 0.27778, "standard_error": 0.89907, "needed": 7275},
        {
            "one_image": 1 / 3.6,
            "standard_error": 100 * math.sqrt(0.0291) / math.sqrt(360),
            "needed": 360 * (0.97 * 0.03 / 360) / 4e-6,
        },
        {
            "one_image": np.float32(100) / np.float32(360),
            "standard_error": np.std([1.0] * 97 + [0.0] * 3) / 360**0.5 * 100,
            "needed": 0.0291e6 / 4,
        },
    ],
    "stopping_as_decay": [
        {"stopped": 1 - rest, "decayed": lam / (lam + alpha), "same": lam * rest / (1 - rest)},
        {
            "stopped": 1 - sp.exp(t * sp.log(1 - eta * lam)),
            "decayed": 1 / (1 + alpha / lam),
            "same": lam / ((1 - eta * lam) ** (-t) - 1),
        },
        {
            "stopped": eta * lam * (1 - rest) / (1 - (1 - eta * lam)),
            "decayed": 1 - alpha / (lam + alpha),
            "same": lam / (1 - rest) - lam,
        },
    ],
    "penalised_gradients": [gradients_in_loops, gradients_by_einsum, gradients_in_float32],
    "inverted_dropout": [dropout_by_where, dropout_in_lists, dropout_in_float32],
    "repaired_dropout": [DropoutBySlots, DropoutThatDrawsAlways, DropoutInFloat32],
    "early_stopping": [stopping_by_count, stopping_by_search, stopping_by_cumsum],
    "shifted_copies": [copies_by_slices, copies_by_padding, copies_pixel_by_pixel],
    "flat_spot": [spot_by_counting, spot_by_minors, spot_by_cholesky],
    "honest_report": [report_by_loops, report_by_mask, report_in_float32],
}
