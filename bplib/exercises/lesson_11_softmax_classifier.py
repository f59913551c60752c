"""Exercises of lesson 11: a ReLU-softmax classifier, its training loop, and what it must beat."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from bplib.activations import relu, softmax
from bplib.baselines import confusion_matrix, nearest_neighbour
from bplib.checks import Case, Exercise, Mistake, call_case
from bplib.experiments.lesson_11 import OTHER_PASSES
from bplib.losses import one_hot, softmax_cross_entropy

# ---- what chance costs ---------------------------------------------------------------------------


def _names() -> tuple[Any, Any, Any]:
    import sympy

    return sympy.symbols("C N n", positive=True)


def _chance() -> dict[str, Any]:
    import sympy

    C, N, n = _names()
    return {
        "loss": sympy.log(C),
        "delta_right": (1 / C - 1) / N,
        "delta_wrong": 1 / (C * N),
        "bias_slope": 1 / C - n / N,
    }


def _chance_without_mean() -> dict[str, Any]:
    C, N, n = _names()
    return {"delta_right": 1 / C - 1, "delta_wrong": 1 / C, "bias_slope": N / C - n}


def _chance_target_first() -> dict[str, Any]:
    C, N, n = _names()
    return {
        "delta_right": (1 - 1 / C) / N,
        "delta_wrong": -1 / (C * N),
        "bias_slope": n / N - 1 / C,
    }


def _chance_without_targets() -> dict[str, Any]:
    C, N, _ = _names()
    return {"delta_right": 1 / (C * N), "bias_slope": 1 / C}


def _chance_as_share() -> dict[str, Any]:
    C, _, _ = _names()
    return {"loss": 1 - 1 / C}


def _chance_with_prediction_as_slope() -> dict[str, Any]:
    C, N, _ = _names()
    return {"delta_right": -C / N, "delta_wrong": 0 * C}


# ---- forward and loss ----------------------------------------------------------------------------


def softmax_net_loss(
    X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float
) -> tuple[Any, float]:
    """Return the probabilities (N, C) and the penalised cross-entropy."""
    Z2 = relu(X @ W1 + b1) @ W2 + b2
    data = softmax_cross_entropy(Z2, one_hot(y, Z2.shape[1]))
    return softmax(Z2), float(data + l2 / 2 * (np.sum(W1**2) + np.sum(W2**2)))


def _loss_variant(kind: str) -> Callable[..., tuple[Any, float]]:
    """Return the forward pass and loss with one mistake."""

    def loss(X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float) -> tuple[Any, float]:
        Z1 = X @ W1 + b1
        Z2 = (Z1 if kind == "no relu" else relu(Z1)) @ W2 + b2
        if kind == "relu on logits":
            Z2 = relu(Z2)
        axis = 0 if kind == "over images" else 1
        shift = 0.0 if kind == "no shift" else Z2.max(axis=axis, keepdims=True)
        if kind == "one shift":
            shift = Z2.max()
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            E = np.exp(Z2 - shift)
            total = E.sum(axis=axis, keepdims=True)
            P = E / total
            rows = np.arange(len(y))
            log_p = (Z2 - shift - np.log(total))[rows, y]
            if kind in ("rounded zero", "no shift"):
                log_p = np.log(P[rows, y])
            elif kind == "floor":
                log_p = np.log(P[rows, y] + 1e-8)
        data = -log_p.sum() / {"sum": 1, "entries": Z2.size}.get(kind, len(y))
        squares = {
            "biases": sum(np.sum(p**2) for p in (W1, b1, W2, b2)),
            "last layer": np.sum(W2**2),
        }.get(kind, np.sum(W1**2) + np.sum(W2**2))
        strength = {"no penalty": 0.0, "not halved": l2, "penalty by N": l2 / 2 / len(y)}
        return P, float(data + strength.get(kind, l2 / 2) * squares)

    return loss


SHAPES = ((6, 3, 5, 4), (5, 4, 7, 3), (8, 2, 6, 5), (4, 6, 3, 7))


def _problem(rng: np.random.Generator, shape: tuple[int, int, int, int]) -> dict[str, Any]:
    """Return images, labels and a network of N, D, H, C with nothing small and nothing zero."""
    N, D, H, C = shape
    return {
        "X": rng.normal(size=(N, D)),
        "y": rng.integers(0, C, N),
        "W1": rng.normal(size=(D, H)),
        "b1": rng.normal(size=H),
        "W2": rng.normal(size=(H, C)),
        "b2": rng.normal(size=C),
    }


def _loss_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for shape, penalised in zip(SHAPES, (True, False, True, True), strict=True):
        l2 = float(rng.uniform(0.05, 0.5)) if penalised else 0.0
        note = "with a penalty" if penalised else "no penalty"
        cases.append(call_case(note, **_problem(rng, shape), l2=l2))
    far = _problem(rng, (5, 3, 6, 4))
    order = rng.permutation(4)
    far["b2"] = 2000.0 * order + far["b2"]
    far["y"] = np.where(np.arange(5) % 2 == 0, order.argmin(), order.argmax())
    cases.append(call_case("logits of several thousand", **far, l2=0.0))
    mixed, order = _problem(rng, (5, 3, 6, 4)), rng.permutation(4)
    loud = int(rng.integers(5))
    mixed["X"][:, 0] = np.where(np.arange(5) == loud, 2000.0, -1.0)
    mixed["W1"][:, 0] = np.eye(3)[0]  # one unit hears the first input, and no other does
    mixed["W1"][0, 1:], mixed["b1"][0] = 0.0, 0.0
    mixed["W2"][0] = order
    mixed["y"][loud] = order.argmax()
    return [*cases, call_case("small logits in all images but one", **mixed, l2=0.0)]


# ---- backward ------------------------------------------------------------------------------------


def softmax_net_gradients(
    X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float
) -> tuple[Any, Any, Any, Any]:
    """Return dW1, db1, dW2, db2 of the penalised cross-entropy."""
    A1 = relu(X @ W1 + b1)
    P = softmax(A1 @ W2 + b2)
    delta2 = (P - one_hot(y, P.shape[1])) / len(X)
    delta1 = delta2 @ W2.T * (A1 > 0)
    return (
        *(X.T @ delta1 + l2 * W1, delta1.sum(axis=0)),
        *(A1.T @ delta2 + l2 * W2, delta2.sum(axis=0)),
    )


def _gradient_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for shape, penalised in zip(SHAPES, (False, True, True, True), strict=True):
        l2 = float(rng.uniform(0.05, 0.5)) if penalised else 0.0
        note = "with a penalty" if penalised else "no penalty"
        cases.append(call_case(note, **_problem(rng, shape), l2=l2))
    return cases


# ---- mini-batches --------------------------------------------------------------------------------


def epoch_batches(X: Any, y: Any, batch_size: int, epochs: int, seed: int) -> list[tuple[Any, Any]]:
    """Return the batches of several epochs, one after another."""
    return _batch_variant("right")(X, y, batch_size, epochs, seed)


def _batch_variant(kind: str) -> Callable[..., list[tuple[Any, Any]]]:
    """Return the batches with one mistake."""

    def batches(X: Any, y: Any, batch_size: int, epochs: int, seed: int) -> list[tuple[Any, Any]]:
        rng, N, result = np.random.default_rng(seed), len(X), []
        for _ in range(epochs):
            if kind == "one order":
                rng = np.random.default_rng(seed)
            order = labels = rng.permutation(N)
            if kind == "replacement":
                order = labels = rng.integers(0, N, N)
            elif kind == "no shuffle":
                order = labels = np.arange(N)
            elif kind == "labels left":
                labels = np.arange(N)
            elif kind == "two shuffles":
                labels = rng.permutation(N)
            stop = N - N % batch_size if kind == "last dropped" else N
            for i in range(0, stop, batch_size):
                images, their = order[i : i + batch_size], labels[i : i + batch_size]
                if kind == "filled up":
                    images = their = np.take(order, range(i, i + batch_size), mode="wrap")
                result.append((X[images], y[their]))
        return result

    return batches


def _batch_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, features, size, epochs in ((11, 3, 4, 2), (9, 2, 3, 3), (8, 4, 5, 2), (7, 3, 1, 2)):
        cases.append(
            call_case(
                f"{N} images in batches of {size}",
                X=rng.normal(size=(N, features)),
                y=rng.integers(0, 10, N),
                batch_size=size,
                epochs=epochs,
                seed=int(rng.integers(1000)),
            )
        )
    return cases


# ---- the ledger of a loop ------------------------------------------------------------------------

_LEDGER = {
    "updates": 36,
    "last_batch": 37,
    "parameters": 3610,
    "penalised": 3552,
    "one_image": 1 / 360,
    "standard_error": (0.95 * 0.05 / 360) ** 0.5,
}


# ---- the training loop ---------------------------------------------------------------------------


def train_classifier(
    sizes: Any,
    start: Any,
    X: Any,
    y: Any,
    X_val: Any,
    y_val: Any,
    lr: float,
    l2: float,
    batch_size: int,
    epochs: int,
    seed: int,
) -> tuple[Any, list[float], list[float]]:
    """Return the trained parameters, and training and validation loss after each epoch."""
    return _train_variant("right")(
        sizes, start, X, y, X_val, y_val, lr, l2, batch_size, epochs, seed
    )


def _train_variant(kind: str) -> Callable[..., tuple[Any, list[float], list[float]]]:
    """Return the training loop with one mistake."""

    def train(
        sizes: Any, start: Any, X: Any, y: Any, X_val: Any, y_val: Any, lr: float, l2: float,
        batch_size: int, epochs: int, seed: int,
    ) -> tuple[Any, list[float], list[float]]:  # fmt: skip
        from bplib.network import Network
        from bplib.training import minibatches

        net = Network(sizes, "relu", "cross_entropy", init="zeros")
        net.set_parameters(start)
        rng: Any = np.random.default_rng(seed)
        losses: list[float] = []
        validation: list[float] = []
        seen = X, y
        if kind == "learns validation":
            seen = np.concatenate([X, X_val]), np.concatenate([y, y_val])

        def measure(last: float) -> None:
            reported = l2 if kind == "penalty reported" else 0.0
            whole = net.loss(X, y, reported)
            losses.append(last if kind == "last batch" else whole)
            unseen = (X, y) if kind == "validated on training" else (X_val, y_val)
            validation.append(net.loss(*unseen, reported))

        for _ in range(epochs):
            if kind == "measured before":
                measure(0.0)
            size = len(X) if kind == "all at once" else batch_size
            batch_loss, move = 0.0, np.zeros_like(net.parameters)
            for batch in minibatches(*seen, size, seed if kind == "one order" else rng):
                batch_loss, g = net.loss_and_gradient(*batch, 0.0 if kind == "no penalty" else l2)
                move = (move if kind == "never zeroed" else 0.0) + g
                if kind != "one step":
                    net.parameters += lr * move if kind == "uphill" else -lr * move
            if kind == "one step":
                net.parameters -= lr * move
            if kind != "measured before":
                measure(batch_loss)
        if kind == "in place":
            start[...] = net.parameters
        return net.parameters, losses, validation

    return train


def _train_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for sizes, N, size, epochs in (
        ((3, 5, 4), 11, 4, 2), ((4, 6, 3), 13, 5, 3), ((2, 7, 3), 9, 2, 2)
    ):  # fmt: skip
        D, H, C = sizes
        X, X_val = rng.normal(size=(N, D)), rng.normal(size=(6, D))
        cases.append(
            call_case(
                f"{N} images in batches of {size}",
                sizes=sizes,
                start=rng.normal(size=D * H + H + H * C + C),
                X=X,
                y=rng.integers(0, C, N),
                X_val=X_val,
                y_val=rng.integers(0, C, 6),
                lr=float(rng.uniform(0.05, 0.15)),
                l2=float(rng.uniform(0.05, 0.3)),
                batch_size=size,
                epochs=epochs,
                seed=int(rng.integers(1000)),
            )
        )
    return cases


# ---- what it must beat ---------------------------------------------------------------------------


def _nearest_variant(kind: str) -> Callable[[Any, Any, Any], Any]:
    """Return the nearest neighbour's answers with one mistake."""

    def nearest(X_train: Any, y_train: Any, X: Any) -> Any:
        if kind == "class means":
            labels = np.unique(y_train)
            X_train = np.stack([X_train[y_train == label].mean(axis=0) for label in labels])
            y_train = labels
        gaps = X[:, None] - X_train
        distances = {
            "signs cancel": np.abs(gaps.sum(axis=2)),
            "largest product": -X @ X_train.T,
            "corner distance": np.abs(gaps).max(axis=2),
        }.get(kind, (gaps**2).sum(axis=2))
        if kind == "farthest":
            return y_train[distances.argmax(axis=1)]
        if kind == "place for label":
            return distances.argmin(axis=1)
        return y_train[distances.argmin(axis=0 if kind == "other way round" else 1) % len(y_train)]

    return nearest


