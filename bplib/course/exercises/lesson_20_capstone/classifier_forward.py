"""Write the forward pass: a ReLU layer, and probabilities for logits of any size."""

from functools import partial

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_20_capstone.shared import PARTS, net, signed


def shares(Z, *, shift=None, axis=1):
    """Return exp(Z - shift), divided by its sum along an axis; the largest of a row as shift."""
    top = Z.max(axis=1, keepdims=True) if shift is None else shift
    E = np.exp(Z - top)
    return E / E.sum(axis=axis, keepdims=True)


def classifier_forward(
    X,
    W1,
    b1,
    W2,
    b2,
    *,
    bend=lambda Z1: np.maximum(Z1, 0.0),
    top=lambda Z2: Z2,
    probabilities=shares,
    kept=lambda Z1, A1: A1,
):
    """Return the hidden activations and the probabilities."""
    Z1 = X @ W1 + b1
    A1 = bend(Z1)
    Z2 = top(A1 @ W2 + b2)
    P = probabilities(Z2)
    return kept(Z1, A1), P


def cases(rng):
    """Draw nets of several sizes, then logits that are large together, and in one row alone."""
    drawn = [
        call_case(note, X=signed(rng, (N, D)), **net(rng, D, H, C))
        for note, N, D, H, C in (
            ("five samples", 5, 4, 6, 3),
            ("a single sample", 1, 3, 5, 4),
            ("as many samples as classes", 4, 6, 7, 4),
        )
    ]
    large = net(rng, 4, 6, 3)
    large["b2"] = large["b2"] + np.array([900.0, 900.0, 900.0])
    drawn.append(call_case("logits around 900", X=signed(rng, (5, 4)), **large))
    apart, top = {}, np.zeros(5)
    while np.ptp(top) < 1000:  # so far apart that no shift serves all rows
        apart = {"X": signed(rng, (5, 4)), **net(rng, 4, 6, 3)}
        apart["X"][3] *= 2000
        A1 = np.maximum(apart["X"] @ apart["W1"] + apart["b1"], 0)
        top = (A1 @ apart["W2"] + apart["b2"]).max(axis=1)
    return [*drawn, call_case("large logits in one row", **apart)]


EXERCISE = Function(
    classifier_forward,
    cases,
    title="Write the forward pass",
    points=2,
    difficulty=2,
    core=True,
    read_again=PARTS,
    met={"Z1": "the hidden sums"},
    returns=("A1", "P"),
    slips=[
        slip("no shift of the logits", probabilities=partial(shares, shift=0.0)).asks(
            "What is exp(900) in double precision, and must you ever compute it?"
        ),
        slip("one shift for all images", probabilities=lambda Z: shares(Z, shift=Z.max())).asks(
            "What is left of an image whose logits lie 1000 below another image's?"
        ),
        slip("softmax over the samples", probabilities=lambda Z: shares(Z.T).T).asks(
            "Whose probabilities should add up to 1: those of a row, or those of a column?"
        ),
        slip(
            "one sum for the whole batch",
            probabilities=lambda Z: shares(Z, shift=Z.max(), axis=None),
        ).asks("What do the probabilities of one image add up to?"),
        slip("no ReLU", bend=lambda Z1: Z1).asks(
            "What lies between the sums of layer 1 and its outputs?"
        ),
        slip("sums for activations", kept=lambda Z1, A1: Z1).asks(
            "Which of the two does the backward pass get from you, Z1 or A1?"
        ),
        slip("another activation", bend=lambda Z1: np.tanh(Z1)).asks(
            "Which activation does the specification name?"
        ),
        slip("ReLU on the logits", top=lambda Z2: np.maximum(Z2, 0.0)).asks(
            "May a logit be negative?"
        ),
        slip("logits for probabilities", probabilities=lambda Z: Z).asks(
            "What lies between the sums of layer 2 and the answer?"
        ),
        slip("logarithms", probabilities=lambda Z: np.log(shares(Z))).asks(
            "Do your answers lie between 0 and 1?"
        ),
        slip(
            "bias of layer 1 forgotten",
            given=lambda X, W1, b1, W2, b2: (X, W1, 0 * b1, W2, b2),
        ).asks("How many arrays does layer 1 have?"),
        slip("size for ReLU", bend=lambda Z1: np.abs(Z1)).asks("What does a ReLU give for −2?"),
        slip("a sigmoid", bend=lambda Z1: 0.5 + 0.5 * np.tanh(Z1 / 2)).asks(
            "Which activation does the specification name: is its largest value 1?"
        ),
        slip("a leaky ReLU", bend=lambda Z1: np.maximum(Z1, 0.01 * Z1)).asks(
            "What does your ReLU give for −1?"
        ),
        slip("logits cut off", top=lambda Z2: np.clip(Z2, -500, 500)).asks(
            "Two logits of 900 and 910: do your probabilities still tell them apart?"
        ),
    ],
)
