"""Right answers of lesson 06, written differently from the reference and from each other."""

import math
from fractions import Fraction

import numpy as np
import sympy as sp

x1, x2, y = 0.05, 0.10, 0.01


def logistic(z):
    return 1 / (1 + math.exp(-z))


# ---- named numbers -------------------------------------------------------------------------------

h1, h2 = logistic(0.3775), logistic(0.3925)
p = logistic(0.40 * h1 + 0.45 * h2 + 0.50)
d = (p - y) * p * (1 - p)


def by_difference(change):
    """Differentiate the loss by z1 of unit 1 and 2, and by w12 and w21, numerically."""

    def loss(z1=0.0, z2=0.0, w12=0.0, w21=0.0):
        a = logistic(0.15 * x1 + (0.20 + w12) * x2 + 0.35 + z1)
        b = logistic((0.25 + w21) * x1 + 0.30 * x2 + 0.35 + z2)
        return 0.5 * (y - logistic(0.40 * a + 0.45 * b + 0.50)) ** 2

    h = 1e-5
    return (loss(**{change: h}) - loss(**{change: -h})) / (2 * h)


# ---- SymPy ---------------------------------------------------------------------------------------

delta, w_1, w_2, a_1, a_2, x_1, x_2 = sp.symbols("delta w_1 w_2 a_1 a_2 x_1 x_2")
W2 = sp.Matrix([[w_1, w_2]])
slopes = sp.Matrix([a_1 - a_1**2, a_2 - a_2**2])
by_diag = sp.diag(*slopes) * W2.T * delta


def hidden(delta1):
    return {"delta1": delta1, "dW1": delta1 * sp.Matrix([[x_1, x_2]])}


written_out = {
    "delta1": sp.Matrix([delta * w_1 * a_1 * (1 - a_1), delta * w_2 * a_2 * (1 - a_2)]),
    "dW1": sp.Matrix(
        [
            [delta * w_1 * a_1 * (1 - a_1) * x_1, delta * w_1 * a_1 * (1 - a_1) * x_2],
            [delta * w_2 * a_2 * (1 - a_2) * x_1, delta * w_2 * a_2 * (1 - a_2) * x_2],
        ]
    ),
}

# ---- functions -----------------------------------------------------------------------------------


def deltas_by_tanh(z2, y):
    t = np.tanh(z2 / 2)
    error = (1 + t) / 2 - y
    return error * (1 - t**2) / 4, error


def deltas_by_loops(z2, y):
    first, second = [], []
    for (z,), (target,) in zip(z2.tolist(), y.tolist(), strict=True):
        a = logistic(z)
        first.append([(a - target) * a * (1 - a)])
        second.append([a - target])
    return [first, second]


def deltas_in_float32(z2, y):
    z2, y = z2.astype(np.float32), y.astype(np.float32)
    a = 1 / (1 + np.exp(-z2))
    return (a - y) * a * (1 - a), a - y


def hidden_by_loops(W2, delta2, z1):
    result = []
    for j in range(W2.shape[1]):
        back = sum(W2[i, j] * delta2[i, 0] for i in range(W2.shape[0]))
        result.append([back * logistic(z1[j, 0]) * logistic(-z1[j, 0])])
    return result


def hidden_by_einsum(W2, delta2, z1):
    a = 1 / (1 + np.exp(-z1))
    return np.einsum("ij,ik,jk->jk", W2, delta2, a - a * a)


def hidden_in_float32(W2, delta2, z1):
    a = 1 / (1 + np.exp(-z1.astype("float32")))
    return (delta2.astype("float32").T @ W2.astype("float32")).T * a * (1 - a)


def hidden_by_diag(W2, delta2, z1):
    return np.diag(1 / (4 * np.cosh(z1[:, 0] / 2) ** 2)) @ W2.T @ delta2


def gradients_by_broadcasting(delta1, delta2, x, z1):
    a1 = np.exp(z1) / (1 + np.exp(z1))
    return [delta1 * x.T, delta1, delta2 * a1.ravel(), delta2.copy()]


def gradients_by_outer(delta1, delta2, x, z1):
    a1 = (1 + np.tanh(z1 / 2)) / 2
    return (np.outer(delta1, x), np.array(delta1), np.outer(delta2, a1), np.array(delta2))