def _nearest_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case(
            X_train=rng.normal(size=(M, D)) * rng.uniform(0.5, 1.5, (M, 1)),
            y_train=rng.permutation(np.arange(M) % classes),
            X=rng.normal(size=(N, D)),
        )
        for M, N, D, classes in ((30, 20, 3, 10), (40, 25, 4, 7), (25, 30, 5, 10))
    ]


def _confusion_variant(kind: str) -> Callable[[Any, Any, int], Any]:
    """Return the table of counts with one mistake."""

    def table(truth: Any, answers: Any, classes: int) -> Any:
        if kind == "seen only":
            seen = np.unique(np.concatenate([truth, answers]))
            truth, answers = np.searchsorted(seen, truth), np.searchsorted(seen, answers)
            classes = len(seen)
        counts: Any = confusion_matrix(truth, answers, classes)
        if kind == "turned":
            return counts.T
        if kind == "repeats lost":
            return np.minimum(counts, 1)
        if kind == "errors only":
            return counts - np.diag(np.diag(counts))
        if kind == "shares":
            return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        return counts

    return table


def _confusion_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, classes, absent in ((40, 4, None), (30, 5, 4), (60, 6, 2), (25, 3, None)):
        truth = rng.integers(0, classes, N)
        answers = np.where(rng.random(N) < 0.5, truth, (truth + rng.integers(1, 3, N)) % classes)
        note = ""
        if absent is not None:
            keep = (truth != absent) & (answers != absent)
            truth, answers = truth[keep], answers[keep]
            note = f"class {absent} does not occur"
        cases.append(call_case(note, truth=truth, answers=answers, classes=classes))
    return cases


