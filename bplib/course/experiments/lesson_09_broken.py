"""Six broken backward passes of lesson 09, their symptoms, and four of them mended."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.losses import one_hot, softmax_cross_entropy

# ---- the programs, as the lesson prints them -----------------------------------------------------


def broken_tanh_net(X, Y, W1, b1, W2, b2):
    """Return dW1, db1, dW2, db2, of which two are wrong."""
    A1 = np.tanh(X @ W1 + b1)
    dZ2 = (softmax(A1 @ W2 + b2) - Y) / len(X)
    dZ1 = (dZ2 @ W2.T) * (1 - np.tanh(A1) ** 2)
    return X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0)


def broken_logistic(X, y, w, b):
    """Return dw and db; X (N, D), y (N, 1), w (D,), b a number."""
    p = 1 / (1 + np.exp(-(X @ w + b)))
    dz = (p - y) / len(X)
    dw = (dz @ X).mean(axis=0)
    return dw, dz.sum() / len(X)


def broken_softmax(Z, dA):
    """Return dL/dZ from dL/dA, where A is the softmax of each row of Z."""
    A = softmax(Z)
    return A * (dA - dA.mean(axis=1, keepdims=True))


class BrokenLayer:
    """Z = X @ W + b."""

    def __init__(self, W, b):
        """Keep the parameters."""
        self.W, self.b = W, b
        self.dW, self.db = np.zeros_like(W), np.zeros_like(b)

    def forward(self, X):
        """Return Z."""
        self.X = X
        return X @ self.W + self.b

    def backward(self, dZ):
        """Set dW and db, and return dL/dX."""
        self.dW += self.X.T @ dZ
        self.db += dZ.sum(axis=0)
        return dZ @ self.W.T


def broken_chain(dA, weights, activations):
    """Return the deltas of all tanh layers; activations are the layers' outputs."""
    deltas = []
    for W, A in zip(reversed(weights), reversed(activations), strict=True):
        dZ = dA * (1 - A**2)
        deltas.insert(0, dZ)
        dA = dZ @ W
    return deltas


def broken_tied(X, W):
    """Return dL/dW of a network that goes in and out by the same weights."""
    A = np.tanh(X @ W)
    dR = (A @ W.T - X) / len(X)
    dW = dR.T @ A  # the way out: dL/d(W.T) is A.T @ dR, transposed
    dW = X.T @ ((dR @ W) * (1 - A**2))  # the way in
    assert dW.shape == W.shape
    return dW


BROKEN: dict[str, Any] = {
    "tanh net": broken_tanh_net,
    "logistic neuron": broken_logistic,
    "softmax": broken_softmax,
    "layer": BrokenLayer,
    "chain": broken_chain,
    "tied weights": broken_tied,
}

# ---- mended: two on the page of lesson 09, one each in lessons 08 and 15 -------------------------


class MendedLayer(BrokenLayer):
    """Z = X @ W + b."""

    def backward(self, dZ):
        """Set dW and db, and return dL/dX."""
        self.dW = self.X.T @ dZ
        self.db = dZ.sum(axis=0)
        return dZ @ self.W.T


def mended_chain(dA, weights, activations):
    """Return the deltas of all tanh layers; activations are the layers' outputs."""
    deltas = []
    for W, A in zip(reversed(weights), reversed(activations), strict=True):
        dZ = dA * (1 - A**2)
        deltas.insert(0, dZ)
        dA = dZ @ W.T
    return deltas


def mended_softmax(Z, dA):
    """Return dL/dZ from dL/dA, where A is the softmax of each row of Z."""
    A = softmax(Z)
    return A * (dA - (A * dA).sum(axis=1, keepdims=True))


def mended_tied(X, W):
    """Return dL/dW of a network that goes in and out by the same weights."""
    A = np.tanh(X @ W)
    dR = (A @ W.T - X) / len(X)
    return dR.T @ A + X.T @ ((dR @ W) * (1 - A**2))


MENDED: dict[str, Any] = {
    "softmax": mended_softmax,
    "layer": MendedLayer,
    "chain": mended_chain,
    "tied weights": mended_tied,
}

# ---- the examination -----------------------------------------------------------------------------

Gradient = Callable[[Callable[[Any], float], Any, float], Any]
Trial = tuple[str, dict[str, Any], Any, Callable[..., Any]]


