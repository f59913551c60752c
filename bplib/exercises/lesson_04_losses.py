"""Exercises of lesson 04: squared error, both cross-entropies, and their slopes.

Losses sum over the C outputs and average over the N samples; only the mean squared error divides
by C too.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.checks import Case, Exercise, Mistake, call_case

Pair = tuple[Any, Any]


def _sigmoid(Z: Any) -> Any:
    e = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1, e) / (1 + e)


def _softmax(Z: Any, axis: int = 1) -> Any:
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def _one_hot(labels: Any, classes: int) -> Any:
    return np.eye(classes)[labels]


def _quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a mistaken function that may overflow or divide by zero, without its warnings."""

    def calm(*arguments: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(*arguments)

    return calm


# ---- squared errors ------------------------------------------------------------------------------


def squared_error(P: Any, Y: Any, convention: str) -> Pair:
    """Return the loss and dL/dP, for the "mean" or the "half" convention."""
    E = P - Y
    if convention == "mean":
        return np.sum(E**2) / E.size, 2 * E / E.size
    return np.sum(E**2) / (2 * len(E)), E / len(E)


def _squared_variant(kind: str) -> Callable[[Any, Any, str], Pair]:
    """Return the loss and its gradient with one mistake."""

    def both(P: Any, Y: Any, convention: str) -> Pair:
        loss, dP = squared_error(P, Y, convention)
        N, C = P.shape
        mean = convention == "mean"
        if kind == "no 2":
            return loss, dP / 2 if mean else dP
        if kind == "stray 2":
            return loss, dP if mean else 2 * dP
        if kind == "sums":
            return loss * (P.size if mean else N), dP * (P.size if mean else N)
        if kind == "gradient not averaged":
            return loss, dP * N
        if kind == "twice":
            return loss, dP / N
        if kind == "half by size":
            return (loss, dP) if mean else (loss / C, dP / C)
        if kind == "mean by N":
            return (loss * C, dP * C) if mean else (loss, dP)
        if kind == "no half":
            return loss if mean else 2 * loss, dP
        return loss, -dP

    return both


def _squared_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int, convention: str) -> Case:
        P, Y = rng.normal(size=(2, N, C)) + rng.uniform(0.5, 1.5, (2, 1, 1)) * [[[1]], [[-1]]]
        return call_case(note, P=P, Y=Y, convention=convention)

    return [
        case("three outputs, mean", 5, 3, "mean"),
        case("three outputs, half", 5, 3, "half"),
        case("five outputs, mean", 4, 5, "mean"),
        case("four outputs, half", 7, 4, "half"),
        case("one output, mean", 6, 1, "mean"),
        case("one output, half", 3, 1, "half"),
    ]


_ERROR = 0.7322 - 0.01
_PAGE = {
    "by_formula": _ERROR**2,
    "by_worked_line": _ERROR**2 / 2,
    "slope_by_formula": 2 * _ERROR,
    "slope_by_worked_line": _ERROR,
}


# ---- a wish for tanh -----------------------------------------------------------------------------


def _wish() -> dict[str, Any]:
    import sympy as sp

    a, y = sp.symbols("a y")
    loss = -(1 + y) / 2 * sp.log((1 + a) / 2) - (1 - y) / 2 * sp.log((1 - a) / 2)
    return {"slope": (a - y) / (1 - a**2), "loss": loss}


def _constant_forgotten() -> dict[str, Any]:
    import sympy as sp

    return {"loss": _wish()["loss"] - sp.log(2)}


def _negative_logarithm(constant: bool) -> Callable[[], dict[str, Any]]:
    """Return the loss with ln(a - 1), as an integration that ignores signs gives it."""

    def wrong() -> dict[str, Any]:
        import sympy as sp

        a, y = sp.symbols("a y")
        loss = -(1 + y) / 2 * sp.log(1 + a) - (1 - y) / 2 * sp.log(a - 1)
        return {"loss": loss + (sp.log(2) if constant else 0)}

    return wrong


def _wish_for_the_sigmoid() -> dict[str, Any]:
    import sympy as sp

    a, y = sp.symbols("a y")
    return {"slope": (a - y) / (a * (1 - a))}


def _multiplied() -> dict[str, Any]:
    import sympy as sp

    a, y = sp.symbols("a y")
    return {"slope": (a - y) * (1 - a**2)}


def _nothing_cancelled() -> dict[str, Any]:
    import sympy as sp

    a, y = sp.symbols("a y")
    return {"slope": a - y, "loss": (a - y) ** 2 / 2}


def _wish_sign() -> dict[str, Any]:
    right = _wish()
    return {"slope": -right["slope"], "loss": -right["loss"]}


