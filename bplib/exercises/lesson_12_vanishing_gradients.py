"""Exercises of lesson 12: what shrinks or blows up a gradient on its way back, and its remedies."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.checks import Case, Exercise, Mistake, call_case, class_case

Triple = tuple[Any, Any, Any]

# ---- how fast a chain can shrink -----------------------------------------------------------------

_CLAIM = {
    "sigmoid_top": 0.25,
    "tanh_top": 1.0,
    "sigmoid_ten": 0.25**10,
    "tanh_ten": 1.0,
    "level_weight": 4.0,
}

LARGEST_SLOPE = {"sigmoid": 0.25, "tanh": 1.0, "relu": 1.0}


def gradient_bound(activation: str, weights: Any) -> float:
    """Return the product of (largest slope) |w| over the links of a chain."""
    return float(np.prod(LARGEST_SLOPE[activation] * np.abs(weights)))


def _bound_variant(kind: str) -> Callable[[str, Any], float]:
    """Return the bound with one mistake."""

    def bound(activation: str, weights: Any) -> float:
        slope, w = LARGEST_SLOPE[activation], np.abs(weights)
        if kind == "quarter":
            slope = min(slope, 0.25) if activation == "tanh" else slope
        if kind == "values":
            slope = 1.0
        if kind == "signs":
            w = np.asarray(weights)
        if kind == "slopes only":
            w = np.ones(len(w))
        if kind == "one short":
            w = w[1:]
        if kind == "added":
            return float(np.sum(slope * w))
        if kind == "one slope":
            return float(slope * np.prod(w))
        if kind == "largest":
            return float((slope * w.max()) ** len(w))
        return float(np.prod(slope * w))

    return bound


def _bound_cases(rng: np.random.Generator) -> list[Case]:
    def weights(length: int, negative: int) -> np.ndarray:
        signs = rng.permutation([-1.0] * negative + [1.0] * (length - negative))
        return signs * rng.uniform(1.3, 3.0, length)

    return [
        call_case("three links", activation="sigmoid", weights=weights(3, 1)),
        call_case("five links", activation="tanh", weights=weights(5, 3)),
        call_case("six links", activation="relu", weights=weights(6, 2)),
        call_case("seven links", activation="sigmoid", weights=weights(7, 3)),
        call_case("four links", activation="tanh", weights=weights(4, 1)),
    ]


# ---- how spread out weights must be --------------------------------------------------------------


def scaled_weights(G: Any, activation: str) -> Any:
    """Return G times the spread of He (ReLU) or Xavier (tanh)."""
    fan_in, fan_out = np.shape(G)
    variance = 2 / fan_in if activation == "relu" else 2 / (fan_in + fan_out)
    return np.sqrt(variance) * np.asarray(G)


def _weights_variant(for_relu: Any, for_tanh: Any) -> Callable[[Any, str], Any]:
    """Return weights whose spreads are given as functions of both fans."""

    def scale(G: Any, activation: str) -> Any:
        fan_in, fan_out = np.shape(G)
        return G * (for_relu if activation == "relu" else for_tanh)(fan_in, fan_out)

    return scale


def _he(fan_in: int, fan_out: int) -> Any:
    return np.sqrt(2 / fan_in)


def _xavier(fan_in: int, fan_out: int) -> Any:
    return np.sqrt(2 / (fan_in + fan_out))


def _weights_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case("a narrowing layer", G=rng.normal(size=(7, 3)), activation="relu"),
        call_case("a widening layer", G=rng.normal(size=(4, 9)), activation="tanh"),
        call_case("a widening layer", G=rng.normal(size=(3, 8)), activation="relu"),
        call_case("a narrowing layer", G=rng.normal(size=(11, 5)), activation="tanh"),
    ]


def _leaky_symbols() -> tuple[Any, Any]:
    import sympy

    return sympy.symbols("s n", positive=True)


def _leaky_rule() -> dict[str, Any]:
    s, n = _leaky_symbols()
    return {"passed": (1 + s**2) / 2, "variance": 2 / (n * (1 + s**2))}


def _slope_not_squared() -> dict[str, Any]:
    s, n = _leaky_symbols()
    return {"passed": (1 + s) / 2, "variance": 2 / (n * (1 + s))}


def _without_the_leak() -> dict[str, Any]:
    import sympy

    _, n = _leaky_symbols()
    return {"passed": sympy.Rational(1, 2), "variance": 2 / n}


def _both_sides_whole() -> dict[str, Any]:
    s, n = _leaky_symbols()
    return {"passed": 1 + s**2, "variance": 1 / (n * (1 + s**2))}


def _spread_for_variance() -> dict[str, Any]:
    import sympy

    s, n = _leaky_symbols()
    return {"variance": sympy.sqrt(2 / (n * (1 + s**2)))}


def _fan_forgotten() -> dict[str, Any]:
    s, _ = _leaky_symbols()
    return {"variance": 2 / (1 + s**2)}


# ---- the gauge -----------------------------------------------------------------------------------


def delta_norms(dA: Any, weights: Sequence[Any], slopes: Sequence[Any]) -> list[float]:
    """Return the norm of dL/dZ for layers 1 to L."""
    norms = []
    for W, slope in zip(reversed(weights), reversed(slopes), strict=True):
        dZ = dA * slope
        norms.append(float(np.linalg.norm(dZ)))
        dA = dZ @ W.T
    return norms[::-1]


def _gauge_variant(kind: str) -> Callable[[Any, Any, Any], list[float]]:
    """Return the gauge with one mistake."""

    def size(dZ: Any, dA: Any) -> float:
        if kind == "squared":
            return float(np.sum(dZ**2))
        if kind == "root mean square":
            return float(np.sqrt(np.mean(dZ**2)))
        if kind == "absolute values":
            return float(np.abs(dZ).sum())
        if kind == "summed first":
            return float(np.linalg.norm(dZ.sum(axis=0)))
        return float(np.linalg.norm(dA if kind == "before the slope" else dZ))

    def norms(dA: Any, weights: Any, slopes: Any) -> list[float]:
        found = []
        for layer in range(len(weights) - 1, -1, -1):
            last = layer == len(weights) - 1
            skipped = kind == "no slopes" or (kind == "last slope" and last)
            dZ = dA if skipped else dA * slopes[layer]
            found.append(size(dZ, dA))
            dA = (dA if kind == "slope not passed on" else dZ) @ weights[layer].T
        return found if kind == "reversed" else found[::-1]

    return norms


def _gauge_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, *sizes: int) -> Case:
        weights = [rng.normal(size=pair) for pair in pairwise(sizes)]
        slopes = [rng.uniform(0.1, 0.9, (samples, size)) for size in sizes[1:]]
        return call_case(
            note, dA=rng.normal(size=(samples, sizes[-1])), weights=weights, slopes=slopes
        )

    return [
        case("three layers", 5, 3, 4, 6, 2),
        case("two layers", 4, 5, 3, 2),
        case("four layers", 3, 2, 5, 4, 6, 7),
        case("five layers", 6, 4, 3, 5, 2, 7, 3),
    ]


_PROFILES = {"A": 3, "B": 5, "C": 1, "D": 4, "E": 2}


# ---- residual connections ------------------------------------------------------------------------


def residual_backward(dA: Any, A_prev: Any, W: Any, slope: Any, scale: float) -> Triple:
    """Return (dZ, dW, dA_prev) of the block A = A_prev + scale f(A_prev W)."""
    dZ = scale * dA * slope
    dW = np.swapaxes(A_prev, -1, -2) @ dZ
    dA_prev = dA + dZ @ np.swapaxes(W, -1, -2)
    return dZ, dW, dA_prev


def _residual_variant(kind: str) -> Callable[..., Triple]:
    """Return the block's backward with one mistake."""

    def backward(dA: Any, A_prev: Any, W: Any, slope: Any, scale: float) -> Triple:
        branch = dA if kind == "no scale" else scale * dA
        dZ = branch if kind == "no slope" else branch * slope
        dW = A_prev.T @ dZ
        if kind == "mean":
            dW = dW / len(dA)
        identity = {
            "no identity": 0.0,
            "scaled identity": scale * dA,
            "bent identity": slope * dA,
            "delta for upstream": dZ,
        }.get(kind, dA)
        through = dZ @ (W if kind == "not transposed" else W.T)
        return dZ, dW, identity + (0.0 if kind == "no branch" else through)

    return backward


