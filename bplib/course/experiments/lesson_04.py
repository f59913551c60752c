"""Experiments of lesson 04: sums of many neurons, a layer as coloured tables, lost digits."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.activations import sigmoid_prime
from bplib.plots.picture import Picture
from bplib.plots.svg import INK, MUTED, Sheet, number

DEAF = 0.01  # a slope below this

# ---- sums of many neurons ------------------------------------------------------------------------


def random_sums(fan_in: int, rng: np.random.Generator, scale: float = 1.0, n: int = 1000) -> Any:
    """Return the sums z of n neurons: inputs from N(0, 1), weights of standard deviation `scale`.

    Returns
    -------
    (n,)
    """
    x = rng.normal(size=(n, fan_in))
    w = scale * rng.normal(size=(n, fan_in))
    return (w * x).sum(axis=1)


def deaf_shares(fan_ins: Sequence[int], scales: Sequence[float]) -> list[str]:
    """Return how many per cent of the neurons are deaf, lowest to highest of 5 groups, in words.

    Parameters
    ----------
    fan_ins : sequence of int
    scales : sequence of float
        The standard deviation of the weights, one for each fan-in.
    """
    words = []
    for fan_in, scale in zip(fan_ins, scales, strict=True):
        groups = [random_sums(fan_in, np.random.default_rng(seed), scale) for seed in range(5)]
        shares = sorted(round(100 * float((sigmoid_prime(z) < DEAF).mean())) for z in groups)
        low, high = shares[0], shares[-1]
        words.append(f"{low}" if low == high else f"{low} to {high}")
    return words


# ---- a layer on a batch --------------------------------------------------------------------------

WIDTH, HEIGHT = 62.0, 34.0  # of a cell
ROW, COLUMN, BOTH, PLAIN = "#cfe5f5", "#fbdfc3", "#d8c4ea", "#ffffff"


def layer_tables(A_prev: Any, W: Any, b: Any, *, row: int, column: int, alt: str) -> Picture:
    """Draw Z = A_prev W + b as four tables: rows stand beside rows, columns above columns.

    Parameters
    ----------
    A_prev : (N, n_in)
    W : (n_in, n_out)
    b : (n_out,)
    row, column : int
        The sample and the neuron that are coloured.
    alt : str
        The text alternative.
    """
    samples, inputs, outputs = len(A_prev), len(W), len(b)
    left, top = 150.0, 66.0
    right = left + inputs * WIDTH + 96
    middle = top + inputs * HEIGHT + 22
    below = middle + HEIGHT + 40
    sheet = Sheet()
    _table(sheet, left, below, A_prev, {row: ROW}, {})
    _table(sheet, right, top, W, {}, {column: COLUMN})
    _table(sheet, right, middle, [b], {}, {column: COLUMN})
    _table(sheet, right, below, A_prev @ W + b, {row: ROW}, {column: COLUMN})

    for j in range(outputs):
        sheet.text(right + (j + 0.5) * WIDTH, top - 10, f"neuron {j}", size=12, fill=MUTED)
    for k in range(samples):
        y = below + (k + 0.5) * HEIGHT + 5
        sheet.text(left - 10, y, f"sample {k}", size=12, fill=MUTED, anchor="end")
    centre = right + outputs * WIDTH / 2
    sheet.text(centre, top - 34, f"W  ({inputs}, {outputs})", size=15, bold=True)
    sheet.text(right - 14, middle + 22, f"b  ({outputs},)", size=15, bold=True, anchor="end")
    end = below + samples * HEIGHT + 26
    sheet.text(left + inputs * WIDTH / 2, end, f"A_prev  ({samples}, {inputs})", size=15, bold=True)
    sheet.text(centre, end, f"Z  ({samples}, {outputs})", size=15, bold=True)
    sheet.text(right - 48, below + samples * HEIGHT / 2 + 6, "→", size=22, fill=MUTED)
    return sheet.picture(right + outputs * WIDTH + 20, end + 16, alt)


def _table(
    sheet: Sheet, x: float, y: float, values: Any, rows: dict[int, str], columns: dict[int, str]
) -> None:
    for k, line in enumerate(values):
        for j, value in enumerate(line):
            both = k in rows and j in columns
            fill = BOTH if both else rows.get(k, columns.get(j, PLAIN))
            at = x + j * WIDTH, y + k * HEIGHT
            sheet.box(*at, WIDTH, HEIGHT, fill=fill, line=1.0, radius=0)
            sheet.text(at[0] + WIDTH / 2, at[1] + 22, number(value), size=14, fill=INK, bold=both)


# ---- digits that a rule loses --------------------------------------------------------------------


def true_slope(z: Any) -> Any:
    """Return the slope of the sigmoid from 30 digits, for an array z of one axis."""
    import sympy as sp

    exact = [sp.exp(sp.Rational(float(value))) for value in z]
    return np.array([float(sp.N(e / (1 + e) ** 2, 30)) for e in exact])


def right_digits(slope_of: Callable[[Any], Any], low: float, high: float, sign: int) -> str:
    """Return how many digits are right at the worst of 10 places, for three seeds, in words.

    Parameters
    ----------
    slope_of : callable
        Takes z (10,) and returns its slopes (10,).
    low, high : float
        Between which sizes the places lie.
    sign : int
        On which side: 1 or -1.
    """
    counts = set()
    for seed in range(3):
        z = sign * np.random.default_rng(seed).uniform(low, high, 10)
        error = np.max(np.abs(np.asarray(slope_of(z)) / true_slope(z) - 1))
        counts.add(int(min(12, np.floor(-np.log10(max(error, 1e-15))))))
    return f"{min(counts)}" if len(counts) == 1 else f"{min(counts)} to {max(counts)}"
