"""Exercises of lesson 08: checking gradients, and repairing what the check finds."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.activations import sigmoid, softmax
from bplib.checks import Case, Exercise, Mistake, call_case
from bplib.checks.exercise import class_case
from bplib.checks.formula import Formula
from bplib.experiments.lesson_08 import net_gradients
from bplib.losses import one_hot

HAND = "By hand: two errors that pull against each other"
RELATIVE = "How far apart are two gradients?"
ARRAYS = "A gradient by nudging"
COMPLEX = "A step into the complex plane"
LOCALISE = "Localise: six broken backward passes"
KINKS = "Kinks"
LIES = "Where it breaks: checks that mislead"


def _signed(
    rng: np.random.Generator, shape: Any, low: float = 0.3, high: float = 1.4
) -> np.ndarray:
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


# ---- relative error ------------------------------------------------------------------------------


def relative_error(a: Any, n: Any) -> float:
    """Return ||a - n|| / (||a|| + ||n||), and 0 where both are 0."""
    gap, size = np.linalg.norm(a - n), np.linalg.norm(a) + np.linalg.norm(n)
    return float(gap / size) if size else 0.0


def _relative_variant(kind: str) -> Callable[[Any, Any], Any]:
    def error(a: Any, n: Any) -> Any:
        gap, long_a, long_n = (np.linalg.norm(g) for g in (a - n, a, n))
        if kind == "absolute":
            return gap
        if kind == "zeros":
            with np.errstate(invalid="ignore"):
                return gap / (long_a + long_n)
        if kind == "small number":
            return gap / (long_a + long_n + 1e-8)
        if kind == "floor":
            return gap / np.maximum(long_a + long_n, 1e-8)
        if kind == "published, zeros" or (long_a + long_n and kind == "published"):
            with np.errstate(divide="ignore", invalid="ignore"):
                return gap / np.linalg.norm(a + n)
        if not long_a + long_n:
            return 0.0
        if kind == "one length":
            return gap / long_n
        if kind == "longer":
            return gap / max(long_a, long_n)
        if kind == "each entry":
            return np.mean(np.abs(a - n) / (np.abs(a) + np.abs(n)))
        if kind == "worst entry":
            return np.max(np.abs(a - n) / (np.abs(a) + np.abs(n)))
        if kind == "squares":
            return gap**2 / (long_a**2 + long_n**2)
        return abs(np.sum(a - n)) / (long_a + long_n)

    return error


def _relative_cases(rng: np.random.Generator) -> list[Case]:
    def pair(shape: Any, size: float, noise: float, longer: float) -> dict[str, Any]:
        a = _signed(rng, shape)
        return {"a": size * a, "n": size * longer * (a + noise * _signed(rng, shape))}

    a = _signed(rng, (2, 3))
    return [
        call_case("two vectors", **pair(5, 1.0, 0.3, 2.0)),
        call_case("two matrices", **pair((3, 4), 20.0, 0.01, 0.9)),
        call_case("short gradients", **pair(4, 1e-8, 0.2, 1.0)),
        call_case("very short gradients", **pair(3, 1e-20, 0.2, 1.0)),
        call_case("opposite signs", a=a, n=-a),
        call_case("one of them zero", a=np.zeros(3), n=_signed(rng, 3)),
        call_case("both zero", a=np.zeros((2, 2)), n=np.zeros((2, 2))),
    ]


# ---- the best step -------------------------------------------------------------------------------


def _best_step(step: Callable[[Any, Any], Any] | None = None, parts: str = "both") -> Any:
    """Return the answer of `best_central_step`, or what a mistake makes of it."""

    def answer() -> dict[str, Any]:
        import sympy as sp

        r, m = sp.symbols("r m", positive=True)
        h = step(r, m) if step else (3 * r / m) ** sp.Rational(1, 3)
        errors = {"round-off": r / h, "truncation": m * h**2 / 6}
        least = sum(errors.values()) if parts == "both" else errors[parts]
        return {"least_error": least} if parts != "both" else {"best_step": h, "least_error": least}

    return answer


def _root(power: int, factor: Any) -> Callable[[Any, Any], Any]:
    def step(r: Any, m: Any) -> Any:
        import sympy as sp

        return (sp.sympify(factor) * r / m) ** sp.Rational(1, power)

    return step


# ---- a gradient by nudging -----------------------------------------------------------------------


def array_gradient(f: Callable[[Any], Any], x: Any, h: float) -> np.ndarray:
    """Return the central differences of f by every entry of x, in double precision."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + h
        above = f(x)
        x[index] = kept - h
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * h)
    return gradient


def _array_variant(kind: str) -> Callable[..., Any]:
    def nudge(f: Any, x: Any, h: float) -> Any:
        keeps_type = kind in ("type kept", "both types kept") or (
            kind == "single kept" and x.dtype == np.float32
        )
        x = x.copy() if keeps_type else np.array(x, dtype=float)
        h = {"own step": 1e-5, "tiny step": 1e-13}.get(kind, h)
        gradient = np.zeros_like(x) if kind == "both types kept" else np.zeros(x.shape)
        if kind == "all at once":
            return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))
        for index in np.ndindex(x.shape):
            kept = x[index]
            middle = f(x)
            x[index] = kept + h
            above = f(x)
            x[index] = kept - h
            below = f(x)
            if kind != "not restored":
                x[index] = kept
            slope = {
                "one-sided": (above - middle) / h,
                "divided by h": (above - below) / h,
                "sign": (below - above) / (2 * h),
            }.get(kind, (above - below) / (2 * h))
            gradient[index] = slope
        return gradient.ravel() if kind == "flat" else gradient

    return nudge