def _residual_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, width: int, scale: float) -> Case:
        return call_case(
            note,
            dA=rng.normal(size=(samples, width)),
            A_prev=rng.normal(size=(samples, width)),
            W=rng.normal(size=(width, width)),
            slope=rng.uniform(0.1, 0.9, (samples, width)),
            scale=scale,
        )

    return [
        case("five samples, three wide", 5, 3, float(rng.uniform(0.3, 0.7))),
        case("two samples, six wide", 2, 6, 1.0),
        case("four samples, five wide", 4, 5, float(rng.uniform(1.3, 2.0))),
        case("one sample", 1, 4, float(rng.uniform(0.1, 0.25))),
    ]


# ---- batch normalisation -------------------------------------------------------------------------


def _mean(Z: Any) -> Any:
    """Return the mean over the samples, (..., N, n) -> (..., 1, n)."""
    return Z.sum(axis=-2, keepdims=True) / Z.shape[-2]


def batchnorm_forward(Z: Any, gamma: Any, beta: Any, eps: float) -> Any:
    """Return gamma Z_hat + beta, Z_hat = (Z - mean) / sqrt(variance + eps) by column."""
    centred = Z - _mean(Z)
    return gamma * (centred / np.sqrt(_mean(centred * centred) + eps)) + beta


