"""Optimizers of one name in three libraries: what each computes, and whether it does so here.

Five steps of one weight from 1, with the same slopes, the same settings and a rate that falls after
the third step. `CONVENTIONS` holds what each library's rule makes of them, written out in Python;
`run` takes the steps with the library itself, where it is installed.
"""

import importlib.metadata
import importlib.util
import math
import os
from collections.abc import Callable
from typing import Any

from bplib.course.experiments import peers

SLOPES = (0.004, 0.002, 0.005, -0.001, 0.003)
RATES = (0.1, 0.1, 0.1, 0.01, 0.01)
BETA, BETA2, EPS, DECAY = 0.9, 0.99, 1e-3, 0.5
VERSIONS = {"PyTorch": "2.13", "optax": "0.2.8", "Keras": "3.15"}
MODULES = {"PyTorch": "torch", "optax": "optax", "Keras": "keras"}


def _velocity(*, rate_inside: bool, ahead: bool = False) -> float:
    w, v = 1.0, 0.0
    for g, lr in zip(SLOPES, RATES, strict=True):
        inside, outside = (lr, 1.0) if rate_inside else (1.0, lr)
        v = BETA * v + inside * g
        w -= outside * (inside * g + BETA * v if ahead else v)
    return w


def _rmsprop(*, inside: bool) -> float:
    w, s = 1.0, 0.0
    for g, lr in zip(SLOPES, RATES, strict=True):
        s = BETA2 * s + (1 - BETA2) * g**2
        w -= lr * g / (math.sqrt(s + EPS) if inside else math.sqrt(s) + EPS)
    return w


def _adam(*, early: bool = False, through: float = 0.0, beside: float = 0.0) -> float:
    """Take Adam's steps: ε added before the correction or after it, decay through g or beside."""
    w, m, v = 1.0, 0.0, 0.0
    for t, (g, lr) in enumerate(zip(SLOPES, RATES, strict=True), 1):
        g = g + through * w
        m, v = BETA * m + (1 - BETA) * g, BETA2 * v + (1 - BETA2) * g**2
        m_hat, grown = m / (1 - BETA**t), math.sqrt(1 - BETA2**t)
        size = (math.sqrt(v) + EPS) / grown if early else math.sqrt(v) / grown + EPS
        w = w - lr * beside * w - lr * m_hat / size
    return w


CONVENTIONS: dict[str, dict[str, Callable[[], float] | None]] = {
    "momentum": {
        "PyTorch": lambda: _velocity(rate_inside=False),
        "optax": lambda: _velocity(rate_inside=False),
        "Keras": lambda: _velocity(rate_inside=True),
    },
    "Nesterov": {
        "PyTorch": lambda: _velocity(rate_inside=False, ahead=True),
        "optax": lambda: _velocity(rate_inside=False, ahead=True),
        "Keras": lambda: _velocity(rate_inside=True, ahead=True),
    },
    "RMSprop": {
        "PyTorch": lambda: _rmsprop(inside=False),
        "optax": lambda: _rmsprop(inside=True),
        "Keras": lambda: _rmsprop(inside=True),
    },
    "Adam": {
        "PyTorch": _adam,
        "optax": _adam,
        "Keras": lambda: _adam(early=True),
    },
    "Adam with weight_decay": {
        "PyTorch": lambda: _adam(through=DECAY),
        "optax": None,
        "Keras": lambda: _adam(early=True, beside=DECAY),
    },
    "AdamW": {
        "PyTorch": lambda: _adam(beside=DECAY),
        "optax": lambda: _adam(beside=DECAY),
        "Keras": lambda: _adam(early=True, beside=DECAY),
    },
}


def by_convention() -> dict[str, dict[str, float | None]]:
    """Return where every rule of every library leads, by its formula; None where it has no such."""
    return {
        rule: {name: take() if take else None for name, take in of.items()}
        for rule, of in CONVENTIONS.items()
    }


def table() -> str:
    """Return what the weight is after five steps, a row for each rule."""
    head = "".join(f"{f'{name} {version}':>15}" for name, version in VERSIONS.items())
    lines = [f"{'w after five steps':24}{head}"]
    for rule, ends in by_convention().items():
        cells = (
            f"{'no such option' if end is None else f'{end:.4f}':>15}" for end in ends.values()
        )
        lines.append(f"{rule:24}{''.join(cells)}")
    return "\n".join(lines)


