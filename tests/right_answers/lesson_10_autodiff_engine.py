"""Right answers of lesson 10, written differently from the reference and from each other."""

import math

import numpy as np
import sympy as sp

from bplib import autodiff
from bplib.autodiff import Tensor, Value

# ---- slopes --------------------------------------------------------------------------------------

x, y = sp.symbols("x y")
xp, yp = sp.symbols("x y", positive=True)


def by_sympy(a, b):
    return {
        "quotient_by_x": sp.diff(a / b, a),
        "quotient_by_y": sp.diff(a / b, b),
        "power_by_x": sp.diff(a**b, a),
        "power_by_y": sp.diff(a**b, b),
        "softplus_by_x": sp.diff(sp.log(1 + sp.exp(a)), a),
    }


def slopes_by_engine(operation, a, b):
    u = Value(a)
    v = Value(b, requires_grad=operation in "+*")
    out = {
        "+": lambda: u + v,
        "*": lambda: u * v,
        "**": lambda: u**b,
        "exp": u.exp,
        "log": lambda: u.log(),
        "tanh": u.tanh,
        "relu": u.relu,
    }[operation]()
    out.backward()
    return out.data, u.grad, v.grad or 0


def slopes_by_match(operation, a, b):
    match operation:
        case "+":
            return [b + a, 1, 1]
        case "*":
            return [b * a, b, a]
        case "**":
            return [a**b, b * a**b / a, 0]
        case "exp":
            return [np.exp(a), np.exp(a), 0]
        case "log":
            return [np.log(a), 1 / a, 0]
        case "tanh":
            return [np.tanh(a), 1 / np.cosh(a) ** 2, 0]
        case "relu":
            return [a, 1, 0] if a > 0 else [0, 0, 0]


def slopes_in_float32(operation, a, b):
    a, b = np.float32(a), np.float32(b)
    t = np.tanh(a)
    table = {
        "+": lambda: (a + b, 1, 1),
        "*": lambda: (a * b, b, a),
        "**": lambda: (np.power(a, b), b * np.power(a, b - 1), 0),
        "exp": lambda: (np.exp(a), np.exp(a), 0),
        "log": lambda: (np.log(a), 1 / a, 0),
        "tanh": lambda: (t, 1 - t * t, 0),
        "relu": lambda: (np.maximum(a, 0), a > 0, 0),
    }
    return np.array(table[operation](), dtype=np.float32)


# ---- Values --------------------------------------------------------------------------------------


class Closures:
    """The slopes hidden in closures, the order found by recursion."""

    def __init__(self, data, inputs=()):
        self.data, self.grad, self.inputs, self.tell = data, 0, inputs, lambda: None

    def __add__(self, other):
        out = Closures(self.data + other.data, (self, other))

        def tell():
            self.grad += out.grad
            other.grad += out.grad

        out.tell = tell
        return out

    def __mul__(self, other):
        out = Closures(self.data * other.data, (self, other))

        def tell():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.tell = tell
        return out

    def tanh(self):
        out = Closures(math.tanh(self.data), (self,))

        def tell():
            self.grad += out.grad / math.cosh(self.data) ** 2

        out.tell = tell
        return out


def run(stages, inputs):
    values = list(inputs)
    for stage in stages:
        values.append(stage(*values))
    return values[-1]


def by_closures(stages, numbers):
    inputs = [Closures(v) for v in numbers]
    out = run(stages, inputs)
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for source in node.inputs:
                visit(source)
            order.append(node)

    visit(out)
    out.grad = 1
    for node in order[::-1]:
        node.tell()
    return [out.data, np.array([node.grad for node in inputs])]


class Counted:
    """A number for each object gives the order; no search."""

    __slots__ = ("at", "data", "grad", "links")
    made = 0

    def __init__(self, data, *links):
        self.data, self.links, self.grad = data, links, 0.0
        Counted.made += 1
        self.at = Counted.made

    def __add__(self, other):
        return Counted(self.data + other.data, (self, 1), (other, 1))

    def __mul__(self, other):
        return Counted(self.data * other.data, (self, other.data), (other, self.data))

    def tanh(self):
        t = math.tanh(self.data)
        return Counted(t, (self, (1 + t) * (1 - t)))


