"""Experiments of lesson 20, second part: what stands beside a score, and scores that mislead."""

from collections.abc import Callable, Sequence
from math import comb
from typing import Any

import numpy as np

from bplib.course.experiments.lesson_20 import right_by_seed, six_peers
from bplib.data.batches import minibatches
from bplib.data.datasets import digits, shift
from bplib.losses import one_hot
from bplib.plots import new_figure, show
from bplib.plots.picture import Picture

MOVES = [(dx, dy) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
Answers = Callable[[Any], Any]  # images (N, 64) -> what is read (N,)


# ---- other readers of digits ---------------------------------------------------------------------


def softmax_regression(epochs: Any, *, lr: float = 0.2, beta: float = 0.9) -> list[Any]:
    """Train one layer, no hidden units, by momentum with a cosine.

    Parameters
    ----------
    epochs : sequence of epochs, each a sequence of batches (X (B, 64), y (B,))
    lr, beta : float

    Returns
    -------
    [W (64, 10), b (10,)]
    """
    parameters: list[Any] = [np.zeros((64, 10)), np.zeros(10)]
    velocities: list[Any] = [0, 0]
    batches = [batch for epoch in epochs for batch in epoch]
    for t, (X, y) in enumerate(batches):
        E = np.exp(X @ parameters[0] + parameters[1])
        dZ = (E / E.sum(axis=1, keepdims=True) - one_hot(y, 10)) / len(y)
        rate = lr / 2 * (1 + np.cos(np.pi * t / len(batches)))
        for k, gradient in enumerate((X.T @ dZ, dZ.sum(axis=0))):
            velocities[k] = beta * velocities[k] + gradient
            parameters[k] -= rate * velocities[k]
    return parameters


def training_digits() -> tuple[Any, Any]:
    """Return the training images in single precision, (1437, 64), and their labels."""
    data = digits()
    return data.X_train.astype(np.float32), data.y_train


def the_colleagues(epochs: int = 20) -> list[Any]:
    """Return the weights of softmax regression on digits as they are."""
    X, y = training_digits()
    rng = np.random.default_rng(0)
    return softmax_regression([list(minibatches(X, y, 64, rng)) for _ in range(epochs)])


def linear(W: Any, b: Any) -> Answers:
    """Return what a linear model reads."""
    return lambda X: (X @ W + b).argmax(axis=1)


def nearest(images: Any, labels: Any) -> Answers:
    """Return what nearest neighbour reads: the label of the most similar image."""
    half_squares = (images**2).sum(axis=1) / 2
    return lambda X: labels[(half_squares - X @ images.T).argmin(axis=1)]  # and a constant


def read_everywhere(answers: Answers) -> dict[tuple[int, int], Any]:
    """Return what is read on the 360 held-out digits in each of nine positions."""
    X = digits().X_test.astype(np.float32)
    return {move: answers(shift(X, *move)) for move in MOVES}


def two_scores(answers: Answers) -> tuple[float, float]:
    """Return the accuracy on held-out digits in place, and over their nine positions."""
    y = digits().y_test
    hits = {move: float(np.mean(read == y)) for move, read in read_everywhere(answers).items()}
    return hits[0, 0], float(np.mean(list(hits.values())))


# ---- pictures ------------------------------------------------------------------------------------


def learning_curves(losses: Sequence[float], trail: Sequence[Any], X: Any, y: Any) -> Picture:
    """Draw the loss by epoch, and the accuracy on validation digits; say whether both marks hold.

    Parameters
    ----------
    losses : (epochs,)
    trail : sequence of [W1, b1, W2, b2]
        After each epoch.
    X, y : (N, 64), (N,)
        Validation digits.
    """
    moved = [shift(X, *move) for move in MOVES]

    def hits(images: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> float:
        return float(np.mean((np.maximum(images @ W1 + b1, 0) @ W2 + b2).argmax(axis=1) == y))

    in_place = [hits(X, *map(np.asarray, weights)) for weights in trail]
    nine = [np.mean([hits(m, *map(np.asarray, weights)) for m in moved]) for weights in trail]
    print(f"validation digits: in place at least 0.95: {in_place[-1] >= 0.95}; ", end="")
    print(f"over nine positions at least 0.90: {nine[-1] >= 0.90}")
    fig, (left, right) = new_figure(ncols=2, size=(8.6, 3.3))
    seen = np.arange(1, len(losses) + 1)
    left.plot(seen, losses, color="#0072B2")
    left.text(len(seen) * 0.35, losses[0] * 0.6, "training digits, shifted", color="#0072B2")
    left.set(xlabel="epoch", ylabel="mean loss of the batches")
    for shares, name, colour, style, y_at, mark in (
        (in_place, "validation, in place", "#D55E00", "-", 0.98, 0.97),
        (nine, "validation, nine positions", "#009E73", "--", 0.79, 0.90),
    ):
        right.plot(seen, shares, style, color=colour)
        right.text(len(seen) * 0.4, y_at, name, color=colour)
        right.axhline(mark, color=colour, linestyle=":", linewidth=1)
    right.set(xlabel="epoch", ylabel="accuracy", ylim=(0.6, 1.0))
    return show(
        fig,
        alt="Two panels over the epochs. Left, the training loss falls, fast at first. "
        "Right, the accuracy on validation digits, in place and over nine positions, rises quickly "
        "and then slowly; dotted lines mark 0.97 and 0.90.",
    )


def report_picture(company: dict[str, tuple[float, float]], interval: Any) -> Picture:
    """Draw both scores of each model with their intervals for 360 images.

    Parameters
    ----------
    company : dict
        Name to the accuracy in place and over nine positions.
    interval : callable
        ``interval(right, n, z)`` returns the ends.
    """
    fig, ax = new_figure(size=(8.2, 3.6))
    for place, scores in enumerate(reversed(company.values())):
        for score, colour, marker, up in zip(
            scores, ("#0072B2", "#D55E00"), "os", (0.14, -0.14), strict=True
        ):
            low, high = interval(round(score * 360), 360, 1.96)
            ax.plot([low, high], [place + up] * 2, "-", color=colour, linewidth=2)
            ax.plot(score, place + up, marker, color=colour)
    ax.set_yticks(range(len(company)), list(company)[::-1])
    ax.set(xlabel="accuracy, with Wilson's interval for 360 images", ylabel="model", xlim=(0, 1.02))
    ax.text(0.06, 1.55, "circles: in place", color="#0072B2")
    ax.text(0.06, 1.1, "squares: nine positions", color="#D55E00")
    return show(
        fig,
        alt="Accuracy of six models in place and over nine positions, with intervals. In place all "
        "but the commonest digit are near 1; softmax regression trained on shifts is somewhat "
        "lower. Over nine positions softmax regression loses most, softmax regression with shifts "
        "and nearest neighbour lose a good part; nearest neighbour with nine copies and the net "
        "stay near 1.",
    )


# ---- scores that mislead -------------------------------------------------------------------------


def usual_interval(right: int, n: int, z: float) -> tuple[float, float]:
    """Return share ± z · sqrt(share (1 - share) / n)."""
    half = z * np.sqrt(right / n * (1 - right / n) / n)
    return right / n - half, right / n + half


def coverage(interval: Any, share: float, n: int) -> float:
    """Return how often an interval of 1.96 standard errors holds the true share."""
    ends = [interval(k, n, 1.96) for k in range(n + 1)]
    held = [low - 1e-6 <= share <= high + 1e-6 for low, high in ends]
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1) if held[k])


