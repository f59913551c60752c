"""Right answers to `digits_classifier`: more units, momentum with fewer, single precision."""

import numpy as np

from bplib import training
from bplib.data.datasets import digits
from bplib.network import Network
from bplib.optimizers import SGD, Momentum


def trained(hidden, optimizer, epochs, dtype=float):
    net, data = Network((64, hidden, 10), "relu", "cross_entropy", init="he", dtype=dtype), digits()
    training.fit(net, data.X_train.astype(dtype), data.y_train, optimizer=optimizer, epochs=epochs,
                 progress=False)  # fmt: skip
    return {name: array.copy() for name, array in net.named_parameters()}


ANSWERS = [
    trained(64, SGD(0.5), 12),
    list(trained(24, Momentum(0.05), 12).values()),
    trained(40, SGD(0.3), 15, np.float32),
]
