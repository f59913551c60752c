"""Exercises of lesson 09: XOR, where training fails often enough to be studied."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import sigmoid
from bplib.checks import Case, Exercise, Mistake, call_case
from bplib.datasets import xor

Parameters = tuple[Any, Any, Any, Any]

# ---- no line separates the corners ---------------------------------------------------------------


def _corner_sums(bias: int = 2, low_is_zero: bool = False) -> tuple[Any, Any, Any, Any]:
    """Return w3, low, high and the sum of two opposite scores of a line."""
    import sympy

    w1, w2, w3, b, low, high = sympy.symbols("w1 w2 w3 b l h", real=True)
    low_, high_ = (0, 1) if low_is_zero else (low, high)
    return w3, low_, high_, (w1 + w2) * (low_ + high_) + bias * b


def _no_line() -> dict[str, Any]:
    w3, low, high, both = _corner_sums()
    return {"ones": both, "zeros": both, "gap": -w3 * (high - low) ** 2}


def _bias_once() -> dict[str, Any]:
    *_, both = _corner_sums(bias=1)
    return {"ones": both, "zeros": both}


def _corners_zero_one() -> dict[str, Any]:
    w3, _, _, both = _corner_sums(low_is_zero=True)
    return {"ones": both, "zeros": both, "gap": -w3}


def _gap_the_other_way() -> dict[str, Any]:
    return {"gap": -_no_line()["gap"]}


def _product_once() -> dict[str, Any]:
    w3, low, high, _ = _corner_sums()
    return {"gap": w3 * (low * high - high**2 - low**2)}


def _each_its_own_corner() -> dict[str, Any]:
    import sympy

    w1, w2, b, low, high = sympy.symbols("w1 w2 b l h", real=True)
    return {"ones": 2 * (w1 * low + w2 * high + b), "zeros": 2 * ((w1 + w2) * low + b)}


# ---- two units by hand, and a claim made true ----------------------------------------------------


def _least_confidence(hidden: int, activation: str) -> Callable[[Any], float]:
    """Return the measure "smallest probability given to a right answer" of a 2-H-1 network."""

    def measure(weights: Any) -> float:
        from bplib.network import Network

        network = Network((2, hidden, 1), activation, "binary_cross_entropy")
        if isinstance(weights, dict):
            if set(weights) != {"W1", "b1", "W2", "b2"}:
                raise ValueError("give W1, b1, W2 and b2")
            weights = [weights[name] for name in ("W1", "b1", "W2", "b2")]
        network.set_parameters([np.asarray(array, dtype=float) for array in weights])
        X, Y = xor()
        P = network.forward(X)
        return float(np.where(Y == 1, P, 1 - P).min())

    return measure


def _by_hand() -> dict[str, Any]:
    """Return OR minus AND, each a steep sigmoid."""
    return {
        "W1": [[20.0, 20.0], [20.0, 20.0]],
        "b1": [-10.0, -30.0],
        "W2": [[20.0], [-20.0]],
        "b2": [-10.0],
    }


def _claim_made_true() -> list[Any]:
    """Return weights of a trained 2-4-1 ReLU network that solves XOR."""
    from bplib.many_seeds import draw, train

    return train(draw([2], 4, "relu"), *xor(), lr=0.5, steps=1000, progress=False).one(0)


# ---- the training loop ---------------------------------------------------------------------------


def train_xor(
    X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any, lr: float, steps: int
) -> Parameters:
    """Return the parameters after full-batch descent on the mean binary cross-entropy."""
    for _ in range(steps):
        A1 = sigmoid(X @ W1 + b1)
        dZ2 = (sigmoid(A1 @ W2 + b2) - Y) / len(X)
        dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
        W1, b1 = W1 - lr * X.T @ dZ1, b1 - lr * dZ1.sum(axis=0)
        W2, b2 = W2 - lr * A1.T @ dZ2, b2 - lr * dZ2.sum(axis=0)
    return W1, b1, W2, b2


def _train_variant(kind: str) -> Callable[..., Parameters]:
    """Return the loop with one mistake."""

    def train(
        X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any, lr: float, steps: int
    ) -> Parameters:
        step = -lr if kind == "uphill" else lr
        samples = 1 if kind == "summed" else len(X)
        first = None
        for _ in range(steps - (kind == "one step short")):
            A1 = sigmoid(X @ W1 + b1)
            if kind == "forward once":
                first = A1 = A1 if first is None else first
            P = sigmoid(A1 @ W2 + b2)
            dZ2 = (P - Y) / samples
            if kind == "slope kept":
                dZ2 = dZ2 * P * (1 - P)
            dW2, db2 = A1.T @ dZ2, dZ2.sum(axis=0)
            if kind == "updated W2":
                W2 = W2 - step * dW2
            slope = 1.0 if kind == "no slope" else A1 * (1 - A1)
            dZ1 = dZ2 @ W2.T * slope
            if kind != "updated W2":
                W2 = W2 - step * dW2
            db1 = dZ1.sum(axis=0)
            if kind == "biases averaged":
                db1, db2 = db1 / len(X), db2 / len(X)
            if kind != "no biases":
                b1, b2 = b1 - step * db1, b2 - step * db2
            W1 = W1 - step * X.T @ dZ1
        return W1, b1, W2, b2

    return train


def _train_in_place(
    X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any, lr: float, steps: int
) -> Parameters:
    new = train_xor(X, Y, W1, b1, W2, b2, lr, steps)
    for old, array in zip((W1, b1, W2, b2), new, strict=True):
        old[...] = array
    return W1, b1, W2, b2


def _train_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, inputs: int, hidden: int, steps: int) -> Case:
        labels = rng.permutation([0.0, 1.0] + [1.0] * (samples - 2))[:, np.newaxis]
        return call_case(
            note,
            X=rng.normal(size=(samples, inputs)),
            Y=labels,
            W1=rng.normal(size=(inputs, hidden)),
            b1=rng.normal(size=hidden),
            W2=rng.choice([-1, 1], (hidden, 1)) * rng.uniform(0.5, 2, (hidden, 1)),
            b2=rng.choice([-1, 1], 1) * rng.uniform(0.3, 1, 1),
            lr=float(rng.uniform(0.3, 0.9)),
            steps=steps,
        )

    return [
        case("five samples, three hidden units", 5, 2, 3, 3),
        case("six samples, four inputs", 6, 4, 2, 4),
        case("seven samples, five hidden units", 7, 3, 5, 6),
        case("one step", 4, 2, 6, 1),
    ]


# ---- a start without twins -----------------------------------------------------------------------


def xor_start(hidden: int, scale: float, seed: int) -> Parameters:
    """Return W1 (2, H) and W2 (H, 1) drawn in this order from one generator, and zero biases."""
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, scale, (2, hidden))
    return W1, np.zeros(hidden), rng.normal(0, scale, (hidden, 1)), np.zeros(1)


def _start_variant(kind: str) -> Callable[[int, float, int], Parameters]:
    """Return the start with one mistake."""

    def start(hidden: int, scale: float, seed: int) -> Parameters:
        rng = np.random.default_rng(seed)
        spread = {"no scale": 1.0, "variance": np.sqrt(scale)}.get(kind, scale)
        b1, b2 = np.zeros(hidden), np.zeros(1)
        if kind == "not repaired":
            columns = [np.random.default_rng(seed).normal(0, scale, (2, 1)) for _ in range(hidden)]
            W2 = np.full((hidden, 1), np.random.default_rng(seed).normal(0, scale))
            return np.hstack(columns), b1, W2, b2
        if kind == "W2 first":
            W2 = rng.normal(0, spread, (hidden, 1))
            return rng.normal(0, spread, (2, hidden)), b1, W2, b2
        if kind == "unit by unit":
            W1 = np.hstack([rng.normal(0, spread, (2, 1)) for _ in range(hidden)])
        elif kind == "uniform":
            W1 = rng.uniform(-spread, spread, (2, hidden))
        else:
            W1 = rng.normal(0, spread, (2, hidden))
        if kind == "biases drawn":
            b1 = rng.normal(0, spread, hidden)
        if kind == "seed again":
            rng = np.random.default_rng(seed)
        W2 = rng.normal(0, spread, (hidden, 1))
        return W1, b1, np.full((hidden, 1), W2[0]) if kind == "one W2" else W2, b2

    return start


def _start_cases(rng: np.random.Generator) -> list[Case]:
    def case(hidden: int, low: float, high: float) -> Case:
        scale, seed = float(rng.uniform(low, high)), int(rng.integers(1, 10_000))
        return call_case("", hidden=hidden, scale=scale, seed=seed)

    return [case(3, 0.05, 0.3), case(5, 1.5, 3.0), case(4, 0.3, 0.7), case(7, 3.0, 5.0)]


# ---- levels at which training fails --------------------------------------------------------------

_LEVELS = {
    "right_answers": 3,
    "shared_answer": 2 / 3,
    "loss_three_share": (np.log(3) + 2 * np.log(1.5)) / 4,
    "loss_all_share": np.log(2),
    "loss_two_share": np.log(2) / 2,
}


def shared_level(Y: Any, groups: Any) -> float:
    """Return the least mean cross-entropy if samples of one group must share one answer."""
    total = 0.0
    for group in np.unique(groups):
        inside = np.asarray(Y)[np.asarray(groups) == group]
        for share in (inside.mean(), 1 - inside.mean()):
            if share > 0:
                total -= len(inside) * share * np.log(share)
    return float(total / len(Y))


def _level_variant(kind: str) -> Callable[[Any, Any], float]:
    """Return the level with one mistake."""

    def entropy(share: float) -> float:
        if kind == "squared":
            return share * (1 - share)
        parts = [share] if kind == "ones only" else [share, 1 - share]
        if kind == "not a number":
            return -sum(p * np.log(p) if p else np.nan for p in parts)
        return -sum(p * np.log(p) for p in parts if p)

    def level(Y: Any, groups: Any) -> float:
        names = np.unique(groups)
        members = [Y[groups == name] for name in names]
        if kind == "half":
            values = [np.log(2) if 0 < m.mean() < 1 else 0.0 for m in members]
        elif kind == "overall share":
            values = [
                -np.mean(m * np.log(Y.mean()) + (1 - m) * np.log(1 - Y.mean())) for m in members
            ]
        else:
            values = [entropy(m.mean()) for m in members]
        if kind == "groups alike":
            return float(np.mean(values))
        if kind == "groups added":
            return float(np.sum(values))
        total = float(np.dot(values, [len(m) for m in members]))
        total /= np.log(2) if kind == "bits" else 1.0
        return total if kind == "summed" else total / len(Y)

    return level


def _level_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, *counts: tuple[int, int]) -> Case:
        """Shuffle groups of so many zeros and ones each together."""
        Y = np.concatenate([[0.0] * zeros + [1.0] * ones for zeros, ones in counts])
        groups = np.repeat(np.arange(len(counts)), [sum(count) for count in counts])
        order, names = rng.permutation(len(Y)), rng.permutation(9)[: len(counts)]
        return call_case(note, Y=Y[order], groups=names[groups[order]])

    some = [int(k) for k in rng.integers(1, 4, 4)]
    return [
        case("a group of three and a group of one", (1, 2), (1, 0)),
        case("two mixed groups of different size", (some[0], some[0] + 1), (2, 6)),
        case("all in one group", (2, 2 + some[1])),
        case("a pure group", (0, 2), (1, 3 + some[2]), (3, 1)),
        case("three mixed groups", (1, 5), (4, 2), (some[3], 2 * some[3] + 3)),
    ]


# ---- how often -----------------------------------------------------------------------------------


def success_rate(P: Any, Y: Any, margin: float) -> tuple[float, float]:
    """Return the share of networks with every answer right by more than a margin, and its error."""
    towards_right = (P - 0.5) * (2 * Y - 1)
    right = towards_right > margin
    share = right.all(axis=0).mean()
    return float(share), float(np.sqrt(share * (1 - share) / P.shape[1]))


def _success_variant(kind: str) -> Callable[[Any, Any, float], tuple[float, float]]:
    """Return the rate with one mistake."""

    def rate(P: Any, Y: Any, margin: float) -> tuple[float, float]:
        towards = (P - 0.5) * (2 * Y - 1)
        right = towards > (0.0 if kind == "no margin" else margin)
        if kind == "at the margin":
            right = towards >= margin
        if kind == "ones only":
            right = np.where(Y == 1, towards > margin, towards > -margin)
        if kind == "from zero":
            right = towards > 0.5 - margin
        solved = right.any(axis=0) if kind == "any" else right.all(axis=0)
        if kind == "mean answer":
            solved = towards.mean(axis=0) > margin
        if kind == "answers":
            share = right.mean()
        elif kind == "samples":
            share = right.all(axis=1).mean()
        else:
            share = solved.mean()
        variance = share * (1 - share)
        networks = len(P) if kind == "samples counted" else P.shape[1]
        error = np.sqrt(variance / networks)
        if kind == "spread":
            error = np.sqrt(variance)
        if kind == "no root":
            error = variance / networks
        if kind == "counted":
            share = solved.sum()
        return float(share), float(error)

    return rate


def _success_cases(rng: np.random.Generator) -> list[Case]:
    def case(
        note: str, samples: int, networks: int, margin: float, at_margin: bool = False
    ) -> Case:
        Y = np.array([0.0, 1.0, *rng.integers(0, 2, samples - 2)])[:, np.newaxis]
        towards = rng.uniform(margin + 0.01, 0.49, (samples, networks))
        hardly = margin if at_margin else rng.uniform(0.1, 0.9) * margin
        towards[0, 1::10] = hardly  # a 0 that is right, but hardly
        towards[1, 6::10] = hardly  # and a 1
        towards[-1, 2::5] *= -1  # one answer wrong
        towards[np.arange(samples) != 1, 3::5] *= -1  # one answer right
        towards[0, 4::5] = -0.9 * margin  # a 0 answered with a little more than 1/2
        P = 0.5 + towards * (2 * Y - 1)
        return call_case(note, P=P[:, rng.permutation(networks)], Y=Y, margin=margin)

    return [
        case("eleven networks", 4, 11, float(rng.uniform(0.1, 0.2))),
        case("six samples", 6, 17, float(rng.uniform(0.2, 0.3))),
        case("twenty-three networks", 7, 23, float(rng.uniform(0.05, 0.15))),
        case("five samples", 5, 14, float(rng.uniform(0.1, 0.3))),
        case("answers at the margin", 4, 19, 0.25, at_margin=True),
    ]


# ---- loss and gradient that belong together ------------------------------------------------------


def _deltas(P: Any, Y: Any) -> dict[str, Any]:
    """Return dL/dZ by the name of the loss, for a sigmoid output, (N, 1)."""
    error, slope = (P - Y) / len(P), P * (1 - P)
    return {
        "mse": 2 * error * slope,
        "half_squared_error": error * slope,
        "binary_cross_entropy": error,
    }


def which_loss(P: Any, Y: Any, dZ: Any) -> str:
    """Return the loss whose delta dZ is, or "none"."""
    for name, delta in _deltas(P, Y).items():
        if np.allclose(dZ, delta, rtol=1e-6, atol=0):
            return name
    return "none"


def _loss_variant(kind: str) -> Callable[[Any, Any, Any], str]:
    """Return the detective with one mistake."""

    def matches(dZ: Any, delta: Any, samples: int) -> bool:
        if kind == "first entry":
            return bool(np.isclose(dZ[0, 0], delta[0, 0]))
        if kind == "some entry":
            return bool(np.isclose(dZ, delta).any())
        if kind == "up to a factor":
            return bool(np.ptp(dZ / delta) < 1e-6)
        if kind == "sizes":
            return bool(np.allclose(abs(dZ), abs(delta)))
        return bool(np.allclose(dZ, delta * (samples if kind == "not averaged" else 1)))

    def detect(P: Any, Y: Any, dZ: Any) -> str:
        deltas = _deltas(P, Y)
        if kind == "by the prediction":
            error, slope = (P - Y) / len(P), P * (1 - P)
            by_p = [2 * error, error, error / slope]
            deltas = dict(zip(deltas, by_p, strict=True))
        if kind == "never none":
            return min(deltas, key=lambda name: float(np.abs(deltas[name] - dZ).sum()))
        for name, delta in deltas.items():
            if matches(dZ, delta, len(P)):
                return name
        return "none"

    return detect


def _loss_cases(rng: np.random.Generator) -> list[Case]:
    def case(
        note: str, name: str, factor: float = 1.0, spoilt: Any = None, moved: bool = False
    ) -> Case:
        samples = int(rng.integers(4, 8))
        Y = rng.permutation([0.0, 1.0, *rng.integers(0, 2, samples - 2)])[:, np.newaxis]
        P = rng.uniform(0.08, 0.42, (samples, 1))  # so that slopes differ between the samples
        P = np.where(rng.random((samples, 1)) < 0.5, P, 1 - P)
        dZ = factor * _deltas(P, Y)[name]
        if spoilt is not None:
            dZ[spoilt] *= rng.uniform(1.2, 1.9, dZ[spoilt].shape)
        if moved:  # from one entry to another: the sum stays
            dZ[1:3, 0] += rng.uniform(0.002, 0.004) * np.array([1.0, -1.0])
        return call_case(note, P=P, Y=Y, dZ=dZ)

    return [
        case("first program", "half_squared_error"),
        case("second program", "binary_cross_entropy"),
        case("third program", "mse"),
        case("fourth program", "binary_cross_entropy", factor=9.0),
        case("fifth program", "mse", spoilt=slice(1, None)),
        case("sixth program", "binary_cross_entropy", factor=-1.0),
        case("seventh program", "half_squared_error", spoilt=slice(0, 1)),
        case("eighth program", "mse", spoilt=slice(2, 3)),
        case("ninth program", "binary_cross_entropy", moved=True),
    ]


Repaired = tuple[float, Any, Any, Any, Any]


def mismatched_gradients(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Repaired:
    """Return the mean squared error and its true gradients."""
    A1 = sigmoid(X @ W1 + b1)
    P = sigmoid(A1 @ W2 + b2)
    dZ2 = 2 * (P - Y) / P.size * P * (1 - P)
    dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
    loss = float(np.mean((P - Y) ** 2))
    return loss, X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0)


def _mismatch_variant(kind: str) -> Callable[..., Repaired]:
    """Return the program with one mistake, or as it was printed."""

    def gradients(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Repaired:
        Z1 = X @ W1 + b1
        A1 = sigmoid(Z1)
        Z2 = A1 @ W2 + b2
        P = sigmoid(Z2)
        N, error = len(X), P - Y
        loss = float(np.mean(error**2))
        if kind == "loss changed":
            loss = float(np.mean(np.logaddexp(0, Z2) - Y * Z2))
        slope = P * (1 - P)
        if kind == "slope at a":
            slope = sigmoid(P) * (1 - sigmoid(P))
        dZ2 = {
            "not repaired": error,
            "slope only": error * slope,
            "sums": 2 * error * slope,
            "no factor 2": error * slope / N,
            "cross-entropy": error / N,
            "no slope": 2 * error / N,
            "loss changed": error / N,
        }.get(kind, 2 * error * slope / N)
        dZ1 = dZ2 @ W2.T * (1.0 if kind == "hidden slope" else A1 * (1 - A1))
        averaged = kind in ("not repaired", "biases averaged", "slope only")
        db1, db2 = (dZ.mean(axis=0) if averaged else dZ.sum(axis=0) for dZ in (dZ1, dZ2))
        return loss, X.T @ dZ1, db1, A1.T @ dZ2, db2

    return gradients


def _mismatch_cases(rng: np.random.Generator) -> list[Case]:
    def draw(samples: int, inputs: int, hidden: int) -> dict[str, Any]:
        return {
            "X": rng.normal(size=(samples, inputs)),
            "Y": rng.permutation([0.0, 1.0] + [0.0] * (samples - 2))[:, np.newaxis],
            "W1": rng.normal(size=(inputs, hidden)),
            "b1": rng.normal(size=hidden),
            "W2": rng.choice([-1, 1], (hidden, 1)) * rng.uniform(0.5, 1.5, (hidden, 1)),
            "b2": rng.choice([-1, 1], 1) * rng.uniform(0.3, 1, 1),
        }

    def case(note: str, *sizes: int) -> Case:
        arguments = draw(*sizes)
        while abs(mismatched_gradients(**arguments)[-1][0]) < 0.02:  # samples that cancel
            arguments = draw(*sizes)
        return call_case(note, **arguments)

    return [
        case("five samples, three hidden units", 5, 2, 3),
        case("six samples, four inputs", 6, 4, 2),
        case("three samples, five hidden units", 3, 2, 5),
        case("seven samples", 7, 3, 4),
    ]


EXERCISES = [
    Exercise(
        name="no_line",
        title="Prove that no line separates XOR",
        kind="expressions",
        reference=_no_line,
        symbols={
            "w1": (-2, 2),
            "w2": (-2, 2),
            "w3": (0.5, 2),
            "b": (-2, 2),
            "l": (-1.5, -0.2),
            "h": (0.5, 2),
        },
        points=2,
        difficulty=2,
        minutes=4,
        read_again="By hand: why one line is not enough",
        mistakes=(
            Mistake(
                "bias once",
                "You added two scores. How many biases are in the sum?",
                _bias_once,
            ),
            Mistake(
                "corners at 0 and 1",
                "Which two values do the inputs take here?",
                _corners_zero_one,
            ),
            Mistake(
                "difference the other way round",
                "Which of the two sums is to be subtracted from which?",
                _gap_the_other_way,
            ),
            Mistake(
                "product counted once",
                "At how many of the four corners does x1 times x2 appear?",
                _product_once,
            ),
            Mistake(
                "one corner doubled",
                "Two corners make each sum. Do both have the same score?",
                _each_its_own_corner,
            ),
        ),
    ),
    Exercise(
        name="two_units_by_hand",
        title="Build XOR from two units",
        kind="training",
        reference=_by_hand,
        measure=_least_confidence(2, "sigmoid"),
        at_least=0.95,
        unit="is the smallest probability that a right answer gets",
        points=2,
        difficulty=2,
        minutes=5,
        read_again="By hand: two units are enough on paper",
    ),
    Exercise(
        name="train_xor",
        title="Train a two-layer network",
        kind="function",
        reference=train_xor,
        cases=_train_cases,
        points=4,
        difficulty=3,
        minutes=8,
        pure=True,
        read_again="In NumPy: train, and ask how often",
        mistakes=(
            Mistake(
                "updated W2 in the hidden delta",
                "Which W2 did the forward pass use when you send the delta back through it?",
                _train_variant("updated W2"),
            ),
            Mistake(
                "summed over the samples",
                "If every sample came twice, should the step be twice as long?",
                _train_variant("summed"),
            ),
            Mistake(
                "slope of the output kept",
                "Which factor did cross-entropy cancel in lesson 04?",
                _train_variant("slope kept"),
            ),
            Mistake(
                "slope of the hidden units forgotten",
                "What does a saturated hidden unit let through on the way back?",
                _train_variant("no slope"),
            ),
            Mistake(
                "uphill",
                "Does the loss fall along the gradient or against it?",
                _train_variant("uphill"),
            ),
            Mistake(
                "biases averaged twice",
                "The 1/N is in the delta already. Where does it come in again?",
                _train_variant("biases averaged"),
            ),
            Mistake(
                "biases never move",
                "Which four arrays are to be updated?",
                _train_variant("no biases"),
            ),
            Mistake(
                "hidden layer computed once",
                "After the first update, are the hidden activations still the same?",
                _train_variant("forward once"),
            ),
            Mistake(
                "one step short",
                "How many updates does your loop make if steps is 1?",
                _train_variant("one step short"),
            ),
            Mistake(
                "the start overwritten",
                "Could somebody train again from the same start after calling your function?",
                _train_in_place,
            ),
        ),
    ),
    Exercise(
        name="xor_start",
        title="Repair a start that makes twins",
        kind="function",
        reference=xor_start,
        cases=_start_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again="Twins stay twins",
        mistakes=(
            Mistake(
                "not repaired yet",
                "What does a generator return first if it is made anew from the same seed?",
                _start_variant("not repaired"),
            ),
            Mistake(
                "the seed used again for W2",
                "How many generators does the specification allow?",
                _start_variant("seed again"),
            ),
            Mistake(
                "W2 drawn first",
                "Which array should get the generator's first numbers?",
                _start_variant("W2 first"),
            ),
            Mistake(
                "unit by unit",
                "In which order does one call for the whole matrix fill it, by row or by column?",
                _start_variant("unit by unit"),
            ),
            Mistake(
                "all output weights equal",
                "How many numbers does W2 need if every unit is to have its own?",
                _start_variant("one W2"),
            ),
            Mistake(
                "scale forgotten",
                "What is the standard deviation of your weights?",
                _start_variant("no scale"),
            ),
            Mistake(
                "scale as a variance",
                "Is the scale the standard deviation or its square?",
                _start_variant("variance"),
            ),
            Mistake(
                "uniform numbers",
                "From which distribution should the weights come?",
                _start_variant("uniform"),
            ),
            Mistake(
                "biases drawn",
                "What should the biases be at the start?",
                _start_variant("biases drawn"),
            ),
        ),
    ),
    Exercise(
        name="relu_claim",
        title="Correct a published claim",
        kind="numbers",
        reference=_LEVELS,
        points=1,
        difficulty=2,
        minutes=4,
        read_again="Three points share one answer",
        mistakes=(
            Mistake(
                "four right",
                "What does the program print when it is run?",
                {"right_answers": 4},
            ),
            Mistake(
                "one half for three",
                "Of the three corners that share the answer, how many want a 1?",
                {"shared_answer": 0.5},
            ),
            Mistake(
                "the fourth corner left out of the mean",
                "Over how many samples is the loss averaged?",
                {"loss_three_share": (np.log(3) + 2 * np.log(1.5)) / 3},
            ),
            Mistake(
                "pair's loss not averaged",
                "Two corners are answered perfectly. Do they count in the mean?",
                {"loss_two_share": np.log(2)},
            ),
            Mistake(
                "summed",
                "Is this loss a sum over the corners or a mean?",
                {"loss_all_share": 4 * np.log(2)},
            ),
        ),
    ),
    Exercise(
        name="shared_level",
        title="Compute the level of a failure",
        kind="function",
        reference=shared_level,
        cases=_level_cases,
        points=3,
        difficulty=3,
        minutes=6,
        read_again="Three points share one answer",
        mistakes=(
            Mistake(
                "every group counts alike",
                "Should a group of one weigh as much as a group of three?",
                _level_variant("groups alike"),
            ),
            Mistake(
                "groups added",
                "Is the loss a mean over groups, over samples, or a sum?",
                _level_variant("groups added"),
            ),
            Mistake(
                "summed over the samples",
                "How does your level change if every sample comes twice?",
                _level_variant("summed"),
            ),
            Mistake(
                "one half for every mixed group",
                "Two ones and a zero share an answer. Which answer costs least?",
                _level_variant("half"),
            ),
            Mistake(
                "one answer for all groups",
                "May different groups get different answers?",
                _level_variant("overall share"),
            ),
            Mistake(
                "zeros not charged",
                "Which part of the cross-entropy belongs to the samples with label 0?",
                _level_variant("ones only"),
            ),
            Mistake(
                "bits",
                "Which logarithm does the loss of this course use?",
                _level_variant("bits"),
            ),
            Mistake(
                "squared error",
                "Whose least value is p (1 - p)?",
                _level_variant("squared"),
            ),
            Mistake(
                "0 ln 0",
                "What should a group without a single 1 cost, and what does 0 times ln 0 give?",
                _level_variant("not a number"),
            ),
        ),
    ),
    Exercise(
        name="all_four_right",
        title="Repair the claim: train to all four right",
        kind="training",
        reference=_claim_made_true,
        measure=_least_confidence(4, "relu"),
        at_least=0.95,
        unit="is the smallest probability that a right answer gets",
        points=2,
        difficulty=2,
        minutes=4,
        read_again="Three points share one answer",
    ),
    Exercise(
        name="success_rate",
        title="Measure a success rate",
        kind="function",
        reference=success_rate,
        cases=_success_cases,
        points=3,
        difficulty=2,
        minutes=5,
        read_again="How often, and how sure",
        mistakes=(
            Mistake(
                "share of right answers",
                "Three of four answers are right. Has that network learnt XOR?",
                _success_variant("answers"),
            ),
            Mistake(
                "any for all",
                "How many answers of a network must be right for it to count?",
                _success_variant("any"),
            ),
            Mistake(
                "mean over a network's answers",
                "Can three good answers make up for a wrong one?",
                _success_variant("mean answer"),
            ),
            Mistake(
                "margin forgotten",
                "Does an answer of 0.5000001 count as a 1?",
                _success_variant("no margin"),
            ),
            Mistake(
                "at the margin",
                "With a margin of 0.25, does an answer of exactly 0.75 succeed?",
                _success_variant("at the margin"),
            ),
            Mistake(
                "margin for ones only",
                "How far below one half must the answer to a 0 be?",
                _success_variant("ones only"),
            ),
            Mistake(
                "margin from 0 and 1",
                "From where is the margin measured: from one half, or from the labels?",
                _success_variant("from zero"),
            ),
            Mistake(
                "samples for networks",
                "Which axis holds the networks, and over which one must all be right?",
                _success_variant("samples"),
            ),
            Mistake(
                "counted, not divided",
                "Is the rate a number of networks or a share of them?",
                _success_variant("counted"),
            ),
            Mistake(
                "error of one network",
                "Does your standard error shrink if there are a hundred times as many networks?",
                _success_variant("spread"),
            ),
            Mistake(
                "root forgotten",
                "Is the standard error a variance?",
                _success_variant("no root"),
            ),
            Mistake(
                "error by the number of samples",
                "How many independent trials are there?",
                _success_variant("samples counted"),
            ),
        ),
    ),
    Exercise(
        name="which_loss",
        title="Say which loss a gradient belongs to",
        kind="function",
        reference=which_loss,
        cases=_loss_cases,
        points=3,
        difficulty=3,
        minutes=6,
        read_again="A loss and a gradient that are strangers",
        mistakes=(
            Mistake(
                "slopes by the prediction",
                "Is the array that you are given a slope by p or by z?",
                _loss_variant("by the prediction"),
            ),
            Mistake(
                "equal up to a factor",
                "Does a gradient that is nine times too long belong to the loss?",
                _loss_variant("up to a factor"),
            ),
            Mistake(
                "sizes compared",
                "What would a step along a gradient of the opposite sign do?",
                _loss_variant("sizes"),
            ),
            Mistake(
                "one entry compared",
                "Can two different gradients agree in their first entry?",
                _loss_variant("first entry"),
            ),
            Mistake(
                "any entry will do",
                "How many entries must agree?",
                _loss_variant("some entry"),
            ),
            Mistake(
                "not averaged",
                "All three losses are means over the samples. Are your deltas, too?",
                _loss_variant("not averaged"),
            ),
            Mistake(
                "nearest loss taken",
                "What should your function say of a gradient that belongs to no loss?",
                _loss_variant("never none"),
            ),
        ),
    ),
    Exercise(
        name="mismatched_gradients",
        title="Repair a program whose loss and gradient are strangers",
        kind="function",
        reference=mismatched_gradients,
        cases=_mismatch_cases,
        points=4,
        difficulty=3,
        minutes=8,
        read_again="A loss and a gradient that are strangers",
        mistakes=(
            Mistake(
                "not repaired yet",
                "If the third output is nudged, by how much does the loss that is shown change?",
                _mismatch_variant("not repaired"),
            ),
            Mistake(
                "the loss changed instead",
                "Which of the two should stay: the loss that is shown, or the gradient?",
                _mismatch_variant("loss changed"),
            ),
            Mistake(
                "gradient of cross-entropy",
                "Squared error does not cancel the slope of the sigmoid. Where is it?",
                _mismatch_variant("cross-entropy"),
            ),
            Mistake(
                "slope of the output forgotten",
                "Between the squared error and z2 there is one more link. Which?",
                _mismatch_variant("no slope"),
            ),
            Mistake(
                "weights summed, biases averaged",
                "Where does the 1/N of the loss belong, so that every gradient gets it once?",
                _mismatch_variant("slope only"),
            ),
            Mistake(
                "biases averaged",
                "The delta holds the 1/N. What is left to do over the samples?",
                _mismatch_variant("biases averaged"),
            ),
            Mistake(
                "not averaged",
                "The loss is a mean. Is its gradient one?",
                _mismatch_variant("sums"),
            ),
            Mistake(
                "factor 2 forgotten",
                "What is the slope of a square?",
                _mismatch_variant("no factor 2"),
            ),
            Mistake(
                "hidden slope forgotten",
                "What does a saturated hidden unit let through on the way back?",
                _mismatch_variant("hidden slope"),
            ),
            Mistake(
                "slope taken at a",
                "What do you feed the slope of the sigmoid: z, or the sigmoid's own output?",
                _mismatch_variant("slope at a"),
            ),
        ),
    ),
]
