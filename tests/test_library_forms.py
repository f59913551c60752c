"""The table in `bplib.optimizers`: where optax and Keras agree with bplib, and where they do not.

PyTorch's half of it stands in test_optimizers.
"""

import os
import re

import numpy as np
import pytest

from bplib import optimizers, schedules
from bplib.optimizers import Adam, AdamW, Momentum, Nesterov, RMSprop
from bplib.schedules import cosine, exponential, warmup_cosine

os.environ.setdefault("KERAS_BACKEND", "jax")  # read when Keras is imported
EPS = 0.01  # large enough to tell apart where it stands
STEPS = 30


def data():
    rng = np.random.default_rng(5)
    return rng.standard_normal(7), rng.standard_normal((STEPS, 7))


def ours(optimizer):
    w, gradients = data()
    for g in gradients:
        optimizer.step(w, g)
    return w


def agrees(mine, theirs):
    """Float32 over 30 steps keeps 5 digits; another form differs in the third."""
    error = np.max(np.abs(mine - theirs))
    assert error < 2e-5 or error > 1e-3, error
    return error < 2e-5


def in_optax(transformation):
    optax = pytest.importorskip("optax")
    w, gradients = data()
    state = transformation.init(w)
    for g in gradients:
        updates, state = transformation.update(g, state, w)
        w = np.asarray(optax.apply_updates(w, updates), float)
    return w


def in_keras(make):
    keras = pytest.importorskip("keras")
    w, gradients = data()
    variable, optimizer = keras.Variable(w, dtype="float32"), make(keras)
    optimizer.build([variable])
    for g in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(g, dtype="float32")])
    return np.asarray(variable.value)


def rms_inside(w, gradients):
    s = 0.0
    for g in gradients:
        s = 0.95 * s + 0.05 * g**2
        w = w - 0.05 * g / np.sqrt(s + EPS)
    return w


def adam_before_the_correction(w, gradients):
    m = v = 0.0
    for t, g in enumerate(gradients, start=1):
        m, v = 0.85 * m + 0.15 * g, 0.97 * v + 0.03 * g**2
        w = w - 0.05 * (1 - 0.97**t) ** 0.5 / (1 - 0.85**t) * m / (np.sqrt(v) + EPS)
    return w


def test_optax():
    optax = pytest.importorskip("optax")
    adam = {"b1": 0.85, "b2": 0.97, "eps": EPS}
    rate = exponential(0.05, 0.9)
    same = {
        "Momentum": (Momentum(rate, 0.8), optax.sgd(lambda t: 0.05 * 0.9**t, 0.8)),
        "Nesterov": (Nesterov(0.05, 0.8), optax.sgd(0.05, 0.8, nesterov=True)),
        "RMSprop": (
            RMSprop(0.05, 0.95, EPS),
            optax.rmsprop(0.05, 0.95, EPS, eps_in_sqrt=False),
        ),
        "Adam": (Adam(0.05, 0.85, 0.97, EPS), optax.adam(0.05, **adam)),
        "AdamW": (
            AdamW(0.05, 0.85, 0.97, EPS, 0.1),
            optax.adamw(0.05, weight_decay=0.1, **adam),
        ),
    }
    for name, (mine, theirs) in same.items():
        assert agrees(ours(mine), in_optax(theirs)), name
    inside = in_optax(optax.rmsprop(0.05, 0.95, EPS))
    assert agrees(rms_inside(*data()), inside)
    assert not agrees(ours(RMSprop(0.05, 0.95, EPS)), inside)