def leads(hits: Any, trials: int = 500) -> Any:
    """Return the mean lead of the best of S nets on the half that chose it, and on the other.

    Parameters
    ----------
    hits : (S, 360) bool
    trials : int
        Random halves.
    """
    rng, found = np.random.default_rng(1), []
    for _ in range(trials):
        mixed = rng.permutation(hits.shape[1])
        first, second = hits[:, mixed[:180]].mean(axis=1), hits[:, mixed[180:]].mean(axis=1)
        best = first.argmax()
        found.append((first[best] - first.mean(), second[best] - second.mean()))
    return np.mean(found, axis=0)


def leads_of_seeds_and_rates() -> tuple[Any, Any]:
    """Return the leads among twenty seeds (two families), and among ten good and ten slow nets."""
    seeds = np.mean([leads(right_by_seed(range(k, k + 20), 0.1)) for k in (0, 20)], axis=0)
    rates = np.where(np.arange(20) % 2, 0.1, 0.005)
    return seeds, leads(right_by_seed(range(20), rates))


def tuned_on_the_test_set(trials: int = 5, tries: int = 500) -> Any:
    """Change a young linear model at random, keep what does not lower the score on one half.

    Returns
    -------
    (2,)
        Mean gain on the half that was tuned on, and on the other.
    """
    X, y = digits().X_test.astype(np.float32), digits().y_test
    young, b = the_colleagues(epochs=1)
    changes = []
    for seed in range(trials):
        rng = np.random.default_rng(seed)
        mixed = rng.permutation(360)
        halves = [(X[rows], y[rows]) for rows in (mixed[:180], mixed[180:])]

        def share(W: Any, half: int, halves: Any = halves) -> float:
            images, truth = halves[half]
            return float(np.mean((images @ W + b).argmax(axis=1) == truth))

        W, best = young, share(young, 0)
        for _ in range(tries):
            tried = W + rng.normal(0, 0.1, W.shape)
            if share(tried, 0) >= best:
                W, best = tried, share(tried, 0)
        changes.append([share(W, half) - share(young, half) for half in (0, 1)])
    return np.mean(changes, axis=0)