def by_counting(stages, numbers):
    inputs = [Counted(v) for v in numbers]
    out = run(stages, inputs)
    out.grad, waiting = 1.0, {out}
    while waiting:
        node = max(waiting, key=lambda v: v.at)
        waiting.remove(node)
        for source, slope in node.links:
            source.grad += slope * node.grad
            waiting.add(source)
    return out.data, tuple(v.grad for v in inputs)


def by_bplib(stages, numbers):
    inputs = list(map(Value, numbers))
    out = run(stages, inputs)
    out.backward()
    return out.data, [v.grad for v in inputs]


def by_complex_steps(stages, numbers):
    def at(k):
        return run(stages, (complex(v, 1e-30 * (i == k)) for i, v in enumerate(numbers)))

    return run(stages, numbers), [at(k).imag / 1e-30 for k in range(len(numbers))]


# ---- two calls -----------------------------------------------------------------------------------


def two_calls_by_engine():
    v = Value(3.0)
    u = v * v
    f = u * u
    f.backward()
    first = v.grad
    f.backward()
    second = v.grad
    v.zero_grad()
    f.backward()
    # u's old gradient 2·9 = 18 stays, u gets 18 + 18 more, so x gets 36·6 = 216 on top of 108 …
    # with f's own gradient set to 1 anew: u holds 18, then 36; x: 108 + 36·6 = 324
    return first, second, v.grad


# ---- a tape, twice -------------------------------------------------------------------------------


def again_by_paths(records, grad):
    extra = [0.0] * len(records)

    def walk(k, product):
        extra[k] += product
        for place, slope in records[k]:
            walk(place, product * slope)

    walk(len(records) - 1, 1.0)
    return np.add(grad, extra)


def again_by_matrix(records, grad):
    n = len(records)
    M = np.zeros((n, n))
    for k, record in enumerate(records):
        for place, slope in record:
            M[k, place] += slope
    return np.linalg.inv(np.eye(n) - M)[-1] + grad


def again_by_difference(records, grad):
    """The broken walk is linear: run it from the old gradients and take their share off."""
    with_old, only_old = list(grad), list(grad)
    with_old[-1] += 1
    for known in (with_old, only_old):
        for k in range(len(records) - 1, -1, -1):
            for place, slope in records[k]:
                known[place] += known[k] * slope
    return tuple(a - b + g for a, b, g in zip(with_old, only_old, grad, strict=True))


def again_in_float32(records, grad):
    fresh = np.zeros(len(records), np.float32)
    fresh[-1] = 1
    for k, record in reversed(list(enumerate(records))):
        for place, slope in record:
            fresh[place] += np.float32(slope) * fresh[k]
    return fresh + np.array(grad, np.float32)


# ---- unbroadcast ---------------------------------------------------------------------------------


