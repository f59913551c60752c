"""Exercises of lesson 15: back through shared weights, through time, and in other ways."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.checks import Case, Exercise, Mistake, call_case

# ---- shapes of a convolution ---------------------------------------------------------------------

_SHAPES = {
    "rows": 12,
    "columns": 10,
    "pooled_rows": 6,
    "pooled_columns": 5,
    "parameters": 276,
    "dense_parameters": 933_840,
}


# ---- one dimension -------------------------------------------------------------------------------


def conv1d_backward(dZ: Any, x: Any, w: Any) -> tuple[Any, Any, Any]:
    """Return (dx, dw, db) of z_i = b + sum_k w_k x_(i+k)."""
    places = dZ.shape[1]
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for k in range(len(w)):
        dw[k] = np.sum(dZ * x[:, k : k + places])
        dx[:, k : k + places] += w[k] * dZ
    return dx, dw, np.sum(dZ)


def _conv1d_variant(kind: str) -> Callable[..., tuple[Any, Any, Any]]:
    """Return the backward pass with one mistake."""

    def backward(dZ: Any, x: Any, w: Any) -> tuple[Any, Any, Any]:
        K, places = len(w), dZ.shape[1]
        dx, dw, db = conv1d_backward(dZ, x, w[::-1] if kind == "no flip" else w)
        if kind == "dw reversed":
            dw = dw[::-1]
        if kind == "mean over places":
            dw, db = dw / places, db / places
        if kind == "mean over samples":
            dw, db = dw / len(x), db / len(x)
        if kind == "overwritten":
            for i in range(places):
                dx[:, i : i + K] = dZ[:, [i]] * w
        if kind == "first place":
            dw, db = dZ[:, 0] @ x[:, :K], np.sum(dZ[:, 0])
        if kind == "ends":
            dx[:, : K - 1] = 0
            dx[:, places:] = 0
        if kind == "by sample":
            dw = np.stack([np.sum(dZ * x[:, k : k + places], axis=1) for k in range(K)], axis=1)
        if kind == "by place":
            db = dZ.sum(axis=0)
        return dx, dw, db

    return backward


def _conv1d_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, length: int, kernel: int) -> Case:
        return call_case(
            note,
            dZ=rng.normal(size=(samples, length - kernel + 1)),
            x=rng.normal(size=(samples, length)),
            w=rng.choice([-1, 1], kernel) * rng.uniform(0.5, 2, kernel) + 0.1 * np.arange(kernel),
        )

    return [
        case("three signals, kernel of 3", 3, 7, 3),
        case("two signals, kernel of 2", 2, 6, 2),
        case("four signals, kernel of 4", 4, 9, 4),
        case("two signals, kernel of 3", 2, 8, 3),
    ]


# ---- max-pooling ---------------------------------------------------------------------------------


def max_pool_backward(dA: Any, X: Any, size: int) -> Any:
    """Return dX: each dA at the first largest pixel of its tile, 0 elsewhere."""
    dX = np.zeros(X.shape)
    for n, i, j in np.ndindex(dA.shape):
        tile = X[n, size * i : size * (i + 1), size * j : size * (j + 1)]
        k, m = divmod(int(np.argmax(tile)), size)
        dX[n, size * i + k, size * j + m] = dA[n, i, j]
    return dX


def _pool_variant(kind: str) -> Callable[..., Any]:
    """Return the backward pass with one mistake."""

    def backward(dA: Any, X: Any, size: int) -> Any:
        dX = np.zeros(X.shape)
        for n, i, j in np.ndindex(dA.shape):
            here = (n, slice(size * i, size * (i + 1)), slice(size * j, size * (j + 1)))
            tile = X[here]
            numbers = np.arange(size**2).reshape(size, size)
            first = numbers == tile.argmax()
            share = {
                "spread evenly": np.full(tile.shape, 1 / size**2),
                "copied to all": np.ones(tile.shape),
                "every winner": 1.0 * (tile == tile.max()),
                "winners share": (tile == tile.max()) / np.sum(tile == tile.max()),
                "times the value": first * tile,
                "smallest": 1.0 * (numbers == tile.argmin()),
                "largest size": 1.0 * (numbers == np.abs(tile).argmax()),
                "by columns": 1.0 * (numbers.T == tile.T.argmax()),
                "above zero": 1.0 * (numbers == np.maximum(tile, 0).argmax()),
                "value for gradient": first * tile / dA[n, i, j],
            }[kind]
            dX[here] = share * dA[n, i, j]
        return dX

    return backward


def _pool_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, rows: int, columns: int, size: int) -> Case:
        return call_case(
            note,
            dA=rng.choice([-1, 1], (samples, rows, columns))
            * rng.uniform(0.3, 2, (samples, rows, columns)),
            X=rng.normal(size=(samples, rows * size, columns * size)),
            size=size,
        )

    flat = case("after a ReLU: tiles of zeros", 2, 2, 3, 2)
    X = flat.inputs["arguments"]["X"]
    X[...] = np.abs(X) + 0.1
    X[0, :2, :2] = X[1, 2:, 2:4] = 0.0
    X[0, 2:, :2] = X[1, :2, 4:] = rng.uniform(1, 5) * np.eye(2)[::-1]
    signed = case("tiles of 2 × 2", 2, 3, 4, 2)
    X = signed.inputs["arguments"]["X"]
    X[0, :2, 2:4] = np.array([[-3, -2], [-1, -4]]) + rng.uniform(0, 0.9, (2, 2))
    X[1, 2:4, :2] = np.array([[-2, -1], [-4, -3]]) + rng.uniform(0, 0.9, (2, 2))
    return [
        signed,
        case("tiles of 3 × 3", 3, 2, 1, 3),
        flat,
        case("one large tile in each image", 4, 1, 1, 4),
    ]


# ---- two dimensions ------------------------------------------------------------------------------


def conv2d_input_gradient(dZ: Any, W: Any) -> Any:
    """Return dX: every dZ goes back to the pixels that its place saw, times the kernel."""
    (K, L), (N, rows, columns) = W.shape, dZ.shape
    dX = np.zeros((N, rows + K - 1, columns + L - 1))
    for k, m in np.ndindex(K, L):
        dX[:, k : k + rows, m : m + columns] += W[k, m] * dZ
    return dX


def _input_gradient_variant(kind: str) -> Callable[[Any, Any], Any]:
    """Return the gradient with one mistake."""

    def gradient(dZ: Any, W: Any) -> Any:
        if kind == "flipped forward too":
            return conv2d_input_gradient(dZ[:, ::-1, ::-1], W)
        if kind == "averaged":
            return conv2d_input_gradient(dZ, W) / W.size
        if kind == "not padded":
            places = np.lib.stride_tricks.sliding_window_view
            if dZ.shape[1] < W.shape[0] or dZ.shape[2] < W.shape[1]:
                return np.zeros((len(dZ), 0, 0))
            return np.einsum("nijkl,kl->nij", places(dZ, W.shape, (1, 2)), W[::-1, ::-1])
        if kind == "overwritten":
            (K, L), (N, rows, columns) = W.shape, dZ.shape
            dX = np.zeros((N, rows + K - 1, columns + L - 1))
            for i, j in np.ndindex(rows, columns):
                dX[:, i : i + K, j : j + L] = dZ[:, i, j, np.newaxis, np.newaxis] * W
            return dX
        flipped = {
            "no flip": W[::-1, ::-1],
            "rows only": W[:, ::-1],
            "columns only": W[::-1],
        }
        return conv2d_input_gradient(dZ, flipped[kind])

    return gradient


def _input_gradient_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, rows: int, columns: int, *kernel: int) -> Case:
        ramp = np.arange(kernel[0] * kernel[1]).reshape(kernel)  # no kernel is symmetric by chance
        return call_case(
            note,
            dZ=rng.normal(size=(samples, rows, columns)),
            W=rng.normal(size=kernel) + 0.5 * ramp,
        )

    return [
        case("kernel of 3 × 2", 2, 4, 5, 3, 2),
        case("kernel of 2 × 3", 3, 5, 4, 2, 3),
        case("kernel of 3 × 3", 2, 3, 6, 3, 3),
        case("kernel of 4 × 2", 1, 6, 3, 4, 2),
    ]


# ---- through time --------------------------------------------------------------------------------


def _time_symbols() -> tuple[Any, ...]:
    import sympy

    return sympy.symbols("w h0 x1 x2 x3", positive=True)


def _unrolled() -> dict[str, Any]:
    w, h0, x1, x2, _ = _time_symbols()
    return {"by_w": 3 * w**2 * h0 + 2 * w * x1 + x2, "by_x1": w**2, "by_h0": w**3}


def _last_step_only() -> dict[str, Any]:
    w, h0, x1, x2, _ = _time_symbols()
    return {"by_w": w**2 * h0 + w * x1 + x2}


def _first_step_only() -> dict[str, Any]:
    w, h0, *_ = _time_symbols()
    return {"by_w": w**2 * h0}


def _one_step_too_many() -> dict[str, Any]:
    w, *_ = _time_symbols()
    return {"by_x1": w**3, "by_h0": w**4}


def _one_step_too_few() -> dict[str, Any]:
    w, *_ = _time_symbols()
    return {"by_x1": w, "by_h0": w**2}


def _steps_added() -> dict[str, Any]:
    w, *_ = _time_symbols()
    return {"by_x1": 2 * w, "by_h0": 3 * w}


def bptt_three_steps(dh: Any, X: Any, H: Any, W_h: Any) -> tuple[Any, Any, Any]:
    """Return (dW_x, dW_h, db) of h_t = tanh(x_t W_x + h_(t-1) W_h + b), from dL/dh_T.

    Any number of steps, and any axes before those of samples and units.
    """
    dW_x, dW_h, db = 0.0, 0.0, 0.0
    for t in range(len(X), 0, -1):
        dZ = dh * (1 - H[t] * H[t])
        dW_x = dW_x + np.swapaxes(X[t - 1], -1, -2) @ dZ
        dW_h = dW_h + np.swapaxes(H[t - 1], -1, -2) @ dZ
        db = db + dZ.sum(axis=-2)
        dh = dZ @ np.swapaxes(W_h, -1, -2)
    return dW_x, dW_h, db


def _bptt_variant(kind: str) -> Callable[..., tuple[Any, Any, Any]]:
    """Return the way back through time with one mistake."""

    def backward(dh: Any, X: Any, H: Any, W_h: Any) -> tuple[Any, Any, Any]:
        (N, n), D = dh.shape, X.shape[2]
        total = [np.zeros((D, n)), np.zeros((n, n)), np.zeros(n)]
        start = dh
        for t in (3, 2, 1):
            slope = 1 - (H[t - 1] if kind == "slope before" else H[t]) ** 2
            dZ = dh if kind == "no slope" else dh * slope
            state = H[t] if kind == "state after" else H[t - 1]
            step = [X[t - 1].T @ dZ, state.T @ dZ, dZ.sum(axis=0)]
            if kind == "last step" and t < 3:
                break
            kept = [np.zeros_like(a) for a in total] if kind == "overwritten" else total
            total = [a + b for a, b in zip(kept, step, strict=True)]
            dh = dZ @ (W_h if kind == "not transposed" else W_h.T)
            if kind == "loss at every step":
                dh = dh + start
            if kind == "slope not passed on":
                dh = (dh if kind == "no slope" else start) @ W_h.T
                start = dh
        if kind == "mean over steps":
            total = [a / 3 for a in total]
        if kind == "bias averaged":
            total[2] = total[2] / N
        return total[0], total[1], total[2]

    return backward


def _bptt_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, inputs: int, units: int) -> Case:
        X, W_x = rng.normal(size=(3, samples, inputs)), rng.normal(size=(inputs, units))
        W_h, b = rng.normal(0, 0.8, (units, units)), rng.normal(0, 0.3, units)
        H = [rng.normal(0, 0.5, (samples, units))]
        for x in X:
            H.append(np.tanh(0.5 * (x @ W_x) + H[-1] @ W_h + b))
        dh = rng.normal(size=(samples, units))
        return call_case(note, dh=dh, X=X, H=np.stack(H), W_h=W_h)

    return [
        case("five samples, two inputs, three units", 5, 2, 3),
        case("two samples, three inputs, four units", 2, 3, 4),
        case("four samples, five inputs, two units", 4, 5, 2),
    ]


def clipped_update(parameters: Any, gradients: Any, lr: float, max_norm: float) -> list[Any]:
    """Return the parameters after a step of descent along the clipped gradient."""
    norm = np.sqrt(sum(np.sum(g * g) for g in gradients))
    scale = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [p - lr * scale * g for p, g in zip(parameters, gradients, strict=True)]


def _update_variant(kind: str) -> Callable[..., list[Any]]:
    """Return the update with one mistake."""

    def update(parameters: Any, gradients: Any, lr: float, max_norm: float) -> list[Any]:
        norm = float(np.sqrt(sum(np.sum(g**2) for g in gradients)))
        scale = min(1.0, max_norm / norm)
        scales = [scale] * len(gradients)
        if kind == "not clipped":
            scales = [1.0] * len(gradients)
        if kind == "always":
            scales = [max_norm / norm] * len(gradients)
        if kind == "step clipped":
            scales = [min(1.0, max_norm / (lr * norm))] * len(gradients)
        if kind == "each alone":
            scales = [min(1.0, max_norm / float(np.linalg.norm(g))) for g in gradients]
        if kind == "root":
            scales = [min(1.0, max_norm / norm**2)] * len(gradients)
        used = [s * g for s, g in zip(scales, gradients, strict=True)]
        if kind == "entries":
            used = [np.clip(g, -max_norm, max_norm) for g in gradients]
        sign = 1 if kind == "uphill" else -1
        if kind == "in place":
            for p, g in zip(parameters, used, strict=True):
                p -= lr * g
            return list(parameters)
        return [p + sign * lr * g for p, g in zip(parameters, used, strict=True)]

    return update


def _update_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, length: float, max_norm: float, lr: float, *shapes: Any) -> Case:
        gradients = [rng.normal(size=shape) for shape in shapes]
        norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
        return call_case(
            note,
            parameters=[rng.normal(size=shape) for shape in shapes],
            gradients=[g * length / norm for g in gradients],
            lr=lr,
            max_norm=max_norm,
        )

    return [
        case("a long gradient", 8.0, 2.0, 0.1, (3, 4), (4, 4), (4,)),
        case("a short gradient", 0.6, 1.5, 0.2, (2, 3), (3, 3), (3,)),
        case("every part short, the whole long", 3.0, 2.8, 0.3, (2, 5), (5, 2)),
        case("a very long gradient", 900.0, 0.5, 0.05, (4, 2), (2, 2), (2,)),
    ]


# ---- Levenberg–Marquardt -------------------------------------------------------------------------


def damped_step(theta: Any, J: Any, r: Any, damping: float) -> Any:
    """Return theta + s with (J^T J + damping I) s = -J^T r."""
    return theta - np.linalg.solve(J.T @ J + damping * np.eye(len(theta)), J.T @ r)


def _damped_variant(kind: str) -> Callable[..., Any]:
    """Return the step with one mistake."""

    def step(theta: Any, J: Any, r: Any, damping: float) -> Any:
        curvature, gradient, identity = J.T @ J, J.T @ r, np.eye(len(theta))
        added = {
            "every entry": damping * np.ones_like(curvature),
            "diagonal": damping * np.diag(np.diag(curvature)),
            "no damping": 0 * identity,
            "square root": np.sqrt(damping) * identity,
        }.get(kind, damping * identity)
        if kind == "doubled":
            curvature = 2 * curvature
        s = -np.linalg.solve(curvature + added, gradient)
        if kind == "gradient step":
            s = -gradient / damping
        if kind == "transposed by hand":
            s = -gradient / np.diag(curvature + added)
        if kind == "plus":
            s = -s
        return s if kind == "step alone" else theta + s

    return step


def _damped_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, residuals: int, parameters: int, damping: float) -> Case:
        return call_case(
            note,
            theta=rng.normal(size=parameters),
            J=rng.normal(size=(residuals, parameters)),
            r=rng.normal(size=residuals),
            damping=damping,
        )

    return [
        case("eight residuals, three parameters", 8, 3, float(rng.uniform(0.3, 0.6))),
        case("twelve residuals, four parameters", 12, 4, float(rng.uniform(2, 4))),
        case("seven residuals, two parameters", 7, 2, float(rng.uniform(0.05, 0.2))),
        case("heavily damped", 9, 5, float(rng.uniform(20, 40))),
    ]


# ---- other ways back -----------------------------------------------------------------------------


def feedback_gradients(dZ: Any, Bs: Any, inputs: Any, slopes: Any) -> list[Any]:
    """Return dW of layers 1 to L, with B in place of W on the way back."""
    dWs = [np.swapaxes(inputs[-1], -1, -2) @ dZ]
    for B, A_prev, slope in zip(reversed(Bs), reversed(inputs[:-1]), reversed(slopes), strict=True):
        dZ = (dZ @ np.swapaxes(B, -1, -2)) * slope
        dWs.insert(0, np.swapaxes(A_prev, -1, -2) @ dZ)
    return dWs


def _feedback_variant(kind: str) -> Callable[..., list[Any]]:
    """Return the way back with one mistake."""

    def gradients(dZ: Any, Bs: Any, inputs: Any, slopes: Any) -> list[Any]:
        dWs = [inputs[-1].T @ dZ]
        for layer in range(len(Bs) - 1, -1, -1):
            B = np.sign(Bs[layer]) if kind == "signs" else Bs[layer]
            through = dZ @ (B if kind == "not transposed" else B.T)
            bent = through * slopes[layer]
            dWs.insert(0, inputs[layer].T @ (through if kind == "no slope" else bent))
            dZ = through if kind in ("no slope", "slope not passed on") else bent
        if kind == "averaged":
            dWs = [dW / len(dZ) for dW in dWs]
        if kind == "reversed":
            dWs = dWs[::-1]
        if kind == "last layer only":
            dWs = [0 * dW for dW in dWs[:-1]] + dWs[-1:]
        return [dW.T for dW in dWs] if kind == "dW transposed" else dWs

    return gradients


def _feedback_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, *sizes: int) -> Case:
        pairs = list(pairwise(sizes[1:]))
        return call_case(
            note,
            dZ=rng.normal(size=(samples, sizes[-1])),
            Bs=[rng.normal(size=pair) for pair in pairs],
            inputs=[rng.normal(size=(samples, size)) for size in sizes[:-1]],
            slopes=[rng.uniform(0.1, 0.9, (samples, size)) for size in sizes[1:-1]],
        )

    return [
        case("three layers", 5, 3, 4, 6, 2),
        case("three layers, as wide as each other", 4, 3, 5, 5, 5),
        case("four layers", 3, 2, 5, 4, 7, 6),
        case("three layers, narrowing", 6, 7, 5, 4, 3),
    ]


def synthetic_step(seen: Any, dA: Any, M: Any, lr: float) -> tuple[Any, Any]:
    """Return (guess, new M): guess = seen M, M one step down 1/2 mean |guess - dA|^2."""
    guess = seen @ M
    return guess, M - lr * np.swapaxes(seen, -1, -2) @ (guess - dA) / seen.shape[-2]


def _synthetic_variant(kind: str) -> Callable[..., tuple[Any, Any]]:
    """Return the step with one mistake."""

    def step(seen: Any, dA: Any, M: Any, lr: float) -> tuple[Any, Any]:
        guess = seen @ M
        target = {"towards zero": 0 * dA}.get(kind, dA)
        gap = -target if kind == "guess forgotten" else guess - target
        slope = seen.T @ gap / len(seen)
        factor = {
            "sum": len(seen),
            "over entries": 1 / dA.shape[1],
            "doubled": 2,
            "uphill": -1,
            "no lr": 1 / lr,
        }.get(kind, 1)
        new = M - lr * factor * slope
        return (seen @ new if kind == "guess after" else guess), new

    return step


def _synthetic_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, features: int, units: int) -> Case:
        return call_case(
            note,
            seen=rng.normal(size=(samples, features)),
            dA=rng.normal(size=(samples, units)),
            M=rng.normal(size=(features, units)),
            lr=float(rng.uniform(0.1, 0.4)),
        )

    return [
        case("five samples, four features, three units", 5, 4, 3),
        case("three samples, six features, two units", 3, 6, 2),
        case("seven samples, two features, four units", 7, 2, 4),
    ]


PLACES = "By hand: one weight in many places"
TIMES = "By hand: one weight at many times"
OTHERS = "By hand: other ways back"
CURVED = "By hand: a matrix for a learning rate"

EXERCISES = [
    Exercise(
        name="conv_shapes",
        title="Count places and parameters",
        kind="numbers",
        reference=_SHAPES,
        points=1,
        difficulty=2,
        minutes=4,
        read_again=PLACES,
        mistakes=(
            Mistake(
                "a place too few",
                "At how many ends of a side are zeros added, and is the first place counted?",
                {"rows": 11, "columns": 9},
            ),
            Mistake(
                "half places rounded up",
                "Does the kernel still lie inside the padded image at your last place?",
                {"rows": 13, "columns": 11},
            ),
            Mistake(
                "stride forgotten",
                "How many pixels lie between one place of the kernel and the next?",
                {"rows": 24, "columns": 20},
            ),
            Mistake(
                "kernel turned on its side",
                "Which of the kernel's two lengths runs along the rows of the image?",
                {"rows": 13, "columns": 9},
            ),
            Mistake(
                "channels forgotten",
                "How many numbers of the input does one place of one kernel look at?",
                {"parameters": 96},
            ),
            Mistake(
                "biases forgotten",
                "Is a kernel all that an output channel has of its own?",
                {"parameters": 270},
            ),
            Mistake(
                "overlapping tiles",
                "Do the tiles of this pooling overlap?",
                {"pooled_rows": 11, "pooled_columns": 9},
            ),
            Mistake(
                "dense biases forgotten",
                "How many neurons would the dense layer have, and what has each besides weights?",
                {"dense_parameters": 933_120},
            ),
        ),
    ),
    Exercise(
        name="conv1d_backward",
        title="Go back through a convolution",
        kind="function",
        reference=conv1d_backward,
        cases=_conv1d_cases,
        points=3,
        difficulty=3,
        minutes=7,
        read_again=PLACES,
        mistakes=(
            Mistake(
                "kernel the wrong way round",
                "Place i = 0 saw x₀ with w₀. With which weight does its delta go back to x₀?",
                _conv1d_variant("no flip"),
            ),
            Mistake(
                "dw reversed",
                "Which inputs does w₀ multiply: those at the places themselves, or further on?",
                _conv1d_variant("dw reversed"),
            ),
            Mistake(
                "mean over places",
                "One weight acts at every place. Do the places add up, or average?",
                _conv1d_variant("mean over places"),
            ),
            Mistake(
                "mean over samples",
                "Where is the 1/N of the loss: already in dZ, or still to come?",
                _conv1d_variant("mean over samples"),
            ),
            Mistake(
                "overwritten instead of added",
                "Several places see the same input. What becomes of what the earlier ones sent?",
                _conv1d_variant("overwritten"),
            ),
            Mistake(
                "first place only",
                "At how many places is the kernel used?",
                _conv1d_variant("first place"),
            ),
            Mistake(
                "ends of the signal forgotten",
                "Do the inputs at both ends take part in no place at all?",
                _conv1d_variant("ends"),
            ),
            Mistake(
                "a gradient for every sample",
                "How many kernels are there, one for all samples or one for each?",
                _conv1d_variant("by sample"),
            ),
            Mistake(
                "a bias for every place",
                "How many biases does this layer have?",
                _conv1d_variant("by place"),
            ),
        ),
    ),
    Exercise(
        name="max_pool_backward",
        title="Go back through max-pooling",
        kind="function",
        reference=max_pool_backward,
        cases=_pool_cases,
        points=2,
        difficulty=2,
        minutes=5,
        read_again=PLACES,
        mistakes=(
            Mistake(
                "spread evenly",
                "Nudge a pixel that is not the largest: does the maximum move?",
                _pool_variant("spread evenly"),
            ),
            Mistake(
                "copied to every pixel",
                "Which of the pixels of a tile did the output depend on?",
                _pool_variant("copied to all"),
            ),
            Mistake(
                "every winner of a tie",
                "After a ReLU a whole tile may be 0. Which of its pixels takes all, as stated?",
                _pool_variant("every winner"),
            ),
            Mistake(
                "winners of a tie share",
                "A sensible choice. Is it the one that the statement makes for ties?",
                _pool_variant("winners share"),
            ),
            Mistake(
                "tie decided column by column",
                "Two pixels of a tile are the largest. Which one does a reader of rows meet first?",
                _pool_variant("by columns"),
            ),
            Mistake(
                "nothing below zero wins",
                "Which pixel of a tile is the largest where all of them are negative?",
                _pool_variant("above zero"),
            ),
            Mistake(
                "multiplied by the value",
                "The output is the winner itself. What is its slope by the winner?",
                _pool_variant("times the value"),
            ),
            Mistake(
                "sent to the smallest",
                "Which pixel of the tile was handed on in the forward pass?",
                _pool_variant("smallest"),
            ),
            Mistake(
                "largest size for largest value",
                "Does −3 win against 2?",
                _pool_variant("largest size"),
            ),
            Mistake(
                "value instead of gradient",
                "What travels back: the pixel, or what the loss wants of it?",
                _pool_variant("value for gradient"),
            ),
        ),
    ),
    Exercise(
        name="conv2d_input_gradient",
        title="Repair a gradient that symmetric kernels cannot fault",
        kind="function",
        reference=conv2d_input_gradient,
        cases=_input_gradient_cases,
        points=3,
        difficulty=4,
        minutes=7,
        read_again=PLACES,
        mistakes=(
            Mistake(
                "not repaired yet",
                "For a kernel that is not symmetric: which weight links dZ[0, 0] with X[0, 0]?",
                _input_gradient_variant("no flip"),
            ),
            Mistake(
                "flipped along the rows only",
                "In one dimension one axis runs backwards. How many are there here?",
                _input_gradient_variant("rows only"),
            ),
            Mistake(
                "flipped along the columns only",
                "Try a kernel of a single row. Is your result right for it?",
                _input_gradient_variant("columns only"),
            ),
            Mistake(
                "delta flipped as well",
                "Should the first delta be sent to the first pixels or to the last?",
                _input_gradient_variant("flipped forward too"),
            ),
            Mistake(
                "not padded",
                "Which shape has an image, and how does it compare with its outputs?",
                _input_gradient_variant("not padded"),
            ),
            Mistake(
                "overwritten instead of added",
                "How many places look at a pixel in the middle of the image?",
                _input_gradient_variant("overwritten"),
            ),
            Mistake(
                "averaged over the kernel",
                "Do the places that share a pixel add up, or average?",
                _input_gradient_variant("averaged"),
            ),
        ),
    ),
    Exercise(
        name="unrolled_gradient",
        title="Unroll three steps on paper",
        kind="expressions",
        reference=_unrolled,
        symbols=dict.fromkeys(("w", "h0", "x1", "x2", "x3"), (0.4, 1.9)),
        points=1,
        difficulty=2,
        minutes=4,
        read_again=TIMES,
        mistakes=(
            Mistake(
                "last step only",
                "In how many of the three steps does w act?",
                _last_step_only,
            ),
            Mistake(
                "first step only",
                "Which other steps use the same w?",
                _first_step_only,
            ),
            Mistake(
                "one step too many",
                "Through how many multiplications by w does x₁ pass on its way to h₃?",
                _one_step_too_many,
            ),
            Mistake(
                "one step too few",
                "How many steps lie between x₁ and h₃, and which of them multiply by w?",
                _one_step_too_few,
            ),
            Mistake(
                "steps added",
                "Along a chain, are the slopes added or multiplied?",
                _steps_added,
            ),
        ),
    ),
    Exercise(
        name="bptt_three_steps",
        title="Go back through three time steps",
        kind="function",
        reference=bptt_three_steps,
        cases=_bptt_cases,
        points=3,
        difficulty=4,
        minutes=8,
        read_again=TIMES,
        mistakes=(
            Mistake(
                "last step only",
                "In how many of the three steps do the weights act?",
                _bptt_variant("last step"),
            ),
            Mistake(
                "overwritten instead of added",
                "What is left of step 3 once step 1 has been walked?",
                _bptt_variant("overwritten"),
            ),
            Mistake(
                "slope forgotten",
                "What stands between h and its sum z?",
                _bptt_variant("no slope"),
            ),
            Mistake(
                "slope of the state before",
                "Which state is tanh of the sum z of step t?",
                _bptt_variant("slope before"),
            ),
            Mistake(
                "slope not passed on",
                "What goes back to the step before: what reached h, or what reached z?",
                _bptt_variant("slope not passed on"),
            ),
            Mistake(
                "state after instead of before",
                "Which state does W_h multiply in step t?",
                _bptt_variant("state after"),
            ),
            Mistake(
                "W_h not transposed",
                "W_h is square, so shapes say nothing. Which index does the sum run over?",
                _bptt_variant("not transposed"),
            ),
            Mistake(
                "loss at every step",
                "At which steps does this loss look at the state directly?",
                _bptt_variant("loss at every step"),
            ),
            Mistake(
                "mean over the steps",
                "One set of weights, three uses: do the roads add up, or average?",
                _bptt_variant("mean over steps"),
            ),
            Mistake(
                "bias averaged over samples",
                "Where is the 1/N of the loss: already in dh, or still to come?",
                _bptt_variant("bias averaged"),
            ),
        ),
    ),
    Exercise(
        name="clipped_update",
        title="Take a step that cannot leap",
        kind="function",
        reference=clipped_update,
        cases=_update_cases,
        points=2,
        difficulty=2,
        minutes=4,
        pure=True,
        read_again=TIMES,
        mistakes=(
            Mistake(
                "not clipped",
                "How far does your step go when the gradient is a thousand times longer?",
                _update_variant("not clipped"),
            ),
            Mistake(
                "each array alone",
                "Does the step still point down the gradient of all parameters together?",
                _update_variant("each alone"),
            ),
            Mistake(
                "step clipped instead of gradient",
                "What is limited here: the gradient, or the gradient times the learning rate?",
                _update_variant("step clipped"),
            ),
            Mistake(
                "short gradients stretched",
                "What should happen to a gradient that is short enough?",
                _update_variant("always"),
            ),
            Mistake(
                "entries cut off",
                "Does (3, 0.1) still point the same way when 3 is cut to 1?",
                _update_variant("entries"),
            ),
            Mistake(
                "root forgotten",
                "What is the length of the vector (3, 4)?",
                _update_variant("root"),
            ),
            Mistake(
                "uphill",
                "Which way does the loss fall, along the gradient or against it?",
                _update_variant("uphill"),
            ),
            Mistake(
                "changed in place",
                "Who else still holds the arrays that your function has just written to?",
                _update_variant("in place"),
            ),
        ),
    ),
    Exercise(
        name="damped_step",
        title="Take one Levenberg–Marquardt step",
        kind="function",
        reference=damped_step,
        cases=_damped_cases,
        points=2,
        difficulty=3,
        minutes=5,
        pure=True,
        read_again=CURVED,
        mistakes=(
            Mistake(
                "uphill",
                "If r is positive and J is positive, should theta grow or shrink?",
                _damped_variant("plus"),
            ),
            Mistake(
                "no damping",
                "What does your step do when J^T J has no inverse?",
                _damped_variant("no damping"),
            ),
            Mistake(
                "damping on every entry",
                "Which entries of the matrix λI are not 0?",
                _damped_variant("every entry"),
            ),
            Mistake(
                "damping scaled by the diagonal",
                "That is Marquardt's own variant. Which matrix does the formula here add?",
                _damped_variant("diagonal"),
            ),
            Mistake(
                "damping under a root",
                "Is it λ or its root that stands beside J^T J?",
                _damped_variant("square root"),
            ),
            Mistake(
                "curvature doubled",
                "The loss is half the sum of squares. What does its second derivative begin with?",
                _damped_variant("doubled"),
            ),
            Mistake(
                "plain descent",
                "Where does your step use J^T J?",
                _damped_variant("gradient step"),
            ),
            Mistake(
                "diagonal for matrix",
                "What happens to the entries of J^T J beside its diagonal?",
                _damped_variant("transposed by hand"),
            ),
            Mistake(
                "step without its start",
                "What was asked for: the step, or where it leads?",
                _damped_variant("step alone"),
            ),
        ),
    ),
    Exercise(
        name="feedback_gradients",
        title="Send the error back through random weights",
        kind="function",
        reference=feedback_gradients,
        cases=_feedback_cases,
        points=2,
        difficulty=3,
        minutes=6,
        read_again=OTHERS,
        mistakes=(
            Mistake(
                "slope forgotten",
                "Which factor of backpropagation does feedback alignment replace, and which not?",
                _feedback_variant("no slope"),
            ),
            Mistake(
                "slope not passed on",
                "Is what goes one layer further down taken before the slope or after it?",
                _feedback_variant("slope not passed on"),
            ),
            Mistake(
                "B not transposed",
                "B has the shape of W. Which way does a delta go through W?",
                _feedback_variant("not transposed"),
            ),
            Mistake(
                "signs only",
                "That is another method. Which numbers does this one send the delta through?",
                _feedback_variant("signs"),
            ),
            Mistake(
                "averaged again",
                "Where is the 1/N of the loss: already in dZ, or still to come?",
                _feedback_variant("averaged"),
            ),
            Mistake(
                "layers in reverse order",
                "Which layer's gradient comes first in the list that is asked for?",
                _feedback_variant("reversed"),
            ),
            Mistake(
                "dW transposed",
                "Which shape has the W of a layer, inputs first or outputs first?",
                _feedback_variant("dW transposed"),
            ),
            Mistake(
                "last layer only",
                "That is the frozen control. What do the layers below learn?",
                _feedback_variant("last layer only"),
            ),
        ),
    ),
    Exercise(
        name="synthetic_step",
        title="Teach a layer to guess its gradient",
        kind="function",
        reference=synthetic_step,
        cases=_synthetic_cases,
        points=2,
        difficulty=3,
        minutes=5,
        pure=True,
        read_again=OTHERS,
        mistakes=(
            Mistake(
                "sum for mean",
                "Does your M take a longer step when the batch is longer?",
                _synthetic_variant("sum"),
            ),
            Mistake(
                "divided by units too",
                "The mean runs over samples. Over what else does yours run?",
                _synthetic_variant("over entries"),
            ),
            Mistake(
                "factor 2",
                "What is the derivative of half a square?",
                _synthetic_variant("doubled"),
            ),
            Mistake(
                "uphill",
                "After your step, is the guess nearer to dA or further away?",
                _synthetic_variant("uphill"),
            ),
            Mistake(
                "learning rate forgotten",
                "How does lr enter your step?",
                _synthetic_variant("no lr"),
            ),
            Mistake(
                "guess after the step",
                "The layer cannot wait for dA. With which M must its guess be made?",
                _synthetic_variant("guess after"),
            ),
            Mistake(
                "guess not subtracted",
                "Once the guess is perfect, should M still move?",
                _synthetic_variant("guess forgotten"),
            ),
            Mistake(
                "towards zero",
                "Which array is the guess compared with?",
                _synthetic_variant("towards zero"),
            ),
        ),
    ),
]