def compared(name: str) -> str:
    """Take the steps with a library, where it is installed, and say whether the table has them."""
    module = MODULES[name]
    if not peers.is_here(module):
        return f"{name}: not installed here; its column is computed from its formulas"
    version = importlib.metadata.version(module)
    found = run(name)
    said = {rule: ends[name] for rule, ends in by_convention().items()}
    wrong = [rule for rule, end in found.items() if abs(end - (said[rule] or 0.0)) > 1e-5]
    if wrong:
        shown = ", ".join(f"{rule} {found[rule]:.4f}" for rule in wrong)
        return f"{name} {version}: differs from the table in {shown}"
    return f"{name} {version}: its own {len(found)} optimizers give the numbers of the table"


def run(name: str) -> dict[str, float]:
    """Return where the library itself leads, by rule."""
    return {"PyTorch": _run_torch, "optax": _run_optax, "Keras": _run_keras}[name]()


def _run_torch() -> dict[str, float]:
    import torch

    betas: dict[str, Any] = {"betas": (BETA, BETA2), "eps": EPS}
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {
        "momentum": (torch.optim.SGD, {"momentum": BETA}),
        "Nesterov": (torch.optim.SGD, {"momentum": BETA, "nesterov": True}),
        "RMSprop": (torch.optim.RMSprop, {"alpha": BETA2, "eps": EPS}),
        "Adam": (torch.optim.Adam, betas),
        "Adam with weight_decay": (torch.optim.Adam, {**betas, "weight_decay": DECAY}),
        "AdamW": (torch.optim.AdamW, {**betas, "weight_decay": DECAY}),
    }
    ends = {}
    for rule, (kind, settings) in kinds.items():
        w = torch.ones(1, dtype=torch.float64, requires_grad=True)
        optimizer = kind([w], lr=RATES[0], **settings)
        for g, lr in zip(SLOPES, RATES, strict=True):
            optimizer.param_groups[0]["lr"] = lr
            w.grad = torch.full_like(w, g)
            optimizer.step()
        ends[rule] = w.item()
    return ends


def _run_optax() -> dict[str, float]:
    import jax.numpy as jnp
    import optax

    def lr(t: Any) -> Any:
        return jnp.asarray(RATES)[t]

    betas = {"b1": BETA, "b2": BETA2, "eps": EPS}
    kinds = {
        "momentum": optax.sgd(lr, momentum=BETA),
        "Nesterov": optax.sgd(lr, momentum=BETA, nesterov=True),
        "RMSprop": optax.rmsprop(lr, decay=BETA2, eps=EPS),
        "Adam": optax.adam(lr, **betas),
        "AdamW": optax.adamw(lr, **betas, weight_decay=DECAY),
    }
    ends = {}
    for rule, kind in kinds.items():
        w = jnp.ones(1)
        state = kind.init(w)
        for g in SLOPES:
            change, state = kind.update(jnp.full(1, g), state, w)
            w = optax.apply_updates(w, change)
        ends[rule] = float(w[0])
    return ends


def _run_keras() -> dict[str, float]:
    backend = next((one for one in ("jax", "torch") if importlib.util.find_spec(one)), "numpy")
    os.environ.setdefault("KERAS_BACKEND", backend)
    import keras

    betas = {"beta_1": BETA, "beta_2": BETA2, "epsilon": EPS}
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {
        "momentum": (keras.optimizers.SGD, {"momentum": BETA}),
        "Nesterov": (keras.optimizers.SGD, {"momentum": BETA, "nesterov": True}),
        "RMSprop": (keras.optimizers.RMSprop, {"rho": BETA2, "epsilon": EPS}),
        "Adam": (keras.optimizers.Adam, betas),
        "Adam with weight_decay": (keras.optimizers.Adam, {**betas, "weight_decay": DECAY}),
        "AdamW": (keras.optimizers.AdamW, {**betas, "weight_decay": DECAY}),
    }
    ends = {}
    for rule, (kind, settings) in kinds.items():
        w = keras.Variable([1.0], name="w")
        optimizer = kind(learning_rate=RATES[0], **settings)
        for g, lr in zip(SLOPES, RATES, strict=True):
            optimizer.learning_rate = lr
            optimizer.apply([keras.ops.convert_to_tensor([g])], [w])
        ends[rule] = float(keras.ops.convert_to_numpy(w)[0])
    return ends