def _normalise_variant(kind: str) -> Callable[..., Any]:
    """Return the forward pass with one mistake."""

    def forward(Z: Any, gamma: Any, beta: Any, eps: float) -> Any:
        axis = {"rows": 1, "whole": None}.get(kind, 0)
        mean = Z.mean(axis=axis, keepdims=True)
        variance = Z.var(axis=axis, keepdims=True, ddof=1 if kind == "unbiased" else 0)
        spread = np.sqrt(variance + (0.0 if kind == "no eps" else eps))
        if kind == "eps outside":
            spread = np.sqrt(variance) + eps
        if kind == "no root":
            spread = variance + eps
        Z_hat = (Z if kind == "no mean" else Z - mean) / spread
        if kind == "shift first":
            return gamma * (Z_hat + beta)
        return Z_hat if kind == "no gamma" else gamma * Z_hat + beta

    return forward


def batchnorm_backward(dY: Any, Z: Any, gamma: Any, eps: float) -> Triple:
    """Return (dZ, dgamma, dbeta).

    dZ = gamma / sqrt(variance + eps) (dY - mean(dY) - Z_hat mean(dY Z_hat)), means by column.
    """
    centred = Z - _mean(Z)
    spread = np.sqrt(_mean(centred * centred) + eps)
    Z_hat = centred / spread
    products = dY * Z_hat
    dZ = gamma / spread * (dY - _mean(dY) - Z_hat * _mean(products))
    return dZ, products.sum(axis=-2), dY.sum(axis=-2)


def _normalise_back_variant(kind: str) -> Callable[..., Triple]:
    """Return the backward pass with one mistake."""

    def backward(dY: Any, Z: Any, gamma: Any, eps: float) -> Triple:
        variance = Z.var(axis=0, ddof=1 if kind == "unbiased" else 0)
        spread = np.sqrt(variance + (0.0 if kind == "no eps" else eps))
        Z_hat = (Z - Z.mean(axis=0)) / spread
        common, stretch = dY.mean(axis=0), (dY * Z_hat).mean(axis=0)
        if kind in ("mean's path", "both paths"):
            common = np.zeros_like(common)
        if kind in ("variance's path", "both paths"):
            stretch = np.zeros_like(stretch)
        if kind == "sums":
            common, stretch = dY.sum(axis=0), (dY * Z_hat).sum(axis=0)
        factor = (1.0 if kind == "no gamma" else gamma) / spread
        dZ = factor * (dY - common - Z_hat * stretch)
        dgamma = (dY * (Z if kind == "raw Z" else Z_hat)).sum(axis=0)
        dbeta = dY.sum(axis=0)
        if kind == "averaged":
            dgamma, dbeta = dgamma / len(Z), dbeta / len(Z)
        if kind == "swapped":
            dgamma, dbeta = dbeta, dgamma
        return dZ, dgamma, dbeta

    return backward


def _batch(rng: np.random.Generator, samples: int, units: int) -> Any:
    """Return sums of random mean and spread by column, never all alike."""
    Z = rng.normal(size=(samples, units))
    Z += np.linspace(-1, 1, samples)[:, np.newaxis] * rng.choice([-1, 1], units)
    return Z * rng.uniform(0.5, 2.0, units) + rng.normal(0, 1.5, units)


def _normalise_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, units: int, eps: float) -> Case:
        return call_case(
            note,
            Z=_batch(rng, samples, units),
            gamma=rng.choice([-1, 1], units) * rng.uniform(0.5, 2, units),
            beta=rng.normal(size=units) + 0.3,
            eps=eps,
        )

    return [
        case("five samples, three units", 5, 3, 0.05),
        case("four samples, six units", 4, 6, 0.2),
        case("seven samples, two units", 7, 2, 1e-5),
        case("three samples, five units", 3, 5, 0.5),
    ]