def examine(
    programs: Mapping[str, Any], gradient: Gradient, error: Callable[[Any, Any], float]
) -> dict[str, dict[str, float]]:
    """Compare programs with what is measured from their losses.

    Parameters
    ----------
    programs : dict
        Under names of `BROKEN`: all of them, or some.
    gradient : callable
        ``gradient(f, x, h)`` measures df/dx, as the lesson's `array_gradient` does.
    error : callable
        How far apart two arrays are, from 0 to 1.

    Returns
    -------
    dict of dict
        By program and condition, the error of each gradient by its name; 0 where the gradient and
        its measured twin are both too small to be told from rounding.
    """
    found: dict[str, dict[str, float]] = {}
    for title, arrays, got, loss in _trials({**BROKEN, **programs}):
        if not any(title.startswith(name) for name in programs):
            continue
        errors = {}
        for (name, value), a in zip(arrays.items(), got, strict=True):
            n = np.asarray(gradient(_one_moved(loss, arrays, name), value, 1e-5))
            tiny = max(np.abs(a).max(), np.abs(n).max()) < 1e-8
            errors[name] = 0.0 if tiny else float(error(np.asarray(a), n))
        found[title] = errors
    return found


def _one_moved(loss: Callable[..., Any], arrays: dict[str, Any], name: str) -> Any:
    """Return the loss as a function of one of its arrays."""
    return lambda moved: float(loss(**{**arrays, name: moved}))


def _trials(programs: Mapping[str, Any]) -> Iterator[Trial]:
    """Yield what each program is tried on: a title, arrays, its gradients and its loss."""
    rng = np.random.default_rng(3)
    X, labels = rng.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])
    Y, y = one_hot(labels, 2), labels[:, np.newaxis] * 1.0
    W1, b1, W2, b2 = (rng.normal(size=shape) for shape in ((3, 4), (4,), (4, 2), (2,)))

    net = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    yield (
        "tanh net",
        net,
        programs["tanh net"](X, Y, **net),
        lambda W1, b1, W2, b2: softmax_cross_entropy(np.tanh(X @ W1 + b1) @ W2 + b2, Y),
    )

    neuron = {"w": W1[:, 0], "b": np.array(0.4)}
    for N in (1, 5):
        yield (
            f"logistic neuron, samples: {N}",
            neuron,
            programs["logistic neuron"](X[:N], y[:N], **neuron),
            lambda w, b, N=N: np.mean(np.logaddexp(0, X[:N] @ w + b) - y[:N, 0] * (X[:N] @ w + b)),
        )

    Z = rng.normal(size=(4, 3))
    for title, R in (("ones", np.ones((4, 3))), ("random", rng.normal(size=(4, 3)))):
        got = [programs["softmax"](Z, R)]
        yield f"softmax, upstream {title}", {"Z": Z}, got, lambda Z, R=R: np.sum(R * softmax(Z))

    layer, R = programs["layer"](W1.copy(), b1.copy()), rng.normal(size=(5, 4))
    for time in ("first", "second"):
        layer.forward(X)
        layer.backward(R)
        got = [np.array(layer.dW), np.array(layer.db)]
        parameters = {"W": W1, "b": b1}
        yield f"layer, the {time} time", parameters, got, lambda W, b: np.sum(R * (X @ W + b))

    R3, tenths = rng.normal(size=(5, 3)), np.full((5, 3), 0.1)
    plain = [rng.normal(size=(3, 3)) for _ in range(3)]
    # A bias for each sample, (5, 3), has the delta of its layer as its gradient.
    biases = dict.fromkeys(("b1", "b2", "b3"), tenths)
    for title, stack in (("symmetric", [W + W.T for W in plain]), ("random", plain)):
        got = programs["chain"](R3, stack, _through(X, stack, [tenths] * 3))
        yield (
            f"chain, {title} weights",
            biases,
            got,
            lambda b1, b2, b3, W=stack: np.sum(R3 * _through(X, W, (b1, b2, b3))[2]),
        )

    W = rng.normal(size=(3, 2))
    yield "tied weights", {"W": W}, [programs["tied weights"](X, W)], lambda W: tied_loss(X, W, W)


def _through(X: Any, weights: Any, biases: Any) -> list[Any]:
    """Return the activations of a stack of tanh layers."""
    outputs = []
    for W, b in zip(weights, biases, strict=True):
        X = np.tanh(X @ W + b)
        outputs.append(X)
    return outputs


def tied_loss(X: Any, W_in: Any, W_out: Any) -> Any:
    """Return half the mean squared distance between the input and its reproduction."""
    return np.sum((np.tanh(X @ W_in) @ W_out.T - X) ** 2) / (2 * len(X))


def tied_lines(gradient: Gradient, error: Callable[[Any, Any], float]) -> dict[str, float]:
    """Return the errors of the two lines of `broken_tied`, each use of W with its own array."""
    rng = np.random.default_rng(12)
    X, W = rng.normal(size=(5, 3)), rng.normal(size=(3, 2))
    A = np.tanh(X @ W)
    dR = (A @ W.T - X) / len(X)
    ways = {
        "the way in": (X.T @ ((dR @ W) * (1 - A**2)), lambda V: tied_loss(X, V, W)),
        "the way out": (dR.T @ A, lambda V: tied_loss(X, W, V)),
    }
    return {name: float(error(a, gradient(f, W, 1e-5))) for name, (a, f) in ways.items()}
