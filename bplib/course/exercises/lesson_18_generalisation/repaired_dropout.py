"""Repair a dropout layer with four faults: its mask, its scale, and what evaluating does."""

import numpy as np

from bplib.course.checks import Class, class_case, slip
from bplib.course.exercises.lesson_18_generalisation.shared import drawn_once, overwriting


class RepairedDropout:
    """Inverted dropout: a mask is drawn when training and used again on the way back."""

    share = share_back = property(lambda layer: 1 - layer.p)

    def __init__(self, p, seed):
        self.p, self.rng, self.mask = p, np.random.default_rng(seed), None

    def forward(self, A, training):
        """Return the output, (N, n); evaluating passes A on."""
        if not training:
            return self.evaluated(A)
        self.mask = self.drawn(A)
        self.output = A * self.mask / self.share
        return self.output

    def backward(self, dY):
        """Return dL/dA, with the mask of the latest forward pass in training."""
        return dY * self.mask_back(dY) / self.share_back

    def drawn(self, A):
        """Return a new mask."""
        return self.rng.random(A.shape) >= self.p

    def evaluated(self, A):
        """Return the output of an evaluation."""
        return A

    def mask_back(self, dY):
        """Return the mask of the way back."""
        return self.mask


DROPPED = property(lambda layer: layer.p)


def cases(rng):
    """Draw three layers; training, evaluating between forward and backward, and training again."""

    def case(note, p, first, second):
        def values(shape):
            A = rng.uniform(0.5, 2.0, shape)
            if shape[0] > 1:  # a sample that the ReLU before it has silenced
                A[rng.integers(shape[0])] = 0.0
            return A

        calls = []
        for shape in (first, first, second):
            calls.append(("forward", {"A": values(shape), "training": True}))
            calls.append(("backward", {"dY": rng.normal(size=shape)}))
        calls += [("forward", {"A": values(shape), "training": False}) for shape in (first, second)]
        calls.append(("backward", {"dY": rng.normal(size=second)}))
        calls.append(("forward", {"A": values(first), "training": True}))
        return class_case({"p": p, "seed": int(rng.integers(10_000))}, calls, note)

    return [
        case("a third silenced", float(rng.uniform(0.28, 0.4)), (6, 4), (5, 4)),
        case("a quarter silenced", float(rng.uniform(0.2, 0.3)), (5, 7), (1, 7)),
        case("most silenced", float(rng.uniform(0.6, 0.7)), (7, 6), (4, 6)),
    ]


def redrawn(layer, A):
    """Return the input, and leave a new mask in the place of the training pass's."""
    layer.mask = RepairedDropout.drawn(layer, A)
    return A


EXERCISE = Class(
    RepairedDropout,
    cases,
    name="repaired_dropout",
    title="Repair a dropout layer",
    points=3,
    difficulty=3,
    read_again="A layer to repair",
    slips=[
        slip(
            "not repaired",
            mask_back=RepairedDropout.drawn,
            evaluated=lambda layer, A: layer.forward(A, True),
            share=1.0,
            share_back=1.0,
        ).asks("Which of the four symptoms have you looked for so far?"),
        slip("new mask on the way back", mask_back=RepairedDropout.drawn).asks(
            "Which units did the loss hear in the forward pass, and do the same ones learn?"
        ),
        slip("active when evaluating", evaluated=lambda layer, A: layer.forward(A, True)).asks(
            "What is your layer's answer to the same image, evaluated twice?"
        ),
        slip("no scale", share=1.0, share_back=1.0).asks(
            "What is the mean output over many masks, beside the input?"
        ),
        slip("scale on the way in only", share_back=1.0).asks(
            "The output is m·a. What is its derivative by a?"
        ),
        slip("scale on the way back only", share=1.0).asks(
            "The gradient belongs to m·a. Is that what your forward pass computes?"
        ),
        slip(
            "scaled when evaluating",
            evaluated=lambda layer, A: A * (1 - layer.p),
            share=1.0,
            share_back=1.0,
        ).asks("Which of the two passes does inverted dropout leave alone?"),
        slip("one mask for ever", drawn=drawn_once).asks(
            "How often should a unit that is silent now get its turn?"
        ),
        slip(
            "mask read off the output",
            drawn=lambda layer, A: RepairedDropout.drawn(layer, A) & (A != 0),
        ).asks("Is every output of 0 a unit that dropout has silenced?"),
        slip("mask left out on the way back", mask_back=lambda layer, dY: 1.0, share_back=1.0).asks(
            "How much does the loss change if a silenced unit's input changes?"
        ),
        slip(
            "numbers drawn when evaluating",
            evaluated=lambda layer, A: (A, RepairedDropout.drawn(layer, A))[0],
        ).asks("Does an evaluation change the masks of the training that goes on after it?"),
        slip("mask overwritten when evaluating", evaluated=overwriting).asks(
            "What has an evaluation between forward and backward left of the training mask?"
        ),
        slip("output for its slope", mask_back=lambda layer, dY: layer.output, share_back=1.0).asks(
            "What is the slope of m·a by a, and what is m·a itself?"
        ),
        slip(
            "the wrong ones silenced", drawn=lambda layer, A: layer.rng.random(A.shape) < layer.p
        ).asks("Of uniform numbers, which share lies below p, and is that the share to silence?"),
        slip(
            "one number for a sample",
            drawn=lambda layer, A: layer.rng.random((len(A), 1)) >= layer.p,
        ).asks("Is every unit of a sample silenced on its own, or all of them together?"),
        slip(
            "one number for a unit", drawn=lambda layer, A: layer.rng.random(A.shape[1]) >= layer.p
        ).asks("Do all samples of a batch lose the same units?"),
        slip(
            "scaled twice on the way back", share_back=property(lambda layer: (1 - layer.p) ** 2)
        ).asks("How often does 1 − p stand in the slope of the output?"),
        slip("drawn before the mode is asked", evaluated=redrawn).asks(
            "What has an evaluation between forward and backward left of the training mask?"
        ),
        slip("divided by the share dropped", share=DROPPED, share_back=DROPPED).asks(
            "If p is tiny, by how much should the surviving units change?"
        ),
    ],
)
