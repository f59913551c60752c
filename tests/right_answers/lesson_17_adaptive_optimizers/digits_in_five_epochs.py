"""Right answers to `digits_in_five_epochs`: a flat array, a list of arrays, single precision."""

import numpy as np
from right_answers.lesson_17_adaptive_optimizers.shared import adam_with_one_rate

from bplib import optimizers, schedules
from bplib.data.batches import minibatches
from bplib.data.datasets import digits
from bplib.network import Network
from bplib.training import fit


def trained(optimizer, seed):
    network, data = Network((64, 32, 10), "tanh", "cross_entropy", rng=seed), digits()
    images, labels = data.X_train, data.y_train
    fit(network, images, labels, optimizer=optimizer, epochs=5, rng=seed, progress=False)
    return network


def flat_by_adam():
    return trained(optimizers.Adam(schedules.warmup_cosine(0.05, 20, 225)), 0).parameters


def list_by_nesterov():
    network = trained(optimizers.Nesterov(schedules.warmup_cosine(0.3, 20, 225)), 2)
    return [array for _, array in network.named_parameters()]


def flat_in_float32():
    network, data = Network((64, 32, 10), "tanh", "cross_entropy", dtype=np.float32), digits()
    state = {"m": 0.0, "v": 0.0, "t": 0}
    rng = np.random.default_rng(3)
    for _ in range(5):
        for X, y in minibatches(data.X_train, data.y_train, 32, rng):
            _, g = network.loss_and_gradient(X.astype(np.float32), y)
            lr = schedules.warmup_cosine(0.05, 10, 225)(state["t"])
            w, state = adam_with_one_rate(network.parameters, state, g, lr, 0.9, 0.999, 1e-8)
            network.parameters[...] = w
    return network.parameters


ANSWERS = [flat_by_adam(), list_by_nesterov(), flat_in_float32()]
