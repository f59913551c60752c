"""Exercises of lesson 07: forward, delta and gradients of a batch, for any number of layers.

Samples are rows: A_prev (N, n_in), W (n_in, n_out), b (n_out,). The loss is half the squared error,
summed over the outputs and averaged over the N samples, where nothing else is said.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.activations import get_activation
from bplib.checks import Case, Exercise, Mistake, call_case, class_case

Arrays = list[Any]

FORWARD = "Forward, and what it must keep"
DELTA = "Delta: at the output, then one layer back"
GRADIENTS = "Gradients: where a batch adds up"
SHAPES = "By hand: the same by shapes alone"
PENALTY = "A penalty on large weights"
COSTS = "Count a backward pass"
LEDGER = "A free check: one sum, the same in every layer"


def _signed(
    rng: np.random.Generator, shape: tuple[int, ...], low: float = 0.3, high: float = 1.4
) -> Any:
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def _prime(name: str, Z: Any) -> Any:
    return get_activation(name).prime(Z)


# ---- one layer in letters ------------------------------------------------------------------------


def _letters() -> tuple[Any, Any, Any, Any]:
    """Return the matrices A_prev (2, 3), W (3, 4), dZ (2, 4) and S (2, 3) of symbols."""
    import sympy as sp

    def matrix(letter: str, rows: int, columns: int) -> Any:
        return sp.Matrix(rows, columns, lambda r, c: sp.Symbol(f"{letter}_{r + 1}{c + 1}"))

    return matrix("a", 2, 3), matrix("w", 3, 4), matrix("d", 2, 4), matrix("s", 2, 3)


def _one_layer_back() -> dict[str, Any]:
    A_prev, W, dZ, S = _letters()
    return {
        "dW": A_prev.T * dZ,
        "db": dZ[0, :] + dZ[1, :],
        "dZ_prev": (dZ * W.T).multiply_elementwise(S),
    }


def _letters_variant(kind: str) -> Callable[[], dict[str, Any]]:
    """Return the names that one mistake changes."""

    def wrong() -> dict[str, Any]:
        import sympy as sp

        A_prev, W, dZ, _ = _letters()
        right = _one_layer_back()
        return {
            "mean": {"dW": right["dW"] / 2, "db": right["db"] / 2},
            "last sample": {"dW": A_prev[1, :].T * dZ[1, :], "db": dZ[1, :]},
            "transposed": {"dW": right["dW"].T},
            "one number": {"db": sp.Matrix([[sum(dZ)]])},
            "across": {"db": dZ * sp.ones(4, 1)},
            "no slope": {"dZ_prev": dZ * W.T},
            "activation": {"dZ_prev": (dZ * W.T).multiply_elementwise(A_prev)},
        }[kind]

    return wrong


# ---- forward -------------------------------------------------------------------------------------


def forward_with_cache(
    X: Any, weights: Sequence[Any], biases: Sequence[Any], activations: Sequence[str]
) -> tuple[Arrays, Arrays]:
    """Return the sums Z_1 ... Z_L and the activations A_0 = X, A_1 ... A_L."""
    Zs, As = [], [X]
    for W, b, name in zip(weights, biases, activations, strict=True):
        Zs.append(As[-1] @ W + b)
        As.append(get_activation(name).f(Zs[-1]))
    return Zs, As


def _forward_variant(kind: str) -> Callable[..., Any]:
    """Return the forward pass with one mistake."""

    def forward(X: Any, weights: Any, biases: Any, activations: Any) -> Any:
        if kind == "input bent":
            X = get_activation(activations[0]).f(X)
        if kind == "first activation":
            activations = [activations[0]] * len(weights)
        if kind == "linear output":
            activations = [*activations[:-1], "identity"]
        Zs, As, A = [], [X], X
        for W, b, name in zip(weights, biases, activations, strict=True):
            Z = A @ W + (0 if kind == "no bias" else b)
            bent = get_activation(name).f(Z)
            if kind == "in place":
                Z = bent
            A = Z if kind == "sums passed on" else bent
            Zs.append(Z)
            As.append(bent)
        return Zs, As[1:] if kind == "input not kept" else As

    return forward


def _network(
    rng: np.random.Generator, sizes: Sequence[int], *, zero_biases: bool = False
) -> tuple[Arrays, Arrays]:
    weights = [_signed(rng, pair) for pair in pairwise(sizes)]
    biases = [_signed(rng, (n,)) * (not zero_biases) for n in sizes[1:]]
    return weights, biases


DEPTHS: tuple[tuple[str, int, tuple[int, ...], tuple[str, ...]], ...] = (
    ("one layer", 5, (3, 2), ("sigmoid",)),
    ("two layers", 6, (3, 4, 2), ("tanh", "sigmoid")),
    ("three layers", 3, (2, 5, 4, 1), ("sigmoid", "softplus", "tanh")),
    ("four layers", 7, (4, 3, 6, 5, 2), ("tanh", "softplus", "sigmoid", "identity")),
    ("two layers, one sample", 1, (4, 3, 2), ("sigmoid", "tanh")),
)


def _forward_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, N, sizes, names in DEPTHS:
        weights, biases = _network(rng, sizes)
        X = _signed(rng, (N, sizes[0]))
        cases.append(call_case(note, X=X, weights=weights, biases=biases, activations=list(names)))
    return cases


# ---- the four equations --------------------------------------------------------------------------


def output_delta(Z: Any, Y: Any, activation: str) -> Any:
    """Return dL/dZ of the last layer."""
    return (get_activation(activation).f(Z) - Y) / len(Y) * _prime(activation, Z)


def _output_variant(kind: str) -> Callable[[Any, Any, str], Any]:
    """Return the output delta with one mistake."""

    def delta(Z: Any, Y: Any, activation: str) -> Any:
        A, right = get_activation(activation).f(Z), output_delta(Z, Y, activation)
        return {
            "no slope": (A - Y) / len(Y),
            "slope at a": (A - Y) / len(Y) * _prime(activation, A),
            "activation for slope": (A - Y) / len(Y) * A,
            "not averaged": right * len(Y),
            "averaged twice": right / len(Y),
            "by size": right / Y.shape[1],
            "size alone": right * len(Y) / Y.shape[1],
            "factor 2": 2 * right,
            "sign": -right,
        }[kind]

    return delta


def _output_cases(rng: np.random.Generator) -> list[Case]:
    def case(N: int, C: int, activation: str) -> Case:
        Z, Y = _signed(rng, (N, C), 0.3, 1.8), _signed(rng, (N, C), 0.2, 2.0)
        return call_case(f"{activation}, {N} samples", Z=Z, Y=Y, activation=activation)

    return [
        case(5, 3, "sigmoid"),
        case(4, 2, "tanh"),
        case(3, 5, "softplus"),
        case(6, 2, "identity"),
        case(7, 4, "tanh"),
    ]


def hidden_delta(dZ_next: Any, W_next: Any, Z: Any, activation: str) -> Any:
    """Return dL/dZ of a layer from the layer after it."""
    return (dZ_next @ W_next.T) * _prime(activation, Z)


def _hidden_variant(kind: str) -> Callable[..., Any]:
    """Return the hidden delta with one mistake."""

    def delta(dZ_next: Any, W_next: Any, Z: Any, activation: str) -> Any:
        back, slope = dZ_next @ W_next.T, _prime(activation, Z)
        if kind == "not transposed":
            return (dZ_next @ W_next) * slope
        if kind == "wrong operand":
            return (dZ_next.T @ W_next) * slope
        if kind == "column form":
            return (W_next @ dZ_next.T) * slope.T
        if kind == "matrix product":
            return back @ slope.T
        if kind == "no slope":
            return back
        if kind == "slope at a":
            return back * _prime(activation, get_activation(activation).f(Z))
        if kind == "activation for slope":
            return back * get_activation(activation).f(Z)
        return back * slope / len(Z)  # averaged again

    return delta


def _hidden_cases(rng: np.random.Generator) -> list[Case]:
    def case(N: int, n: int, n_next: int, activation: str, note: str = "") -> Case:
        return call_case(
            note or f"{activation}, {n} units before {n_next}",
            dZ_next=_signed(rng, (N, n_next)),
            W_next=_signed(rng, (n, n_next)),
            Z=_signed(rng, (N, n), 0.3, 1.8),
            activation=activation,
        )

    return [
        case(5, 4, 3, "tanh"),
        case(3, 2, 4, "sigmoid"),
        case(2, 5, 3, "softplus"),
        case(4, 3, 3, "tanh", "as many units as in the next layer"),
        case(6, 3, 1, "sigmoid"),
    ]


def layer_gradients(A_prev: Any, dZ: Any) -> tuple[Any, Any]:
    """Return dL/dW and dL/db of a layer."""
    return A_prev.T @ dZ, dZ.sum(axis=0)


def _gradients_variant(kind: str) -> Callable[[Any, Any], tuple[Any, Any]]:
    """Return the gradients of a layer with one mistake."""

    def gradients(A_prev: Any, dZ: Any) -> tuple[Any, Any]:
        dW, db = layer_gradients(A_prev, dZ)
        return {
            "mean for sum": (dW, dZ.mean(axis=0)),
            "averaged again": (dW / len(dZ), db / len(dZ)),
            "wrong axis": (dW, dZ.sum(axis=1)),
            "row kept": (dW, dZ.sum(axis=0, keepdims=True)),
            "one number": (dW, dZ.sum()),
            "not summed": (dW, dZ),
            "last sample": (np.outer(A_prev[-1], dZ[-1]), dZ[-1]),
            "transposed": (dW.T, db),
        }[kind]

    return gradients


def _gradients_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case(
            f"{N} samples, {n_in} inputs, {n_out} neuron{'s' * (n_out > 1)}",
            A_prev=_signed(rng, (N, n_in)),
            dZ=_signed(rng, (N, n_out)),
        )
        for N, n_in, n_out in ((5, 3, 4), (2, 4, 3), (7, 2, 1), (3, 5, 2))
    ]


# ---- the whole way back --------------------------------------------------------------------------


def backward_any_depth(
    Y: Any,
    weights: Sequence[Any],
    Zs: Sequence[Any],
    As: Sequence[Any],
    activations: Sequence[str],
) -> tuple[Arrays, Arrays]:
    """Return the gradients of all weights and all biases, layer 1 first."""
    dWs: Arrays = []
    dbs: Arrays = []
    dZ = output_delta(Zs[-1], Y, activations[-1])
    for layer in reversed(range(len(weights))):
        dW, db = layer_gradients(As[layer], dZ)
        dWs.insert(0, dW)
        dbs.insert(0, db)
        if layer > 0:
            dZ = hidden_delta(dZ, weights[layer], Zs[layer - 1], activations[layer - 1])
    return dWs, dbs


def _backward_variant(kind: str) -> Callable[..., Any]:
    """Return the whole backward pass with one mistake."""

    def backward(Y: Any, weights: Any, Zs: Any, As: Any, activations: Any) -> Any:
        dWs: Arrays = []
        dbs: Arrays = []
        N, slopes = len(Y), [_prime(*pair) for pair in zip(activations, Zs, strict=True)]
        if kind == "slope at a":
            slopes = [_prime(*pair) for pair in zip(activations, As[1:], strict=True)]
        if kind == "no output slope":
            slopes[-1] = np.ones_like(slopes[-1])
        if kind == "no hidden slope":
            slopes[:-1] = [np.ones_like(slope) for slope in slopes[:-1]]
        if kind == "slope of the next activation":
            moved = zip([*activations[1:], activations[-1]], Zs, strict=True)
            slopes = [_prime(*pair) for pair in moved]
        dZ = (As[-1] - Y) * slopes[-1] / (1 if kind == "not averaged" else N)
        for layer in reversed(range(len(weights))):
            A = As[layer + 1] if kind == "own output" else As[layer]
            dWs.insert(0, A.T @ dZ / (N if kind == "averaged twice" else 1))
            dbs.insert(0, dZ.mean(axis=0) if kind == "bias averaged" else dZ.sum(axis=0))
            if kind == "averaged twice":
                dbs[0] = dbs[0] / N
            if layer > 0:
                dZ = (dZ @ weights[layer].T) * slopes[layer - 1]
                if kind == "averaged at every layer":
                    dZ = dZ / N
        if kind == "uphill and downhill":
            return [-dW for dW in dWs], [-db for db in dbs]
        if kind == "last layer first":
            return dWs[::-1], dbs[::-1]
        return (dWs[1:], dbs[1:]) if kind == "stopped early" else (dWs, dbs)

    return backward


def _backward_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, N, sizes, names in DEPTHS:
        weights, biases = _network(rng, sizes)
        Zs, As = forward_with_cache(_signed(rng, (N, sizes[0])), weights, biases, names)
        Y = As[-1] + _signed(rng, As[-1].shape)
        inputs = {"Y": Y, "weights": weights, "Zs": Zs, "As": As, "activations": list(names)}
        cases.append(call_case(note, **inputs))
    return cases


# ---- the penalty ---------------------------------------------------------------------------------


def l2_penalty(
    P: Any, Y: Any, parameters: dict[str, Any], gradients: dict[str, Any], l2: float
) -> tuple[Any, dict[str, Any]]:
    """Return loss and gradients with l2/2 times the sum of all squared weights added."""
    weights = {name: array for name, array in parameters.items() if name[0] == "W"}
    squares = sum(np.sum(W**2) for W in weights.values())
    added = {name: gradients[name] + l2 * W for name, W in weights.items()}
    return _data_loss(P, Y) + l2 / 2 * squares, {**gradients, **added}


def _data_loss(P: Any, Y: Any) -> Any:
    return np.sum((P - Y) ** 2) / (2 * len(Y))


def _penalty_variant(kind: str) -> Callable[..., Any]:
    """Return loss and gradients with one mistake."""

    def penalised(P: Any, Y: Any, parameters: Any, gradients: Any, l2: float) -> Any:
        if kind == "divided by N":
            return l2_penalty(P, Y, parameters, gradients, l2 / len(Y))
        data = _data_loss(P, Y)
        loss, new = l2_penalty(P, Y, parameters, gradients, l2)
        weights = {name: array for name, array in parameters.items() if name[0] == "W"}
        if kind == "gradient forgotten":
            return loss, {**gradients}
        if kind == "loss forgotten":
            return data, new
        if kind == "factor 2":
            return loss, {**new, **{k: gradients[k] + 2 * l2 * W for k, W in weights.items()}}
        if kind == "half kept":
            return loss, {**new, **{k: gradients[k] + l2 / 2 * W for k, W in weights.items()}}
        if kind == "no half":
            return 2 * loss - data, new
        if kind == "biases too":
            loss = data + l2 / 2 * sum(np.sum(array**2) for array in parameters.values())
            return loss, {k: gradients[k] + l2 * array for k, array in parameters.items()}
        if kind == "not added":
            return loss, {**new, **{k: l2 * W for k, W in weights.items()}}
        if kind == "length":
            return data + l2 / 2 * sum(np.linalg.norm(W) for W in weights.values()), new
        for name, W in weights.items():  # in place
            gradients[name] += l2 * W
        return loss, gradients

    return penalised


def _penalty_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, sizes, l2 in ((5, (3, 4, 2), 0.1), (8, (2, 5, 3, 4), 0.03), (3, (4, 2), 0.7)):
        named = []
        for _ in range(2):
            pairs = zip(*_network(rng, sizes), strict=True)
            layers = [(("W", W), ("b", b)) for W, b in pairs]
            named.append(
                {f"{key}{k}": array for k, two in enumerate(layers, 1) for key, array in two}
            )
        cases.append(
            call_case(
                f"{len(sizes) - 1} layer{'s' * (len(sizes) > 2)}",
                P=_signed(rng, (N, sizes[-1])),
                Y=_signed(rng, (N, sizes[-1])),
                parameters=named[0],
                gradients=named[1],
                l2=l2,
            )
        )
    return cases


# ---- a cache that goes stale ---------------------------------------------------------------------


class PrefetchingLayer:
    """A linear layer whose next batch is loaded before it has gone back through the last one."""

    def __init__(self, W: Any, b: Any, batch_size: int) -> None:
        self.W, self.b = W, b
        self.buffer = np.empty((batch_size, len(W)))

    def load(self, X: Any) -> None:
        """Put a batch into the buffer."""
        self.buffer[...] = X

    def forward(self) -> Any:
        """Return the sums of the batch in the buffer."""
        self.A_prev = self.buffer.copy()
        return self.A_prev @ self.W + self.b

    def backward(self, dZ: Any) -> tuple[Any, Any]:
        """Return dL/dW and dL/db for the batch of the last forward pass."""
        return self.A_prev.T @ dZ, dZ.sum(axis=0)


def _layer_variant(kind: str) -> type:
    """Return the layer with one mistake, or as the broken program."""

    class Layer(PrefetchingLayer):
        def forward(self) -> Any:
            Z = self.buffer @ self.W + self.b
            if kind in ("not repaired", "shared"):
                self.A_prev = self.buffer
            elif kind != "first batch" or not hasattr(self, "A_prev"):
                self.A_prev = self.buffer.copy()
            return Z

        def backward(self, dZ: Any) -> tuple[Any, Any]:
            dW, db = self.A_prev.T @ dZ, dZ.sum(axis=0)
            if kind in ("not repaired", "averaged"):
                db = dZ.mean(axis=0)
            if kind == "both averaged":
                dW, db = dW / len(dZ), db / len(dZ)
            if kind == "added up":
                before = getattr(self, "gradients", (0.0, 0.0))
                dW, db = self.gradients = dW + before[0], db + before[1]
            if kind == "last sample":
                dW, db = np.outer(self.A_prev[-1], dZ[-1]), dZ[-1]
            return (dW.T, db) if kind == "transposed" else (dW, db)

    return Layer


def _layer_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, n_in: int, n_out: int) -> Case:
        X = [_signed(rng, (N, n_in)) for _ in range(4)]
        dZ = [_signed(rng, (N, n_out)) for _ in range(3)]
        return class_case(
            {"W": _signed(rng, (n_in, n_out)), "b": _signed(rng, (n_out,)), "batch_size": N},
            [
                ("load", {"X": X[0]}),
                ("forward", {}),
                ("load", {"X": X[1]}),
                ("backward", {"dZ": dZ[0]}),
                ("forward", {}),
                ("load", {"X": X[2]}),
                ("backward", {"dZ": dZ[1]}),
                ("forward", {}),
                ("load", {"X": X[3]}),
                ("backward", {"dZ": dZ[2]}),
            ],
            note,
        )

    return [case("4 samples", 4, 3, 2), case("2 samples", 2, 3, 5), case("5 samples", 5, 2, 3)]


# ---- what it costs -------------------------------------------------------------------------------


def pass_costs(sizes: Sequence[int], N: int) -> tuple[int, int]:
    """Return the multiplications in the matrix products of a forward and of a backward pass."""
    products = [n_in * n_out for n_in, n_out in pairwise(sizes)]
    return N * sum(products), N * (2 * sum(products) - products[0])


def _costs_variant(kind: str) -> Callable[[Sequence[int], int], tuple[int, int]]:
    """Return both counts with one mistake."""

    def costs(sizes: Sequence[int], N: int) -> tuple[int, int]:
        products = [n_in * n_out for n_in, n_out in pairwise(sizes)]
        forward, backward = pass_costs(sizes, N)
        return {
            "two for every layer": (forward, 2 * forward),
            "weights only": (forward, forward),
            "deltas only": (forward, backward - forward),
            "last for first": (forward, N * (2 * sum(products) - products[-1])),
            "one sample": (forward // N, backward // N),
            "first layer left out": (forward, 2 * N * sum(products[1:])),
            "parameters": (forward + N * sum(sizes[1:]), backward + N * sum(sizes[1:])),
        }[kind]

    return costs


def _costs_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for depth in (2, 3, 4, 1, 5):
        while True:
            sizes = [int(n) for n in rng.permutation(np.arange(2, 40))[: depth + 1]]
            if depth == 1 or sizes[0] * sizes[1] != sizes[-2] * sizes[-1]:
                break
        N = int(rng.integers(2, 50))
        cases.append(call_case(f"{depth} layer{'s' * (depth > 1)}", sizes=sizes, N=N))
    return cases


# ---- one sum, the same in every layer ------------------------------------------------------------


def layer_ledger(weights: Sequence[Any], gradients: Sequence[Any]) -> tuple[list[float], int]:
    """Return the sum of W * dW of every layer, and which layer disagrees with the others."""
    sums = [float(np.sum(W * dW)) for W, dW in zip(weights, gradients, strict=True)]
    return sums, _odd(sums)


def _odd(sums: Sequence[float]) -> int:
    off = np.abs(np.asarray(sums) - np.median(sums))
    return int(off.argmax()) + 1 if off.max() > 1e-3 * np.abs(sums).max() else 0


def _ledger_variant(kind: str) -> Callable[..., tuple[list[float], int]]:
    """Return sums and the odd layer with one mistake."""

    def ledger(weights: Any, gradients: Any) -> tuple[list[float], int]:
        pairs = list(zip(weights, gradients, strict=True))
        sums, odd = layer_ledger(weights, gradients)
        if kind == "matrix product":
            sums = [float(np.sum(W.T @ dW)) for W, dW in pairs]
        if kind == "sizes":
            sums = [float(np.sum(np.abs(W * dW))) for W, dW in pairs]
        if kind == "mean":
            sums = [float(np.mean(W * dW)) for W, dW in pairs]
        if kind == "gradient alone":
            sums = [float(np.sum(dW)) for _, dW in pairs]
        if kind in ("matrix product", "sizes", "mean", "gradient alone"):
            odd = _odd(sums)
        if kind == "from zero":
            odd = odd - 1
        if kind == "always one":
            odd = int(np.abs(np.asarray(sums) - np.median(sums)).argmax()) + 1
        if kind == "exact":
            odd = next((k for k, s in enumerate(sums, 1) if sums.count(s) == 1), 0)
        if kind == "first trusted":
            close = np.isclose(sums, sums[0], rtol=1e-3)
            odd = 0 if close.all() else int(close.argmin()) + 1
        return sums, odd

    return ledger


def _balanced_network(rng: np.random.Generator, depth: int) -> tuple[Arrays, Arrays, list[float]]:
    """Return weights, gradients and their sums for a ReLU network with zero biases."""
    sizes = [int(n) for n in rng.permutation([3, 4, 5, 6, 7, 8])[: depth + 1]]
    weights, biases = _network(rng, sizes, zero_biases=True)
    names = ["relu"] * (depth - 1) + ["identity"]
    Zs, As = forward_with_cache(_signed(rng, (9, sizes[0])), weights, biases, names)
    Y = As[-1] * rng.uniform(0.2, 0.8) + 0.3 * _signed(rng, As[-1].shape)
    dWs, _ = backward_any_depth(Y, weights, Zs, As, names)
    return weights, dWs, layer_ledger(weights, dWs)[0]


def _ledger_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for depth, wrong, factor in ((3, 2, 0.5), (4, 0, 1.0), (4, 4, -1.0), (3, 1, 1.25), (5, 3, 2.0)):
        while True:
            weights, dWs, sums = _balanced_network(rng, depth)
            sizes = [np.sum(np.abs(W * dW)) for W, dW in zip(weights, dWs, strict=True)]
            rounded_apart = sums.count(sums[0]) == 1  # so that exact equality fails
            if rounded_apart and abs(sums[0]) > 0.2 * max(sizes) and abs(sums[0]) > 0.05:
                break
        if wrong:
            dWs[wrong - 1] = factor * dWs[wrong - 1]
        cases.append(call_case(f"{depth} layers", weights=weights, gradients=dWs))
    return cases


EXERCISES = [
    Exercise(
        name="one_layer_back",
        title="Write one layer's way back in letters",
        kind="expressions",
        reference=_one_layer_back,
        symbols={
            **{f"a_{n}{i}": (0.2, 2.0) for n in (1, 2) for i in (1, 2, 3)},
            **{f"w_{i}{j}": (-2.0, 2.0) for i in (1, 2, 3) for j in (1, 2, 3, 4)},
            **{f"d_{n}{j}": (-1.0, 1.0) for n in (1, 2) for j in (1, 2, 3, 4)},
            **{f"s_{n}{i}": (0.1, 0.9) for n in (1, 2) for i in (1, 2, 3)},
        },
        points=3,
        difficulty=3,
        minutes=6,
        read_again=SHAPES,
        mistakes=(
            Mistake(
                "mean for sum",
                "The 1/N of the loss: is it already inside dZ, or still to come?",
                _letters_variant("mean"),
            ),
            Mistake(
                "last sample only",
                "On how many samples does one weight act, and how many of them are in your dW?",
                _letters_variant("last sample"),
            ),
            Mistake(
                "gradient transposed",
                "Could your dW be subtracted from W?",
                _letters_variant("transposed"),
            ),
            Mistake(
                "one number for all biases",
                "How many neurons has the layer, and how many biases?",
                _letters_variant("one number"),
            ),
            Mistake(
                "summed across the neurons",
                "Do two neurons share a bias, or do two samples?",
                _letters_variant("across"),
            ),
            Mistake(
                "slope forgotten",
                "Is your dZ_prev a derivative by Z_prev, or by A_prev?",
                _letters_variant("no slope"),
            ),
            Mistake(
                "activation for slope",
                "Which of your letters says how fast A_prev answers when Z_prev moves?",
                _letters_variant("activation"),
            ),
        ),
    ),
    Exercise(
        name="forward_with_cache",
        title="Go forward and keep what the way back needs",
        kind="function",
        reference=forward_with_cache,
        cases=_forward_cases,
        points=3,
        difficulty=2,
        minutes=5,
        read_again=FORWARD,
        pure=True,
        mistakes=(
            Mistake(
                "input not kept",
                "Which array does the gradient of the first layer's weights need?",
                _forward_variant("input not kept"),
            ),
            Mistake(
                "sums overwritten",
                "When the way back asks for Z, does it find Z, or what became of it?",
                _forward_variant("in place"),
            ),
            Mistake(
                "sums passed on",
                "Does the next layer read what its predecessor summed, or what it answered?",
                _forward_variant("sums passed on"),
            ),
            Mistake(
                "input bent",
                "Does anything happen to X before the first matrix product?",
                _forward_variant("input bent"),
            ),
            Mistake(
                "bias forgotten",
                "What does a neuron add to its weighted inputs?",
                _forward_variant("no bias"),
            ),
            Mistake(
                "one activation for all layers",
                "How many activation names were you given?",
                _forward_variant("first activation"),
            ),
            Mistake(
                "output not bent",
                "Is the last layer treated unlike the others in the formula?",
                _forward_variant("linear output"),
            ),
        ),
    ),
    Exercise(
        name="output_delta",
        title="Start with the delta of the output",
        kind="function",
        reference=output_delta,
        cases=_output_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again=DELTA,
        mistakes=(
            Mistake(
                "slope forgotten",
                "Is that the derivative by A, or by Z?",
                _output_variant("no slope"),
            ),
            Mistake(
                "slope taken at a",
                "Which number went into the activation when its slope mattered?",
                _output_variant("slope at a"),
            ),
            Mistake(
                "activation for slope",
                "Is f(z) how large the output is, or how fast it changes?",
                _output_variant("activation for slope"),
            ),
            Mistake(
                "not averaged",
                "Would the loss of the same batch, with every sample twice, have twice the delta?",
                _output_variant("not averaged"),
            ),
            Mistake(
                "averaged twice",
                "How often does 1/N stand in the loss?",
                _output_variant("averaged twice"),
            ),
            Mistake(
                "averaged over the outputs too",
                "Over which of the two axes does this loss sum, and over which does it average?",
                _output_variant("by size"),
            ),
            Mistake(
                "averaged over the outputs only",
                "Which axis of Y counts the samples?",
                _output_variant("size alone"),
            ),
            Mistake(
                "stray factor 2",
                "What is the ½ in front of the squares for?",
                _output_variant("factor 2"),
            ),
            Mistake(
                "target minus output",
                "If the output is above the target, does the loss grow or shrink with it?",
                _output_variant("sign"),
            ),
        ),
    ),
    Exercise(
        name="hidden_delta",
        title="Send the delta one layer back",
        kind="function",
        reference=hidden_delta,
        cases=_hidden_cases,
        points=3,
        difficulty=3,
        minutes=4,
        read_again=DELTA,
        mistakes=(
            Mistake(
                "weights not transposed",
                "Forward, W_next turns this layer's width into the next one's. Which way now?",
                _hidden_variant("not transposed"),
            ),
            Mistake(
                "wrong operand transposed",
                "Which axis of dZ_next has to meet which axis of W_next?",
                _hidden_variant("wrong operand"),
            ),
            Mistake(
                "column form",
                "Is a sample a row or a column in your result, and in Z?",
                _hidden_variant("column form"),
            ),
            Mistake(
                "matrix product for entrywise",
                "Does the slope of one neuron act on the deltas of another?",
                _hidden_variant("matrix product"),
            ),
            Mistake(
                "slope forgotten",
                "Is your result ∂L/∂A, or ∂L/∂Z?",
                _hidden_variant("no slope"),
            ),
            Mistake(
                "slope taken at a",
                "At which point is the slope wanted: at z, or at f(z)?",
                _hidden_variant("slope at a"),
            ),
            Mistake(
                "activation for slope",
                "Is f(z) the activation itself, or its slope?",
                _hidden_variant("activation for slope"),
            ),
            Mistake(
                "averaged again",
                "Is the 1/N of the loss already inside the delta that you were given?",
                _hidden_variant("averaged again"),
            ),
        ),
    ),
    Exercise(
        name="layer_gradients",
        title="Turn a layer's delta into its gradients",
        kind="function",
        reference=layer_gradients,
        cases=_gradients_cases,
        points=3,
        difficulty=2,
        minutes=3,
        read_again=GRADIENTS,
        mistakes=(
            Mistake(
                "mean for sum",
                "Do weights and biases treat the samples alike in your answer?",
                _gradients_variant("mean for sum"),
            ),
            Mistake(
                "averaged again",
                "Is the 1/N of the loss already inside dZ?",
                _gradients_variant("averaged again"),
            ),
            Mistake(
                "wrong axis",
                "How many entries has your db, and how many neurons has the layer?",
                _gradients_variant("wrong axis"),
            ),
            Mistake(
                "a row matrix for a vector",
                "b has one axis. How many has your db?",
                _gradients_variant("row kept"),
            ),
            Mistake(
                "one number for all biases",
                "Do all neurons of the layer share one bias?",
                _gradients_variant("one number"),
            ),
            Mistake(
                "samples not summed",
                "Your db has a row for every sample. How many rows has b?",
                _gradients_variant("not summed"),
            ),
            Mistake(
                "last sample only",
                "What became of the other samples of the batch?",
                _gradients_variant("last sample"),
            ),
            Mistake(
                "gradient transposed",
                "Which shape must dW have, so that it can be subtracted from W?",
                _gradients_variant("transposed"),
            ),
        ),
    ),
    Exercise(
        name="prefetching_layer",
        title="Repair a layer that forgets its batch",
        kind="class",
        reference=PrefetchingLayer,
        cases=_layer_cases,
        points=3,
        difficulty=3,
        minutes=5,
        read_again=FORWARD,
        mistakes=(
            Mistake(
                "not repaired",
                "Two things are wrong. Which batch is in the array that backward reads, and over "
                "how many samples does each gradient add?",
                _layer_variant("not repaired"),
            ),
            Mistake(
                "cache still shared",
                "When load writes the next batch, how many arrays change?",
                _layer_variant("shared"),
            ),
            Mistake(
                "bias still averaged",
                "The weights add up over the samples. Do the biases?",
                _layer_variant("averaged"),
            ),
            Mistake(
                "both averaged",
                "Is the 1/N of the loss already inside dZ?",
                _layer_variant("both averaged"),
            ),
            Mistake(
                "gradients added up",
                "Should the second backward remember the first?",
                _layer_variant("added up"),
            ),
            Mistake(
                "first batch for ever",
                "Which batch does your cache hold after the second forward?",
                _layer_variant("first batch"),
            ),
            Mistake(
                "last sample only",
                "What became of the other samples of the batch?",
                _layer_variant("last sample"),
            ),
            Mistake(
                "gradient transposed",
                "Could your dW be subtracted from W?",
                _layer_variant("transposed"),
            ),
        ),
    ),
    Exercise(
        name="backward_any_depth",
        title="Go back through any number of layers",
        kind="function",
        reference=backward_any_depth,
        cases=_backward_cases,
        points=6,
        difficulty=4,
        minutes=10,
        read_again=DELTA,
        mistakes=(
            Mistake(
                "last layer first",
                "You walked from the last layer to the first. In which order are results wanted?",
                _backward_variant("last layer first"),
            ),
            Mistake(
                "own output for input",
                "Which activations does W of a layer multiply: those it receives, or those it "
                "makes?",
                _backward_variant("own output"),
            ),
            Mistake(
                "output slope forgotten",
                "Which factor turns ∂L/∂A of the last layer into its delta?",
                _backward_variant("no output slope"),
            ),
            Mistake(
                "hidden slopes forgotten",
                "Between two matrix products of the way back, which factor belongs to the layer?",
                _backward_variant("no hidden slope"),
            ),
            Mistake(
                "slope of the next layer's activation",
                "Whose activation bent the sums that you take the slope at?",
                _backward_variant("slope of the next activation"),
            ),
            Mistake(
                "slopes taken at a",
                "At which numbers are the slopes wanted: at Zs, or at As?",
                _backward_variant("slope at a"),
            ),
            Mistake(
                "not averaged",
                "Where in your function does the number of samples occur?",
                _backward_variant("not averaged"),
            ),
            Mistake(
                "averaged twice",
                "How often does 1/N stand in the loss, and how often in your function?",
                _backward_variant("averaged twice"),
            ),
            Mistake(
                "averaged at every layer",
                "The last layer is right and the others shrink. What is divided on every step?",
                _backward_variant("averaged at every layer"),
            ),
            Mistake(
                "bias averaged",
                "Do weights and biases treat the samples alike in your answer?",
                _backward_variant("bias averaged"),
            ),
            Mistake(
                "sign turned",
                "Does the gradient point to where the loss grows, or to where it falls?",
                _backward_variant("uphill and downhill"),
            ),
            Mistake(
                "stopped early",
                "How many layers are there, and how many gradients did you return?",
                _backward_variant("stopped early"),
            ),
        ),
    ),
    Exercise(
        name="l2_penalty",
        title="Add a penalty on large weights",
        kind="function",
        reference=l2_penalty,
        cases=_penalty_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again=PENALTY,
        pure=True,
        mistakes=(
            Mistake(
                "gradient forgotten",
                "The loss has a new term that depends on W. Has its gradient?",
                _penalty_variant("gradient forgotten"),
            ),
            Mistake(
                "loss forgotten",
                "Of which loss is your gradient the gradient?",
                _penalty_variant("loss forgotten"),
            ),
            Mistake(
                "factor 2",
                "What is the ½ in front of the penalty for?",
                _penalty_variant("factor 2"),
            ),
            Mistake(
                "half kept",
                "What is the derivative of ½ w²?",
                _penalty_variant("half kept"),
            ),
            Mistake(
                "half forgotten in the loss",
                "Which factor stands in front of the squares in the penalty?",
                _penalty_variant("no half"),
            ),
            Mistake(
                "biases penalised",
                "Does the sum run over the biases as well?",
                _penalty_variant("biases too"),
            ),
            Mistake(
                "divided by N",
                "Does the penalty know how many samples the batch holds?",
                _penalty_variant("divided by N"),
            ),
            Mistake(
                "data forgotten",
                "What became of the gradients that you were given?",
                _penalty_variant("not added"),
            ),
            Mistake(
                "length for its square",
                "Is the penalty a sum of squares, or of the roots of such sums?",
                _penalty_variant("length"),
            ),
            Mistake(
                "changed in place",
                "What does the caller find in gradients after calling your function?",
                _penalty_variant("in place"),
            ),
        ),
    ),
    Exercise(
        name="pass_costs",
        title="Count the multiplications of both passes",
        kind="function",
        reference=pass_costs,
        cases=_costs_cases,
        points=3,
        difficulty=3,
        minutes=5,
        read_again=COSTS,
        mistakes=(
            Mistake(
                "two products in every layer",
                "Who needs the derivative of the loss by the data?",
                _costs_variant("two for every layer"),
            ),
            Mistake(
                "gradients of the weights only",
                "What does it take to bring the delta to the layer before?",
                _costs_variant("weights only"),
            ),
            Mistake(
                "deltas only",
                "What does it take to turn a delta into the gradient of the weights?",
                _costs_variant("deltas only"),
            ),
            Mistake(
                "last layer for first",
                "At which end of the network does the walk back stop?",
                _costs_variant("last for first"),
            ),
            Mistake(
                "one sample",
                "How does the count change when the batch is twice as large?",
                _costs_variant("one sample"),
            ),
            Mistake(
                "first layer left out",
                "No delta is sent on from layer 1. Has it no gradient either?",
                _costs_variant("first layer left out"),
            ),
            Mistake(
                "biases counted",
                "Is a bias multiplied by anything?",
                _costs_variant("parameters"),
            ),
        ),
    ),
    Exercise(
        name="layer_ledger",
        title="Find the layer that breaks the law",
        kind="function",
        reference=layer_ledger,
        cases=_ledger_cases,
        points=3,
        difficulty=3,
        minutes=5,
        read_again=LEDGER,
        mistakes=(
            Mistake(
                "matrix product for entrywise",
                "How many products has the sum over i and j of W_ij dW_ij?",
                _ledger_variant("matrix product"),
            ),
            Mistake(
                "sizes added",
                "May the terms of the sum cancel?",
                _ledger_variant("sizes"),
            ),
            Mistake(
                "mean for sum",
                "Layers differ in their number of weights. Does your number depend on it?",
                _ledger_variant("mean"),
            ),
            Mistake(
                "gradient alone",
                "What multiplies each entry of dW in the law?",
                _ledger_variant("gradient alone"),
            ),
            Mistake(
                "layers counted from zero",
                "What do you answer when layer 1 is the odd one, and what when none is?",
                _ledger_variant("from zero"),
            ),
            Mistake(
                "somebody must be guilty",
                "What does your function say of a network without a fault?",
                _ledger_variant("always one"),
            ),
            Mistake(
                "exact equality",
                "Can two sums of rounded numbers be expected to agree in the last digit?",
                _ledger_variant("exact"),
            ),
            Mistake(
                "first layer trusted",
                "What does your function say when layer 1 itself is the odd one?",
                _ledger_variant("first trusted"),
            ),
        ),
    ),
]
