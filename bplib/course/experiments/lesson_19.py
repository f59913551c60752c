"""Experiments of lesson 19: small networks that learn in other ways, and what each reaches."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.beyond.convolution import conv2d, conv2d_backward, max_pool2d, max_pool2d_backward
from bplib.beyond.levenberg_marquardt import fit_levenberg_marquardt
from bplib.data.datasets import digits
from bplib.gradcheck import numerical_gradient, relative_error
from bplib.losses import one_hot
from bplib.network import Network

TEST_KERNELS = {
    "blur": np.array([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]) / 16,
    "edges": np.array([[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]]),
    "random": np.random.default_rng(1).normal(size=(3, 2)),
}


def train_ways_back(
    way: str, *, epochs: int = 10, lr: float = 0.1, width: int = 64, seeds: Sequence[int] = range(3)
) -> tuple[Any, Any]:
    """Train tanh networks on the digits, all seeds side by side, and watch one angle.

    64 inputs, `width` tanh units, 10 softmax outputs; mini-batches of 32, no momentum. First-layer
    weights from N(0, 1/64), output weights ten times smaller than N(0, 1/width), feedback from
    N(0, 1/width), biases 0.

    Parameters
    ----------
    way : {"backpropagation", "feedback", "signs", "synthetic", "frozen"}
        How the first layer learns: "signs" sends the error back through the signs of the output
        weights, as large as the feedback; "frozen" means that it does not learn.
    epochs : int, >= 1
    lr : float, > 0
    width : int, >= 1
    seeds : sequence of S int

    Returns
    -------
    accuracy : (epochs, S)
        Share of right answers on the 360 held-out digits after every epoch.
    angles : (epochs + 1, S)
        Degrees between the first layer's deltas by backpropagation and by feedback, on 200
        training images, before training and after every epoch.
    """
    data = digits()
    X, Y = data.X_train, one_hot(data.y_train, 10)
    rngs = [np.random.default_rng(seed) for seed in seeds]

    def draw(rows: int, columns: int, deviation: float) -> Any:
        return np.stack([rng.normal(0, deviation, (rows, columns)) for rng in rngs])

    W1, W2 = draw(64, width, 1 / 8), draw(width, 10, 0.1 * width**-0.5)
    B, M = draw(width, 10, width**-0.5), np.zeros((len(rngs), width + 11, width))
    b1, b2 = np.zeros((len(rngs), 1, width)), np.zeros((len(rngs), 1, 10))

    def forward(inputs: Any) -> tuple[Any, Any]:
        A = np.tanh(inputs @ W1 + b1)
        logits = A @ W2 + b2
        P = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return A, P / P.sum(axis=-1, keepdims=True)

    def angle() -> Any:
        A, P = forward(X[:200])
        true, other = ((P - Y[:200]) @ V.swapaxes(-1, -2) * (1 - A * A) for V in (W2, B))
        lengths = np.sqrt(np.sum(true**2, axis=(1, 2)) * np.sum(other**2, axis=(1, 2)))
        return np.degrees(np.arccos(np.sum(true * other, axis=(1, 2)) / lengths))

    accuracy, angles = [], [angle()]
    for _ in range(epochs):
        order = np.stack([rng.permutation(len(X)) for rng in rngs])
        for start in range(0, len(X), 32):
            rows = order[:, start : start + 32]
            N = rows.shape[1]
            A, P = forward(X[rows])
            dZ = (P - Y[rows]) / N
            backward = {"feedback": B, "signs": np.sign(W2) * width**-0.5}.get(way, W2)
            dA = dZ @ backward.swapaxes(-1, -2)
            if way == "synthetic":
                seen = np.concatenate([A, Y[rows], np.ones((len(rngs), N, 1))], axis=-1)
                guess = seen @ M
                M = M - 0.1 * seen.swapaxes(-1, -2) @ (guess - N * dA) / N
                dA = guess / N
            W2, b2 = W2 - lr * A.swapaxes(-1, -2) @ dZ, b2 - lr * dZ.sum(axis=1, keepdims=True)
            if way != "frozen":
                dZ = dA * (1 - A * A)
                W1 = W1 - lr * X[rows].swapaxes(-1, -2) @ dZ
                b1 = b1 - lr * dZ.sum(axis=1, keepdims=True)
        accuracy.append((forward(data.X_test)[1].argmax(axis=-1) == data.y_test).mean(axis=-1))
        angles.append(angle())
    return np.array(accuracy), np.array(angles)


def train_by_rows(
    *, lr: float, max_norm: float = np.inf, frozen: bool = False, seeds: Sequence[int] = range(3)
) -> Any:
    """Train recurrent networks that read digits row by row, and return their held-out accuracies.

    Eight steps of eight pixels into 32 tanh units, then 10 softmax outputs; 5 epochs of
    mini-batches of 32, no momentum. Input and recurrent weights by Xavier, biases 0; all seeds side
    by side.

    Parameters
    ----------
    lr : float, > 0
    max_norm : float, > 0
        Longest gradient over all weights of one network.
    frozen : bool
        Whether the recurrent layer keeps its initial weights.
    seeds : sequence of S int

    Returns
    -------
    (S,)
        Share of right answers on the 360 held-out digits.
    """
    data, units = digits(), 32
    images, test = (x.reshape(-1, 8, 8).swapaxes(0, 1) for x in (data.X_train, data.X_test))
    Y = one_hot(data.y_train, 10)
    rngs = [np.random.default_rng(seed) for seed in seeds]
    shapes = ((8, units, 2 / (8 + units)), (units, units, 1 / units), (units, 10, 1 / units))
    weights = [np.stack([r.normal(0, v**0.5, (a, b)) for r in rngs]) for a, b, v in shapes]
    weights += [np.zeros((len(rngs), 1, units)), np.zeros((len(rngs), 1, 10))]

    def states(X: Any) -> list[Any]:
        W_x, W_h, _, b, _ = weights
        H = [np.zeros((*X.shape[1:-1], units))]
        for x in X:
            H.append(np.tanh(x @ W_x + H[-1] @ W_h + b))
        return H

    for _ in range(5):
        order = np.stack([rng.permutation(len(Y)) for rng in rngs])
        for start in range(0, len(Y), 32):
            rows = order[:, start : start + 32]
            X = images[:, rows]
            H = states(X)
            logits = H[-1] @ weights[2] + weights[4]
            P = np.exp(logits - logits.max(axis=-1, keepdims=True))
            dZ = (P / P.sum(axis=-1, keepdims=True) - Y[rows]) / rows.shape[1]
            gradients = [np.zeros_like(W) for W in weights]
            gradients[2], gradients[4] = H[-1].swapaxes(-1, -2) @ dZ, dZ.sum(axis=1, keepdims=True)
            dh = dZ @ weights[2].swapaxes(-1, -2)
            for t in range(0 if frozen else len(X), 0, -1):
                dZ = dh * (1 - H[t] * H[t])
                gradients[0] += X[t - 1].swapaxes(-1, -2) @ dZ
                gradients[1] += H[t - 1].swapaxes(-1, -2) @ dZ
                gradients[3] += dZ.sum(axis=1, keepdims=True)
                dh = dZ @ weights[1].swapaxes(-1, -2)
            norm = np.sqrt(sum(np.sum(g**2, axis=(1, 2), keepdims=True) for g in gradients))
            scale = np.minimum(1.0, max_norm / np.maximum(norm, 1e-300))
            weights = [W - lr * scale * g for W, g in zip(weights, gradients, strict=True)]
    X = np.broadcast_to(test[:, np.newaxis], (8, len(rngs), *test.shape[1:]))
    scores = states(X)[-1] @ weights[2] + weights[4]
    return (scores.argmax(axis=-1) == data.y_test).mean(axis=-1)


def scenes(n: int, columns: Sequence[int], rng: np.random.Generator) -> tuple[Any, Any]:
    """Draw noisy images with a plus (label 0) or a cross (label 1) of 3 x 3 pixels.

    Parameters
    ----------
    n : int
        How many images.
    columns : sequence of int, 0 to 5
        Where the left edge of a shape may lie; rows are free.
    rng : Generator

    Returns
    -------
    X : (n, 1, 8, 8)
        Noise of standard deviation 0.2; pixels of the shape are 1 higher.
    Y : (n, 1)
    """
    shapes = np.array([[[0, 1, 0], [1, 1, 1], [0, 1, 0]], [[1, 0, 1], [0, 1, 0], [1, 0, 1]]])
    X, labels = rng.normal(0, 0.2, (n, 1, 8, 8)), rng.integers(2, size=n)
    for image, label in zip(X, labels, strict=True):
        i, j = rng.integers(6), rng.choice(columns)
        image[0, i : i + 3, j : j + 3] += shapes[label]
    return X, labels[:, np.newaxis].astype(float)


def train_kernels(
    seed: int, *, frozen: bool = False, steps: int = 60, lr: float = 2.0
) -> list[float]:
    """Train six kernels of 3 x 3 to tell the `scenes` apart, with shapes in the left half only.

    A convolution, the largest value of each channel over the whole image, tanh, and one sigmoid
    output with cross-entropy; descent on all 120 images.

    Parameters
    ----------
    seed : int
        Of data and initial weights.
    frozen : bool
        Whether the kernels keep their initial weights, so that only the output learns.
    steps : int
    lr : float, > 0

    Returns
    -------
    list of two floats
        Accuracy on 300 new images with shapes in the left half, and 300 in the right half.
    """
    rng = np.random.default_rng(seed)
    sides = (120, (0, 1, 2)), (300, (0, 1, 2)), (300, (3, 4, 5))
    (X, Y), *tests = (scenes(n, columns, rng) for n, columns in sides)
    K, b = rng.normal(0, 0.5, (6, 1, 3, 3)), np.zeros(6)
    V, c = rng.normal(0, 0.5, (6, 1)), 0.0

    def forward(images: Any) -> tuple[Any, Any]:
        pooled, winners = max_pool2d(conv2d(images, K, b), 6)  # one tile: the whole image
        return np.tanh(pooled[:, :, 0, 0]), winners

    A, winners = forward(X)
    for _ in range(steps):
        dZ = (1 / (1 + np.exp(-(A @ V + c))) - Y) / len(X)
        d_pooled = (dZ @ V.T * (1 - A**2))[:, :, np.newaxis, np.newaxis]
        V, c = V - lr * A.T @ dZ, c - lr * float(dZ.sum())
        if not frozen:
            _, dK, db = conv2d_backward(max_pool2d_backward(d_pooled, winners, 6), X, K)
            K, b = K - lr * dK, b - lr * db
            A, winners = forward(X)
    return [float(np.mean((forward(images)[0] @ V + c > 0) == labels)) for images, labels in tests]


def train_dense(seed: int, *, steps: int = 150, lr: float = 0.5) -> list[float]:
    """Train a dense 64-16-1 network on the same scenes as `train_kernels`, and score it alike.

    Parameters
    ----------
    seed : int
    steps : int
    lr : float, > 0

    Returns
    -------
    list of two floats
        Accuracy with shapes in the left half, and in the right half.
    """
    rng = np.random.default_rng(seed)
    sides = (120, (0, 1, 2)), (300, (0, 1, 2)), (300, (3, 4, 5))
    drawn = (scenes(n, columns, rng) for n, columns in sides)
    (X, Y), *tests = ((images.reshape(len(images), 64), labels) for images, labels in drawn)
    network = Network((64, 16, 1), "tanh", "binary_cross_entropy", rng=rng)
    for _ in range(steps):
        _, gradient = network.loss_and_gradient(X, Y)
        network.parameters[...] -= lr * gradient
    return [float(np.mean(network.predict(images) == labels)) for images, labels in tests]


def input_gradient_error(gradient: Callable[..., Any], W: Any, seed: int = 0) -> float:
    """Return the relative error of a convolution's input gradient, by central differences.

    Parameters
    ----------
    gradient : callable
        ``gradient(dZ, W)`` returns dL/dX of a convolution with one channel, stride 1, no padding.
    W : (K1, K2)
    seed : int
        Of a 4 x 5 image and of dL/dZ.
    """
    rng = np.random.default_rng(seed)
    X, rows, columns = rng.normal(size=(1, 4, 5)), 5 - W.shape[0], 6 - W.shape[1]
    dZ, kernels = rng.normal(size=(1, rows, columns)), W[np.newaxis, np.newaxis]
    numeric = numerical_gradient(
        lambda x: np.sum(dZ * conv2d(x[:, np.newaxis], kernels, [0.0])[:, 0]), X
    )
    return float(relative_error(np.asarray(gradient(dZ, W)), numeric))


def fit_sine(seed: int, *, biases: bool = True, steps: int = 150, descent: int = 2000) -> Any:
    """Fit sin(pi x) at 30 points by a 1-5-1 tanh network, in three ways from one start.

    Parameters
    ----------
    seed : int
        All 16 parameters come from N(0, 1).
    biases : bool
        Whether the biases keep their draw, or start at 0.
    steps : int
        Of Levenberg-Marquardt, at most.
    descent : int
        Steps of descent, learning rate 0.1.

    Returns
    -------
    marquardt, descended, frozen : float
        Mean square of the error after Levenberg-Marquardt, after descent, and with the hidden layer
        frozen and the output weights solved for.
    taken : int
        Steps that Levenberg-Marquardt took.
    largest : float
        Largest output weight of the frozen network, in absolute value.
    """
    grid = np.linspace(-1, 1, 30)[:, np.newaxis]
    sine = np.sin(np.pi * grid)

    def started() -> Network:
        network = Network((1, 5, 1), "tanh", "mse")
        network.parameters[...] = np.random.default_rng(seed).normal(size=16)
        for b in network.b:
            b *= biases
        return network

    run = fit_levenberg_marquardt(started(), grid, sine, steps=steps, target=1e-5)
    (W1, W2), (b1, b2) = started().W, started().b
    features = np.column_stack([np.tanh(grid @ W1 + b1), np.ones(30)])
    solved = np.linalg.lstsq(features, sine, rcond=None)[0]
    for _ in range(descent):
        A = np.tanh(grid @ W1 + b1)
        dZ2 = 2 / 30 * (A @ W2 + b2 - sine)
        dZ1 = (dZ2 @ W2.T) * (1 - A * A)
        W2, b2 = W2 - 0.1 * A.T @ dZ2, b2 - 0.1 * dZ2.sum(axis=0)
        W1, b1 = W1 - 0.1 * grid.T @ dZ1, b1 - 0.1 * dZ1.sum(axis=0)
    descended = np.mean((np.tanh(grid @ W1 + b1) @ W2 + b2 - sine) ** 2)
    frozen = np.mean((features @ solved - sine) ** 2)
    return run[-1], float(descended), float(frozen), len(run) - 1, float(np.abs(solved).max())