def scores_on_dice(seeds: Sequence[int] = range(3)) -> tuple[list[float], list[float]]:
    """Score nearest neighbour on labels thrown by dice, five moved copies of every image.

    Returns
    -------
    leaking, honest : list of float
        With the copies shuffled before the split, and with all copies of an image on one side.
    """
    X, _ = training_digits()
    leaking: list[float] = []
    honest: list[float] = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        dice = np.tile(rng.integers(0, 10, len(X)), 5)
        moves = rng.integers(-1, 2, (5, len(X), 2))
        images = np.concatenate(
            [np.stack([shift(x, *m) for x, m in zip(X, part, strict=True)]) for part in moves]
        )
        source = np.tile(np.arange(len(X)), 5)  # which image a copy was made from
        for held, scores in (
            (rng.permutation(len(images)) < len(images) // 5, leaking),
            (source < 287, honest),
        ):
            read = nearest(images[~held], dice[~held])(images[held])
            scores.append(float(np.mean(read == dice[held])))
    return leaking, honest


# ---- six peers, beside the learner's gradients ---------------------------------------------------

PARTS = ("loss", "dW1", "db1", "dW2", "db2")


def _compared(gradients: Any, letter: str, samples: int, l2: float) -> list[tuple[str, Any, Any]]:
    rng = np.random.default_rng(5)
    net = [rng.normal(size=shape) for shape in ((4, 6), (6,), (6, 3), (3,))]
    X, y = rng.normal(size=(samples, 4)), rng.integers(0, 3, samples)
    ours = gradients(X, y, *net, l2)
    return list(zip(PARTS, ours, six_peers()[letter].gradients(X, y, *net, l2), strict=True))


def line_up(gradients: Any, *, samples: int, l2: float) -> None:
    """Print which results of each peer differ from the learner's, in one setting."""
    print(f"{samples} samples, l2 = {l2}; arrays that differ from yours:")
    for letter, peer in six_peers().items():
        differ = [
            name
            for name, ours, theirs in _compared(gradients, letter, samples, l2)
            if not np.allclose(ours, theirs, rtol=1e-3, atol=1e-5)
        ]
        print(f"{letter}  {', '.join(differ) or 'none':<16} {peer.story}")


def ratios(gradients: Any, letter: str, part: str, *, samples: int, l2: float) -> Any:
    """Return a peer's array divided by the learner's, its first two rows; nan is 0 / 0."""
    found = {name: pair for name, *pair in _compared(gradients, letter, samples, l2)}
    ours, theirs = map(np.asarray, found[part])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.round(theirs / ours, 2)[:2]
