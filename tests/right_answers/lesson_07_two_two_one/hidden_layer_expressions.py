"""Right answers to `hidden_layer_expressions`: written out, a diagonal matrix, entry by entry."""

import sympy as sp

a_1, a_2, x_1, x_2 = sp.symbols("a_1 a_2 x_1 x_2")
delta_1, delta_2, w_11, w_12, w_21, w_22 = sp.symbols("delta_1 delta_2 w_11 w_12 w_21 w_22")
delta2, W2 = sp.Matrix([[delta_1, delta_2]]), sp.Matrix([[w_11, w_12], [w_21, w_22]])
slopes = sp.Matrix([[a_1 - a_1**2, a_2 - a_2**2]])
first = (delta_1 * w_11 + delta_2 * w_12) * a_1 * (1 - a_1)
second = (delta_1 * w_21 + delta_2 * w_22) * a_2 * (1 - a_2)


def hidden(delta1):
    return {"delta1": delta1, "dW1": sp.Matrix([x_1, x_2]) * delta1}


written_out = {
    "delta1": sp.Matrix([[first, second]]),
    "dW1": sp.Matrix([[x_1 * first, x_1 * second], [x_2 * first, x_2 * second]]),
}

ANSWERS = [
    written_out,
    hidden(delta2 * W2.T * sp.diag(*slopes)),
    hidden((delta2 * W2.T).multiply_elementwise(slopes)),
    hidden((W2 * delta2.T).T.multiply_elementwise(slopes).expand()),
]