def _normalise_back_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, units: int, eps: float) -> Case:
        return call_case(
            note,
            dY=rng.normal(size=(samples, units)) + 0.4,
            Z=_batch(rng, samples, units),
            gamma=rng.choice([-1, 1], units) * rng.uniform(0.5, 2, units),
            eps=eps,
        )

    return [
        case("five samples, three units", 5, 3, 0.05),
        case("four samples, six units", 4, 6, 0.2),
        case("seven samples, two units", 7, 2, 1e-5),
        case("six samples, five units", 6, 5, 0.5),
    ]


class RunningBatchNorm:
    """Batch statistics while training, running averages when evaluating."""

    def __init__(self, units: int, momentum: float) -> None:
        self.momentum = momentum
        self.running_mean, self.running_var = np.zeros(units), np.ones(units)

    def forward(self, Z: Any, training: bool) -> Any:
        """Return the normalised batch; only training moves the running averages."""
        mean, variance = self.running_mean, self.running_var
        if training:
            mean, variance = Z.mean(axis=0), Z.var(axis=0)
            self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
            self.running_var = (1 - self.momentum) * self.running_var + self.momentum * variance
        return (Z - mean) / np.sqrt(variance + 1e-5)


def _running_variant(kind: str) -> type:
    """Return the class with one mistake, or with all three of the lesson's broken version."""
    replaces = kind in ("replaced", "not repaired")
    always_batch = kind in ("batch in evaluation", "not repaired")
    always_moves = kind in ("moves in evaluation", "not repaired")

    class Broken:
        def __init__(self, units: int, momentum: float) -> None:
            self.keep = momentum if kind == "momentum swapped" else 1 - momentum
            self.running_mean = np.zeros(units)
            self.running_var = np.zeros(units) if kind == "starts at 0" else np.ones(units)

        def forward(self, Z: Any, training: bool) -> Any:
            mean, variance = Z.mean(axis=0), Z.var(axis=0)
            use_batch = always_batch or (training and kind != "running in training")
            before = self.running_mean, self.running_var
            if (training or always_moves) and kind != "never moves":
                stored = np.sqrt(variance) if kind == "spread stored" else variance
                if kind == "unbiased":
                    stored = variance * len(Z) / max(len(Z) - 1, 1)
                keep = 0.0 if replaces else self.keep
                self.running_mean = keep * before[0] + (1 - keep) * mean
                self.running_var = keep * before[1] + (1 - keep) * stored
            if not use_batch:
                mean, variance = self.running_mean, self.running_var
            return (Z - mean) / np.sqrt(variance + 1e-5)

    return Broken


def _running_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, units: int, momentum: float, first: int, second: int, some: int) -> Case:
        last = _batch(rng, some, units)
        return class_case(
            {"units": units, "momentum": momentum},
            [
                ("forward", {"Z": _batch(rng, first, units), "training": True}),
                ("forward", {"Z": _batch(rng, second, units), "training": True}),
                ("forward", {"Z": last, "training": False}),
                ("forward", {"Z": _batch(rng, first, units), "training": False}),
                ("get", {"attribute": "running_mean"}),
                ("get", {"attribute": "running_var"}),
                ("forward", {"Z": _batch(rng, second, units), "training": True}),
                ("forward", {"Z": last, "training": False}),
            ],
            note,
        )

    return [
        case("three units", 3, float(rng.uniform(0.1, 0.2)), 5, 4, 2),
        case("evaluated on a single image", 2, float(rng.uniform(0.25, 0.4)), 6, 3, 1),
        case("a long memory", 4, float(rng.uniform(0.02, 0.05)), 3, 7, 2),
    ]


# ---- clipping ------------------------------------------------------------------------------------


def clip_gradients(gradients: Sequence[Any], max_norm: float) -> list[Any]:
    """Return the arrays, shortened together where their common norm exceeds max_norm."""
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in gradients]


