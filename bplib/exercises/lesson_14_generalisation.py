"""Exercises of lesson 14: what a network learns beyond its training data, and how one can tell."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.checks import Case, Exercise, Mistake, call_case, class_case
from bplib.losses import one_hot

Pair = tuple[Any, Any]

# ---- stopping early as a decay of weights --------------------------------------------------------


def _one_direction() -> tuple[Any, ...]:
    import sympy

    return sympy.symbols("eta lambda t alpha", positive=True)


def _stopping_as_decay() -> dict[str, Any]:
    eta, lam, t, alpha = _one_direction()
    left = (1 - eta * lam) ** t
    return {"stopped": 1 - left, "decayed": lam / (lam + alpha), "same": lam * left / (1 - left)}


def _what_is_left() -> dict[str, Any]:
    eta, lam, t, _ = _one_direction()
    return {"stopped": (1 - eta * lam) ** t}


def _steps_added() -> dict[str, Any]:
    eta, lam, t, _ = _one_direction()
    return {"stopped": t * eta * lam}


def _what_decay_takes() -> dict[str, Any]:
    _, lam, _, alpha = _one_direction()
    return {"decayed": alpha / (lam + alpha)}


def _half_forgotten() -> dict[str, Any]:
    _, lam, _, alpha = _one_direction()
    return {"decayed": lam / (lam + 2 * alpha)}


def _one_step_of_decay() -> dict[str, Any]:
    eta, _, _, alpha = _one_direction()
    return {"decayed": 1 - eta * alpha}


def _inverted_ratio() -> dict[str, Any]:
    eta, lam, t, _ = _one_direction()
    left = (1 - eta * lam) ** t
    return {"same": lam * (1 - left) / left}


# ---- what a test set can tell --------------------------------------------------------------------

_TEST_SET = {
    "one_image": 100 / 360,
    "standard_error": 100 * float(np.sqrt(0.97 * 0.03 / 360)),
    "needed": 0.97 * 0.03 / 0.002**2,
}


def honest_report(validation: Any, test: Any, n_test: int) -> Pair:
    """Return the test accuracy of the run and epoch chosen on validation, and its standard error.

    The error is sqrt(a (1 - a) / n_test).
    """
    chosen = np.unravel_index(np.argmax(validation), np.shape(validation))
    a = float(np.asarray(test)[chosen])
    return a, float(np.sqrt(a * (1 - a) / n_test))


def _report_variant(kind: str) -> Callable[[Any, Any, int], Pair]:
    """Return the report with one mistake."""

    def report(validation: Any, test: Any, n_test: int) -> Pair:
        chosen = np.unravel_index(np.argmax(validation), validation.shape)
        a = test[chosen]
        if kind == "best on test":
            a = test.max()
        if kind == "validation reported":
            a = validation.max()
        if kind == "last epoch":
            a = test[np.argmax(validation[:, -1]), -1]
        if kind == "epoch by test":
            a = test[chosen[0]].max()
        if kind == "lowest":
            a = test[np.unravel_index(np.argmin(validation), validation.shape)]
        if kind == "average":
            a = test[:, chosen[1]].mean()
        error = a * (1 - a) / n_test
        if kind != "variance":
            error = np.sqrt(error)
        if kind == "one sample":
            error = np.sqrt(a * (1 - a))
        if kind == "spread of runs":
            error = test.std()
        return float(a), float(error)

    return report


def _report_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, runs: int, epochs: int, n_test: int) -> Case:
        validation, test = (0.6 + 0.3 * _strata(rng, runs, epochs) for _ in range(2))
        # The best run on validation has a later epoch that is better on test; another run is best
        # of all on test, and best on validation when only last epochs count.
        run, other = rng.choice(runs, 2, replace=False)
        validation[run, rng.integers(1, epochs - 1)] = rng.uniform(0.96, 0.97)
        validation[other, -1] = rng.uniform(0.92, 0.93)
        test[run, -1] = rng.uniform(0.92, 0.93)
        test[other, 0] = rng.uniform(0.96, 0.97)
        return call_case(note, validation=validation, test=test, n_test=n_test)

    return [
        case("three runs of four epochs", 3, 4, 360),
        case("two runs of seven epochs", 2, 7, 90),
        case("five runs of three epochs", 5, 3, 1000),
        case("four runs of six epochs", 4, 6, 250),
    ]


# ---- the L2 gradient -----------------------------------------------------------------------------


def penalised_gradients(X: Any, Y: Any, W: Any, b: Any, l2: float) -> Pair:
    """Return (dW, db) of mean cross-entropy + l2/2 * sum of W**2 for softmax regression."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ + l2 * W, dZ.sum(axis=0)