def _loss_sign() -> dict[str, Any]:
    return {"loss": -_wish()["loss"]}


def _halves_forgotten() -> dict[str, Any]:
    return {"loss": 2 * _wish()["loss"]}


# ---- binary cross-entropy ------------------------------------------------------------------------


def bce_by_prediction(P: Any, Y: Any) -> Pair:
    """Return the binary cross-entropy and dL/dP."""
    N = len(P)
    loss = -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / N
    return loss, ((1 - Y) / (1 - P) - Y / P) / N


_SMALL = {"small number": 1e-8, "smaller number": 1e-12}


def _prediction_variant(kind: str) -> Callable[[Any, Any], Pair]:
    """Return the loss and its gradient by the prediction with one mistake."""

    def both(P: Any, Y: Any) -> Pair:
        loss, dP = bce_by_prediction(P, Y)
        N, C = P.shape
        if kind == "one term":
            return -np.sum(Y * np.log(P)) / N, -Y / P / N
        if kind == "inner sign":
            return loss, -(Y / P + (1 - Y) / (1 - P)) / N
        if kind == "by logit":
            return loss, (P - Y) / N
        if kind == "not averaged":
            return loss, dP * N
        if kind == "twice":
            return loss, dP / N
        if kind == "classes":
            return loss / C, dP / C
        if kind == "roles":
            loss = -np.sum(P * np.log(np.where(Y == 1, P, 1 - P))) / N
            return loss, dP
        if kind == "base 10":
            return loss / np.log(10), dP
        if kind == "no minus":
            return -loss, -dP
        if kind == "sums":
            return loss * N, dP * N
        if kind in _SMALL:
            one, other = np.log(P + _SMALL[kind]), np.log(1 - P + _SMALL[kind])
            return -np.sum(Y * one + (1 - Y) * other) / N, dP
        if kind == "clipped":
            return bce_by_prediction(np.clip(P, 1e-12, 1 - 1e-12), Y)
        return loss, -dP

    return both


def _prediction_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int) -> Case:
        return call_case(note, P=rng.uniform(0.1, 0.9, (N, C)), Y=_answers(rng, N, C))

    return [
        case("three outputs", 5, 3),
        case("one output", 4, 1),
        case("five outputs", 3, 5),
        case("two outputs", 7, 2),
        _sure_and_wrong(rng),
    ]


def _sure_and_wrong(rng: np.random.Generator) -> Case:
    """Return a case with p far below 1e-12 where y is 1, and p next to 1 where y is 0.

    The latter's 1 − p is exact in single precision too.
    """
    P, Y = rng.uniform(0.1, 0.9, (2, 3)), _answers(rng, 2, 3)
    P.flat[rng.choice(np.flatnonzero(Y == 1))] = 10 ** rng.uniform(-21, -19)
    P.flat[rng.choice(np.flatnonzero(Y == 0))] = 1 - 2.0**-24
    return call_case("sure and wrong", P=P, Y=Y)


def _answers(rng: np.random.Generator, N: int, C: int) -> Any:
    """Return labels 0 and 1 (N, C), both of them present."""
    labels = np.resize([0.0, 1.0, 1.0, 0.0, 1.0], N * C)
    return rng.permutation(labels).reshape(N, C)


def bce_by_logit(Z: Any, Y: Any) -> Pair:
    """Return the binary cross-entropy of sigmoid(Z) and dL/dZ, finite for every finite Z."""
    return np.sum(np.logaddexp(0, Z) - Y * Z) / len(Z), (_sigmoid(Z) - Y) / len(Z)


def _logit_variant(kind: str) -> Callable[[Any, Any], Pair]:
    """Return the loss and its gradient by the logit with one mistake, or as the broken program."""

    def both(Z: Any, Y: Any) -> Pair:
        loss, dZ = bce_by_logit(Z, Y)
        N, C = Z.shape
        P = _sigmoid(Z)

        def by_log(P: Any, Q: Any) -> Any:
            return -np.sum(Y * np.log(P) + (1 - Y) * np.log(Q)) / N

        if kind == "not repaired":
            return by_log(P + 1e-8, 1 - P + 1e-8), (P - Y) * P * (1 - P)
        if kind == "small number":
            return by_log(P + 1e-8, 1 - P + 1e-8), dZ
        if kind == "clipped":
            P = np.clip(P, 1e-12, 1 - 1e-12)
            return by_log(P, 1 - P), dZ
        if kind == "rounded":
            return by_log(P, 1 - P), dZ
        if kind == "overflow":
            return np.sum(np.log(1 + np.exp(Z)) - Y * Z) / N, dZ
        if kind == "slope kept":
            return loss, dZ * P * (1 - P)
        if kind == "half repaired":
            return loss, (P - Y) * P * (1 - P)
        if kind == "not averaged":
            return loss, dZ * N
        if kind == "sums":
            return loss * N, dZ * N
        if kind == "twice":
            return loss, dZ / N
        if kind == "classes":
            return loss / C, dZ / C
        return loss, -dZ

    return _quiet(both)