def _nudged_in_place(f: Any, x: Any, h: float) -> Any:
    """Return the gradient, nudging the caller's own array where it is in double precision."""
    x = np.asarray(x, dtype=float)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += h
        gradient[index] = f(x)
        x[index] -= 2 * h
        gradient[index] -= f(x)
        x[index] += h
    return gradient / (2 * h)


def _array_cases(rng: np.random.Generator) -> list[Case]:
    a, b = (round(float(v), 2) for v in rng.uniform(0.5, 1.2, 2))
    whole = rng.integers(1, 4, (2, 2)) * rng.choice([-1, 1], (2, 2))
    return [
        call_case(
            "a vector",
            f=Formula(f"sum(sin({a}*x)) * sum(x**2)/4 + sum(x**3)"),
            x=_signed(rng, 3),
            h=0.125,
        ),
        call_case(
            "a matrix",
            f=Formula(f"log(sum(exp({a}*x))) + {b}*sum(x**3)"),
            x=_signed(rng, (2, 3)),
            h=0.05,
        ),
        call_case(
            "three axes",
            f=Formula(f"tanh({b}*sum(x)/4) + sum(x**4)/8"),
            x=_signed(rng, (2, 1, 3)),
            h=0.08,
        ),
        call_case("whole numbers", f=Formula(f"sum(x**3)/5 + cos({a}*sum(x)/4)"), x=whole, h=0.25),
        call_case(
            "x in single precision",
            f=Formula(f"sum(exp({a}*x)) + {b}*sum(x**2)"),
            x=_signed(rng, 4).astype(np.float32),
            h=1e-4,
        ),
    ]


# ---- a step into the complex plane ---------------------------------------------------------------


def complex_gradient(f: Callable[[Any], Any], x: Any, h: float) -> np.ndarray:
    """Return df/dx by complex steps, one entry at a time."""
    z = np.array(x, dtype=complex)
    gradient = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        kept = z[index]
        z[index] = kept + 1j * h
        gradient[index] = np.imag(f(z)) / h
        z[index] = kept
    return gradient


def _complex_variant(kind: str) -> Callable[..., Any]:
    def step(f: Any, x: Any, h: float) -> Any:
        z = np.array(x, dtype=complex)
        gradient = np.zeros(z.shape)
        if kind == "all at once":
            return np.full(z.shape, np.imag(f(z + 1j * h)) / h)
        for index in np.ndindex(z.shape):
            kept = z[index]
            z[index] = kept + (h if kind in ("real step", "lost") else 1j * h)
            value = f(z)
            if kind != "not restored":
                z[index] = kept
            gradient[index] = {
                "real part": np.real(value) / h,
                "magnitude": abs(value) / h,
                "not divided": np.imag(value),
                "halved": np.imag(value) / (2 * h),
                "sign": -np.imag(value) / h,
                "real step": np.real(value - f(np.array(x, dtype=complex))) / h,
            }.get(kind, np.imag(value) / h)
        return gradient

    return step


def _complex_cases(rng: np.random.Generator) -> list[Case]:
    a, b = (round(float(v), 2) for v in rng.uniform(0.5, 1.2, 2))
    return [
        call_case(
            "a vector",
            f=Formula(f"sum(sin({a}*x)) * sum(x**2)/4 + sum(x**3)"),
            x=_signed(rng, 3),
            h=1e-20,
        ),
        call_case(
            "a very small step",
            f=Formula(f"log(sum(exp({a}*x))) + {b}*sum(x**3)"),
            x=_signed(rng, (2, 3)),
            h=1e-200,
        ),
        call_case(
            "a sigmoid, three axes",
            f=Formula(f"sigmoid({b}*sum(x)) + sum(x**4)/8"),
            x=_signed(rng, (2, 1, 3)),
            h=1e-8,
        ),
        call_case(
            "whole numbers",
            f=Formula(f"sum(x**3)/5 + cos({a}*sum(x)/4) - 50"),
            x=rng.integers(1, 4, 4) * rng.choice([-1, 1], 4),
            h=1e-30,
        ),
    ]


# ---- repairs: 1, only the first layer is wrong ---------------------------------------------------


def repaired_tanh_net(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, ...]:
    """Return dW1, db1, dW2, db2."""
    A1 = np.tanh(X @ W1 + b1)
    dZ2 = (softmax(A1 @ W2 + b2) - Y) / len(X)
    dZ1 = (dZ2 @ W2.T) * (1 - A1**2)
    return X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0)


