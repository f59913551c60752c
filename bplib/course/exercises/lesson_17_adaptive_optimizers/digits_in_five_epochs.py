"""Train a 64-32-10 tanh network as far as five epochs allow, with any optimizer and schedule."""

from collections.abc import Mapping

import numpy as np

from bplib.course.checks import Training, slip

SIZES = (64, 32, 10)


def digits_in_five_epochs():
    """Return the weights W1, b1, W2, b2 of a network trained within the budget."""
    from bplib.data.datasets import digits
    from bplib.network import Network
    from bplib.optimizers import Adam
    from bplib.schedules import warmup_cosine
    from bplib.training import fit

    data = digits()
    network = Network(SIZES, "tanh", "cross_entropy", rng=1)
    adam = Adam(warmup_cosine(0.05, 20, 225))
    fit(network, data.X_train, data.y_train, optimizer=adam, epochs=5, progress=False)
    return {name: array.copy() for name, array in network.named_parameters()}


def share_of_the_loss_removed(weights):
    """Return 1 - (training loss) / ln 10 of the network with these weights."""
    from bplib.data.datasets import digits
    from bplib.network import Network

    network = Network(SIZES, "tanh", "cross_entropy")
    if isinstance(weights, Mapping):
        names = [name for name, _ in network.named_parameters()]
        if set(weights) != set(names):
            raise ValueError(f"give {', '.join(names)}, or one flat array of shape (2410,)")
        weights = [weights[name] for name in names]
    network.set_parameters(weights)
    data = digits()
    return 1 - network.loss(data.X_train, data.y_train) / float(np.log(10))


def way_of_failing(weights):
    """Return in a few words why so little of the loss is gone."""
    removed = share_of_the_loss_removed(weights)
    if not removed > -0.1:
        return "worse than a guess"
    if removed < 0.1:
        return "as good as a guess"
    return "on the way" if removed < 0.9 else "nearly there"


def output_times(factor):
    """Return the reference with its last layer times a factor."""

    def weights():
        W1, b1, W2, b2 = digits_in_five_epochs().values()
        return {"W1": W1, "b1": b1, "W2": factor * W2, "b2": factor * b2}

    return weights


EXERCISE = Training(
    digits_in_five_epochs,
    title="Go far in five epochs",
    points=3,
    difficulty=3,
    read_again="Predict: the same net, trained by each",
    measure=share_of_the_loss_removed,
    at_least=0.98,
    unit="of the loss at chance, ln 10, is gone",
    tells=way_of_failing,
    slips=[
        slip("worse than a guess", instead=output_times(-1.0)).asks(
            "Is your loss above ln 10? What does a step do that is too long?"
        ),
        slip("as good as a guess", instead=output_times(0.0)).asks(
            "How far have these weights moved from their start?"
        ),
        slip("on the way", instead=output_times(0.1)).asks(
            "Does the loss still fall fast when the five epochs are over, and how long is a step?"
        ),
        slip("nearly there", instead=output_times(0.4)).asks(
            "Does your loss jump or glide in the last epoch, and what does your rate do there?"
        ),
    ],
)