def gradients_by_loops(delta1, delta2, x, z1):
    a1 = [[logistic(float(z))] for (z,) in z1]
    dW1 = [[float(d[0] * v[0]) for v in x] for d in delta1]
    dW2 = [[float(d[0] * v[0]) for v in a1] for d in delta2]
    return dW1, delta1.tolist(), dW2, delta2.tolist()


def update_by_negation(parameters, gradients, lr):
    return tuple(np.add(p, np.multiply(-lr, g)) for p, g in zip(parameters, gradients, strict=True))


def update_on_copies(parameters, gradients, lr):
    new = [p.copy() for p in parameters]
    for i in range(4):
        new[i] -= lr * gradients[i]
    return new


def update_by_numbers(parameters, gradients, lr):
    return [
        [[w - lr * g for w, g in zip(*rows, strict=True)] for rows in zip(p, q, strict=True)]
        for p, q in zip(parameters, gradients, strict=True)
    ]


def step_flat(W1, b1, W2, b2, x, y, lr):
    a1 = 1 / (1 + np.exp(-(W1 @ x + b1)))
    a2 = 1 / (1 + np.exp(-(W2 @ a1 + b2)))
    d2 = (a2 - y) * a2 * (1 - a2)
    d1 = W2.T @ d2 * a1 * (1 - a1)
    return W1 - lr * d1 @ x.T, b1 - lr * d1, W2 - lr * d2 @ a1.T, b2 - lr * d2


def step_in_rows(W1, b1, W2, b2, x, y, lr):
    from bplib.network import Network

    sizes = (W1.shape[1], W1.shape[0], W2.shape[0])
    network = Network(sizes, ("sigmoid", "sigmoid"), "half_squared_error")
    network.set_parameters([W1.T, b1[:, 0], W2.T, b2[:, 0]])
    network.loss_and_gradient(x.T, y.T)
    network.parameters -= lr * network.gradient
    return network.W[0].T, network.b[0][:, None], network.W[1].T, network.b[1][:, None]


def step_by_complex_differences(W1, b1, W2, b2, x, y, lr):
    parameters = [W1, b1, W2, b2]

    def loss(arrays):
        a1 = 1 / (1 + np.exp(-(arrays[0] @ x + arrays[1])))
        a2 = 1 / (1 + np.exp(-(arrays[2] @ a1 + arrays[3])))
        return 0.5 * ((a2 - y) ** 2).sum()

    new = []
    for number, array in enumerate(parameters):
        gradient = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            arrays = [p.astype(complex) for p in parameters]
            arrays[number][index] += 1e-30j
            gradient[index] = loss(arrays).imag / 1e-30
        new.append(array - lr * gradient)
    return tuple(new)


def detective_by_rounding(W2, delta2, z1, lr, printed):
    a1 = 1 / (1 + np.exp(-z1))
    slope, back = a1 * (1 - a1), W2.T @ delta2
    if np.allclose(back * slope, printed, atol=1e-6, rtol=0):
        return "none"
    if np.allclose(back, printed, atol=1e-6, rtol=0):
        return "slope forgotten"
    if np.allclose(back * a1, printed, atol=1e-6, rtol=0):
        return "a for slope"
    if np.allclose(back * z1 * (1 - z1), printed, atol=1e-6, rtol=0):
        return "z for a"
    return "updated weights"


def detective_by_distance(W2, delta2, z1, lr, printed):
    a1 = (1 + np.tanh(z1 / 2)) / 2
    new = W2 - lr * np.outer(delta2, a1)
    found = [
        ("none", W2.T @ delta2 * a1 * (1 - a1)),
        ("updated weights", new.T @ delta2 * a1 * (1 - a1)),
        ("slope forgotten", W2.T @ delta2),
        ("z for a", W2.T @ delta2 * z1 * (1 - z1)),
        ("a for slope", W2.T @ delta2 * a1),
    ]
    return sorted(found, key=lambda pair: np.linalg.norm(pair[1] - printed))[0][0]


def detective_by_quotient(W2, delta2, z1, lr, printed):
    factor = np.ravel(printed) / np.ravel(W2.T @ delta2)
    z = np.ravel(z1)
    a = 1 / (1 + np.exp(-z))
    guesses = {"slope forgotten": 1 + 0 * z, "z for a": z * (1 - z), "a for slope": a}
    for name, guess in {**guesses, "none": a * (1 - a)}.items():
        if np.abs((factor - guess) * np.ravel(W2.T @ delta2)).max() < 1e-6:
            return name
    return "updated weights"


