"""Go back through a convolution: each place hands its delta to the inputs that it saw."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_19_beyond_dense.shared import PLACES


def conv1d_backward(dZ, x, w, *, add=np.add, total=np.sum, total_b=np.sum):
    """Return (dx, dw, db) of z_i = b + sum_k w_k x_(i+k)."""
    K, places = len(w), dZ.shape[1]
    dx = np.zeros(x.shape)
    for i in range(places):
        dx[:, i : i + K] = add(dx[:, i : i + K], dZ[:, [i]] * w)
    dw = np.stack([total(dZ * x[:, k : k + places]) for k in range(K)], axis=-1)
    return dx, dw, total_b(dZ)


def cases(rng):
    """Draw signals and kernels; no kernel is symmetric by chance, one has a single weight."""

    def case(note, samples, length, kernel):
        return call_case(
            note,
            dZ=rng.normal(size=(samples, length - kernel + 1)),
            x=rng.normal(size=(samples, length)),
            w=rng.choice([-1, 1], kernel) * rng.uniform(0.5, 2, kernel) + 0.1 * np.arange(kernel),
        )

    return [
        case("three signals, kernel of 3", 3, 7, 3),
        case("one signal, kernel of 2", 1, 6, 2),
        case("four signals, kernel of 4", 4, 9, 4),
        case("kernel as long as the signal", 2, 3, 3),
        case("kernel of 1", 3, 5, 1),
    ]


def over_places(terms):
    """Sum over samples, but average over places."""
    return np.sum(np.mean(terms, axis=1))


def over_samples(terms):
    """Sum over places, but average over samples."""
    return np.sum(np.mean(terms, axis=0))


def at_first_sample(terms):
    """Sum what the first sample sends."""
    return np.sum(terms[0])


def at_first(terms):
    """Sum what the first place sends."""
    return np.sum(terms[:, 0])


def without_ends(out):
    """Send nothing to the inputs that fewer places saw."""
    dx, dw, db = out
    inner = slice(dw.shape[-1] - 1, dx.shape[1] - dw.shape[-1] + 1)
    kept = np.zeros_like(dx)
    kept[:, inner] = dx[:, inner]
    return kept, dw, db


def by_weights(answer):
    """Return an answer in which every weight overwrites what those before it have sent."""

    def overwriting(dZ, x, w):
        dx, places = np.zeros(x.shape), dZ.shape[1]
        for k in range(len(w)):
            dx[:, k : k + places] = w[k] * dZ
        return dx, *answer(dZ, x, w)[1:]

    return overwriting


EXERCISE = Function(
    conv1d_backward,
    cases,
    title="Go back through a convolution",
    points=3,
    difficulty=3,
    core=True,
    read_again=PLACES,
    returns=("dx", "dw", "db"),
    slips=[
        slip("kernel the wrong way round", given=lambda dZ, x, w: (dZ, x, w[::-1])).asks(
            "Place i = 0 saw x₀ with w₀. With which weight does its delta go back to x₀?"
        ),
        slip("dw reversed", result=lambda out: (out[0], out[1][::-1], out[2])).asks(
            "Which inputs does w₀ multiply: those at the places themselves, or further on?"
        ),
        slip("mean over places", total=over_places, total_b=over_places).asks(
            "One weight acts at every place. Do the places add up, or average?"
        ),
        slip("mean over samples", total=over_samples, total_b=over_samples).asks(
            "Where is the 1/N of the loss: already in dZ, or still to come?"
        ),
        slip("overwritten instead of added", add=lambda old, new: new).asks(
            "Several places see the same input. What becomes of what the earlier ones sent?"
        ),
        slip("first place only", total=at_first, total_b=at_first).asks(
            "At how many places is the kernel used?"
        ),
        slip("ends of the signal forgotten", result=without_ends).asks(
            "Do the inputs at both ends take part in no place at all?"
        ),
        slip("a gradient for every sample", total=lambda terms: terms.sum(axis=1)).asks(
            "How many kernels are there, one for all samples or one for each?"
        ),
        slip("a bias for every place", total_b=lambda dZ: dZ.sum(axis=0)).asks(
            "How many biases does this layer have?"
        ),
        slip("first sample only", total=at_first_sample).asks(
            "How many samples has the batch, and how many take part?"
        ),
        slip("overwritten weight by weight", around=by_weights).asks(
            "Several weights see the same input. What becomes of what the earlier ones sent?"
        ),
        slip("kernel averaged over the samples", total=over_samples).asks(
            "Where is the 1/N of the loss: already in dZ, or still to come?"
        ),
    ],
)