def _penalty_variant(kind: str) -> Callable[..., Pair]:
    """Return the gradients with one mistake."""

    def gradients(X: Any, Y: Any, W: Any, b: Any, l2: float) -> Pair:
        dZ = softmax(X @ W + b) - Y
        if kind != "sum":
            dZ = dZ / len(X)
        dW, db = X.T @ dZ, dZ.sum(axis=0)
        if kind == "forgotten":
            return dW, db
        if kind == "biases":
            return dW + l2 * W, db + l2 * b
        pull = {
            "twice": 2 * l2 * W,
            "half": l2 / 2 * W,
            "over N": l2 / len(X) * W,
            "sign": -l2 * W,
            "absolute": l2 * np.sign(W),
            "whole square": l2 / 2 * np.sum(W**2),
        }
        return dW + pull.get(kind, l2 * W), db

    return gradients


def _penalty_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, D: int, C: int, l2: float) -> Case:
        return call_case(
            note,
            X=rng.normal(size=(N, D)),
            Y=one_hot(rng.permutation(np.arange(N) % C), C),
            W=rng.normal(size=(D, C)),
            b=rng.choice([-1.0, 1.0], C) * rng.uniform(0.5, 1.5, C),
            l2=l2,
        )

    return [
        case("five samples", 5, 3, 4, float(rng.uniform(0.1, 0.3))),
        case("seven samples", 7, 2, 3, float(rng.uniform(0.4, 0.9))),
        case("three samples", 3, 6, 5, float(rng.uniform(0.05, 0.1))),
        case("no penalty", 6, 4, 2, 0.0),
    ]


# ---- dropout -------------------------------------------------------------------------------------


def inverted_dropout(A: Any, U: Any, p: float, training: bool) -> Any:
    """Return A with the units where U < p silenced and the others divided by 1 - p."""
    return A * (np.asarray(U) >= p) / (1 - p) if training else A


def _dropout_variant(kind: str) -> Callable[..., Any]:
    """Return dropout with one mistake."""

    def dropout(A: Any, U: Any, p: float, training: bool) -> Any:
        if not training and kind == "scaled when evaluating":
            return A * (1 - p)
        if not training and kind != "active when evaluating":
            return A
        kept = U >= p
        if kind == "wrong ones":
            kept = U < p
        if kind == "one mask for all":
            kept = np.broadcast_to(U[0] >= p, U.shape)
        if kind == "share kept":
            return A * (U >= 1 - p) / p
        if kind in ("not scaled", "scaled when evaluating"):
            return A * kept
        if kind == "by the share kept":
            return A * kept * (1 - p)
        if kind == "by the share dropped":
            return A * kept / p
        if kind == "silenced only":
            return A * np.where(kept, 1.0, 1 / (1 - p))
        return A * kept / (1 - p)

    return dropout


def _strata(rng: np.random.Generator, *shape: int) -> Any:
    """Return numbers from 0 to 1, one in each of as many equal parts, shuffled."""
    n = int(np.prod(shape))
    return ((rng.permutation(n) + rng.uniform(0.1, 0.9, n)) / n).reshape(shape)


def _dropout_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, n: int, p: float, training: bool) -> Case:
        A = rng.choice([-1.0, 1.0], (N, n)) * rng.uniform(0.5, 2.0, (N, n))
        return call_case(note, A=A, U=_strata(rng, N, n), p=p, training=training)

    return [
        case("training", 5, 4, float(rng.uniform(0.2, 0.4)), True),
        case("evaluating", 3, 4, float(rng.uniform(0.2, 0.4)), False),
        case("training, most of them silenced", 4, 6, float(rng.uniform(0.6, 0.8)), True),
        case("evaluating", 2, 5, float(rng.uniform(0.6, 0.8)), False),
        case("training, nothing silenced", 3, 5, 0.0, True),
    ]