# ---- a report card to repair ---------------------------------------------------------------------

FAULTS = ("own scale", "mean of means", "all pairs")


def report_card(
    W: Any, b: Any, X: Any, y: Any, white: float, batch_size: int
) -> tuple[float, float]:
    """Return mean loss and accuracy of a softmax regression, measured in batches."""
    return _report()(W, b, X, y, white, batch_size)


def _report(*faults: str) -> Callable[..., tuple[float, float]]:
    """Return the report card with the given faults in it."""

    def report(
        W: Any, b: Any, X: Any, y: Any, white: float, batch_size: int
    ) -> tuple[float, float]:
        losses, hits, sizes = [], [], []
        last = len(X) - len(X) % batch_size if "last dropped" in faults else len(X)
        for i in range(0, last, batch_size):
            images, labels = X[i : i + batch_size], y[i : i + batch_size]
            brightest = images.max() if "own scale" in faults else white
            Z = images / (1.0 if "no scale" in faults else brightest) @ W + b
            losses.append(softmax_cross_entropy(Z, one_hot(labels, Z.shape[1])))
            answers = Z.argmax(axis=1)
            if "all pairs" in faults:
                answers = answers[:, None]
            hits.append(np.mean(answers == labels))
            sizes.append(len(labels))
        weights = None if "mean of means" in faults else np.array(sizes, dtype=float)
        return float(np.average(losses, weights=weights)), float(np.average(hits, weights=weights))

    return report