def _clip_variant(kind: str) -> Callable[[Any, float], list[Any]]:
    """Return clipping with one mistake."""

    def norm_of(arrays: Sequence[Any]) -> Any:
        squares = sum(np.sum(g**2) for g in arrays)
        if kind == "no root":
            return squares
        if kind == "norms added":
            return np.sum([np.linalg.norm(g) for g in arrays])
        if kind == "largest entry":
            return np.max([np.abs(g).max() for g in arrays])
        return np.sqrt(squares)

    def clip(gradients: Any, max_norm: float) -> list[Any]:
        if kind == "entries":
            return [np.clip(g, -max_norm, max_norm) for g in gradients]
        if kind == "each alone":
            return [
                g * min(1.0, max_norm / max(float(np.linalg.norm(g)), 1e-30)) for g in gradients
            ]
        norm = norm_of(gradients)
        with np.errstate(invalid="ignore", divide="ignore"):
            if kind == "by zero":
                return [g / norm * min(norm, max_norm) for g in gradients]
            if kind == "always":
                return [g * max_norm / max(norm, 1e-30) for g in gradients]
            if kind == "unit length":
                return [g / norm if norm > max_norm else 1.0 * g for g in gradients]
        scale = max_norm / norm if norm > max_norm else 1.0
        if kind == "in place":
            for g in gradients:
                g *= scale
            return list(gradients)
        return [scale * g for g in gradients]

    return clip


def _clip_cases(rng: np.random.Generator) -> list[Case]:
    def arrays(length: float, *shapes: tuple[int, ...]) -> list[np.ndarray]:
        made = [rng.normal(size=shape) * rng.uniform(0.5, 2.0) for shape in shapes]
        norm = np.sqrt(sum(np.sum(g**2) for g in made))
        return [g * length / norm for g in made]

    return [
        call_case("a long one", gradients=arrays(9.0, (3, 4), (4,), (4, 2), (2,)), max_norm=2.5),
        call_case("a short one", gradients=arrays(0.8, (2, 3), (3,)), max_norm=1.5),
        call_case(
            "every part short, the whole long",
            gradients=arrays(3.2, (2, 3), (2, 3), (5, 2)),
            max_norm=2.9,
        ),
        call_case("very long", gradients=arrays(4e3, (5, 2), (2,)), max_norm=0.7),
        call_case("all zeros", gradients=[np.zeros((3, 2)), np.zeros(2)], max_norm=1.2),
    ]