class RepairedDropout:
    """Inverted dropout: a mask is drawn when training and used again on the way back."""

    def __init__(self, p: float, seed: int) -> None:
        self.p, self.rng = p, np.random.default_rng(seed)

    def forward(self, A: Any, training: bool) -> Any:
        """Return the output, (N, n); evaluating passes A on."""
        if not training:
            return A
        self.mask = (self.rng.random(np.shape(A)) >= self.p) / (1 - self.p)
        return A * self.mask

    def backward(self, dY: Any) -> Any:
        """Return dL/dA, with the mask of the latest forward pass in training."""
        return dY * self.mask


def _layer_variant(kind: str) -> type:
    """Return the layer with one mistake, or with all four of the lesson's broken version."""
    broken = kind == "not repaired"

    class Broken:
        def __init__(self, p: float, seed: int) -> None:
            self.p, self.rng = p, np.random.default_rng(seed)
            self.kept: Any = None

        def draw(self, shape: tuple[int, ...]) -> Any:
            return self.rng.random(shape) >= self.p

        def forward(self, A: Any, training: bool) -> Any:
            if not training and kind == "scaled when evaluating":
                return A * (1 - self.p)
            if not training and kind != "active when evaluating" and not broken:
                if kind == "mask overwritten":
                    self.kept = np.full(A.shape, 1 - self.p)
                return A
            frozen = kind == "one mask for ever" and self.kept is not None
            if not (frozen and self.kept.shape == A.shape):
                self.kept = self.draw(A.shape)
            self.output = A * self.kept
            unscaled = ("no scale", "scale on the way back only", "scaled when evaluating")
            return self.output if broken or kind in unscaled else self.output / (1 - self.p)

        def backward(self, dY: Any) -> Any:
            if kind == "mask left out":
                return dY
            if kind == "new mask" or broken:
                self.kept = self.draw(dY.shape)
            kept = self.output != 0 if kind == "mask from the output" else self.kept
            unscaled = ("no scale", "scale on the way in only", "scaled when evaluating")
            return dY * kept if broken or kind in unscaled else dY * kept / (1 - self.p)

    return Broken


def _layer_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, p: float, first: tuple[int, int], second: tuple[int, int]) -> Case:
        def values(shape: tuple[int, int]) -> Any:
            A = rng.uniform(0.5, 2.0, shape)
            A[rng.integers(shape[0])] = 0.0  # a sample that the ReLU before it has silenced
            return A

        calls: list[tuple[str, Mapping[str, Any]]] = []
        for shape in (first, first, second):
            calls.append(("forward", {"A": values(shape), "training": True}))
            calls.append(("backward", {"dY": rng.normal(size=shape)}))
        calls.append(("forward", {"A": values(first), "training": False}))
        calls.append(("forward", {"A": values(second), "training": False}))
        # Once more, and last: an answer may draw numbers when evaluating too.
        calls.append(("backward", {"dY": rng.normal(size=second)}))
        return class_case({"p": p, "seed": int(rng.integers(10_000))}, calls, note)

    return [
        case("a third silenced", float(rng.uniform(0.28, 0.4)), (6, 4), (5, 4)),
        case("a quarter silenced", float(rng.uniform(0.2, 0.3)), (5, 7), (3, 7)),
        case("most silenced", float(rng.uniform(0.6, 0.7)), (7, 6), (4, 6)),
    ]


# ---- early stopping ------------------------------------------------------------------------------


def early_stopping(w: Any, steps: Any, losses: Any, patience: int) -> Pair:
    """Return the weights of the best epoch and the number of epochs run."""
    w = np.array(w)
    best_w, best_loss, best_epoch, epoch = w, np.inf, 0, 0
    for epoch, (step, loss) in enumerate(zip(steps, losses, strict=True), start=1):
        w = w + step
        if loss < best_loss:
            best_w, best_loss, best_epoch = w, loss, epoch
        if epoch - best_epoch >= patience:
            break
    return best_w, epoch


def _stopping_variant(kind: str) -> Callable[..., Pair]:
    """Return early stopping with one mistake."""

    def stop(w: Any, steps: Any, losses: Any, patience: int) -> Pair:
        if kind == "never stops":
            best = int(np.argmin(losses)) + 1
            return w + steps[:best].sum(axis=0), len(losses)
        if kind == "one epoch more":
            patience = patience + 1
        if kind == "one epoch less":
            patience = max(patience - 1, 1)
        if kind == "first rise":
            patience = 1
        best_w, best_loss, waited, previous, epoch = w, np.inf, 0, np.inf, 0
        for step, loss in zip(steps, losses, strict=True):
            before, epoch = w, epoch + 1
            if kind == "in place":
                w += step
            else:
                w = w + step
            better = loss < (previous if kind == "previous epoch" else best_loss)
            if kind == "ties":
                better = loss <= best_loss
            previous = loss
            if better:
                best_loss = loss
                best_w = before if kind == "one step early" else w
                waited = waited if kind == "never reset" else 0
            else:
                waited += 1
            if waited >= patience:
                break
        return (w if kind == "last weights" else best_w), epoch

    return stop


