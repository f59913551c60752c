"""What bplib computes for the settings of a moving figure, which its script must compute too."""

from itertools import product

import numpy as np
import sympy as sp

from bplib import losses, optimizers
from bplib.activations import get_activation, sigmoid, sigmoid_prime
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


def roads_222(weight):
    network = Network((2, 2, 2), ("sigmoid", "sigmoid"), "half_squared_error")
    network.parameters[:] = [0.15, 0.25, 0.2, 0.3, 0.35, 0.35, 0.4, 0.5, 0.45, 0.55, 0.6, 0.6]
    loss, _ = network.loss_and_gradient([[0.05, 0.1]], [[0.01, 0.99]])
    hidden, output = network.layers
    i, j = ("₁₂".index(digit) for digit in weight[1:3])
    layer = network.layers[("⁽¹⁾", "⁽²⁾").index(weight[3:])]
    return {"loss": loss, "a1": hidden.A[0], "a2": output.A[0], "slope": layer.dW[i, j],
            "delta2": output.db, "delta1": hidden.db}  # fmt: skip


STARTS = {
    "finds two borders": [0.13, -0.13, 0.64, 0.1, 0, 0, -0.54, 0.36, 0],
    "hesitates first": [-0.8, 0.24, -1.66, 0.66, 0, 0, 1.14, -0.45, 0],
    "gets stuck": [0, 0.3, -0.27, -0.89, 0, 0, -0.45, -0.99, 0],
}


def xor_boundary(epoch, start):
    network = Network((2, 2, 1), "tanh", "binary_cross_entropy")
    network.parameters[:] = STARTS[start]
    X, Y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    descent = optimizers.SGD(0.5)
    for _ in range(epoch):
        descent.step(network.parameters, network.loss_and_gradient(X, Y)[1])
    loss, _ = network.loss_and_gradient(X, Y)
    return {"loss": loss, "answers": network.forward(X)[:, 0], "parameters": network.parameters}


def bracket(order, rows, c, b, a, inputs):
    g, C, B, A = (Counted(shape) for shape in ((rows, c), (c, b), (b, a), (a, inputs)))
    made = [
        lambda: ((g @ C) @ B) @ A, lambda: (g @ (C @ B)) @ A, lambda: (g @ C) @ (B @ A),
        lambda: g @ ((C @ B) @ A), lambda: g @ (C @ (B @ A)),
    ]  # fmt: skip
    costs = [product().cost for product in made]
    return {"costs": costs, "cost": costs[order], "least": min(costs)}


class Counted:
    """A matrix of which only the shape is known, and what it has cost."""

    def __init__(self, shape, cost=0):
        self.shape, self.cost = shape, cost

    def __matmul__(self, other):
        (n, k), (same, m) = self.shape, other.shape
        assert k == same
        return Counted((n, m), self.cost + other.cost + n * k * m)


def normals(n, seed):
    """The numbers that `normals` of prelude.js draws."""
    state, uniform = seed, []
    for _ in range(2 * n):
        state = (1664525 * state + 1013904223) % 2**32
        uniform.append((state + 0.5) / 2**32)
    first, second = np.reshape(uniform, (n, 2)).T
    return np.sqrt(-2 * np.log(first)) * np.cos(2 * np.pi * second)


def delta_curve(depth, std, activation):
    width = 32
    network = Network((width,) * (depth + 1), (activation,) * depth, "half_squared_error")
    for number, layer in enumerate(network.layers):
        layer.W[...] = std * normals(width * width, 100 + number).reshape(width, width)
    network.forward(normals(4 * width, 1).reshape(4, width))
    deltas, back = [], normals(4 * width, 2).reshape(4, width)
    for layer in reversed(network.layers):
        delta = back * get_activation(activation).prime(layer.Z)
        deltas.insert(0, np.sqrt(np.mean(delta**2)))
        back = layer.backward(back)
    return {"deltas": deltas, "activations": [layer.A.std() for layer in network.layers]}


def walk(optimizer, slopes, start, steps):
    w = np.array(start, float)
    path = [w.copy()]
    for _ in range(steps):
        optimizer.step(w, slopes(w))
        path.append(w.copy())
    return np.array(path)


def valley(lr, beta):
    path = walk(optimizers.Momentum(lr, beta), lambda w: [1, 100] * w, (1, 1), 80)
    polynomials = [[1, -(1 + beta - lr * curvature), beta] for curvature in (1, 100)]
    sizes = [np.abs(np.roots(p)).max() for p in polynomials]
    return {"path": path, "sizes": sizes, "rate": max(sizes)}


def four_paths(step, coordinate):
    def slopes(w):
        x, y = w
        return [-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)]

    adam = optimizers.Adam(0.1)
    walkers = {"descent": optimizers.SGD(0.001), "momentum": optimizers.Momentum(0.001),
               "RMSprop": optimizers.RMSprop(0.02), "Adam": adam}  # fmt: skip
    places = {name: walk(o, slopes, (-1.2, 1), step)[-1] for name, o in walkers.items()}
    k = "xy".index(coordinate)
    gauge = {"m_hat": adam.m[k] / (1 - 0.9**step), "root": np.sqrt(adam.v[k] / (1 - 0.999**step))}
    return {"places": places, "gauge": gauge}


def adam_gauges(signal, noise, beta1, beta2, log10_scale):
    gradient = float(f"1e{log10_scale}") * (signal + noise * normals(150, 7))
    adam, w = optimizers.Adam(1.0, beta1, beta2), np.zeros(1)
    m_hat, root, step = [], [], []
    for t, g in enumerate(gradient, start=1):
        w[:] = 0
        adam.step(w, [g])
        m_hat.append(adam.m.item() / (1 - beta1**t))
        root.append(np.sqrt(adam.v.item() / (1 - beta2**t)))
        step.append(-w.item())
    return {"gradient": gradient, "m_hat": m_hat, "root": root, "step": step}


PAIRS = ("₁₁", "₁₂", "₂₁", "₂₂")
# Figure -> its oracle and the settings to compare at.
ORACLES = {
    "roads_222": (
        roads_222,
        grid(weight=[f"w{ij}{layer}" for ij in PAIRS for layer in ("⁽¹⁾", "⁽²⁾")]),
    ),
    "xor_boundary": (xor_boundary, grid(epoch=[0, 60, 400, 1000], start=list(STARTS))),
    "bracket": (
        bracket,
        [
            *grid(order=[0, 1, 2, 3, 4], rows=[1, 7], c=[5], b=[3], a=[2], inputs=[4]),
            *grid(order=[2], rows=[20], c=[30], b=[2], a=[30], inputs=[20]),
        ],
    ),
    "delta_curve": (
        delta_curve,
        grid(depth=[2, 9, 20], std=[0.02, 0.18, 0.35], activation=["sigmoid", "tanh", "relu"]),
    ),
    "valley": (valley, grid(lr=[0.001, 0.019, 0.03], beta=[0.0, 0.5, 0.67, 0.95])),
    "four_paths": (four_paths, grid(step=[1, 10, 120, 300], coordinate=["x", "y"])),
    "adam_gauges": (
        adam_gauges,
        grid(
            signal=[-2.0, 0.5],
            noise=[0.0, 1.4],
            beta1=[0.0, 0.9],
            beta2=[0.9, 0.999],
            log10_scale=[-9, 0],
        ),
    ),
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
