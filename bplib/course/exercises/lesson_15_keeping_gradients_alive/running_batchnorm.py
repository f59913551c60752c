"""Repair a normaliser whose answer for an image depends on the images evaluated beside it."""

import numpy as np

from bplib.course.checks import Class, class_case, slip
from bplib.course.exercises.lesson_15_keeping_gradients_alive.shared import (
    batch,
    from_the_first,
    latest,
    on_class,
    once,
)


class RunningBatchNorm:
    """Batch statistics while training, running averages when evaluating."""

    first_var = 1.0
    moves_mean = moves_var = True
    spread = staticmethod(lambda Z: Z.var(axis=0))
    by_batch = staticmethod(bool)
    moves = staticmethod(bool)
    root = staticmethod(lambda variance: np.sqrt(variance + 1e-5))

    def __init__(self, units, momentum):
        self.momentum = momentum
        self.running_mean, self.running_var = np.zeros(units), np.full(units, self.first_var)

    def stored_var(self, Z):
        """Return a batch's variance as it goes into the running average."""
        return self.spread(Z)

    def mixed(self, old, new):
        """Return a running average that a new batch has moved."""
        return (1 - self.momentum) * old + self.momentum * new

    def forward(self, Z, training):
        """Return the normalised batch; only training moves the running averages."""
        mean, variance = Z.mean(axis=0), self.spread(Z)
        if self.moves(training):
            if self.moves_mean:
                self.running_mean = self.mixed(self.running_mean, mean)
            if self.moves_var:
                self.running_var = self.mixed(self.running_var, self.stored_var(Z))
        if not self.by_batch(training):
            mean, variance = self.running_mean, self.running_var
        return (Z - mean) / self.root(variance)


def cases(rng):
    """Draw batches of several sizes, also of one image.

    After training a second object is made, and in the end one that is used itself.
    """

    def case(note, units, momentum, first, second, some):
        last, settings = batch(rng, some, units), {"units": units, "momentum": momentum}
        quiet = batch(rng, first, units) * np.where(np.arange(units), 1, 0.02)  # there ε counts
        return class_case(
            settings,
            [
                ("forward", {"Z": quiet, "training": True}),
                ("forward", {"Z": batch(rng, second, units), "training": True}),
                ("another", settings),
                ("forward", {"Z": last, "training": False}),
                ("forward", {"Z": batch(rng, first, units), "training": False}),
                ("get", {"attribute": "running_mean"}),
                ("get", {"attribute": "running_var"}),
                ("forward", {"Z": batch(rng, second, units), "training": True}),
                ("forward", {"Z": last, "training": False}),
                ("anew", settings),
                ("forward", {"Z": last, "training": False}),
            ],
            note,
        )

    return [
        case("three units", 3, float(rng.uniform(0.1, 0.2)), 5, 4, 2),
        case("trained and evaluated on one image", 2, float(rng.uniform(0.25, 0.4)), 6, 1, 1),
        case("a long memory", 4, float(rng.uniform(0.02, 0.05)), 3, 7, 2),
    ]


def one_fewer(Z):
    """Return the variance with N − 1 below the line, which a single sample does not have."""
    with np.errstate(all="ignore"):
        return np.divide(((Z - Z.mean(axis=0)) ** 2).sum(axis=0), len(Z) - 1)


EXERCISE = Class(
    RunningBatchNorm,
    cases,
    name="running_batchnorm",
    title="Repair a normaliser that depends on its neighbours",
    points=2,
    difficulty=3,
    read_again="Repair: batch normalisation",
    slips=[
        slip(
            "not repaired yet",
            by_batch=lambda training: True,
            moves=lambda training: True,
            mixed=latest,
        ).asks("What should change between training and evaluating, and what changes here?"),
        slip("batch statistics in evaluation", by_batch=lambda training: True).asks(
            "Should an image's answer depend on which images are evaluated with it?"
        ),
        slip("averages moved in evaluation", moves=lambda training: True).asks(
            "Evaluating twice in a row: should the second answer differ?"
        ),
        slip("averages replaced", mixed=latest).asks(
            "How much of the batch before last is left in your running mean?"
        ),
        slip(
            "momentum the other way round",
            mixed=lambda self, old, new: self.momentum * old + (1 - self.momentum) * new,
        ).asks("With momentum 0.1, does one batch count for a tenth or for nine tenths?"),
        slip("averages used in training", by_batch=lambda training: False).asks(
            "Which statistics normalise a batch while training?"
        ),
        slip("averages never moved", moves=lambda training: False).asks(
            "What are the running averages after a thousand batches?"
        ),
        slip(
            "standard deviation stored as variance", stored_var=lambda self, Z: Z.std(axis=0)
        ).asks("Is what you store averaged before the root or after it?"),
        slip(
            "N − 1 in the stored variance",
            stored_var=lambda self, Z: Z.var(axis=0) * len(Z) / max(len(Z) - 1, 1),
        ).asks("Some libraries store it so. Which of the two does the specification name?"),
        slip("averages shared by all objects", __init__=once, __setattr__=on_class).asks(
            "Two layers of your network: does each have averages of its own?"
        ),
        slip("averages of all objects begun anew by each", __setattr__=on_class).asks(
            "Two layers of your network: does each have averages of its own?"
        ),
        slip(
            "not trained on a single image",
            forward=lambda self, Z, training: RunningBatchNorm.forward(
                self, Z, training and len(Z) > 1
            ),
        ).asks("Is a batch of one image a batch, too?"),
        slip("variance starts at 0", first_var=0.0).asks("What does a first evaluation divide by?"),
        slip("ε outside the root", root=lambda variance: np.sqrt(variance) + 1e-5).asks(
            "What exactly stands under the root?"
        ),
        slip(
            "around the running mean",
            stored_var=lambda self, Z: ((Z - self.running_mean) ** 2).mean(axis=0),
        ).asks("Around which mean is the variance of a batch taken?"),
        slip("first batch replaces the averages", mixed=from_the_first).asks(
            "How much does the very first batch count, and how much what was there before?"
        ),
        slip("divided by N − 1", spread=staticmethod(one_fewer)).asks(
            "Which average of squares does the specification name, and does it suit one image?"
        ),
        slip("mean never moved", moves_mean=False).asks(
            "Which of the two running averages is still what it was at the start?"
        ),
        slip("variance never moved", moves_var=False).asks(
            "Which of the two running averages is still what it was at the start?"
        ),
    ],
)
