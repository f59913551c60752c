"""Right answers to `hidden_layer_expressions`: written out, a diagonal matrix, entry by entry."""

import sympy as sp

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

ANSWERS = [
    written_out,
    hidden(by_diag),
    hidden((W2.T * delta).multiply_elementwise(slopes)),
    hidden((W2.T * delta).multiply_elementwise(slopes).expand()),
]