def _logit_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int, size: float) -> Case:
        Z = rng.normal(size=(N, C)) * 1.5
        Y = _answers(rng, N, C)
        if size:
            Z = (1 - 2 * Y) * rng.uniform(0.6, 1.0, (N, C)) * size  # all of them wrong
            Z[0] = -Z[0]
        return call_case(note, Z=Z, Y=Y)

    return [
        case("", 5, 3, 0),
        case("one output", 4, 1, 0),
        case("logits up to 60", 3, 4, 60),
        case("logits up to 10,000", 6, 2, 1e4),
    ]


# ---- softmax and cross-entropy -------------------------------------------------------------------


def stable_softmax(Z: Any) -> Any:
    """Return softmax of each row."""
    return _softmax(Z)


def _softmax_variant(kind: str) -> Callable[[Any], Any]:
    """Return softmax with one mistake."""

    def softmax(Z: Any) -> Any:
        shift = {
            "no shift": 0.0,
            "one shift": Z.max(),
            "mean shift": Z.mean(axis=1, keepdims=True),
        }.get(kind, Z.max(axis=1, keepdims=True))
        E = np.exp(Z - shift)
        if kind == "over samples":
            return _softmax(Z, axis=0)
        if kind == "one sum":
            return E / E.sum()
        if kind == "largest is 1":
            return E
        if kind == "logarithm":
            return Z - shift - np.log(E.sum(axis=1, keepdims=True))
        return _sigmoid(Z) if kind == "sigmoids" else E / E.sum(axis=1, keepdims=True)

    return _quiet(softmax)


def _softmax_cases(rng: np.random.Generator) -> list[Case]:
    far = rng.normal(size=(4, 5)) + np.array([[-4000.0], [0.0], [2.0], [4000.0]])
    wide = rng.normal(size=(2, 6))
    wide[0, 2] += 3000
    return [
        call_case("", Z=rng.normal(size=(5, 3))),
        call_case("four classes", Z=rng.normal(size=(3, 4)) * 2),
        call_case("rows far from each other", Z=far),
        call_case("one very large logit", Z=wide),
    ]


def cross_entropy_by_prediction(P: Any, labels: Any) -> Pair:
    """Return the cross-entropy and dL/dP."""
    N = len(P)
    rows = np.arange(N)
    dP = np.zeros_like(P)
    dP[rows, labels] = -1 / (N * P[rows, labels])
    return -np.mean(np.log(P[rows, labels])), dP


def _entropy_variant(kind: str) -> Callable[[Any, Any], Pair]:
    """Return the loss and its gradient by the prediction with one mistake."""

    def both(P: Any, labels: Any) -> Pair:
        loss, dP = cross_entropy_by_prediction(P, labels)
        N, C = P.shape
        if kind == "not averaged":
            return loss, dP * N
        if kind == "twice":
            return loss, dP / N
        if kind == "classes":
            return loss / C, dP / C
        if kind == "by logit":
            return loss, (P - _one_hot(labels, C)) / N
        if kind == "every class":
            return loss, -1 / P / N
        if kind == "binary":
            Y = _one_hot(labels, C)
            return bce_by_prediction(P, Y)
        if kind == "columns":
            dP = np.zeros_like(P)
            dP[:, labels] = -1 / P[:, labels] / N
            return -np.mean(np.log(P[:, labels])), dP
        if kind == "from 1":
            return cross_entropy_by_prediction(P, labels - 1)
        if kind == "no logarithm":
            return -np.mean(P[np.arange(N), labels]), dP
        if kind == "sums":
            return loss * N, dP * N
        if kind in _SMALL:
            return -np.mean(np.log(P[np.arange(N), labels] + _SMALL[kind])), dP
        if kind == "clipped":
            return cross_entropy_by_prediction(np.clip(P, 1e-12, 1 - 1e-12), labels)
        return loss, -dP

    return both


def _labels(rng: np.random.Generator, N: int, C: int) -> Any:
    """Return N labels, at least two different ones; class 0 among them."""
    return rng.permutation(np.append(rng.integers(1, C, N - 1), 0))