EXERCISES = [
    Exercise(
        name="slope_claim_misprint",
        title="Correct a published claim",
        kind="numbers",
        reference=_CLAIM,
        points=1,
        difficulty=1,
        minutes=3,
        read_again="By hand: one factor a layer",
        mistakes=(
            Mistake(
                "tanh taken for sigmoid",
                "How steep is tanh at 0, and is that the same as the sigmoid there?",
                {"tanh_top": 0.25, "tanh_ten": 0.25**10},
            ),
            Mistake(
                "printed number copied",
                "How many significant digits does the printed 0.000001 have?",
                {"sigmoid_ten": 1e-6},
            ),
            Mistake(
                "nine factors",
                "How many activations does a signal pass in ten layers?",
                {"sigmoid_ten": 0.25**9},
            ),
            Mistake(
                "slope for weight",
                "What is a quarter times this weight, and does that keep the product level?",
                {"level_weight": 0.25},
            ),
            Mistake(
                "value for slope",
                "Is this the highest point of the sigmoid, or its steepest slope?",
                {"sigmoid_top": 1.0},
            ),
        ),
    ),
    Exercise(
        name="gradient_bound",
        title="Bound the derivative of a chain",
        kind="function",
        reference=gradient_bound,
        cases=_bound_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again="By hand: one factor a layer",
        mistakes=(
            Mistake(
                "tanh below a quarter",
                "Which of the two squashing functions has slope 1 at 0?",
                _bound_variant("quarter"),
            ),
            Mistake(
                "largest value for largest slope",
                "Is 1 the sigmoid's largest slope, or something else of the sigmoid's?",
                _bound_variant("values"),
            ),
            Mistake(
                "signs kept",
                "Can the size of a derivative be bounded by a negative number?",
                _bound_variant("signs"),
            ),
            Mistake(
                "weights left out",
                "Doubling one weight: what does that do to the derivative of the chain?",
                _bound_variant("slopes only"),
            ),
            Mistake(
                "one link missing",
                "The derivative is by the input a₀. Through which weights does it pass?",
                _bound_variant("one short"),
            ),
            Mistake(
                "sum for product",
                "Do the links of a chain add up, or does each act on what the next one gives?",
                _bound_variant("added"),
            ),
            Mistake(
                "one slope for all links",
                "How many activations are there, and how many slopes did you use?",
                _bound_variant("one slope"),
            ),
            Mistake(
                "largest weight for all",
                "This is a bound too. Does every link have the largest weight?",
                _bound_variant("largest"),
            ),
        ),
    ),
    Exercise(
        name="scaled_weights",
        title="Draw weights whose signal lasts",
        kind="function",
        reference=scaled_weights,
        cases=_weights_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again="By SymPy: the spread that lasts",
        mistakes=(
            Mistake(
                "variance for spread",
                "Multiplying numbers by c: what does it do to their variance?",
                _weights_variant(lambda i, o: 2 / i, lambda i, o: 2 / (i + o)),
            ),
            Mistake(
                "fan-out for fan-in",
                "How many terms does one sum z of this layer have?",
                _weights_variant(lambda i, o: np.sqrt(2 / o), _xavier),
            ),
            Mistake(
                "He for every activation",
                "Does tanh, too, throw half of its signal away?",
                _weights_variant(_he, _he),
            ),
            Mistake(
                "Xavier for every activation",
                "Which share of its input's second moment does a ReLU let through?",
                _weights_variant(_xavier, _xavier),
            ),
            Mistake(
                "ReLU's half forgotten",
                "Half of a ReLU's inputs become 0. Who makes up for it?",
                _weights_variant(lambda i, o: np.sqrt(1 / i), _xavier),
            ),
            Mistake(
                "fans added, not averaged",
                "For a square layer, should Xavier not be 1 / fan-in?",
                _weights_variant(_he, lambda i, o: np.sqrt(1 / (i + o))),
            ),
            Mistake(
                "forward pass only",
                "Which wish does 1 / fan-in grant, and which does it ignore?",
                _weights_variant(_he, lambda i, o: np.sqrt(1 / i)),
            ),
            Mistake(
                "number of weights for fan",
                "Are all the weights of a layer terms of one sum?",
                _weights_variant(lambda i, o: np.sqrt(2 / (i * o)), _xavier),
            ),
        ),
    ),
    Exercise(
        name="leaky_variance",
        title="Derive the rule for a leaky ReLU",
        kind="expressions",
        reference=_leaky_rule,
        symbols={"s": (0.05, 0.9), "n": (2.0, 90.0)},
        points=1,
        difficulty=3,
        minutes=4,
        read_again="By SymPy: the spread that lasts",
        mistakes=(
            Mistake(
                "slope not squared",
                "What is (s z)² for a negative z?",
                _slope_not_squared,
            ),
            Mistake(
                "leak forgotten",
                "What does this unit give for z = −1, and is that 0?",
                _without_the_leak,
            ),
            Mistake(
                "both sides counted whole",
                "Which share of the sums is positive, and which negative?",
                _both_sides_whole,
            ),
            Mistake(
                "spread for variance",
                "Is the variance asked for, or its root?",
                _spread_for_variance,
            ),
            Mistake(
                "fan forgotten",
                "Does a sum of many terms need the same weights as a sum of two?",
                _fan_forgotten,
            ),
        ),
    ),
    Exercise(
        name="delta_norms",
        title="Measure the delta of every layer",
        kind="function",
        reference=delta_norms,
        cases=_gauge_cases,
        points=2,
        difficulty=3,
        minutes=5,
        read_again="In NumPy: gauges and repairs",
        mistakes=(
            Mistake(
                "slopes forgotten",
                "The loss feels Z only through A = f(Z). Where is f in your delta?",
                _gauge_variant("no slopes"),
            ),
            Mistake(
                "last slope forgotten",
                "Is the array that you were handed ∂L/∂A of the last layer, or ∂L/∂Z?",
                _gauge_variant("last slope"),
            ),
            Mistake(
                "slope not passed on",
                "Which of the two goes back through the weights, ∂L/∂A or ∂L/∂Z?",
                _gauge_variant("slope not passed on"),
            ),
            Mistake(
                "measured before the slope",
                "Is what you measure ∂L/∂Z, or still ∂L/∂A?",
                _gauge_variant("before the slope"),
            ),
            Mistake(
                "last layer first",
                "You walk backwards. In which order are the norms asked for?",
                _gauge_variant("reversed"),
            ),
            Mistake(
                "root forgotten",
                "If every entry doubles, should a norm double or quadruple?",
                _gauge_variant("squared"),
            ),
            Mistake(
                "averaged",
                "Does the specification divide by the number of entries?",
                _gauge_variant("root mean square"),
            ),
            Mistake(
                "absolute values added",
                "What is the length of the vector (3, 4)?",
                _gauge_variant("absolute values"),
            ),
            Mistake(
                "samples added first",
                "What is left when one sample's delta is the opposite of another's?",
                _gauge_variant("summed first"),
            ),
        ),
    ),
    Exercise(
        name="gradient_forensics",
        title="Name the network from its gauges",
        kind="numbers",
        reference=_PROFILES,
        points=1,
        difficulty=3,
        minutes=4,
        read_again="In NumPy: gauges and repairs",
        mistakes=(
            Mistake(
                "both dying ones swapped",
                "Both deltas fade. Which of the two can forget its input without a large spread?",
                {"C": 2, "E": 1},
            ),
            Mistake(
                "both growing ones swapped",
                "Which activation cannot give more than 1, however large its input?",
                {"A": 4, "D": 3},
            ),
            Mistake(
                "level one taken for sigmoid",
                "A ratio near 1 after ten layers: can slopes of at most a quarter do that here?",
                {"B": 1},
            ),
        ),
    ),
    Exercise(
        name="residual_backward",
        title="Go back through a residual block",
        kind="function",
        reference=residual_backward,
        cases=_residual_cases,
        points=2,
        difficulty=3,
        minutes=5,
        read_again="Repair: residual connections",
        mistakes=(
            Mistake(
                "identity path forgotten",
                "By how many roads does A_prev reach A?",
                _residual_variant("no identity"),
            ),
            Mistake(
                "branch forgotten",
                "Does A_prev reach A only by the short road?",
                _residual_variant("no branch"),
            ),
            Mistake(
                "scale forgotten",
                "What does a branch that is multiplied by 0.1 contribute to the loss?",
                _residual_variant("no scale"),
            ),
            Mistake(
                "identity scaled too",
                "Which of the two terms of A is multiplied by the scale?",
                _residual_variant("scaled identity"),
            ),
            Mistake(
                "slope forgotten",
                "What stands between Z and the branch's output?",
                _residual_variant("no slope"),
            ),
            Mistake(
                "slope on the identity path",
                "Does the short road pass through f?",
                _residual_variant("bent identity"),
            ),
            Mistake(
                "weights not transposed",
                "W is square, so both orders run. Which index of W does ∂L/∂Z have?",
                _residual_variant("not transposed"),
            ),
            Mistake(
                "delta added for the upstream gradient",
                "What arrives at the plus sign from above, ∂L/∂A or ∂L/∂Z?",
                _residual_variant("delta for upstream"),
            ),
            Mistake(
                "mean for sum",
                "Where is the 1/N of the loss already?",
                _residual_variant("mean"),
            ),
        ),
    ),
    Exercise(
        name="batchnorm_forward",
        title="Normalise a batch",
        kind="function",
        reference=batchnorm_forward,
        cases=_normalise_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again="Repair: batch normalisation",
        mistakes=(
            Mistake(
                "divided by N − 1",
                "Which average of squares does the specification name?",
                _normalise_variant("unbiased"),
            ),
            Mistake(
                "by row",
                "Is a unit compared with the other units, or with itself on other samples?",
                _normalise_variant("rows"),
            ),
            Mistake(
                "one mean for the whole array",
                "After your function, does every single column have mean beta?",
                _normalise_variant("whole"),
            ),
            Mistake(
                "eps outside the root",
                "What exactly stands under the root?",
                _normalise_variant("eps outside"),
            ),
            Mistake(
                "eps left out",
                "What happens to a unit that gives the same value for every sample?",
                _normalise_variant("no eps"),
            ),
            Mistake(
                "divided by the variance",
                "If Z is in metres, which unit should Z_hat have?",
                _normalise_variant("no root"),
            ),
            Mistake(
                "mean not taken off",
                "Where does the mean of a column lie after normalising?",
                _normalise_variant("no mean"),
            ),
            Mistake(
                "beta before gamma",
                "With gamma = 0, what should be left?",
                _normalise_variant("shift first"),
            ),
            Mistake(
                "gamma and beta unused",
                "Which two arguments have you not used?",
                _normalise_variant("no gamma"),
            ),
        ),
    ),
    Exercise(
        name="batchnorm_backward",
        title="Go back through a normalised batch",
        kind="function",
        reference=batchnorm_backward,
        cases=_normalise_back_cases,
        points=3,
        difficulty=4,
        minutes=7,
        read_again="Repair: batch normalisation",
        mistakes=(
            Mistake(
                "mean's path forgotten",
                "Moving one sample moves the column's mean. Who feels that?",
                _normalise_back_variant("mean's path"),
            ),
            Mistake(
                "variance's path forgotten",
                "Moving one sample changes the column's variance. Who feels that?",
                _normalise_back_variant("variance's path"),
            ),
            Mistake(
                "mean and variance taken for constants",
                "Would your dZ change if mean and variance came from somewhere else?",
                _normalise_back_variant("both paths"),
            ),
            Mistake(
                "sums for means",
                "The mean holds each sample with weight 1/N. Where is that 1/N?",
                _normalise_back_variant("sums"),
            ),
            Mistake(
                "gamma forgotten",
                "What lies between Z_hat and Y?",
                _normalise_back_variant("no gamma"),
            ),
            Mistake(
                "divided by N − 1",
                "Is this the variance that the forward pass used?",
                _normalise_back_variant("unbiased"),
            ),
            Mistake(
                "eps left out",
                "Is this the root that the forward pass divided by?",
                _normalise_back_variant("no eps"),
            ),
            Mistake(
                "Z for Z_hat in dgamma",
                "By what is gamma multiplied in the forward pass?",
                _normalise_back_variant("raw Z"),
            ),
            Mistake(
                "dgamma and dbeta averaged",
                "One gamma serves every sample. Do the roads to it add up, or average?",
                _normalise_back_variant("averaged"),
            ),
            Mistake(
                "dgamma and dbeta swapped",
                "Which of the two multiplies, and which is added?",
                _normalise_back_variant("swapped"),
            ),
        ),
    ),
    Exercise(
        name="running_batchnorm",
        title="Repair a normaliser that depends on its neighbours",
        kind="class",
        reference=RunningBatchNorm,
        cases=_running_cases,
        points=2,
        difficulty=3,
        minutes=6,
        read_again="Repair: batch normalisation",
        mistakes=(
            Mistake(
                "not repaired yet",
                "What should change between training and evaluating, and what changes here?",
                _running_variant("not repaired"),
            ),
            Mistake(
                "batch statistics in evaluation",
                "Should an image's answer depend on which images are evaluated with it?",
                _running_variant("batch in evaluation"),
            ),
            Mistake(
                "averages moved in evaluation",
                "Evaluating twice in a row: should the second answer differ?",
                _running_variant("moves in evaluation"),
            ),
            Mistake(
                "averages replaced",
                "How much of the batch before last is left in your running mean?",
                _running_variant("replaced"),
            ),
            Mistake(
                "momentum the other way round",
                "With momentum 0.1, does one batch count for a tenth or for nine tenths?",
                _running_variant("momentum swapped"),
            ),
            Mistake(
                "averages used in training",
                "Which statistics normalise a batch while training?",
                _running_variant("running in training"),
            ),
            Mistake(
                "averages never moved",
                "What are the running averages after a thousand batches?",
                _running_variant("never moves"),
            ),
            Mistake(
                "spread stored as variance",
                "Is what you store averaged before the root or after it?",
                _running_variant("spread stored"),
            ),
            Mistake(
                "N − 1 in the stored variance",
                "Some libraries store it so. Which of the two does the specification name?",
                _running_variant("unbiased"),
            ),
            Mistake(
                "variance starts at 0",
                "What would the very first evaluation divide by?",
                _running_variant("starts at 0"),
            ),
        ),
    ),
    Exercise(
        name="clip_gradients",
        title="Clip by the global norm",
        kind="function",
        reference=clip_gradients,
        cases=_clip_cases,
        points=2,
        difficulty=2,
        minutes=4,
        pure=True,
        read_again="Repair: clipping",
        mistakes=(
            Mistake(
                "each array alone",
                "Do all layers still step in the same proportion to each other?",
                _clip_variant("each alone"),
            ),
            Mistake(
                "entries cut off",
                "Does (3, 0.1) still point the same way when 3 is cut to 1?",
                _clip_variant("entries"),
            ),
            Mistake(
                "short gradients stretched",
                "What should happen to a gradient that is already short enough?",
                _clip_variant("always"),
            ),
            Mistake(
                "divided by zero",
                "What does your function return at a minimum, where every gradient is 0?",
                _clip_variant("by zero"),
            ),
            Mistake(
                "root forgotten",
                "What is the length of the vector (3, 4)?",
                _clip_variant("no root"),
            ),
            Mistake(
                "norms added",
                "Two perpendicular vectors of length 1: how long is their sum?",
                _clip_variant("norms added"),
            ),
            Mistake(
                "largest entry for norm",
                "How long is a vector of a hundred ones?",
                _clip_variant("largest entry"),
            ),
            Mistake(
                "clipped to length 1",
                "To which length are long gradients to be shortened?",
                _clip_variant("unit length"),
            ),
            Mistake(
                "changed in place",
                "Who else still holds the arrays that your function has just written to?",
                _clip_variant("in place"),
            ),
        ),
    ),
]