def unbroadcast_by_loop(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for k, n in enumerate(shape):
        if n == 1:
            gradient = gradient.sum(axis=k, keepdims=True)
    return gradient


def unbroadcast_by_entries(gradient, shape):
    total = np.zeros(shape)
    places = np.broadcast_to(np.arange(total.size).reshape(shape), gradient.shape)
    np.add.at(total.reshape(-1), places.ravel(), gradient.ravel())
    return total


def unbroadcast_by_einsum(gradient, shape):
    letters = "abcdef"[: gradient.ndim]
    extra = gradient.ndim - len(shape)
    kept = "".join(c for c, n in zip(letters[extra:], shape, strict=True) if n != 1)
    return np.einsum(f"{letters}->{kept}", gradient).reshape(shape)


def unbroadcast_in_float32(gradient, shape):
    return autodiff.unbroadcast(gradient.astype(np.float32), shape)


# ---- Newton --------------------------------------------------------------------------------------


def newton_by_engine(a, x, rounds):
    v = Value(a)
    guess = Value(x, requires_grad=False)
    for _ in range(rounds):
        guess = (guess + v / guess) * 0.5
    guess.backward()
    return guess.data, v.grad


def newton_by_complex_step(a, x, rounds):
    z = complex(a, 1e-40)
    for _ in range(rounds):
        x = 0.5 * (x + z / x)
    return np.array([x.real, x.imag / 1e-40])


def newton_in_stages(a, x, rounds):
    dx, da = 0.0, 1.0
    for _ in range(rounds):
        q = a / x
        dq = (da * x - a * dx) / (x * x)
        x, dx = (x + q) / 2, (dx + dq) / 2
    return [x, dx]


# ---- training ------------------------------------------------------------------------------------


def train_with_tensors(W1, b1, W2, b2, X, y, lr, steps):
    parameters = [Tensor(p.copy()) for p in (W1, b1, W2, b2)]
    for _ in range(steps):
        V1, c1, V2, c2 = parameters
        loss = (((X @ V1 + c1).tanh() @ V2 + c2 - y) ** 2).mean()
        for p in parameters:
            p.zero_grad()
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
    return tuple(p.data for p in parameters)


def train_by_hand_in_float32(W1, b1, W2, b2, X, y, lr, steps):
    W1, b1, W2, b2, X, y = (p.astype(np.float32) for p in (W1, b1, W2, b2, X, y))
    for _ in range(steps):
        A = np.tanh(X @ W1 + b1)
        R = 2 / len(X) * (A @ W2 + b2 - y)
        D = np.einsum("no,ho,nh->nh", R, W2, 1 - A * A)
        W1, b1 = W1 - np.float32(lr) * X.T @ D, b1 - np.float32(lr) * D.sum(0)
        W2, b2 = W2 - np.float32(lr) * A.T @ R, b2 - np.float32(lr) * R.sum(0)
    return [W1, b1, W2, b2]


def train_with_values(W1, b1, W2, b2, X, y, lr, steps):
    for _ in range(steps):
        V1, c1 = [[Value(v) for v in column] for column in W1.T], [Value(v) for v in b1]
        V2, c2 = [Value(v) for v in W2[:, 0]], Value(b2[0])
        loss = Value(0.0)
        for row, target in zip(X, y[:, 0], strict=True):
            hidden = [autodiff.neuron(w, row, b, "tanh") for w, b in zip(V1, c1, strict=True)]
            loss = loss + (autodiff.dot(V2, hidden, c2) - target) ** 2
        (loss / len(X)).backward()
        W1 = W1 - lr * np.array([[v.grad for v in column] for column in V1]).T
        b1 = b1 - lr * np.array([v.grad for v in c1])
        W2 = W2 - lr * np.array([[v.grad] for v in V2])
        b2 = b2 - lr * np.array([c2.grad])
    return W1, b1, W2, b2


ANSWERS = {
    "slopes_in_symbols": [
        by_sympy(x, y),
        by_sympy(xp, yp),
        {
            "quotient_by_x": y**-1,
            "quotient_by_y": -x * y ** (-2),
            "power_by_x": x**y * y / x,
            "power_by_y": sp.exp(y * sp.log(x)) * sp.log(x),
            "softplus_by_x": sp.exp(x) / (1 + sp.exp(x)),
        },
    ],
    "operation_slopes": [slopes_by_engine, slopes_by_match, slopes_in_float32],
    "value_gradients": [by_closures, by_counting, by_bplib, by_complex_steps],
    "two_calls": [
        {"first": 108, "second": 216, "after_zero_grad": 108, "careless": 324},
        dict(zip(("first", "second", "after_zero_grad", "careless"),
                 (*two_calls_by_engine(), 108 + 36 * 6), strict=True)),
        {"first": np.float32(108), "second": 216.0, "after_zero_grad": sp.Integer(108),
         "careless": 324.0},
    ],
    "backward_again": [again_by_paths, again_by_matrix, again_by_difference, again_in_float32],
    "newton_with_slope": [newton_by_engine, newton_by_complex_step, newton_in_stages],
    "unbroadcast": [
        unbroadcast_by_loop,
        unbroadcast_by_entries,
        unbroadcast_by_einsum,
        unbroadcast_in_float32,
    ],
    "train_two_layers": [train_with_tensors, train_by_hand_in_float32, train_with_values],
}  # fmt: skip