def _report_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, D, C, size, white in ((17, 6, 4, 5, 16.0), (23, 5, 3, 7, 255.0), (29, 4, 5, 9, 1.0)):
        X = rng.integers(0, 14, (N, D)) * (white / 16)
        W, b = rng.normal(size=(D, C)) * 2, rng.normal(size=C)
        y = np.where(rng.random(N) < 0.5, (X / white @ W + b).argmax(axis=1), rng.integers(0, C, N))
        note = f"{N} images in batches of {size}"
        cases.append(call_case(note, W=W, b=b, X=X, y=y, white=white, batch_size=size))
    return cases


# ---- digits, judged from the weights -------------------------------------------------------------


def _trained_weights() -> dict[str, Any]:
    """Return W1, b1, W2, b2 of a 64-32-10 network trained by plain descent."""
    from bplib.datasets import digits
    from bplib.network import Network
    from bplib.optimizers import SGD
    from bplib.training import fit

    data = digits()
    net = Network((64, 32, 10), "relu", "cross_entropy", init="he", rng=0)
    fit(net, data.X_train, data.y_train, optimizer=SGD(0.3), epochs=20, l2=1e-4, progress=False)
    return {name: array.copy() for name, array in net.named_parameters()}


def _held_out_accuracy(weights: Any) -> float:
    """Return the share of the 360 held-out digits that these weights read correctly."""
    from bplib.datasets import digits
    from bplib.network import Network
    from bplib.training import accuracy

    names = ("W1", "b1", "W2", "b2")
    if isinstance(weights, Mapping):
        if set(weights) != set(names):
            raise ValueError("give W1 (64, H), b1 (H,), W2 (H, 10) and b2 (10,), and nothing else")
        weights = [weights[name] for name in names]
    if not isinstance(weights, Sequence) or len(weights) != 4 or np.ndim(weights[0]) != 2:
        raise ValueError("give W1 (64, H), b1 (H,), W2 (H, 10) and b2 (10,), by name or as a list")
    hidden = np.shape(weights[0])[1]
    if not 1 <= hidden <= 512:
        raise ValueError(f"the hidden layer may have 1 to 512 units, got {hidden}")
    net = Network((64, hidden, 10), "relu", "cross_entropy", init="zeros")
    net.set_parameters(list(weights))
    data = digits()
    return accuracy(net, data.X_test, data.y_test)