def copied_example(first=0.01, second=0.99):
    """Error of the 2-2-2 example after one step, in plain Python."""
    o1 = logistic(0.40 * h1 + 0.45 * h2 + 0.60)
    o2 = logistic(0.50 * h1 + 0.55 * h2 + 0.60)
    e1, e2 = (o1 - first) * o1 * (1 - o1), (o2 - second) * o2 * (1 - o2)
    g1 = (0.40 * e1 + 0.50 * e2) * h1 * (1 - h1)
    g2 = (0.45 * e1 + 0.55 * e2) * h2 * (1 - h2)
    n1 = logistic((0.15 - g1 * x1 / 2) * x1 + (0.20 - g1 * x2 / 2) * x2 + 0.35)
    n2 = logistic((0.25 - g2 * x1 / 2) * x1 + (0.30 - g2 * x2 / 2) * x2 + 0.35)
    q1 = logistic((0.40 - e1 * h1 / 2) * n1 + (0.45 - e1 * h2 / 2) * n2 + 0.60)
    q2 = logistic((0.50 - e2 * h1 / 2) * n1 + (0.55 - e2 * h2 / 2) * n2 + 0.60)
    return ((first - q1) ** 2 + (second - q2) ** 2) / 2


ANSWERS = {
    "hidden_forward_numbers": [
        {"z1_1": 0.3775, "z1_2": 0.3925, "a1_1": 0.5933, "a1_2": 0.5969},
        {"z1_1": 0.15 * x1 + 0.20 * x2 + 0.35, "z1_2": 0.3925, "a1_1": h1, "a1_2": h2},
        {
            "z1_1": np.float32(0.3775),
            "z1_2": float(Fraction(157, 400)),
            "a1_1": (1 + math.tanh(0.3775 / 2)) / 2,
            "a1_2": np.float32(h2),
        },
    ],
    "hidden_backward_numbers": [
        {"delta1_1": 0.01367, "delta1_2": 0.01533, "dw1_12": 0.001367, "dw1_21": 0.0007666},
        {
            "delta1_1": d * 0.40 * h1 * (1 - h1),
            "delta1_2": d * 0.45 * h2 * (1 - h2),
            "dw1_12": d * 0.40 * h1 * (1 - h1) * x2,
            "dw1_21": d * 0.45 * h2 * (1 - h2) * x1,
        },
        {
            "delta1_1": by_difference("z1"),
            "delta1_2": by_difference("z2"),
            "dw1_12": by_difference("w12"),
            "dw1_21": by_difference("w21"),
        },
    ],
    "hidden_layer_expressions": [
        written_out,
        hidden(by_diag),
        hidden((W2.T * delta).multiply_elementwise(slopes)),
        hidden((W2.T * delta).multiply_elementwise(slopes).expand()),
    ],
    "output_deltas_221": [deltas_by_tanh, deltas_by_loops, deltas_in_float32],
    "hidden_delta_221": [hidden_by_loops, hidden_by_einsum, hidden_in_float32, hidden_by_diag],
    "weight_gradients_221": [gradients_by_broadcasting, gradients_by_outer, gradients_by_loops],
    "update_221": [update_by_negation, update_on_copies, update_by_numbers],
    "train_step_221": [step_flat, step_in_rows, step_by_complex_differences],
    "misprints_221": [
        {
            "first_row": 3,
            "first_value": 0.5933,
            "second_row": 5,
            "second_value": 0.2608,
            "third_row": 7,
            "third_value": 0.1416,
        },
        {
            "first_row": 3.0,
            "first_value": h1,
            "second_row": 5.0,
            "second_value": (p - y) ** 2 / 2,
            "third_row": 7.0,
            "third_value": d,
        },
        {
            "first_row": np.int64(3),
            "first_value": np.float32(h1),
            "second_row": np.int64(5),
            "second_value": np.float32(0.2608),
            "third_row": np.int64(7),
            "third_value": np.float32(d),
        },
    ],
    "forensics_222": [
        {"error_by_the_method": 0.291027774, "suspect": 3},
        {"error_by_the_method": copied_example(), "suspect": 3.0},
        {"error_by_the_method": np.float64(0.2910277737), "suspect": np.int64(3)},
    ],
    "name_the_mistake_221": [detective_by_rounding, detective_by_distance, detective_by_quotient],
}