def _net_variant(way: str) -> Callable[..., Any]:
    def gradients(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        return net_gradients(way, X, Y, W1, b1, W2, b2)

    return gradients


def _sigmoid_slope_in_tanh_net(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    _, _, dW2, db2 = repaired_tanh_net(X, Y, W1, b1, W2, b2)
    A1 = np.tanh(X @ W1 + b1)
    dZ1 = ((softmax(A1 @ W2 + b2) - Y) / len(X)) @ W2.T * A1 * (1 - A1)
    return X.T @ dZ1, dZ1.sum(axis=0), dW2, db2


def _net_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, D, H, C in ((5, 3, 4, 2), (4, 2, 3, 5), (6, 5, 2, 3), (3, 4, 5, 2)):
        labels = np.append(rng.permutation(C)[: min(N, C)], rng.integers(0, C, max(N - C, 0)))
        cases.append(
            call_case(
                f"{N} samples, {D} inputs, {H} hidden units, {C} classes",
                X=_signed(rng, (N, D)),
                Y=one_hot(labels, C),
                W1=_signed(rng, (D, H)),
                b1=_signed(rng, H),
                W2=_signed(rng, (H, C)),
                b2=_signed(rng, C),
            )
        )
    return cases


# ---- repairs: 2, right for one sample ------------------------------------------------------------


def repaired_logistic(X: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any]:
    """Return dw and db of the mean binary cross-entropy."""
    error = sigmoid(X @ w + b) - y[:, 0]
    return error @ X / len(X), error.mean()


def _logistic_variant(kind: str) -> Callable[..., Any]:
    def gradients(X: Any, y: Any, w: Any, b: Any) -> Any:
        N, p = len(X), sigmoid(X @ w + b)
        error = p - y[:, 0]
        dw, db = error @ X / N, error.mean()
        if kind == "not repaired":
            return ((p - y) @ X).mean(axis=0) / N, (p - y).mean()
        if kind == "average kept":
            return dw / N, db
        if kind == "slope kept":
            return error * p * (1 - p) @ X / N, (error * p * (1 - p)).mean()
        return {
            "not averaged": (N * dw, N * db),
            "bias not averaged": (dw, N * db),
            "weights not averaged": (N * dw, db),
            "column": (dw[:, np.newaxis], db),
            "sign": (-dw, -db),
            "last sample": (error[-1] * X[-1] / N, error[-1] / N),
        }[kind]

    return gradients


def _logistic_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, D in ((5, 3), (4, 2), (1, 3), (7, 4)):
        cases.append(
            call_case(
                f"{N} sample{'s' * (N > 1)}, {D} inputs",
                X=_signed(rng, (N, D)),
                y=np.append(np.eye(2)[0], rng.integers(0, 2, 9))[:N, np.newaxis] * 1.0,
                w=_signed(rng, D),
                b=float(_signed(rng, ())),
            )
        )
    return cases


# ---- repairs: 3, right with an upstream gradient of ones -----------------------------------------


def repaired_softmax(Z: Any, dA: Any) -> Any:
    """Return dL/dZ from dL/dA, where A is the softmax of each row of Z."""
    A = softmax(Z)
    return A * (dA - np.sum(dA * A, axis=1, keepdims=True))


def _softmax_variant(kind: str) -> Callable[[Any, Any], Any]:
    def backward(Z: Any, dA: Any) -> Any:
        A = softmax(Z)
        if kind == "softmax over the samples":
            A = softmax(Z.T).T
            return A * (dA - (dA * A).sum(axis=0))
        right = (dA * A).sum(axis=1, keepdims=True)
        return {
            "not repaired": A * (dA - dA.mean(axis=1, keepdims=True)),
            "diagonal only": dA * A * (1 - A),
            "unweighted sum": A * (dA - dA.sum(axis=1, keepdims=True)),
            "weighted mean": A * (dA - (dA * A).mean(axis=1, keepdims=True)),
            "own output forgotten": dA - right,
            "over the samples": A * (dA - (dA * A).sum(axis=0)),
            "whole batch": A * (dA - (dA * A).sum()),
            "sign": A * (right - dA),
        }[kind]

    return backward


def _softmax_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case(f"{N} samples, {C} classes", Z=_signed(rng, (N, C)), dA=_signed(rng, (N, C)))
        for N, C in ((4, 3), (2, 5), (3, 4), (5, 2))
    ]


# ---- repairs: 4, right the first time ------------------------------------------------------------


class RepairedLayer:
    """Z = X @ W + b; backward sets dW and db and returns dX."""

    def __init__(self, W: Any, b: Any) -> None:
        self.W, self.b = W, b

    def forward(self, X: Any) -> Any:
        """Return Z."""
        self.X = X
        return X @ self.W + self.b

    def backward(self, dZ: Any) -> Any:
        """Return dL/dX."""
        self.dW, self.db = self.X.T @ dZ, dZ.sum(axis=0)
        return dZ @ self.W.T


def _layer_variant(kind: str) -> type:
    class Layer(RepairedLayer):
        def __init__(self, W: Any, b: Any) -> None:
            super().__init__(W, b)
            self.dW, self.db = np.zeros_like(W), np.zeros_like(b)
            self.calls = 0

        def forward(self, X: Any) -> Any:
            if kind == "zeroed by forward":
                self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)
            self.X = self.X if kind == "first input kept" and hasattr(self, "X") else X
            return X @ self.W + self.b

        def backward(self, dZ: Any) -> Any:
            dW, db = self.X.T @ dZ, dZ.sum(axis=0)
            self.calls += 1
            if kind in ("not repaired", "zeroed by forward"):
                self.dW, self.db = self.dW + dW, self.db + db
            elif kind == "biases still collect":
                self.dW, self.db = dW, self.db + db
            elif kind == "weights still collect":
                self.dW, self.db = self.dW + dW, db
            elif kind == "average of the calls":
                self.dW = self.dW + (dW - self.dW) / self.calls
                self.db = self.db + (db - self.db) / self.calls
            elif kind == "first result kept":
                self.dW, self.db = (dW, db) if self.calls == 1 else (self.dW, self.db)
            elif kind == "averaged":
                self.dW, self.db = dW / len(dZ), db / len(dZ)
            else:
                self.dW, self.db = dW, db
            return dZ @ self.W.T

    return Layer