def _mistake_table(
    variant: Callable[[str], Any], *rows: tuple[str, str, str]
) -> tuple[Mistake, ...]:
    """Return mistakes from rows of (name, kind, question)."""
    return tuple(Mistake(name, question, variant(kind)) for name, kind, question in rows)


EXERCISES = [
    Exercise(
        name="chance_in_symbols",
        title="Write down what chance costs",
        kind="expressions",
        reference=_chance,
        symbols={"C": (2.0, 20.0), "N": (3.0, 40.0), "n": (1.0, 9.0)},
        points=2,
        difficulty=2,
        minutes=5,
        read_again="By hand: what chance costs",
        mistakes=(
            Mistake(
                "mean forgotten",
                "The loss is a mean over N images. How much does one image weigh in it?",
                _chance_without_mean,
            ),
            Mistake(
                "target minus prediction",
                "If the logit of the right class grows, does the loss rise or fall?",
                _chance_target_first,
            ),
            Mistake(
                "targets forgotten",
                "Your delta pushes every class down alike. Where does it learn which one is right?",
                _chance_without_targets,
            ),
            Mistake(
                "share of errors for loss",
                "Is that how often a guess fails, or the mean of −ln of a probability?",
                _chance_as_share,
            ),
            Mistake(
                "by the probability",
                "Is that the slope by the probability, or by the logit in front of the softmax?",
                _chance_with_prediction_as_slope,
            ),
        ),
    ),
    Exercise(
        name="softmax_net_loss",
        title="Forward pass and penalised loss",
        kind="function",
        reference=softmax_net_loss,
        cases=_loss_cases,
        points=3,
        difficulty=3,
        minutes=7,
        read_again="By hand: forward, delta, gradients, update",
        mistakes=_mistake_table(
            _loss_variant,
            ("penalty forgotten", "no penalty", "Where does l2 enter your loss?"),
            ("penalty not halved", "not halved", "What is the slope of your penalty by a weight?"),
            ("biases penalised", "biases", "Which arrays does the sum in the penalty run over?"),
            (
                "penalty of the last layer",
                "last layer",
                "How many weight matrices has this network?",
            ),
            (
                "penalty divided by N",
                "penalty by N",
                "Does the penalty depend on how many images are in the batch?",
            ),
            ("sum for mean", "sum", "What happens to your loss if every image is given twice?"),
            (
                "mean over all entries",
                "entries",
                "How many numbers does one image contribute to the cross-entropy?",
            ),
            ("no ReLU", "no relu", "What lies between your two matrix products?"),
            (
                "ReLU on the logits",
                "relu on logits",
                "May the logit of an unlikely class be negative?",
            ),
            (
                "softmax over the images",
                "over images",
                "Which sums of P are 1: those of the rows, or those of the columns?",
            ),
            (
                "no shift",
                "no shift",
                "How large is e to the power of the largest logit in the case that failed?",
            ),
            (
                "one shift for all images",
                "one shift",
                "What does your shift leave of an image whose logits are all small?",
            ),
            (
                "logarithm of a rounded zero",
                "rounded zero",
                "What is left of a probability of e⁻²⁰⁰⁰ in floating point, before its logarithm?",
            ),
            (
                "small number in the logarithm",
                "floor",
                "Which is the largest loss that your formula can give for one image?",
            ),
        ),
    ),
    Exercise(
        name="softmax_net_gradients",
        title="Backward pass",
        kind="function",
        reference=softmax_net_gradients,
        cases=_gradient_cases,
        points=4,
        difficulty=3,
        minutes=8,
        read_again="By hand: forward, delta, gradients, update",
        mistakes=_mistake_table(
            OTHER_PASSES.__getitem__,
            ("penalty forgotten", "penalty forgotten", "What does the penalty add to the slope?"),
            ("penalty twice", "penalty twice", "What is the derivative of l2/2 times w²?"),
            (
                "penalty on one layer",
                "penalty on one layer",
                "Which weights does the penalty of this loss contain?",
            ),
            (
                "penalty on the biases",
                "penalty on the biases",
                "Which arrays does the sum in the penalty leave out?",
            ),
            (
                "penalty divided by N",
                "penalty divided by N",
                "Which of the two terms of the loss is a mean over the images?",
            ),
            ("1/N missing", "1/N missing", "Is the loss a sum over the images, or their mean?"),
            (
                "1/N twice",
                "1/N twice",
                "Is 1/N not in the delta already that arrives at the first layer?",
            ),
            (
                "targets forgotten",
                "targets forgotten",
                "Where do the labels enter your backward pass?",
            ),
            (
                "softmax differentiated twice",
                "softmax differentiated twice",
                "P − Y is the slope by which quantity: by P, or already by the logits?",
            ),
            (
                "bias mean for sum",
                "bias mean for sum",
                "The delta holds its 1/N. How do its rows become one bias gradient?",
            ),
            (
                "slope of the ReLU forgotten",
                "slope of the ReLU forgotten",
                "What did a unit contribute to the loss whose sum was negative?",
            ),
            (
                "mask on the gradient",
                "mask on the gradient",
                "Does a ReLU ask for the sign of what went forward, or of what comes back?",
            ),
            (
                "output for slope",
                "output for slope",
                "How steep is a ReLU at 2, and how steep at 3?",
            ),
            (
                "bias left out of the mask",
                "bias left out of the mask",
                "Which number decides whether a unit is on?",
            ),
        ),
    ),
    Exercise(
        name="epoch_batches",
        title="Mini-batches, epoch after epoch",
        kind="function",
        reference=epoch_batches,
        cases=_batch_cases,
        points=3,
        difficulty=2,
        minutes=6,
        pure=True,
        read_again="Mini-batches",
        mistakes=_mistake_table(
            _batch_variant,
            (
                "last batch dropped",
                "last dropped",
                "How many images does one of your epochs visit, and how many are there?",
            ),
            (
                "no shuffle",
                "no shuffle",
                "Which images stand together in your first batch, in every epoch?",
            ),
            (
                "labels left behind",
                "labels left",
                "Whose label does the first image of your first batch get?",
            ),
            (
                "shuffled apart",
                "two shuffles",
                "After two shuffles, does an image still meet its own label?",
            ),
            (
                "one order for all epochs",
                "one order",
                "Do two epochs of yours differ in anything?",
            ),
            (
                "drawn with replacement",
                "replacement",
                "How often does each image occur in one of your epochs?",
            ),
            (
                "last batch filled up",
                "filled up",
                "Which images does one of your epochs show twice?",
            ),
        ),
    ),
    Exercise(
        name="loop_ledger",
        title="Count before you run",
        kind="numbers",
        reference=_LEDGER,
        points=1,
        difficulty=1,
        minutes=4,
        read_again="Mini-batches",
        mistakes=(
            Mistake(
                "last batch dropped",
                "Who visits the images that are left when no full batch fits any more?",
                {"updates": 35, "last_batch": 40},
            ),
            Mistake(
                "biases forgotten",
                "What does a layer have besides its weights?",
                {"parameters": 3552},
            ),
            Mistake(
                "biases penalised",
                "Which parameters does the penalty of this lesson leave alone?",
                {"penalised": 3610},
            ),
            Mistake(
                "variance for spread",
                "In which unit is your standard error: in shares, or in squared shares?",
                {"standard_error": 0.95 * 0.05 / 360},
            ),
            Mistake(
                "training images counted",
                "Over how many images is the held-out accuracy a mean?",
                {"one_image": 1 / 1437, "standard_error": (0.95 * 0.05 / 1437) ** 0.5},
            ),
        ),
    ),
    Exercise(
        name="train_classifier",
        title="Training loop with validation",
        kind="function",
        reference=train_classifier,
        cases=_train_cases,
        points=4,
        difficulty=3,
        minutes=8,
        pure=True,
        read_again="The loop",
        mistakes=_mistake_table(
            _train_variant,
            (
                "one order for all epochs",
                "one order",
                "What does `minibatches` do when it is handed the same whole number again?",
            ),
            (
                "one step an epoch",
                "one step",
                "How often do your weights move while the epoch passes by?",
            ),
            (
                "all images at once",
                "all at once",
                "How many images does one of your gradients average?",
            ),
            ("penalty forgotten", "no penalty", "Which strength does your gradient know of?"),
            (
                "penalty in the report",
                "penalty reported",
                "Can two losses be compared if one of them holds a penalty that you may choose?",
            ),
            (
                "measured too early",
                "measured before",
                "Which weights does your first entry describe?",
            ),
            (
                "loss of the last batch",
                "last batch",
                "How many images stand behind each entry of your training curve?",
            ),
            (
                "validated on training images",
                "validated on training",
                "On which images is your second curve measured?",
            ),
            (
                "validation images learnt",
                "learns validation",
                "May an image that you learn from also tell you how well you do on new ones?",
            ),
            ("uphill", "uphill", "In which direction does the gradient point?"),
            (
                "gradient never zeroed",
                "never zeroed",
                "What is in your gradient when the second batch begins?",
            ),
            (
                "start overwritten",
                "in place",
                "Who else still holds the array that your function has just written to?",
            ),
        ),
    ),
    Exercise(
        name="nearest_neighbour",
        title="A reader that never learns",
        kind="function",
        reference=nearest_neighbour,
        cases=_nearest_cases,
        points=2,
        difficulty=2,
        minutes=5,
        read_again="What it must beat",
        mistakes=_mistake_table(
            _nearest_variant,
            ("place for label", "place for label", "Is that a label, or a row number?"),
            ("farthest", "farthest", "Should the distance to the chosen image be large?"),
            (
                "other way round",
                "other way round",
                "Who looks for a neighbour: each new image, or each training image?",
            ),
            (
                "largest product",
                "largest product",
                "Can a long vector have a large product with x and yet be far from it?",
            ),
            (
                "signs cancel",
                "signs cancel",
                "One pixel is too bright by 1, another too dark by 1. How far apart are they?",
            ),
            (
                "largest gap",
                "corner distance",
                "How many pixels does your distance look at in the end?",
            ),
            (
                "class means",
                "class means",
                "Is the nearest one an image here, or an average of images?",
            ),
        ),
    ),
    Exercise(
        name="confusion_matrix",
        title="Which class is taken for which",
        kind="function",
        reference=confusion_matrix,
        cases=_confusion_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again="Where it errs",
        mistakes=_mistake_table(
            _confusion_variant,
            (
                "repeats counted once",
                "repeats lost",
                "How often does NumPy write to one place that occurs twice in an index?",
            ),
            ("rows and columns swapped", "turned", "What does a row stand for: truth or answer?"),
            ("errors only", "errors only", "Where do the right answers appear in your table?"),
            ("shares for counts", "shares", "What do all entries of the table sum to?"),
            (
                "only the classes seen",
                "seen only",
                "Which shape has your table if one class occurs nowhere?",
            ),
        ),
    ),
    Exercise(
        name="report_card",
        title="Repair a report card",
        kind="function",
        reference=report_card,
        cases=_report_cases,
        points=3,
        difficulty=3,
        minutes=6,
        read_again="A report to repair",
        mistakes=(
            Mistake(
                "not repaired",
                "Which numbers of this report should not depend on the batch size, and do they?",
                _report(*FAULTS),
            ),
            Mistake(
                "scaled by its own brightest pixel",
                "Is an image read in the same way, whichever images stand beside it?",
                _report("own scale"),
            ),
            Mistake(
                "not scaled",
                "Which pixels had the weights seen when they were trained?",
                _report("no scale"),
            ),
            Mistake(
                "mean of means",
                "How much does an image of the short last batch count in your mean?",
                _report("mean of means"),
            ),
            Mistake(
                "every answer against every label",
                "What shape has the comparison of a column with a row?",
                _report("all pairs"),
            ),
            Mistake(
                "last batch dropped",
                "How many images does your report stand on?",
                _report("last dropped"),
            ),
        ),
    ),
    Exercise(
        name="digits_classifier",
        title="Read 95 of 100 digits that you have never seen",
        kind="training",
        reference=_trained_weights,
        measure=_held_out_accuracy,
        at_least=0.95,
        unit="of the 360 held-out digits read correctly",
        points=3,
        difficulty=3,
        minutes=6,
        read_again="The whole procedure",
    ),
]
