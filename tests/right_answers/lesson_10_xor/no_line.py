"""Right answers to `no_line`: scores added, written out, matrices."""

import sympy as sp


def by_adding():
    w1, w2, w3, b, low, high = sp.symbols("w1 w2 w3 b l h")

    def score(x1, x2, product):
        return w1 * x1 + w2 * x2 + b + product * x1 * x2

    ones = score(low, high, 0) + score(high, low, 0)
    zeros = score(low, low, 0) + score(high, high, 0)
    gap = score(low, high, w3) + score(high, low, w3) - score(low, low, w3) - score(high, high, w3)
    return {"ones": ones, "zeros": zeros, "gap": gap}


def written_out():
    w1, w2, w3, b, low, high = sp.symbols("w1 w2 w3 b l h", real=True)
    both = w1 * low + w1 * high + w2 * low + w2 * high + b + b
    return {"ones": both, "zeros": both, "gap": w3 * (2 * low * high - low**2 - high**2)}


def by_matrices():
    w1, w2, w3, b, low, high = sp.symbols("w1 w2 w3 b l h")
    rows = [[low, high, low * high, 1], [high, low, low * high, 1]]
    rows += [[low, low, low**2, 1], [high, high, high**2, 1]]
    scores = sp.Matrix(rows) * sp.Matrix([w1, w2, w3, b])
    plain = scores.subs(w3, 0)
    return {
        "ones": plain[0] + plain[1],
        "zeros": plain[2] + plain[3],
        "gap": sp.factor(scores[0] + scores[1] - scores[2] - scores[3]),
    }


ANSWERS = [by_adding(), written_out(), by_matrices()]
