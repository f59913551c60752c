"""Right answers of lesson 15, written differently from the reference and from each other."""

import math

import numpy as np
import sympy as sp

from bplib import convolution
from bplib.recurrent import Recurrent

w, h0, x1, x2, x3 = sp.symbols("w h0 x1 x2 x3", positive=True)


def conv1d_by_places(dZ, x, w):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for n in range(len(x)):
        for i in range(dZ.shape[1]):
            dw += dZ[n, i] * x[n, i : i + len(w)]
            dx[n, i : i + len(w)] += dZ[n, i] * w
    return dx, dw, dZ.sum()


def conv1d_by_matrix(dZ, x, w):
    T = np.zeros((x.shape[1], dZ.shape[1]))
    for i in range(dZ.shape[1]):
        T[i : i + len(w), i] = w
    dT = x.T @ dZ
    dw = [np.trace(dT, offset=-k) for k in range(len(w))]
    return [dZ @ T.T, dw, float(np.sum(dZ))]


def conv1d_by_flip(dZ, x, w):
    padded = np.pad(dZ, ((0, 0), (len(w) - 1, len(w) - 1)))
    view = np.lib.stride_tricks.sliding_window_view
    dx = np.einsum("njk,k->nj", view(padded, len(w), 1), w[::-1])
    return dx, np.einsum("ni,nik->k", dZ, view(x, len(w), 1)), np.einsum("ni->", dZ)


def conv1d_in_float32(dZ, x, w):
    dZ, x, w = (a.astype(np.float32)[:, None] for a in (dZ, x, w[None]))
    dx, dw, db = convolution.conv1d_backward(dZ, x, w)
    return dx[:, 0], dw[0, 0], db[0]


def pool_by_mask(dA, X, size):
    N, rows, columns = dA.shape
    tiles = X.reshape(N, rows, size, columns, size).transpose(0, 1, 3, 2, 4)
    tiles = tiles.reshape(N, rows, columns, size * size)
    mask = np.arange(size * size) == tiles.argmax(-1)[..., None]
    back = (mask * dA[..., None]).reshape(N, rows, columns, size, size)
    return back.transpose(0, 1, 3, 2, 4).reshape(X.shape)


def pool_as_lists(dA, X, size):
    back = (0 * X).tolist()
    for n in range(len(dA)):
        for i in range(dA.shape[1]):
            for j in range(dA.shape[2]):
                best = None
                for k in range(size * i, size * i + size):
                    for m in range(size * j, size * j + size):
                        if best is None or X[n, k, m] > X[n][best[0]][best[1]]:
                            best = (k, m)
                back[n][best[0]][best[1]] += dA[n, i, j]
    return back


def pool_in_float32(dA, X, size):
    _, winners = convolution.max_pool2d(X[:, None], size)
    return convolution.max_pool2d_backward(dA[:, None].astype(np.float32), winners, size)[:, 0]