def _stopping_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, patience: int, size: int, ranks: Sequence[int]) -> Case:
        levels = 0.3 + 0.2 * (np.arange(max(ranks) + 1) + rng.uniform(0, 0.5, max(ranks) + 1))
        return call_case(
            note,
            w=rng.normal(size=size),
            steps=rng.normal(size=(len(ranks), size)),
            losses=levels[list(ranks)],
            patience=patience,
        )

    return [
        case("a better epoch comes too late", 2, 3, [6, 5, 7, 2, 5, 3, 4, 1, 8]),
        case("an equal loss", 2, 4, [4, 2, 2, 3, 1, 5, 6]),
        case("a little hope in between", 3, 2, [7, 5, 6, 3, 6, 5, 4, 4, 2, 8, 9]),
        case("never out of patience", 4, 3, [8, 6, 5, 7, 4, 3, 2]),
        case("still waiting at the end", 3, 5, [5, 3, 4, 2, 6, 3]),
    ]


# ---- augmentation --------------------------------------------------------------------------------


def _moved(images: Any, dx: int, dy: int) -> Any:
    """Return images moved right by dx and down by dy; what enters is 0."""
    _, H, W = images.shape
    rows, columns = np.arange(H) - dy, np.arange(W) - dx
    inside = np.outer((rows >= 0) & (rows < H), (columns >= 0) & (columns < W))
    return images[:, rows % H][:, :, columns % W] * inside


def shifted_copies(images: Any, labels: Any, moves: Sequence[Sequence[int]]) -> Pair:
    """Return all images by the first move, then by the second, ..., and their labels."""
    images = np.asarray(images)
    return np.concatenate([_moved(images, *move) for move in moves]), np.tile(labels, len(moves))


def _copies_variant(kind: str) -> Callable[..., Pair]:
    """Return the copies with one mistake."""

    def copies(images: Any, labels: Any, moves: Any) -> Pair:
        made = []
        for dx, dy in moves:
            if kind == "swapped":
                dx, dy = dy, dx
            if kind == "opposite":
                dx, dy = -dx, -dy
            if kind == "up for down":
                dy = -dy
            rolled = kind == "rolled"
            made.append(
                np.roll(images, (dy, dx), axis=(1, 2)) if rolled else _moved(images, dx, dy)
            )
        stacked = np.concatenate(made)
        if kind == "image by image":
            stacked = np.stack(made, axis=1).reshape(stacked.shape)
            return stacked, np.repeat(labels, len(moves))
        if kind == "labels repeated":
            return stacked, np.repeat(labels, len(moves))
        if kind == "labels once":
            return stacked, labels
        if kind == "originals added":
            return np.concatenate([images, stacked]), np.tile(labels, len(moves) + 1)
        return stacked, np.tile(labels, len(moves))

    return copies


def _copies_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, H: int, W: int, *moves: tuple[int, int]) -> Case:
        return call_case(
            note,
            images=rng.uniform(0.2, 1.0, (N, H, W)),
            labels=rng.permutation(10)[:N],
            moves=[list(move) for move in moves],
        )

    return [
        case("one to the right, one down", 3, 4, 5, (1, 0), (0, 1)),
        case("one to the left, one up, none", 2, 5, 3, (-1, 0), (0, -1), (0, 0)),
        case("obliquely", 4, 6, 5, (2, -1), (-1, 2), (1, 1)),
        case("none", 3, 3, 4, (0, 0)),
    ]


# ---- flat spots ----------------------------------------------------------------------------------


def flat_spot(H: Any) -> str:
    """Return what kind of flat spot has this Hessian: "minimum", "maximum" or "saddle"."""
    curvatures = np.linalg.eigvalsh(H)
    if curvatures.min() > 0:
        return "minimum"
    return "maximum" if curvatures.max() < 0 else "saddle"


