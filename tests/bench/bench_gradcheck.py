"""A numeric gradient of all 9,610 parameters of 64-128-10, against a loop over single ones."""

import functools

from pairing import paired, where_time_goes

from bplib.data.datasets import digits
from bplib.gradcheck import numerical_gradient, relative_error
from bplib.gradcheck.layerwise import directional_errors, layerwise_gradient
from bplib.network import Network


@functools.cache
def problem():
    data = digits()
    network = Network((64, 128, 10), ("tanh", "softmax"), "cross_entropy")
    return network, data.X_train[:64], data.y_train[:64]


def loop():
    network, X, y = problem()
    return numerical_gradient(lambda _: network.loss(X, y), network.parameters)


def layerwise(method):
    network, X, y = problem()
    return layerwise_gradient(network, X, y, method=method)


WAYS = {
    "loop over single parameters": loop,
    "layer-local, complex steps": lambda: layerwise("complex"),
    "layer-local, central differences": lambda: layerwise("central"),
    "ten random directions": lambda: directional_errors(*problem()),
}


@paired(["64-128-10, batch 64"], WAYS, rounds=5)
def test_numeric_gradient(benchmark, round, case, contender):
    benchmark.group = "gradcheck"
    way, (network, X, y) = WAYS[contender], problem()
    if contender == "layer-local, complex steps" and round == 0:
        benchmark.extra_info["where"] = where_time_goes(way)
    few = contender.startswith("loop")
    found = benchmark.pedantic(way, rounds=1 if few else 3, warmup_rounds=0 if few else 1)
    if contender == "ten random directions":
        error = float(found.max())
    else:
        error = relative_error(found, network.loss_and_gradient(X, y)[1])
    benchmark.extra_info["error"] = error
