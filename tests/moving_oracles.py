"""What bplib computes for the settings of a moving figure, which its script must compute too."""

from itertools import product

import numpy as np
import sympy as sp

from bplib import losses
from bplib.activations import sigmoid, sigmoid_prime
from bplib.autodiff import Value
from bplib.gradcheck import numerical_gradient
from bplib.network import Network
from bplib.plots import moving


def grid(**values):
    return [dict(zip(values, point, strict=True)) for point in product(*values.values())]


def worksheet_111(w1, w2, lr):
    network = Network((1, 1, 1), "sigmoid", "binary_cross_entropy")
    hidden, output = network.layers
    hidden.W[...], output.W[...] = w1, w2
    loss, _ = network.loss_and_gradient([[2.0]], [[1.0]])
    dw1, dw2 = hidden.dW.item(), output.dW.item()
    z2, delta2 = output.Z.item(), dw2 / hidden.A.item()
    hidden.W[...], output.W[...] = w1 - lr * dw1, w2 - lr * dw2
    new = network.loss_and_gradient([[2.0]], [[1.0]])[0]
    return {"z1": 2 * w1, "z2": z2, "loss": loss, "dw1": dw1, "dw2": dw2, "delta2": delta2,
            "delta1": dw1 / 2, "new_loss": new, "promised": lr * (dw1**2 + dw2**2)}  # fmt: skip


def two_knobs(x, y, w, b, lr):
    network = Network((1, 1), "identity", "mse")
    (layer,) = network.layers
    X, Y = np.array(x)[:, None], np.array(y)[:, None]
    layer.W[...], layer.b[...] = w, b
    predictions = network.forward(X)[:, 0].copy()
    loss, (dw, db) = network.loss_and_gradient(X, Y)
    dw, db = float(dw), float(db)
    network.parameters -= lr * network.gradient
    new_loss = network.loss_and_gradient(X, Y)[0]
    new_w, new_b = network.parameters
    slope, offset = np.polyfit(x, y, 1)
    return {"predictions": predictions, "loss": loss, "dw": dw, "db": db, "new_w": new_w,
            "new_b": new_b, "new_loss": new_loss, "best_w": slope, "best_b": offset}  # fmt: skip


def tangent(curve, x, h):
    t = sp.Symbol("t")
    formula = {"half a square": t**2 / 2, "sine": sp.sin(t), "sigmoid": 1 / (1 + sp.exp(-t)),
               "absolute value": sp.Abs(t)}[curve]  # fmt: skip
    if curve == "sigmoid":
        value, slope, after = sigmoid(x), sigmoid_prime(x), sigmoid(x + h)
    else:
        value, after = (float(formula.subs(t, at)) for at in (x, x + h))
        slope = float(sp.sign(x) if curve == "absolute value" else formula.diff(t).subs(t, x))
    return {"value": value, "slope": slope, "promised": slope * h, "actual": after - value}


def step_backward(x, y, steps):
    X, Y = Value(x), Value(y)
    a = X * Y
    b = a + X
    c = a * b
    f = b + c
    f.backward()
    found = {"a": a.data, "b": b.data, "c": c.data, "f": f.data}
    if steps == 4:
        found["gradient"] = {"x": X.grad, "y": Y.grad}
    return found


def two_losses(z, target):
    Z, Y, A = np.array([[z]]), np.array([[float(target)]]), sigmoid(np.array([[z]]))
    return {"a": A.item(), "squared": losses.half_squared_error(A, Y),
            "squared_slope": (losses.half_squared_error_grad(A, Y) * sigmoid_prime(Z)).item(),
            "entropy": losses.binary_cross_entropy_from_logits(Z, Y),
            "entropy_slope": losses.binary_cross_entropy_from_logits_grad(Z, Y).item()}  # fmt: skip


def finite_difference(log10_h, method):
    whole = int(np.floor(log10_h))
    h = float(f"{[1, 1.8, 3.2, 5.6][round(4 * (log10_h - whole))]}e{whole}")
    kind = "central" if method == "central" else "forward"
    slope = numerical_gradient(lambda t: t * t * t, 1.2, h, kind).item()
    return {"h": h, "slope": slope, "error": abs(slope - 4.32) / 4.32}


# Figure -> its oracle and the settings to compare at.
ORACLES = {
    "two_knobs": (
        two_knobs,
        grid(
            x=[list(moving.POINTS[0])],
            y=[list(moving.POINTS[1])],
            w=[-2.0, 0.3, 4.0],
            b=[-1.5, 0.0, 3.0],
            lr=[0.01, 0.3],
        ),
    ),
    "tangent": (
        tangent,
        grid(
            curve=["half a square", "sine", "sigmoid", "absolute value"],
            x=[-1.7, 0.4, 2.0],
            h=[-2.0, 0.05, 1.3],
        ),
    ),
    "step_backward": (step_backward, grid(x=[-3.0, 2.0, 0.5], y=[3.0, -1.5], steps=[0, 2, 4])),
    "finite_difference": (
        finite_difference,
        grid(log10_h=[-16.0, -13.25, -8.0, -5.5, -2.75, 0.0], method=["central", "one-sided"]),
    ),
    "two_losses": (two_losses, grid(z=[-6.0, -0.3, 0.0, 3.0, 5.9], target=[0, 1])),
    "worksheet_111": (
        worksheet_111,
        grid(w1=[-3.0, -0.4, 0.5, 2.2], w2=[-2.0, 0.8, 3.0], lr=[0.0, 0.1, 7.5]),
    ),
}