def _layer_cases(rng: np.random.Generator) -> list[Case]:
    def case(N: int, n_in: int, n_out: int, *steps: str) -> Case:
        calls: list[tuple[str, dict[str, Any]]] = []
        for step in steps:
            if step == "forward":
                calls.append(("forward", {"X": _signed(rng, (N, n_in))}))
            else:
                calls.append(("backward", {"dZ": _signed(rng, (N, n_out))}))
                calls += [("get", {"attribute": name}) for name in ("dW", "db")]
        note = ", ".join(steps)
        return class_case({"W": _signed(rng, (n_in, n_out)), "b": _signed(rng, n_out)}, calls, note)

    once, twice = ("forward", "backward"), ("forward", "backward", "backward")
    return [case(3, 2, 4, *once), case(4, 3, 2, *once, *once, *once), case(2, 4, 3, *twice, *once)]


# ---- repairs: 5, no error, because all layers are equally wide -----------------------------------


def repaired_chain(dA: Any, weights: Any, activations: Any) -> list[Any]:
    """Return the deltas of all tanh layers, the first layer's first."""
    deltas: list[Any] = []
    for layer in reversed(range(len(weights))):
        deltas.insert(0, dA * (1 - activations[layer] ** 2))
        dA = deltas[0] @ weights[layer].T
    return deltas


def _chain_variant(kind: str) -> Callable[..., Any]:
    def backward(dA: Any, weights: Any, activations: Any) -> Any:
        deltas: list[Any] = []
        for layer in reversed(range(len(weights))):
            A = activations[layer]
            if kind == "slope of the layer below":
                A = activations[max(layer - 1, 0)]
            slope = {"slope forgotten": 1.0, "sigmoid's slope": A * (1 - A)}.get(kind, 1 - A**2)
            if kind == "slope twice":
                slope = slope**2
            elif kind == "slope at the output only" and layer < len(weights) - 1:
                slope = 1.0
            deltas.insert(0, dA * slope)
            W = weights[layer - 1] if kind == "weights of the layer below" else weights[layer]
            upstream = dA if kind == "delta not handed on" else deltas[0]
            dA = upstream @ (W if kind == "not repaired" else W.T)
        return deltas[::-1] if kind == "top first" else deltas

    return backward


def _chain_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, *widths: int) -> Case:
        weights = [_signed(rng, shape) for shape in pairwise(widths)]
        activations = [np.tanh(_signed(rng, (N, n))) for n in widths[1:]]
        dA = _signed(rng, (N, widths[-1]))
        return call_case(note, dA=dA, weights=weights, activations=activations)

    return [
        case("three layers of 3 units", 5, 3, 3, 3, 3),
        case("four layers of 2 units", 3, 2, 2, 2, 2, 2),
        case("two layers of 4 units", 2, 4, 4, 4),
        case("layers of 4, 3 and 5 units", 6, 2, 4, 3, 5),
    ]


# ---- repairs: 6, every line is right -------------------------------------------------------------


def repaired_tied(X: Any, W: Any) -> Any:
    """Return dL/dW of L = sum((tanh(X W) W^T - X)^2) / 2N."""
    return _tied_parts(X, W)[0] + _tied_parts(X, W)[1]


def _tied_parts(X: Any, W: Any, kind: str = "") -> tuple[Any, Any]:
    """Return what comes back by the two routes: the way out and the way in."""
    A = np.tanh(X @ W)
    dR = (A @ W.T - X) / (1 if kind == "not averaged" else len(X))
    slope = {"slope forgotten": 1.0, "activation for the slope": A}.get(kind, 1 - A**2)
    return dR.T @ A, X.T @ ((dR @ W) * slope)


def _tied_variant(kind: str) -> Callable[[Any, Any], Any]:
    def gradient(X: Any, W: Any) -> Any:
        out, inwards = _tied_parts(X, W, kind)
        return {
            "not repaired": inwards,
            "way out only": out,
            "average of two routes": (out + inwards) / 2,
            "difference of two routes": inwards - out,
            "one route twice": 2 * inwards,
            "product of two routes": out * inwards,
        }.get(kind, out + inwards)

    return gradient


