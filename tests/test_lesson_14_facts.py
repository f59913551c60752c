"""What lesson 14 states as given: its table of profiles and its claims, computed another way."""

import numpy as np
import pytest

from bplib.course.experiments.lesson_14 import train_on_digits
from bplib.course.registry import find

F = {"sigmoid": lambda Z: 1 / (1 + np.exp(-Z)), "tanh": np.tanh, "relu": lambda Z: Z * (Z > 0)}
SLOPE = {"sigmoid": lambda A: A * (1 - A), "tanh": lambda A: 1 - A**2, "relu": lambda A: A > 0}
CAUSES = {
    1: ("sigmoid", 0.1),
    2: ("tanh", 0.01),
    3: ("tanh", 1.0),
    4: ("relu", 0.2),
    5: ("relu", 0.02**0.5),
}
PROFILES = {  # as the lesson prints them
    "A": (1.9e3, 0.96, 0.96),
    "B": (0.9, 0.83, 0.79),
    "C": (2.0e-6, 0.21, 0.12),
    "D": (2.0e1, 1.18, 25.0),
    "E": (9.9e-10, 0.10, 1.0e-10),
}


def profile(name, std, depth, seed, width=100, samples=64):
    rng = np.random.default_rng(seed)
    activations, weights = [rng.normal(size=(samples, width))], []
    for _ in range(depth):
        weights.append(rng.normal(0, std, (width, width)))
        activations.append(F[name](activations[-1] @ weights[-1]))
    dA, norms = rng.normal(size=(samples, width)), []
    for W, A in zip(reversed(weights), reversed(activations), strict=False):
        dZ = dA * SLOPE[name](A)
        norms.append(np.linalg.norm(dZ))
        dA = dZ @ W.T
    return norms[-1] / norms[0], activations[1].std(), activations[-1].std()


@pytest.mark.parametrize("net", PROFILES)
def test_profiles_belong_to_their_causes(net):
    cause = CAUSES[find("gradient_forensics").right_answer()[net]]
    seen = np.median([profile(*cause, depth=10, seed=seed) for seed in range(9)], axis=0)
    np.testing.assert_allclose(seen, PROFILES[net], rtol=0.03)


def test_deltas_of_thirty_relu_layers():
    for std, expected in ((0.01, -33.4), (0.1, -4.4), (0.02**0.5, -0.1), (0.2, 4.3)):
        ratios = [profile("relu", std, 30, seed, samples=32)[0] for seed in range(5)]
        assert abs(np.median(np.log10(ratios)) - expected) < 0.5


def test_deep_sigmoids_are_deaf_and_normalising_wakes_them():
    plain = train_on_digits("sigmoid", "xavier", seeds=(5,))
    normalised = train_on_digits("sigmoid", "xavier", "normalised", seeds=(5,))
    assert plain.max() < 0.2
    assert normalised.min() > 0.9


def test_the_trainer_follows_the_gradient():
    """One hidden layer: the hand-written gradients agree with central differences."""
    from bplib.course.experiments import lesson_14 as lesson

    rng = np.random.default_rng(0)
    Ws = [rng.normal(size=(1, *shape)) for shape in ((3, 4), (4, 4), (4, 2))]
    X, Y = rng.normal(size=(1, 5, 3)), np.eye(2)[[[0, 1, 1, 0, 1]]]

    def loss(repair):
        A = X
        for W in Ws[:-1]:
            Z = A @ W
            if repair == "normalised":
                Z = (Z - Z.mean(1, keepdims=True)) / np.sqrt(Z.var(1, keepdims=True) + 1e-5)
            A = np.tanh(Z) + (A if repair == "residual" and A.shape == Z.shape else 0)
        logits = A @ Ws[-1]
        return np.mean(np.log(np.exp(logits).sum(-1)) - (Y * logits).sum(-1))

    for repair in (None, "residual", "normalised"):
        for W, gradient in zip(Ws, lesson._gradients(Ws, X, Y, "tanh", repair), strict=True):
            for index in np.ndindex(W.shape):
                kept, values = W[index], []
                for step in (1e-6, -1e-6):
                    W[index] = kept + step
                    values.append(loss(repair))
                W[index] = kept
                assert abs((values[0] - values[1]) / 2e-6 - gradient[index]) < 1e-8
