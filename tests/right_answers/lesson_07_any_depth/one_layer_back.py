"""Right answers to `one_layer_back` in other styles than the reference."""

import sympy as sp
from right_answers.lesson_07_any_depth.shared import a, letter, s, w

by_entries = {
    "dW": sp.Matrix(
        [
            [
                letter("a", 1, i) * letter("d", 1, j) + letter("a", 2, i) * letter("d", 2, j)
                for j in (1, 2, 3, 4)
            ]
            for i in (1, 2, 3)
        ]
    ),
    "db": sp.Matrix([[letter("d", 1, j) + letter("d", 2, j) for j in (1, 2, 3, 4)]]),
    "dZ_prev": sp.Matrix(
        [
            [
                letter("s", n, i) * sum(letter("d", n, j) * letter("w", i, j) for j in (1, 2, 3, 4))
                for i in (1, 2, 3)
            ]
            for n in (1, 2)
        ]
    ),
}

d = sp.Matrix(2, 4, lambda n, j: letter("d", n + 1, j + 1))

by_products = {
    "dW": (d.T * a).T,
    "db": sp.ones(1, 2) * d,
    "dZ_prev": sp.HadamardProduct(s, d * w.T).doit(),
}

inner = sum(d[n, j] * (a[n, :] * w[:, j])[0] for n in (0, 1) for j in (0, 1, 2, 3))

by_differentiating = {
    "dW": sp.Matrix(3, 4, lambda i, j: sp.diff(inner, w[i, j])),
    "db": d.row(0) + d.row(1),
    "dZ_prev": sp.Matrix(2, 3, lambda n, i: sp.diff(inner, a[n, i]) * s[n, i]).expand(),
}

ANSWERS = [by_entries, by_products, by_differentiating]