def _flat_variant(kind: str) -> Callable[[Any], str]:
    """Return the classification with one mistake."""

    def classify(H: Any) -> str:
        curvatures = np.diagonal(H) if kind == "diagonal" else np.linalg.eigvalsh(H)
        up, down = bool((curvatures > 0).all()), bool((curvatures < 0).all())
        if kind == "determinant":
            down = bool(np.linalg.det(H) > 0 and np.trace(H) < 0)
            up = bool(np.linalg.det(H) > 0) and not down
        if kind == "trace":
            up, down = bool(np.trace(H) > 0), bool(np.trace(H) < 0)
        if kind == "largest":
            up, down = bool(curvatures.max() > 0), bool(curvatures.max() < 0)
        if kind == "any":
            down = bool((curvatures < 0).any())
        if kind == "signs swapped":
            up, down = down, up
        if kind == "size":
            up, down = bool((np.abs(curvatures) > 0).all()), False
        if kind == "two ends":
            ends = np.linalg.eigvals(H).real[[0, -1]]
            up, down = bool((ends > 0).all()), bool((ends < 0).all())
        return "minimum" if up else "maximum" if down else "saddle"

    return classify


def _flat_cases(rng: np.random.Generator) -> list[Case]:
    def turned(*signs: int) -> Any:
        curvatures = np.array(signs) * rng.uniform(0.6, 1.2, len(signs))
        Q, _ = np.linalg.qr(rng.normal(size=(len(signs), len(signs))))
        H = Q @ np.diag(curvatures) @ Q.T
        return (H + H.T) / 2

    a, b, c = rng.uniform(1, 2), rng.uniform(1, 2), rng.choice([-1, 1]) * rng.uniform(3, 4)
    return [
        call_case("two weights", H=np.array([[a, c], [c, b]])),
        call_case("three weights", H=turned(1, 2, 3)),
        call_case("three weights", H=turned(-1, -2, -3)),
        call_case("three weights", H=turned(6, -1, -1)),
        call_case("four weights", H=turned(1, 1, 1, -1)),
        call_case("five weights", H=turned(-2, -2, 1, -1, -1)),
        call_case("along the axes", H=np.diag([1.0, -1, 1] * rng.uniform(1, 2, 3))),
        call_case("along the axes", H=np.diag([-1.0, -1, 1, -1] * rng.uniform(1, 2, 4))),
    ]


# ---- curves to read ------------------------------------------------------------------------------

_DIAGNOSES = {"A": 2, "B": 1, "C": 4, "D": 3}


BY_HAND = "By hand: three sets, and four requests"
BY_SYMPY = "By SymPy: one shrinkage, three disguises"
IN_NUMPY = "In NumPy: remedies"
JUDGES = "Judges"