def input_gradient_by_flip(dZ, W):
    (K, L) = W.shape
    padded = np.pad(dZ, ((0, 0), (K - 1, K - 1), (L - 1, L - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (K, L), (1, 2))
    return np.einsum("nijkl,kl->nij", windows, np.rot90(W, 2))


def input_gradient_by_places(dZ, W):
    N, rows, columns = dZ.shape
    dX = np.zeros((N, rows + W.shape[0] - 1, columns + W.shape[1] - 1))
    for i in range(rows):
        for j in range(columns):
            dX[:, i : i + W.shape[0], j : j + W.shape[1]] += dZ[:, i, j][:, None, None] * W
    return dX.tolist()


def input_gradient_by_fourier(dZ, W):
    shape = dZ.shape[1] + W.shape[0] - 1, dZ.shape[2] + W.shape[1] - 1
    return np.fft.irfft2(np.fft.rfft2(dZ, shape) * np.fft.rfft2(W, shape), shape)


def input_gradient_in_float32(dZ, W):
    dZ, W = dZ.astype(np.float32)[:, None], W.astype(np.float32)[None, None]
    shape = len(dZ), 1, dZ.shape[2] + W.shape[2] - 1, dZ.shape[3] + W.shape[3] - 1
    return convolution.conv2d_backward(dZ, np.zeros(shape, np.float32), W)[0][:, 0]


def bptt_unrolled(dh, X, H, W_h):
    d3 = dh * (1 - H[3] ** 2)
    d2 = (d3 @ W_h.T) * (1 - H[2] ** 2)
    d1 = (d2 @ W_h.T) * (1 - H[1] ** 2)
    dW_x = X[0].T @ d1 + X[1].T @ d2 + X[2].T @ d3
    dW_h = H[0].T @ d1 + H[1].T @ d2 + H[2].T @ d3
    return dW_x, dW_h, d1.sum(0) + d2.sum(0) + d3.sum(0)


def bptt_by_einsum(dh, X, H, W_h):
    dZ = np.zeros_like(H[1:])
    for t in reversed(range(3)):
        dZ[t] = np.einsum("ni,ni->ni", dh, 1 - H[t + 1] ** 2)
        dh = np.einsum("nj,ij->ni", dZ[t], W_h)
    return [
        np.einsum("tni,tnj->ij", X, dZ),
        np.einsum("tni,tnj->ij", H[:3], dZ),
        np.einsum("tnj->j", dZ),
    ]


def bptt_by_samples(dh, X, H, W_h):
    D, n = X.shape[2], H.shape[2]
    dW_x, dW_h, db = np.zeros((D, n)), np.zeros((n, n)), np.zeros(n)
    for s in range(len(dh)):
        signal = dh[s]
        for t in (2, 1, 0):
            delta = signal * (1 + H[t + 1, s]) * (1 - H[t + 1, s])
            dW_x += np.outer(X[t, s], delta)
            dW_h += np.outer(H[t, s], delta)
            db += delta
            signal = W_h @ delta
    return dW_x, dW_h, db


def bptt_by_bplib(dh, X, H, W_h):
    cell = Recurrent(X.shape[2], H.shape[2])
    cell.X, cell.H, cell.W_h = X, H, W_h
    dH = np.zeros_like(H)
    dH[-1] = dh
    cell.backward(dH)
    return cell.dW_x, cell.dW_h, cell.db


def bptt_in_float32(dh, X, H, W_h):
    return bptt_unrolled(*(a.astype(np.float32) for a in (dh, X, H, W_h)))


def update_by_concatenation(parameters, gradients, lr, max_norm):
    length = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    factor = lr * max_norm / max(length, max_norm)
    return [p - factor * g for p, g in zip(parameters, gradients, strict=True)]


def update_as_lists(parameters, gradients, lr, max_norm):
    length = math.sqrt(sum(float(e) ** 2 for g in gradients for e in g.flat))
    if length > max_norm:
        gradients = [g * max_norm / length for g in gradients]
    return [(p - lr * g).tolist() for p, g in zip(parameters, gradients, strict=True)]


def update_in_float32(parameters, gradients, lr, max_norm):
    low = [g.astype(np.float32) for g in gradients]
    length = math.hypot(*(float(np.linalg.norm(g)) for g in low))
    factor = np.float32(lr * min(1.0, max_norm / length))
    return tuple(p.astype(np.float32) - factor * g for p, g in zip(parameters, low, strict=True))


def step_by_inverse(w, J, r, damping):
    return w - np.linalg.inv(J.T @ J + np.diag([damping] * len(w))) @ (J.T @ r)


def step_in_residual_space(w, J, r, damping):
    return w - J.T @ np.linalg.solve(J @ J.T + damping * np.eye(len(r)), r)


def step_by_least_squares(w, J, r, damping):
    tall = np.vstack([J, np.sqrt(damping) * np.eye(len(w))])
    return w + np.linalg.lstsq(tall, -np.concatenate([r, np.zeros(len(w))]), rcond=None)[0]


def step_by_singular_values(w, J, r, damping):
    U, s, Vt = np.linalg.svd(J, full_matrices=False)
    return (w - Vt.T @ (s / (s**2 + damping) * (U.T @ r))).tolist()


def step_in_float32(w, J, r, damping):
    w, J, r = (a.astype(np.float32) for a in (w, J, r))
    return w - np.linalg.solve(J.T @ J + np.float32(damping) * np.eye(len(w), dtype="f4"), J.T @ r)


def feedback_recursive(dZ, Bs, inputs, slopes):
    here = inputs[-1].T @ dZ
    if not Bs:
        return [here]
    below = (Bs[-1] @ dZ.T).T * slopes[-1]
    return [*feedback_recursive(below, Bs[:-1], inputs[:-1], slopes[:-1]), here]


def feedback_by_einsum(dZ, Bs, inputs, slopes):
    deltas = [dZ]
    for k in range(len(Bs))[::-1]:
        deltas.append(np.einsum("nj,ij,ni->ni", deltas[-1], Bs[k], slopes[k]))
    return tuple(np.einsum("ni,nj->ij", A, d) for A, d in zip(inputs, deltas[::-1], strict=True))


def feedback_by_samples(dZ, Bs, inputs, slopes):
    dWs = [0.0] * len(inputs)
    for s in range(len(dZ)):
        delta = dZ[s]
        for k in reversed(range(len(inputs))):
            dWs[k] = dWs[k] + np.outer(inputs[k][s], delta)
            if k:
                delta = (Bs[k - 1] @ delta) * slopes[k - 1][s]
    return dWs


def feedback_in_float32(dZ, Bs, inputs, slopes):
    low = [[a.astype(np.float32) for a in group] for group in (Bs, inputs, slopes)]
    return feedback_recursive(dZ.astype(np.float32), *low)


def synthetic_by_einsum(seen, dA, M, lr):
    guess = np.einsum("nf,fu->nu", seen, M)
    return guess, M + lr / len(seen) * np.einsum("nf,nu->fu", seen, dA - guess)


def synthetic_by_samples(seen, dA, M, lr):
    guess = np.array([row @ M for row in seen])
    change = np.mean([np.outer(s, g - d) for s, g, d in zip(seen, guess, dA, strict=True)], axis=0)
    return [guess.tolist(), (M - lr * change).tolist()]


def synthetic_by_moments(seen, dA, M, lr):
    N = len(seen)
    return seen @ M, M - lr * (seen.T @ seen / N) @ M + lr * (seen.T @ dA / N)


def synthetic_in_float32(seen, dA, M, lr):
    seen, dA, M = (a.astype(np.float32) for a in (seen, dA, M))
    return synthetic_by_einsum(seen, dA, M, np.float32(lr))


ANSWERS = {
    "conv_shapes": [
        {"rows": 12, "columns": 10, "pooled_rows": 6, "pooled_columns": 5}
        | {"parameters": 6 * (3 * 5 * 3 + 1), "dense_parameters": 933840},
        {
            "rows": (24 + 4 - 5) // 2 + 1,
            "columns": len(range(0, 18 + 4 - 3 + 1, 2)),
            "pooled_rows": 12 / 2,
            "pooled_columns": 10 / 2,
            "parameters": np.prod((6, 3, 5, 3)) + 6,
            "dense_parameters": (3 * 24 * 18 + 1) * 720,
        },
        {"rows": 12.0, "columns": 10.0, "pooled_rows": np.float32(6), "pooled_columns": 5.0}
        | {"parameters": np.float32(276), "dense_parameters": 9.338e5},
    ],
    "conv1d_backward": [conv1d_by_places, conv1d_by_matrix, conv1d_by_flip, conv1d_in_float32],
    "max_pool_backward": [pool_by_mask, pool_as_lists, pool_in_float32],
    "conv2d_input_gradient": [
        input_gradient_by_flip,
        input_gradient_by_places,
        input_gradient_by_fourier,
        input_gradient_in_float32,
    ],
    "unrolled_gradient": [
        {"by_w": x2 + w * (2 * x1 + 3 * w * h0), "by_x1": w * w, "by_h0": w * w * w},
        {
            "by_w": sp.diff(w * (w * (w * h0 + x1) + x2) + x3, w),
            "by_x1": sp.diff(w**2 * x1, x1),
            "by_h0": sp.exp(3 * sp.log(w)),
        },
        {
            "by_w": (w**2 * h0 + w * x1 + x2) + w * (w * h0 + x1) + w**2 * h0,
            "by_x1": w**3 / w,
            "by_h0": 1.0 * w**3,
        },
    ],
    "bptt_three_steps": [
        bptt_unrolled,
        bptt_by_einsum,
        bptt_by_samples,
        bptt_by_bplib,
        bptt_in_float32,
    ],
    "clipped_update": [update_by_concatenation, update_as_lists, update_in_float32],
    "damped_step": [
        step_by_inverse,
        step_in_residual_space,
        step_by_least_squares,
        step_by_singular_values,
        step_in_float32,
    ],
    "feedback_gradients": [
        feedback_recursive,
        feedback_by_einsum,
        feedback_by_samples,
        feedback_in_float32,
    ],
    "synthetic_step": [
        synthetic_by_einsum,
        synthetic_by_samples,
        synthetic_by_moments,
        synthetic_in_float32,
    ],
}