def _entropy_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int, below: tuple[float, ...] = ()) -> Case:
        Z, labels = rng.normal(size=(N, C)), _labels(rng, N, C)
        for n, difference in enumerate(below):  # 46 below the others: a probability near 1e-20
            Z[n, labels[n]] -= difference
        return call_case(note, P=_softmax(Z), labels=labels)

    return [
        case("three classes", 5, 3),
        case("five classes", 4, 5),
        case("more classes than samples", 3, 7),
        case("four classes", 6, 4),
        case("sure and wrong", 2, 6, (46, 25)),
    ]


def softmax_loss(Z: Any, labels: Any) -> Pair:
    """Return the cross-entropy of softmax(Z) and dL/dZ, finite for every finite Z."""
    N, C = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_P = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.mean(log_P[np.arange(N), labels]), (np.exp(log_P) - _one_hot(labels, C)) / N


def _softmax_loss_variant(kind: str) -> Callable[[Any, Any], Pair]:
    """Return the loss and its gradient by the logits with one mistake."""

    def both(Z: Any, labels: Any) -> Pair:
        loss, dZ = softmax_loss(Z, labels)
        N, C = Z.shape
        P, rows = _softmax(Z), np.arange(N)
        if kind == "not subtracted":
            return loss, P / N
        if kind == "not averaged":
            return loss, dZ * N
        if kind == "sums":
            return loss * N, dZ * N
        if kind == "twice":
            return loss, dZ / N
        if kind == "classes":
            return loss / C, dZ / C
        if kind == "over samples":
            P = _softmax(Z, axis=0)
            return -np.mean(np.log(P[rows, labels])), (P - _one_hot(labels, C)) / N
        if kind == "no shift":
            P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
            return -np.mean(np.log(P[rows, labels])), (P - _one_hot(labels, C)) / N
        if kind == "rounded":
            return -np.mean(np.log(P[rows, labels])), dZ
        if kind == "small number":
            return -np.mean(np.log(P[rows, labels] + 1e-8)), dZ
        if kind == "jacobian":
            return loss, P * (dZ - (dZ * P).sum(axis=1, keepdims=True))
        if kind == "slope kept":
            return loss, dZ * P * (1 - P)
        return loss, -dZ

    return _quiet(both)


def _softmax_loss_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int, size: float, offset: float = 0.0) -> Case:
        Z = rng.normal(size=(N, C)) * 1.5
        labels = _labels(rng, N, C)
        Z[np.arange(1, N), labels[1:]] -= size * rng.uniform(0.6, 1.0, N - 1)  # badly wrong
        return call_case(note, Z=Z + offset * rng.uniform(0.6, 1.0, (N, 1)), labels=labels)

    return [
        case("three classes", 5, 3, 0),
        case("five classes", 4, 5, 0),
        case("the true class 30 below the others", 6, 4, 30),
        case("logits near 5,000", 3, 6, 0, 5000),
        case("the true class far below the others", 7, 3, 4000),
    ]


# ---- six gradients -------------------------------------------------------------------------------


_LETTERS = {
    "right": "D",
    "not_averaged": "B",
    "not_subtracted": "E",
    "over_samples": "A",
    "softmax_twice": "F",
    "wrong_labels": "C",
}


# ---- one knob for all logits ---------------------------------------------------------------------


def temperature_slope(Z: Any, labels: Any, T: float) -> Any:
    """Return dL/dT of the cross-entropy of softmax(Z / T)."""
    G = (_softmax(Z / T) - _one_hot(labels, Z.shape[1])) / len(Z)
    return -np.sum(G * Z) / T**2


def _temperature_variant(kind: str) -> Callable[[Any, Any, float], Any]:
    """Return the slope with one mistake."""

    def slope(Z: Any, labels: Any, T: float) -> Any:
        N, C = Z.shape
        Y = _one_hot(labels, C)
        P = _softmax(Z if kind == "T forgotten" else Z * T if kind == "multiplied" else Z / T)
        G = (P if kind == "not subtracted" else P - Y) / N
        if kind == "true class":
            G = G * Y
        inner = {"T once": -Z / T, "slope of 1/T": Z / T, "sign": Z / T**2}
        total = np.sum(G * inner.get(kind, -Z / T**2))
        return total * {"not averaged": N, "classes": 1 / C}.get(kind, 1)

    return slope


def _temperature_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int, low: float, high: float) -> Case:
        return call_case(
            note,
            Z=rng.normal(size=(N, C)) * 1.5 + 0.4,
            labels=_labels(rng, N, C),
            T=float(rng.uniform(low, high)),
        )

    return [
        case("hot", 5, 3, 1.6, 2.5),
        case("cold", 4, 6, 0.4, 0.7),
        case("hot", 3, 5, 2.5, 4.0),
        case("cold", 6, 4, 0.5, 0.8),
    ]