def _tied_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case(
            f"{N} samples, {D} inputs, {H} hidden unit{'s' * (H > 1)}",
            X=_signed(rng, (N, D)),
            W=_signed(rng, (D, H)),
        )
        for N, D, H in ((5, 4, 3), (2, 3, 2), (6, 2, 1), (3, 5, 4))
    ]


# ---- kinks ---------------------------------------------------------------------------------------

_KINK = {
    "slope_at_printed": 0.0,
    "slope_at_corrected": (1e-5 - 1e-6) / 2e-5,
    "smallest_step_printed": 1e6,
    "smallest_step_corrected": 1e-6,
}


# ---- eight suspects ------------------------------------------------------------------------------

_VERDICTS = {
    **{"A": "wrong", "B": "right", "C": "right", "D": "wrong"},
    **{"E": "right", "F": "wrong", "G": "wrong", "H": "right"},
}


# ---- all exercises -------------------------------------------------------------------------------

EXERCISES = [
    Exercise(
        name="best_central_step",
        title="Find the best step of the central difference",
        kind="expressions",
        reference=_best_step(),
        symbols={"r": (0.01, 0.5), "m": (0.5, 4.0)},
        points=2,
        difficulty=3,
        minutes=4,
        read_again=HAND,
        mistakes=(
            Mistake(
                "both parts made equal",
                "Where two curves cross, is their sum at its lowest?",
                _best_step(_root(3, 6)),
            ),
            Mistake(
                "rule of the one-sided difference",
                "Which power of h does the truncation of a central difference have?",
                _best_step(_root(2, 4)),
            ),
            Mistake(
                "root forgotten",
                "Setting the slope of the total to 0 gives a power of h. Which one?",
                _best_step(_root(1, 3)),
            ),
            Mistake(
                "sixth forgotten",
                "Which number divides h²f‴ in the truncation?",
                _best_step(_root(3, "1/2")),
            ),
            Mistake(
                "round-off counted twice",
                "Two values, each off by r, divided by how much?",
                _best_step(_root(3, 6 * 2**0.5)),
            ),
            Mistake(
                "only round-off counted",
                "Is there nothing left of the truncation at the best step?",
                _best_step(parts="round-off"),
            ),
            Mistake(
                "only truncation counted",
                "Is there nothing left of the round-off at the best step?",
                _best_step(parts="truncation"),
            ),
        ),
    ),
    Exercise(
        name="relative_error",
        title="Compare two gradients",
        kind="function",
        reference=relative_error,
        cases=_relative_cases,
        points=2,
        difficulty=1,
        minutes=3,
        read_again=RELATIVE,
        mistakes=(
            Mistake(
                "absolute only",
                "Is a distance of 0.001 large or small, if you do not know how long the two are?",
                _relative_variant("absolute"),
            ),
            Mistake(
                "published denominator",
                "What is the length of a + n when n is −a?",
                _relative_variant("published"),
            ),
            Mistake(
                "published denominator, zeros not thought of",
                "What is the length of a + n when n is −a, and when both are 0?",
                _relative_variant("published, zeros"),
            ),
            Mistake(
                "one length only",
                "What does your function return when n is almost 0 and a is not?",
                _relative_variant("one length"),
            ),
            Mistake(
                "divided by the longer one",
                "What should come out for opposite signs, at most 1 or at most 2?",
                _relative_variant("longer"),
            ),
            Mistake(
                "mean over the entries",
                "Do you divide once, length by lengths, or entry by entry?",
                _relative_variant("each entry"),
            ),
            Mistake(
                "worst entry",
                "Which entry decides your result, and how large is it beside the others?",
                _relative_variant("worst entry"),
            ),
            Mistake(
                "squared lengths",
                "Is that the length of the difference, or the square of it?",
                _relative_variant("squares"),
            ),
            Mistake(
                "entries cancel",
                "Can a positive and a negative difference hide each other in your sum?",
                _relative_variant("signed sum"),
            ),
            Mistake(
                "small number added",
                "How large is your small number beside a gradient of 1e-8?",
                _relative_variant("small number"),
            ),
            Mistake(
                "floor under the lengths",
                "Which of its two numbers does your maximum take for gradients 1e-20 long?",
                _relative_variant("floor"),
            ),
            Mistake(
                "zeros not thought of",
                "What is 0/0 in NumPy, and how far apart are two zero gradients?",
                _relative_variant("zeros"),
            ),
        ),
    ),
    Exercise(
        name="array_gradient",
        title="Differentiate by every entry of an array",
        kind="function",
        reference=array_gradient,
        cases=_array_cases,
        points=4,
        difficulty=3,
        minutes=6,
        pure=True,
        read_again=ARRAYS,
        mistakes=(
            Mistake(
                "entry not put back",
                "When the second entry is nudged, where does the first one stand?",
                _array_variant("not restored"),
            ),
            Mistake(
                "one-sided",
                "Is x in the middle of your two places, or at one end?",
                _array_variant("one-sided"),
            ),
            Mistake(
                "divided by h",
                "How far apart are your two places?",
                _array_variant("divided by h"),
            ),
            Mistake(
                "wrong sign",
                "A rising f must give a positive slope. Which of the two values do you subtract?",
                _array_variant("sign"),
            ),
            Mistake(
                "every entry nudged at once",
                "How many entries of x move between your two calls of f?",
                _array_variant("all at once"),
            ),
            Mistake(
                "a step of its own",
                "Which step was asked for, and which did you take?",
                _array_variant("own step"),
            ),
            Mistake(
                "step far too small",
                "How many digits of f(x + h) and f(x − h) still differ with your step?",
                _array_variant("tiny step"),
            ),
            Mistake(
                "x keeps its type",
                "What is left of 2 + 0.25 in an array of whole numbers?",
                _array_variant("type kept"),
            ),
            Mistake(
                "x and gradient keep their type",
                "Which type do np.zeros_like(x) and x.copy() have when x holds whole numbers?",
                _array_variant("both types kept"),
            ),
            Mistake(
                "single precision kept",
                "With seven digits in f(x + h) and f(x − h), how many are left in the difference?",
                _array_variant("single kept"),
            ),
            Mistake(
                "flat result",
                "Which shape has x, and which has your gradient?",
                _array_variant("flat"),
            ),
            Mistake(
                "caller's array nudged",
                "Is x + h − 2h + h always x, to the last bit?",
                _nudged_in_place,
            ),
        ),
    ),
    Exercise(
        name="complex_gradient",
        title="Differentiate by a complex step",
        kind="function",
        reference=complex_gradient,
        cases=_complex_cases,
        points=2,
        difficulty=3,
        minutes=3,
        read_again=COMPLEX,
        mistakes=(
            Mistake(
                "real part taken",
                "In which part of f(x + ih) does the slope stand?",
                _complex_variant("real part"),
            ),
            Mistake(
                "magnitude taken",
                "Is the length of a complex number its imaginary part?",
                _complex_variant("magnitude"),
            ),
            Mistake(
                "not divided",
                "Is that the slope, or h times the slope?",
                _complex_variant("not divided"),
            ),
            Mistake(
                "divided by 2h",
                "How many values of f do you subtract here, and how far apart are they?",
                _complex_variant("halved"),
            ),
            Mistake(
                "entry not put back",
                "When the second entry is nudged, is the first one real again?",
                _complex_variant("not restored"),
            ),
            Mistake(
                "every entry nudged at once",
                "How many entries of x have an imaginary part when f is called?",
                _complex_variant("all at once"),
            ),
            Mistake(
                "real step",
                "What is x + h in floating point, if h is 1e-200?",
                _complex_variant("real step"),
            ),
            Mistake(
                "imaginary part lost",
                "What is left of a step of ih in the array that you hand to f?",
                _complex_variant("lost"),
            ),
            Mistake(
                "wrong sign",
                "Which way did you step, to +ih or to −ih?",
                _complex_variant("sign"),
            ),
        ),
    ),
    Exercise(
        name="repaired_tanh_net",
        title="Repair a net whose first layer fails",
        kind="function",
        reference=repaired_tanh_net,
        cases=_net_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again=LOCALISE,
        mistakes=(
            Mistake(
                "not repaired",
                "Which number went into tanh, and at which number is its slope taken?",
                _net_variant("slope at the activation"),
            ),
            Mistake(
                "slope forgotten",
                "What stands between Z1 and A1 on the way back?",
                _net_variant("slope forgotten"),
            ),
            Mistake(
                "activation for the slope",
                "Is A1 how high tanh is, or how steep?",
                _net_variant("activation for the slope"),
            ),
            Mistake(
                "slope fed with z",
                "1 − (…)² is the slope of tanh in terms of which number, z or a?",
                _net_variant("slope fed with z"),
            ),
            Mistake(
                "slope of the sigmoid",
                "Which activation has the slope a(1 − a)?",
                _sigmoid_slope_in_tanh_net,
            ),
            Mistake(
                "1/N again",
                "How often does the number of samples divide the deltas of layer 1?",
                _net_variant("1/N again at layer 1"),
            ),
            Mistake(
                "1/N missing",
                "The loss is an average over the samples. Where did that average go?",
                _net_variant("1/N missing"),
            ),
            Mistake(
                "bias mean for sum",
                "Layer 2 had passed its check. Which of its lines did you change?",
                _net_variant("bias mean for sum"),
            ),
            Mistake(
                "W2 left by its signs",
                "By what does a delta grow on its way back through a weight of 3?",
                _net_variant("signs fed back"),
            ),
        ),
    ),
    Exercise(
        name="repaired_logistic",
        title="Repair a gradient that only one sample can pass",
        kind="function",
        reference=repaired_logistic,
        cases=_logistic_cases,
        points=2,
        difficulty=3,
        minutes=4,
        read_again=LOCALISE,
        mistakes=(
            Mistake(
                "not repaired",
                "Which shape has p − y, if p is (N,) and y is (N, 1)?",
                _logistic_variant("not repaired"),
            ),
            Mistake(
                "one average too many",
                "The mean was there to mend a shape. Is it still needed, and what divides by N?",
                _logistic_variant("average kept"),
            ),
            Mistake(
                "not averaged",
                "If every sample is given twice, should the gradient double?",
                _logistic_variant("not averaged"),
            ),
            Mistake(
                "weights not averaged",
                "db is an average over the samples. And dw?",
                _logistic_variant("weights not averaged"),
            ),
            Mistake(
                "bias not averaged",
                "dw is an average over the samples. And db?",
                _logistic_variant("bias not averaged"),
            ),
            Mistake(
                "column instead of vector",
                "Which shape has w, and which has your dw?",
                _logistic_variant("column"),
            ),
            Mistake(
                "slope kept",
                "Sigmoid with cross-entropy: what becomes of the slope of the sigmoid?",
                _logistic_variant("slope kept"),
            ),
            Mistake(
                "last sample only",
                "Do all samples have a say in your gradient?",
                _logistic_variant("last sample"),
            ),
            Mistake(
                "sign",
                "Where the prediction is too high, does the loss rise or fall with z?",
                _logistic_variant("sign"),
            ),
        ),
    ),
    Exercise(
        name="repaired_softmax",
        title="Repair a softmax that passed with ones",
        kind="function",
        reference=repaired_softmax,
        cases=_softmax_cases,
        points=2,
        difficulty=3,
        minutes=4,
        read_again=LOCALISE,
        mistakes=(
            Mistake(
                "not repaired",
                "With which weights do the entries of dA count in the sum over a row?",
                _softmax_variant("not repaired"),
            ),
            Mistake(
                "diagonal only",
                "When one logit grows, what happens to the probabilities of the other classes?",
                _softmax_variant("diagonal only"),
            ),
            Mistake(
                "sum without weights",
                "Does a class of probability 0 have as much say in the sum as one of 0.9?",
                _softmax_variant("unweighted sum"),
            ),
            Mistake(
                "mean of the weighted entries",
                "The probabilities already add up to 1. What does your mean divide by?",
                _softmax_variant("weighted mean"),
            ),
            Mistake(
                "own probability forgotten",
                "Should a logit whose probability is almost 0 get a large gradient?",
                _softmax_variant("own output forgotten"),
            ),
            Mistake(
                "summed over the samples",
                "Along which axis do the probabilities of one sample lie?",
                _softmax_variant("over the samples"),
            ),
            Mistake(
                "one sum for the whole batch",
                "Should the gradient of one sample depend on the other samples?",
                _softmax_variant("whole batch"),
            ),
            Mistake(
                "softmax over the samples",
                "Which numbers of A should add up to 1?",
                _softmax_variant("softmax over the samples"),
            ),
            Mistake(
                "sign",
                "Where dA is largest in a row, should dZ be positive or negative?",
                _softmax_variant("sign"),
            ),
        ),
    ),
    Exercise(
        name="repaired_layer",
        title="Repair a layer that passes only once",
        kind="class",
        reference=RepairedLayer,
        cases=_layer_cases,
        points=2,
        difficulty=2,
        minutes=3,
        read_again=LOCALISE,
        mistakes=(
            Mistake(
                "not repaired",
                "What does dW hold before the second backward begins?",
                _layer_variant("not repaired"),
            ),
            Mistake(
                "zeroed by forward only",
                "What comes out if backward is called twice after one forward?",
                _layer_variant("zeroed by forward"),
            ),
            Mistake(
                "biases still collect",
                "dW is new in every call. And db?",
                _layer_variant("biases still collect"),
            ),
            Mistake(
                "weights still collect",
                "db is new in every call. And dW?",
                _layer_variant("weights still collect"),
            ),
            Mistake(
                "average of the calls",
                "Whose gradient is asked for: that of this batch, or of all batches so far?",
                _layer_variant("average of the calls"),
            ),
            Mistake(
                "first result kept",
                "Does your second call of backward change dW at all?",
                _layer_variant("first result kept"),
            ),
            Mistake(
                "first input kept",
                "With which X does backward multiply after the second forward?",
                _layer_variant("first input kept"),
            ),
            Mistake(
                "averaged over the samples",
                "If L has a 1/N, is it not in dZ already?",
                _layer_variant("averaged"),
            ),
        ),
    ),
    Exercise(
        name="repaired_chain",
        title="Repair a stack of equal layers",
        kind="function",
        reference=repaired_chain,
        cases=_chain_cases,
        points=2,
        difficulty=3,
        minutes=4,
        read_again=LOCALISE,
        mistakes=(
            Mistake(
                "not repaired",
                "Which index of W belongs to the layer that the delta comes from?",
                _chain_variant("not repaired"),
            ),
            Mistake(
                "weights of the layer below",
                "Through which weights did the upper layer hear the lower one?",
                _chain_variant("weights of the layer below"),
            ),
            Mistake(
                "slope forgotten",
                "What stands between a layer's Z and its A?",
                _chain_variant("slope forgotten"),
            ),
            Mistake(
                "slope at the output only",
                "How many layers end in a tanh, and how many slopes do you use?",
                _chain_variant("slope at the output only"),
            ),
            Mistake(
                "slope of the layer below",
                "Which activation does layer l itself put out?",
                _chain_variant("slope of the layer below"),
            ),
            Mistake(
                "slope of the sigmoid",
                "Which activation has the slope a(1 − a)?",
                _chain_variant("sigmoid's slope"),
            ),
            Mistake(
                "slope twice",
                "How often does each layer's slope multiply its delta?",
                _chain_variant("slope twice"),
            ),
            Mistake(
                "delta not handed on",
                "Which of the two goes back through the weights, dL/dA or dL/dZ?",
                _chain_variant("delta not handed on"),
            ),
            Mistake(
                "top layer first",
                "In which order does the specification want the deltas?",
                _chain_variant("top first"),
            ),
        ),
    ),
    Exercise(
        name="repaired_tied",
        title="Repair a gradient in which every line is right",
        kind="function",
        reference=repaired_tied,
        cases=_tied_cases,
        points=2,
        difficulty=3,
        minutes=4,
        read_again=LOCALISE,
        mistakes=(
            Mistake(
                "not repaired",
                "By how many routes does W reach the loss, and how many are in your result?",
                _tied_variant("not repaired"),
            ),
            Mistake(
                "way out only",
                "W also made A. Which of your lines says so?",
                _tied_variant("way out only"),
            ),
            Mistake(
                "average of two routes",
                "What does a fan-out do with the gradients that come back: add, or average?",
                _tied_variant("average of two routes"),
            ),
            Mistake(
                "difference of two routes",
                "What does a fan-out do with the gradients that come back?",
                _tied_variant("difference of two routes"),
            ),
            Mistake(
                "one route twice",
                "Are the two routes equally long, with the same links?",
                _tied_variant("one route twice"),
            ),
            Mistake(
                "product of two routes",
                "Links of one path are multiplied. And two paths?",
                _tied_variant("product of two routes"),
            ),
            Mistake(
                "slope forgotten",
                "What stands between X W and A on the way in?",
                _tied_variant("slope forgotten"),
            ),
            Mistake(
                "activation for the slope",
                "Is A how high tanh is, or how steep?",
                _tied_variant("activation for the slope"),
            ),
            Mistake(
                "1/N missing",
                "If every sample is given twice, should the gradient double?",
                _tied_variant("not averaged"),
            ),
        ),
    ),
    Exercise(
        name="kink_misprint",
        title="Prove a misprint",
        kind="numbers",
        reference=_KINK,
        points=1,
        difficulty=2,
        minutes=3,
        read_again=KINKS,
        mistakes=(
            Mistake(
                "one-sided",
                "How far apart are x − h and x + h?",
                {"slope_at_corrected": (1e-5 - 1e-6) / 1e-5},
            ),
            Mistake(
                "slope of the left side",
                "Where does x + h lie: left or right of the kink?",
                {"slope_at_corrected": 0.0},
            ),
            Mistake(
                "half the jump",
                "Is x on the kink, or a little to the left of it?",
                {"slope_at_corrected": 0.5},
            ),
            Mistake(
                "slope of the right side",
                "How much of the way from x − h to x + h lies right of the kink?",
                {"slope_at_corrected": 1.0},
            ),
            Mistake(
                "claim believed",
                "From x = −1,000,000, where does a step of one millionth lead?",
                {"smallest_step_printed": 1e-6},
            ),
            Mistake(
                "claim believed, slope",
                "From x = −1,000,000 and h = 1e-5, on which side of the kink are both places?",
                {"slope_at_printed": 0.45},
            ),
            Mistake(
                "step of the corrected point",
                "How far is x = −1e-6 from the kink?",
                {"smallest_step_corrected": 1e-5},
            ),
        ),
    ),
    Exercise(
        name="eight_suspects",
        title="Say which of eight gradients are wrong",
        kind="numbers",
        reference=_VERDICTS,
        points=3,
        difficulty=4,
        minutes=8,
        read_again=LIES,
        mistakes=(
            Mistake(
                "a kink taken for a mistake",
                "One of your wrong ones passes with a step a hundred times smaller. Why?",
                {"C": "wrong"},
            ),
            Mistake(
                "rounding taken for a mistake",
                "One of your wrong ones comes closer and closer when the step grows. Why?",
                {"E": "wrong"},
            ),
            Mistake(
                "a function that complex steps cannot see",
                "Is |w| analytic, and what do central differences say about it?",
                {"H": "wrong"},
            ),
            Mistake(
                "a blind point trusted",
                "At how many points did you check each of those that you call right?",
                {"D": "right"},
            ),
            Mistake(
                "absolute difference trusted",
                "Is a difference of 1e-8 small, if the gradient itself is 1e-8?",
                {"A": "right"},
            ),
            Mistake(
                "one entry drowned",
                "In one of those you call right, all entries agree but one. Did you look?",
                {"F": "right"},
            ),
            Mistake(
                "loose threshold",
                "In double precision and without a kink, what could leave an error of 1e-4?",
                {"G": "right"},
            ),
            Mistake(
                "a right one accused",
                "One of your wrong ones agrees at every point and with every method. Which?",
                {"B": "wrong"},
            ),
        ),
    ),
]