EXERCISES = [
    Exercise(
        name="read_curves",
        title="Read four pairs of curves",
        kind="numbers",
        reference=_DIAGNOSES,
        points=2,
        difficulty=2,
        minutes=4,
        read_again="Read the curves",
        mistakes=(
            Mistake(
                "learning little taken for remembering too much",
                "Where is the gap between the two curves wide: where the net has learnt much?",
                {"A": 1, "B": 2},
            ),
            Mistake(
                "slow taken for healthy",
                "Has this training loss come to rest, and how far below chance, ln 10, is it?",
                {"A": 6},
            ),
            Mistake(
                "a deaf validation set taken for overfitting",
                "Was the validation loss of this net ever below chance, ln 10?",
                {"C": 1},
            ),
            Mistake(
                "jumping taken for overfitting",
                "An overfitting net has a small training loss. Has this one?",
                {"D": 1},
            ),
            Mistake(
                "gap taken for a leak",
                "If validation images had been learnt too, would their loss rise?",
                {"B": 5},
            ),
            Mistake(
                "jumping taken for too small a net",
                "Would a net that is merely too small jump up again once it has come down?",
                {"D": 2},
            ),
        ),
    ),
    Exercise(
        name="test_set_numbers",
        title="Ask what 360 images can tell",
        kind="numbers",
        reference=_TEST_SET,
        points=1,
        difficulty=2,
        minutes=3,
        read_again=BY_HAND,
        mistakes=(
            Mistake(
                "share for per cent",
                "Are these per cent, or shares of one?",
                {"one_image": 1 / 360, "standard_error": float(np.sqrt(0.97 * 0.03 / 360))},
            ),
            Mistake(
                "root forgotten",
                "Is this a variance or its root?",
                {"standard_error": 100 * 0.97 * 0.03 / 360},
            ),
            Mistake(
                "spread of one image",
                "How many answers are averaged in the accuracy?",
                {"standard_error": 100 * float(np.sqrt(0.97 * 0.03))},
            ),
            Mistake(
                "error and number in proportion",
                "Four times the images: does the error fall to a quarter, or to a half?",
                {"needed": 360 * float(np.sqrt(0.97 * 0.03 / 360)) / 0.002},
            ),
        ),
    ),
    Exercise(
        name="stopping_as_decay",
        title="Compare stopping early with weight decay",
        kind="expressions",
        reference=_stopping_as_decay,
        symbols={
            "eta": (0.05, 0.2),
            "lambda": (0.5, 3.0),
            "t": (2.0, 9.0),
            "alpha": (0.2, 2.0),
        },
        points=2,
        difficulty=3,
        minutes=6,
        read_again=BY_SYMPY,
        mistakes=(
            Mistake(
                "what is left for what is reached",
                "After no step at all, is your share 0 or 1?",
                _what_is_left,
            ),
            Mistake(
                "steps added up",
                "Is the second step as long as the first, now that the slope is smaller?",
                _steps_added,
            ),
            Mistake(
                "what decay takes for what it leaves",
                "Without a penalty, should the whole of w* be reached or nothing?",
                _what_decay_takes,
            ),
            Mistake(
                "factor of the square",
                "What is the derivative of α/2 · w²?",
                _half_forgotten,
            ),
            Mistake(
                "one step for the minimum",
                "Is this where the penalised loss is lowest, or where one step leads?",
                _one_step_of_decay,
            ),
            Mistake(
                "ratio upside down",
                "The later you stop, should the matching penalty grow or shrink?",
                _inverted_ratio,
            ),
        ),
    ),
    Exercise(
        name="penalised_gradients",
        title="The gradient with an L2 penalty",
        kind="function",
        reference=penalised_gradients,
        cases=_penalty_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again=BY_HAND,
        mistakes=(
            Mistake(
                "penalty forgotten",
                "How does your answer change when l2 doubles?",
                _penalty_variant("forgotten"),
            ),
            Mistake(
                "factor 2",
                "Which factor stands in front of the squares so that none is left in the slope?",
                _penalty_variant("twice"),
            ),
            Mistake(
                "half kept",
                "What is the derivative of w²/2?",
                _penalty_variant("half"),
            ),
            Mistake(
                "biases pulled too",
                "Which arrays does the sum of squares run over?",
                _penalty_variant("biases"),
            ),
            Mistake(
                "divided by N",
                "Is the penalty inside the mean over the samples, or beside it?",
                _penalty_variant("over N"),
            ),
            Mistake(
                "sign",
                "Descent subtracts this gradient. Do the weights shrink then, or grow?",
                _penalty_variant("sign"),
            ),
            Mistake(
                "absolute values",
                "Should a large weight be pulled no harder than a small one?",
                _penalty_variant("absolute"),
            ),
            Mistake(
                "loss for its slope",
                "Did you add the penalty's derivative by W, or the penalty?",
                _penalty_variant("whole square"),
            ),
            Mistake(
                "sum for mean",
                "Is the data's part of the loss a sum over the samples, or a mean?",
                _penalty_variant("sum"),
            ),
        ),
    ),
    Exercise(
        name="inverted_dropout",
        title="Silence units at random",
        kind="function",
        reference=inverted_dropout,
        cases=_dropout_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again=BY_HAND,
        mistakes=(
            Mistake(
                "not scaled",
                "What is the mean of a unit's output now, over many masks?",
                _dropout_variant("not scaled"),
            ),
            Mistake(
                "active when evaluating",
                "Should two evaluations of the same image give two answers?",
                _dropout_variant("active when evaluating"),
            ),
            Mistake(
                "scaled when evaluating",
                "Which of the two passes does inverted dropout leave alone?",
                _dropout_variant("scaled when evaluating"),
            ),
            Mistake(
                "multiplied by the share kept",
                "With half of the units silent, must the others speak up or down?",
                _dropout_variant("by the share kept"),
            ),
            Mistake(
                "divided by the share dropped",
                "If p is tiny, by how much should the surviving units change?",
                _dropout_variant("by the share dropped"),
            ),
            Mistake(
                "the wrong ones silenced",
                "Of uniform numbers, which share lies below p, and is that the share to silence?",
                _dropout_variant("wrong ones"),
            ),
            Mistake(
                "p taken for the share kept",
                "Is p the share that is silenced here, or the share that survives?",
                _dropout_variant("share kept"),
            ),
            Mistake(
                "one mask for the whole batch",
                "Does every sample have its own row in U?",
                _dropout_variant("one mask for all"),
            ),
            Mistake(
                "nobody silenced",
                "What does a silenced unit give?",
                _dropout_variant("silenced only"),
            ),
        ),
    ),
    Exercise(
        name="repaired_dropout",
        title="Repair a dropout layer",
        kind="class",
        reference=RepairedDropout,
        cases=_layer_cases,
        points=3,
        difficulty=4,
        minutes=6,
        read_again="A layer to repair",
        mistakes=(
            Mistake(
                "not repaired",
                "Which of the four symptoms have you looked for so far?",
                _layer_variant("not repaired"),
            ),
            Mistake(
                "new mask on the way back",
                "Which units did the loss hear in the forward pass, and do the same ones learn?",
                _layer_variant("new mask"),
            ),
            Mistake(
                "active when evaluating",
                "What is your layer's answer to the same image, evaluated twice?",
                _layer_variant("active when evaluating"),
            ),
            Mistake(
                "no scale",
                "What is the mean output over many masks, beside the input?",
                _layer_variant("no scale"),
            ),
            Mistake(
                "scale on the way in only",
                "The output is m·a. What is its derivative by a?",
                _layer_variant("scale on the way in only"),
            ),
            Mistake(
                "scale on the way back only",
                "The gradient belongs to m·a. Is that what your forward pass computes?",
                _layer_variant("scale on the way back only"),
            ),
            Mistake(
                "scaled when evaluating",
                "Which of the two passes does inverted dropout leave alone?",
                _layer_variant("scaled when evaluating"),
            ),
            Mistake(
                "one mask for ever",
                "How often should a unit that is silent now get its turn?",
                _layer_variant("one mask for ever"),
            ),
            Mistake(
                "mask read off the output",
                "Is every output of 0 a unit that dropout has silenced?",
                _layer_variant("mask from the output"),
            ),
            Mistake(
                "mask left out on the way back",
                "How much does the loss change if a silenced unit's input changes?",
                _layer_variant("mask left out"),
            ),
            Mistake(
                "mask overwritten when evaluating",
                "What has an evaluation between forward and backward left of the training mask?",
                _layer_variant("mask overwritten"),
            ),
        ),
    ),
    Exercise(
        name="early_stopping",
        title="Stop in time, and go back",
        kind="function",
        reference=early_stopping,
        cases=_stopping_cases,
        points=3,
        difficulty=3,
        minutes=6,
        pure=True,
        read_again=BY_HAND,
        mistakes=(
            Mistake(
                "one epoch too patient",
                "With patience 1, after how many epochs in vain do you stop?",
                _stopping_variant("one epoch more"),
            ),
            Mistake(
                "one epoch too impatient",
                "With patience 2, what do you do after a single epoch in vain?",
                _stopping_variant("one epoch less"),
            ),
            Mistake(
                "the last weights",
                "Whose weights do you return: the best epoch's, or those you stopped with?",
                _stopping_variant("last weights"),
            ),
            Mistake(
                "weights overwritten in place",
                "Where do the best weights live while the next step is taken?",
                _stopping_variant("in place"),
            ),
            Mistake(
                "vain epochs never forgotten",
                "What does the count of epochs in vain start from after an improvement?",
                _stopping_variant("never reset"),
            ),
            Mistake(
                "compared with the epoch before",
                "Slightly better than a bad epoch: is that the best so far?",
                _stopping_variant("previous epoch"),
            ),
            Mistake(
                "a tie taken for an improvement",
                "Is an equal loss a lower one?",
                _stopping_variant("ties"),
            ),
            Mistake(
                "looked into the future",
                "When you stop, which of these losses have you seen?",
                _stopping_variant("never stops"),
            ),
            Mistake(
                "weights from before the step",
                "Is the loss of an epoch measured before or after its step?",
                _stopping_variant("one step early"),
            ),
            Mistake(
                "stopped at the first rise",
                "What is patience for?",
                _stopping_variant("first rise"),
            ),
        ),
    ),
    Exercise(
        name="shifted_copies",
        title="Make shifted copies",
        kind="function",
        reference=shifted_copies,
        cases=_copies_cases,
        points=2,
        difficulty=3,
        minutes=5,
        read_again=IN_NUMPY,
        mistakes=(
            Mistake(
                "rolled round the edge",
                "What enters on the left when an image moves to the right?",
                _copies_variant("rolled"),
            ),
            Mistake(
                "axes swapped",
                "Which axis of an image counts the columns, the middle one or the last?",
                _copies_variant("swapped"),
            ),
            Mistake(
                "opposite direction",
                "A bright pixel in column 2, moved by dx = 1: in which column is it now?",
                _copies_variant("opposite"),
            ),
            Mistake(
                "up for down",
                "Is the last row of an array its top or its bottom?",
                _copies_variant("up for down"),
            ),
            Mistake(
                "labels in another order",
                "Which label has the second of your images?",
                _copies_variant("labels repeated"),
            ),
            Mistake(
                "labels not copied",
                "How many images have you made, and how many labels?",
                _copies_variant("labels once"),
            ),
            Mistake(
                "all moves of one image together",
                "Which comes second: the first image's second move, or the second image?",
                _copies_variant("image by image"),
            ),
            Mistake(
                "originals added",
                "If (0, 0) is not among the moves, does anyone ask for the originals?",
                _copies_variant("originals added"),
            ),
        ),
    ),
    Exercise(
        name="flat_spot",
        title="Tell a minimum from a saddle",
        kind="function",
        reference=flat_spot,
        cases=_flat_cases,
        points=2,
        difficulty=2,
        minutes=3,
        read_again="Where the slope is zero",
        mistakes=(
            Mistake(
                "diagonal for eigenvalues",
                "Only the axes are tried by the diagonal. What about a path between them?",
                _flat_variant("diagonal"),
            ),
            Mistake(
                "determinant",
                "What is the sign of a product of two negative numbers?",
                _flat_variant("determinant"),
            ),
            Mistake(
                "trace",
                "Can a sum of curvatures be positive when one of them is negative?",
                _flat_variant("trace"),
            ),
            Mistake(
                "largest curvature only",
                "One direction goes up. Do all?",
                _flat_variant("largest"),
            ),
            Mistake(
                "one way down taken for a summit",
                "Some directions lead down. Must all of them?",
                _flat_variant("any"),
            ),
            Mistake(
                "summit and bottom swapped",
                "Which sign has the curvature of x² at 0?",
                _flat_variant("signs swapped"),
            ),
            Mistake(
                "sizes of curvatures",
                "Does the sign of a curvature not matter?",
                _flat_variant("size"),
            ),
            Mistake(
                "first and last curvature only",
                "Do the first and the last curvature speak for those listed between them?",
                _flat_variant("two ends"),
            ),
        ),
    ),
    Exercise(
        name="honest_report",
        title="Report one honest number",
        kind="function",
        reference=honest_report,
        cases=_report_cases,
        points=2,
        difficulty=3,
        minutes=4,
        read_again=JUDGES,
        mistakes=(
            Mistake(
                "chosen on the test set",
                "Could you have chosen this run without having seen the test set?",
                _report_variant("best on test"),
            ),
            Mistake(
                "validation accuracy reported",
                "This number was chosen for being high. Is it a fair estimate?",
                _report_variant("validation reported"),
            ),
            Mistake(
                "last epoch",
                "Does the choice range over the runs only, or over their epochs too?",
                _report_variant("last epoch"),
            ),
            Mistake(
                "epoch chosen on the test set",
                "The run was chosen on validation. Which set chose the epoch?",
                _report_variant("epoch by test"),
            ),
            Mistake(
                "lowest chosen",
                "These are accuracies, not losses: which end is the good one?",
                _report_variant("lowest"),
            ),
            Mistake(
                "average of all runs",
                "Which weights will you hand over: one run's, or the average of all?",
                _report_variant("average"),
            ),
            Mistake(
                "variance for error",
                "Is the error in per cent of images, or in per cent squared?",
                _report_variant("variance"),
            ),
            Mistake(
                "spread of a single answer",
                "Does the error shrink when the test set grows?",
                _report_variant("one sample"),
            ),
            Mistake(
                "spread of the runs",
                "You report one run. Is its error how much the runs differ?",
                _report_variant("spread of runs"),
            ),
        ),
    ),
]