def test_keras():
    pytest.importorskip("keras")
    rate = exponential(0.05, 0.9)
    theirs = in_keras(lambda keras: keras.optimizers.SGD(0.05, momentum=0.8))
    assert agrees(ours(Momentum(0.05, 0.8)), theirs)
    theirs = in_keras(lambda keras: keras.optimizers.SGD(0.05, momentum=0.8, nesterov=True))
    assert agrees(ours(Nesterov(0.05, 0.8)), theirs)

    def falling(keras):
        decay = keras.optimizers.schedules.ExponentialDecay(0.05, 1, 0.9)
        return keras.optimizers.SGD(decay, momentum=0.8)

    assert not agrees(ours(Momentum(rate, 0.8)), in_keras(falling))  # lr inside the velocity
    theirs = in_keras(lambda keras: keras.optimizers.RMSprop(0.05, 0.95, epsilon=EPS))
    assert agrees(rms_inside(*data()), theirs)
    assert not agrees(ours(RMSprop(0.05, 0.95, EPS)), theirs)
    theirs = in_keras(lambda keras: keras.optimizers.Adam(0.05, 0.85, 0.97, EPS))
    assert agrees(adam_before_the_correction(*data()), theirs)
    assert not agrees(ours(Adam(0.05, 0.85, 0.97, EPS)), theirs)
    for name in ("Adam", "AdamW"):  # the decay of both is decoupled

        def decayed(keras, name=name):
            make = getattr(keras.optimizers, name)
            return make(0.05, beta_1=0.85, beta_2=0.97, epsilon=1e-12, weight_decay=0.1)

        assert agrees(ours(AdamW(0.05, 0.85, 0.97, 1e-12, 0.1)), in_keras(decayed))


def test_pytorch_adds_adams_decay_to_the_gradient():
    torch = pytest.importorskip("torch")
    found = {}
    for name in ("Adam", "AdamW"):
        w, gradients = data()
        parameter = torch.nn.Parameter(torch.tensor(w))
        make = getattr(torch.optim, name)
        theirs = make([parameter], 0.05, betas=(0.85, 0.97), eps=EPS, weight_decay=0.1)
        for g in gradients:
            parameter.grad = torch.tensor(g)
            theirs.step()
        found[name] = parameter.detach().numpy()
    mine = ours(AdamW(0.05, 0.85, 0.97, EPS, 0.1))
    assert agrees(mine, found["AdamW"])
    assert not agrees(mine, found["Adam"])


def test_schedules_of_pytorch():
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 0.3)
    theirs = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10, 0.1)
    found = []
    for _ in range(13):
        found.append(theirs.get_last_lr()[0])
        optimizer.step()
        theirs.step()
    mine = [cosine(0.3, 10, 0.1)(t) for t in range(13)]
    np.testing.assert_allclose(found[:11], mine[:11], rtol=1e-12)
    assert found[12] > mine[12] == 0.1  # PyTorch's rises again


def test_schedules_of_optax():
    optax = pytest.importorskip("optax")
    theirs, mine = optax.cosine_decay_schedule(0.3, 10, 1 / 3), cosine(0.3, 10, 0.1)
    assert [float(theirs(t)) for t in range(13)] == pytest.approx([mine(t) for t in range(13)])
    theirs, mine = optax.warmup_cosine_decay_schedule(0, 0.3, 4, 10), warmup_cosine(0.3, 4, 10)
    assert (float(theirs(0)), mine(0)) == pytest.approx((0, 0.075))
    assert [float(theirs(t + 1)) for t in range(4)] == pytest.approx([mine(t) for t in range(4)])
    assert [float(theirs(t)) for t in range(4, 13)] == pytest.approx(
        [mine(t) for t in range(4, 13)], abs=1e-7
    )


def test_schedules_of_keras():
    keras = pytest.importorskip("keras")
    make = keras.optimizers.schedules.CosineDecay
    theirs, mine = make(0.3, 10, 1 / 3), cosine(0.3, 10, 0.1)
    assert [float(theirs(t)) for t in range(13)] == pytest.approx([mine(t) for t in range(13)])
    theirs, mine = make(0.0, 6, warmup_target=0.3, warmup_steps=4), warmup_cosine(0.3, 4, 10)
    assert [float(theirs(t + 1)) for t in range(3)] == pytest.approx([mine(t) for t in range(3)])
    assert [float(theirs(t)) for t in range(4, 13)] == pytest.approx(
        [mine(t) for t in range(4, 13)], abs=1e-7
    )


def test_the_table_names_every_rule_and_version():
    assert optimizers.__doc__ is not None
    for words in ("PyTorch 2.13", "optax 0.2.8", "Keras 3.15", "AMSGrad"):
        assert words in optimizers.__doc__
    rows = re.findall(r"^    (\w+) ", optimizers.__doc__, re.MULTILINE)
    assert {name for name in optimizers.__all__ if name[0].isupper()} - {"Optimizer"} <= set(rows)
    assert {"cosine", "warmup_cosine"} <= set(
        re.findall(r"^    (\w+) ", schedules.__doc__, re.MULTILINE)
    )