# ---- the exercises -------------------------------------------------------------------------------

_TWO_SCALES = "Two scales for one squared error"
_ANSWER = "The loss that cancels the slope"
_SOFTMAX = "One class out of many: softmax"
_LOGSUMEXP = "Large logits: log-sum-exp"

EXERCISES = [
    Exercise(
        name="squared_error",
        title="Squared error, two conventions",
        kind="function",
        reference=squared_error,
        cases=_squared_cases,
        points=3,
        difficulty=2,
        minutes=4,
        read_again=_TWO_SCALES,
        mistakes=(
            Mistake(
                "gradient without its 2",
                "Differentiate the square of one entry: which factor comes down?",
                _squared_variant("no 2"),
            ),
            Mistake(
                "stray 2",
                "In the half convention, what does the half do to the factor of the square?",
                _squared_variant("stray 2"),
            ),
            Mistake(
                "sums, not means",
                "If every sample is given twice, should the loss double?",
                _squared_variant("sums"),
            ),
            Mistake(
                "missing 1/N in the gradient",
                "Your loss is an average over the samples. Is your gradient the slope of it?",
                _squared_variant("gradient not averaged"),
            ),
            Mistake(
                "1/N twice",
                "How often does the number of samples divide the gradient, and how often the loss?",
                _squared_variant("twice"),
            ),
            Mistake(
                "half convention divided by the outputs",
                "Over what does the half convention average: samples, outputs, or both?",
                _squared_variant("half by size"),
            ),
            Mistake(
                "mean over samples only",
                "How many numbers does P hold, and over how many of them is the mean taken?",
                _squared_variant("mean by N"),
            ),
            Mistake(
                "half forgotten in the loss",
                "Is your gradient the slope of the loss that you return in the half convention?",
                _squared_variant("no half"),
            ),
            Mistake(
                "sign of the gradient",
                "If a prediction is too high, does the loss rise or fall when it grows?",
                _squared_variant("sign"),
            ),
        ),
    ),
    Exercise(
        name="loss_misprint",
        title="Find the misprint",
        kind="numbers",
        reference=_PAGE,
        points=1,
        difficulty=1,
        minutes=3,
        read_again=_TWO_SCALES,
        mistakes=(
            Mistake(
                "printed number kept",
                "Did you square the error yourself, or take over the last number of the page?",
                {"by_worked_line": 0.2600},
            ),
            Mistake(
                "conventions exchanged",
                "Which of the two lines of the page has the half in it?",
                {"by_formula": _ERROR**2 / 2, "by_worked_line": _ERROR**2},
            ),
            Mistake(
                "2 of the square forgotten",
                "What is the slope of e², without a half in front of it?",
                {"slope_by_formula": _ERROR},
            ),
            Mistake(
                "half ignored in the slope",
                "What does the half in the worked line do to its slope?",
                {"slope_by_worked_line": 2 * _ERROR},
            ),
            Mistake(
                "slopes by the target",
                "The answer is far above the target. Does the loss grow when it grows further?",
                {"slope_by_formula": -2 * _ERROR, "slope_by_worked_line": -_ERROR},
            ),
        ),
    ),
    Exercise(
        name="bce_by_prediction",
        title="Binary cross-entropy by the prediction",
        kind="function",
        reference=bce_by_prediction,
        cases=_prediction_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again=_ANSWER,
        mistakes=(
            Mistake(
                "one term only",
                "What does your loss charge for p = 0.9 where y is 0?",
                _prediction_variant("one term"),
            ),
            Mistake(
                "inner derivative forgotten",
                "By p, what is the slope of 1 − p, and where is it in your second term?",
                _prediction_variant("inner sign"),
            ),
            Mistake(
                "gradient by the logit",
                "Is p − y the slope by p, or by the number that went into the sigmoid?",
                _prediction_variant("by logit"),
            ),
            Mistake(
                "missing 1/N in the gradient",
                "Your loss is an average over the samples. Is your gradient the slope of it?",
                _prediction_variant("not averaged"),
            ),
            Mistake(
                "sums, not means",
                "If every sample is given twice, should the loss double?",
                _prediction_variant("sums"),
            ),
            Mistake(
                "1/N twice",
                "How often does the number of samples divide the gradient, and how often the loss?",
                _prediction_variant("twice"),
            ),
            Mistake(
                "divided by the outputs",
                "Over what does this loss average: samples, outputs, or both?",
                _prediction_variant("classes"),
            ),
            Mistake(
                "roles exchanged",
                "Which of the two weighs and which is inside the logarithm: the target, or p?",
                _prediction_variant("roles"),
            ),
            Mistake(
                "logarithm to base 10",
                "Which logarithm has the slope 1/p?",
                _prediction_variant("base 10"),
            ),
            Mistake(
                "minus forgotten",
                "Logarithms of probabilities are negative. Can this loss be?",
                _prediction_variant("no minus"),
            ),
            Mistake(
                "small number in the logarithm",
                "Where y is 1 and p is 1e-20, what should the loss be, and what is yours?",
                _prediction_variant("small number"),
            ),
            Mistake(
                "smaller number in the logarithm",
                "Which loss does your formula charge for p = 1e-20, and which for p = 1e-30?",
                _prediction_variant("smaller number"),
            ),
            Mistake(
                "clipped probability",
                "Two predictions give the truth 1e-15 and 1e-20. Does your loss tell them apart?",
                _prediction_variant("clipped"),
            ),
            Mistake(
                "sign of the gradient",
                "Where y is 1, does the loss rise or fall when p grows?",
                _prediction_variant("sign"),
            ),
        ),
    ),
    Exercise(
        name="wished_loss",
        title="Wish for a loss yourself",
        kind="expressions",
        reference=_wish,
        symbols={"a": (-0.9, 0.9), "y": (-0.9, 0.9)},
        points=3,
        difficulty=4,
        minutes=5,
        read_again=_ANSWER,
        mistakes=(
            Mistake(
                "constant forgotten",
                "What does your loss charge for the perfect answer, a = y = 1?",
                _constant_forgotten,
            ),
            Mistake(
                "logarithm of a negative number",
                "For an a between −1 and 1, what sign has the number in each of your logarithms?",
                _negative_logarithm(constant=True),
            ),
            Mistake(
                "logarithm of a negative number, constant forgotten",
                "For a = 0, is there a negative number in one of your logarithms?",
                _negative_logarithm(constant=False),
            ),
            Mistake(
                "slope of the sigmoid",
                "Which activation is in this neuron, and what is its slope by its own value?",
                _wish_for_the_sigmoid,
            ),
            Mistake(
                "multiplied, not divided",
                "The wish is for the product with tanh′. What must the loss's own slope be then?",
                _multiplied,
            ),
            Mistake(
                "nothing cancelled",
                "With this loss, what is the slope by z for a saturated neuron?",
                _nothing_cancelled,
            ),
            Mistake(
                "wish turned round",
                "If a is above y, should the loss rise or fall when a grows?",
                _wish_sign,
            ),
            Mistake(
                "sign of the loss",
                "Differentiate your loss by a: is it the slope that you wished for?",
                _loss_sign,
            ),
            Mistake(
                "halves forgotten",
                "Two partial fractions have the sum 1/(1 − a²). What are their numerators?",
                _halves_forgotten,
            ),
        ),
    ),
    Exercise(
        name="bce_by_logit",
        title="Repair a published loss",
        kind="function",
        reference=bce_by_logit,
        cases=_logit_cases,
        points=4,
        difficulty=3,
        minutes=5,
        read_again=_ANSWER,
        mistakes=(
            Mistake(
                "not repaired",
                "Which of the three lines of the program did you change?",
                _logit_variant("not repaired"),
            ),
            Mistake(
                "small number in the logarithm",
                "What is the largest loss that your formula can charge for one answer?",
                _logit_variant("small number"),
            ),
            Mistake(
                "clipped probability",
                "Two neurons are wrong by z = 40 and z = 400. Does your loss tell them apart?",
                _logit_variant("clipped"),
            ),
            Mistake(
                "logarithm of a rounded probability",
                "What is 1 − σ(40) in floating point, and what is its logarithm?",
                _logit_variant("rounded"),
            ),
            Mistake(
                "exponential overflows",
                "What does exp(1000) give, and what can be taken out of the logarithm before it?",
                _logit_variant("overflow"),
            ),
            Mistake(
                "slope kept",
                "Sigmoid with cross-entropy: what becomes of the slope of the sigmoid?",
                _logit_variant("slope kept"),
            ),
            Mistake(
                "gradient not repaired",
                "Your loss is repaired. Is the program's third line the slope of it?",
                _logit_variant("half repaired"),
            ),
            Mistake(
                "missing 1/N in the gradient",
                "Your loss is an average over the samples. Is your gradient the slope of it?",
                _logit_variant("not averaged"),
            ),
            Mistake(
                "sums, not means",
                "If every sample is given twice, should the loss double?",
                _logit_variant("sums"),
            ),
            Mistake(
                "1/N twice",
                "How often does the number of samples divide the gradient, and how often the loss?",
                _logit_variant("twice"),
            ),
            Mistake(
                "divided by the outputs",
                "Over what does this loss average: samples, outputs, or both?",
                _logit_variant("classes"),
            ),
            Mistake(
                "sign of the gradient",
                "Where y is 1, does the loss rise or fall when z grows?",
                _logit_variant("sign"),
            ),
        ),
    ),
    Exercise(
        name="stable_softmax",
        title="Softmax that never overflows",
        kind="function",
        reference=stable_softmax,
        cases=_softmax_cases,
        points=2,
        difficulty=2,
        minutes=3,
        read_again=_LOGSUMEXP,
        mistakes=(
            Mistake(
                "softmax over the samples",
                "Which numbers should add up to 1: those of one sample, or those of one class?",
                _softmax_variant("over samples"),
            ),
            Mistake(
                "no shift",
                "What is exp(4000), and exp(−4000), in floating point?",
                _softmax_variant("no shift"),
            ),
            Mistake(
                "one shift for all rows",
                "If one row is thousands above another, what is left of the lower row?",
                _softmax_variant("one shift"),
            ),
            Mistake(
                "shifted by the mean",
                "After your shift, how large can the largest logit of a row still be?",
                _softmax_variant("mean shift"),
            ),
            Mistake(
                "one sum for all rows",
                "Is the sum of one row of your result 1, or the sum of the whole array?",
                _softmax_variant("one sum"),
            ),
            Mistake(
                "not divided",
                "The largest entry of each of your rows is 1. What should the sum be?",
                _softmax_variant("largest is 1"),
            ),
            Mistake(
                "log-probabilities",
                "Can a probability be negative?",
                _softmax_variant("logarithm"),
            ),
            Mistake(
                "a sigmoid for each class",
                "Do the classes compete in your formula: does raising one lower the others?",
                _softmax_variant("sigmoids"),
            ),
        ),
    ),
    Exercise(
        name="cross_entropy_by_prediction",
        title="Cross-entropy by the probabilities",
        kind="function",
        reference=cross_entropy_by_prediction,
        cases=_entropy_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again=_SOFTMAX,
        mistakes=(
            Mistake(
                "gradient by the logits",
                "Is p − y the slope by p, or by the numbers that went into softmax?",
                _entropy_variant("by logit"),
            ),
            Mistake(
                "a slope for every class",
                "Which entries of P does the loss look at, and what is its slope by the others?",
                _entropy_variant("every class"),
            ),
            Mistake(
                "binary loss for many classes",
                "Does this loss charge for the other classes too, or only for the true one?",
                _entropy_variant("binary"),
            ),
            Mistake(
                "whole columns taken",
                "How many numbers does P[:, labels] pick out, and how many do you want?",
                _entropy_variant("columns"),
            ),
            Mistake(
                "classes counted from 1",
                "What is the number of the first class?",
                _entropy_variant("from 1"),
            ),
            Mistake(
                "missing 1/N in the gradient",
                "Your loss is an average over the samples. Is your gradient the slope of it?",
                _entropy_variant("not averaged"),
            ),
            Mistake(
                "sums, not means",
                "If every sample is given twice, should the loss double?",
                _entropy_variant("sums"),
            ),
            Mistake(
                "1/N twice",
                "How often does the number of samples divide the gradient, and how often the loss?",
                _entropy_variant("twice"),
            ),
            Mistake(
                "divided by the classes",
                "Over how many numbers is the mean taken: one a sample, or one a sample and class?",
                _entropy_variant("classes"),
            ),
            Mistake(
                "logarithm forgotten",
                "Which function of the true class's probability has the slope 1/p?",
                _entropy_variant("no logarithm"),
            ),
            Mistake(
                "small number in the logarithm",
                "Where the true class has p = 1e-20, what should the loss be, and what is yours?",
                _entropy_variant("small number"),
            ),
            Mistake(
                "smaller number in the logarithm",
                "Which loss does your formula charge for p = 1e-20, and which for p = 1e-30?",
                _entropy_variant("smaller number"),
            ),
            Mistake(
                "clipped probability",
                "Two predictions give the truth 1e-15 and 1e-20. Does your loss tell them apart?",
                _entropy_variant("clipped"),
            ),
            Mistake(
                "sign of the gradient",
                "When the true class becomes likelier, does the loss rise or fall?",
                _entropy_variant("sign"),
            ),
        ),
    ),
    Exercise(
        name="softmax_loss",
        title="Softmax and cross-entropy in one",
        kind="function",
        reference=softmax_loss,
        cases=_softmax_loss_cases,
        points=4,
        difficulty=3,
        minutes=5,
        read_again=_LOGSUMEXP,
        mistakes=(
            Mistake(
                "one-hot not subtracted",
                "Every entry of your gradient pushes its logit down. Which one should go up?",
                _softmax_loss_variant("not subtracted"),
            ),
            Mistake(
                "missing 1/N in the gradient",
                "Your loss is an average over the samples. Is your gradient the slope of it?",
                _softmax_loss_variant("not averaged"),
            ),
            Mistake(
                "sums, not means",
                "If every sample is given twice, should the loss double?",
                _softmax_loss_variant("sums"),
            ),
            Mistake(
                "1/N twice",
                "How often does the number of samples divide the gradient, and how often the loss?",
                _softmax_loss_variant("twice"),
            ),
            Mistake(
                "divided by the classes",
                "Over how many numbers is the mean taken: one a sample, or one a sample and class?",
                _softmax_loss_variant("classes"),
            ),
            Mistake(
                "softmax over the samples",
                "Which numbers should add up to 1: those of one sample, or those of one class?",
                _softmax_loss_variant("over samples"),
            ),
            Mistake(
                "no shift",
                "What is exp(5000) in floating point, and what may be subtracted from a row?",
                _softmax_loss_variant("no shift"),
            ),
            Mistake(
                "logarithm of a rounded probability",
                "A true class lies 4,000 below: what is its probability after rounding?",
                _softmax_loss_variant("rounded"),
            ),
            Mistake(
                "small number in the logarithm",
                "What is the largest loss that your formula can charge for one sample?",
                _softmax_loss_variant("small number"),
            ),
            Mistake(
                "softmax applied twice on the way back",
                "Is p − y the slope by p, or is softmax's own derivative already in it?",
                _softmax_loss_variant("jacobian"),
            ),
            Mistake(
                "slope kept",
                "Which factor cancels on the way from p to z, and is it still in your gradient?",
                _softmax_loss_variant("slope kept"),
            ),
            Mistake(
                "sign of the gradient",
                "When the true class's logit grows, does the loss rise or fall?",
                _softmax_loss_variant("sign"),
            ),
        ),
    ),
    Exercise(
        name="row_sum_forensics",
        title="Name six gradients",
        kind="numbers",
        reference=_LETTERS,
        points=2,
        difficulty=3,
        minutes=4,
        read_again=_SOFTMAX,
        mistakes=(
            Mistake(
                "size overlooked",
                "Which of the two has entries that are N times those of the other?",
                {"right": "B", "not_averaged": "D"},
            ),
            Mistake(
                "row sums exchanged",
                "Which mistake gives every row the same sum, and which gives each its own?",
                {"not_subtracted": "A", "over_samples": "E"},
            ),
            Mistake(
                "small for shifted",
                "In which row does the negative entry stand at another class than the label?",
                {"softmax_twice": "C", "wrong_labels": "F"},
            ),
            Mistake(
                "zero sums taken for a proof",
                "Four arrays have rows that sum to zero. Which has one negative entry in every "
                "row, at the label, and the size of (p − y)/N?",
                {"right": "F", "softmax_twice": "D"},
            ),
        ),
    ),
    Exercise(
        name="temperature_slope",
        title="One knob for all logits",
        kind="function",
        reference=temperature_slope,
        cases=_temperature_cases,
        points=3,
        difficulty=4,
        minutes=5,
        read_again=_SOFTMAX,
        mistakes=(
            Mistake(
                "true class only",
                "By how many roads does T reach the loss of one sample?",
                _temperature_variant("true class"),
            ),
            Mistake(
                "T not squared",
                "What is the slope of z/T by T?",
                _temperature_variant("T once"),
            ),
            Mistake(
                "slope of a quotient",
                "When T grows, does z/T grow or shrink, and at which rate?",
                _temperature_variant("slope of 1/T"),
            ),
            Mistake(
                "sign",
                "When T grows, does a positive z/T grow or shrink?",
                _temperature_variant("sign"),
            ),
            Mistake(
                "T forgotten in softmax",
                "Which numbers went into softmax here: z, or something else?",
                _temperature_variant("T forgotten"),
            ),
            Mistake(
                "multiplied by T",
                "Which numbers went into softmax here: T z, or something else?",
                _temperature_variant("multiplied"),
            ),
            Mistake(
                "one-hot not subtracted",
                "What is the slope of the loss by one logit, for the true class?",
                _temperature_variant("not subtracted"),
            ),
            Mistake(
                "not averaged",
                "If every sample is given twice, should the slope double?",
                _temperature_variant("not averaged"),
            ),
            Mistake(
                "divided by the classes",
                "What is done with several roads to the loss: are they added, or averaged?",
                _temperature_variant("classes"),
            ),
        ),
    ),
]
