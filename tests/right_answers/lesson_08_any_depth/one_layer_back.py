"""Right answers to `one_layer_back`: by entries, by products of matrices, by differentiating."""

import sympy as sp


def letters(letter, rows, columns):
    return sp.Matrix(rows, columns, lambda r, c: sp.Symbol(f"{letter}_{r + 1}{c + 1}"))


a, w, d, s = letters("a", 2, 3), letters("w", 3, 4), letters("d", 2, 4), letters("s", 2, 3)


def by_entries():
    back = [[s[n, i] * sum(d[n, j] * w[i, j] for j in range(4)) for i in range(3)] for n in (0, 1)]
    return {
        "dW": sp.Matrix(
            [[a[0, i] * d[0, j] + a[1, i] * d[1, j] for j in range(4)] for i in range(3)]
        ),
        "db": sp.Matrix([[d[0, j] + d[1, j] for j in range(4)]]),
        "dZ_prev": sp.Matrix(back),
    }


def by_products():
    return {
        "dW": (d.T * a).T,
        "db": sp.ones(1, 2) * d,
        "dZ_prev": sp.HadamardProduct(s, d * w.T).doit(),
    }


def by_differentiating():
    inner = sum(d[n, j] * (a[n, :] * w[:, j])[0] for n in (0, 1) for j in range(4))
    return {
        "dW": sp.Matrix(3, 4, lambda i, j: sp.diff(inner, w[i, j])),
        "db": d.row(0) + d.row(1),
        "dZ_prev": sp.Matrix(2, 3, lambda n, i: sp.diff(inner, a[n, i]) * s[n, i]).expand(),
    }


ANSWERS = [by_entries(), by_products(), by_differentiating()]
