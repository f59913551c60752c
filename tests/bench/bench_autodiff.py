"""The autodiff engine against micrograd, on micrograd's own demonstration.

A hundred points of two moons, 2-16-16-1 with ReLU, a max-margin loss with an L2 penalty: one step
is forward, backward and update. With the collector on, it runs as in every Python program.
"""

import gc
import random
import tracemalloc

import pytest
from pairing import paired, where_time_goes

from bplib.autodiff import Value, dot, neuron
from bplib.autodiff.tape import RECORDER
from bplib.data.datasets import moons

ALPHA, RATE = 1e-4, 0.05
SIZES = (2, 16, 16, 1)


def data():
    X, y = moons(100, 0.1, 0)
    return X.tolist(), (2 * y - 1).ravel().tolist()


# ---- the same model three times: from its parameters and data to the loss ------------------------


def fused(layers, parameters, X, y):
    scores = []
    for x in X:
        for weights, bias, name in layers:
            x = [neuron(w, x, b, name) for w, b in zip(weights, bias, strict=True)]
        scores.append(x[0])
    losses = [(1 - yi * score).relu() for yi, score in zip(y, scores, strict=True)]
    return dot([1 / len(y)] * len(y), losses) + ALPHA * dot(parameters, parameters)


def plain(layers, parameters, X, y):
    scores = []
    for x in X:
        for weights, bias, name in layers:
            sums = []
            for w, z in zip(weights, bias, strict=True):
                for wi, xi in zip(w, x, strict=True):
                    z = z + wi * xi
                sums.append(z.relu() if name == "relu" else z)
            x = sums
        scores.append(x[0])
    losses = [(1 - yi * score).relu() for yi, score in zip(y, scores, strict=True)]
    return sum(losses) * (1 / len(losses)) + ALPHA * sum(p * p for p in parameters)


def micrograd_loss(model, parameters, X, y):
    from micrograd.engine import Value as Node

    scores = [model(list(map(Node, x))) for x in X]
    losses = [(1 + -yi * score).relu() for yi, score in zip(y, scores, strict=True)]
    return sum(losses) * (1.0 / len(losses)) + ALPHA * sum(p * p for p in parameters)


def bplib_model():
    rng = random.Random(1)
    layers, parameters = [], []
    for n_in, n_out in ((2, 16), (16, 16), (16, 1)):
        weights = [[Value(rng.uniform(-1, 1)) for _ in range(n_in)] for _ in range(n_out)]
        bias = [Value(0.0) for _ in range(n_out)]
        layers.append((weights, bias, "relu" if n_out > 1 else "identity"))
        parameters += [w for row in weights for w in row] + bias
    return layers, parameters


def micrograd_model():
    nn = pytest.importorskip("micrograd.nn")
    random.seed(1)
    model = nn.MLP(SIZES[0], list(SIZES[1:]))
    return model, model.parameters()


MODELS = {
    "micrograd": (micrograd_model, micrograd_loss),
    "bplib, plain operators": (bplib_model, plain),
    "bplib, fused neurons": (bplib_model, fused),
}


class Step:
    """One step of training, or its forward half alone."""

    def __init__(self, contender):
        make, self.loss = MODELS[contender]
        self.model, self.parameters = make()
        self.X, self.y = data()

    def forward(self):
        return self.loss(self.model, self.parameters, self.X, self.y)

    def __call__(self):
        loss = self.forward()
        for p in self.parameters:
            p.grad = 0.0
        loss.backward()
        for p in self.parameters:
            p.data -= RATE * p.grad
        return loss.data


@pytest.fixture
def collector(case):
    if case == "collector off":
        gc.disable()
    yield
    gc.enable()


@paired(["collector on", "collector off"], MODELS)
def test_step(benchmark, collector, round, case, contender):
    benchmark.group = "autodiff"
    step = Step(contender)
    if round == 0 and case == "collector off" and contender.startswith("bplib"):
        benchmark.extra_info["where"] = where_time_goes(step)
    gc.collect()
    few = contender == "micrograd"
    benchmark.pedantic(
        step,
        setup=None if gc.isenabled() else settle,
        rounds=2 if few else 5,
        warmup_rounds=0 if few else 1,
    )


def settle():
    """Without the collector, take away what the step before has left, outside of the timing."""
    gc.collect()


@pytest.mark.parametrize("contender", MODELS)
def test_memory(benchmark, contender):
    """Bytes for each node of the graph of one forward pass."""
    benchmark.group = "memory"
    step = Step(contender)
    RECORDER.end_tape()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    loss = benchmark.pedantic(step.forward, rounds=1)
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    nodes = len(RECORDER.tape.records) if contender != "micrograd" else len(reachable(loss))
    benchmark.extra_info.update(nodes=nodes, bytes_per_node=held / nodes, bytes=held)


def reachable(loss):
    seen, waiting = {loss}, [loss]
    while waiting:
        for node in waiting.pop()._prev:
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen
