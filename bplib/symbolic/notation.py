r"""The symbols of a network, named as in a textbook."""

from collections.abc import Sequence

import sympy as sp
from sympy import Symbol

from bplib.symbolic.display import partial

LOSS, ETA = Symbol("L"), Symbol("eta")


class Notation:
    r"""Every symbol of a network, one sample.

    `a_1^{(2)}` is unit 1 of layer 2, and `w_{12}^{(1)}` the entry of W1 in row 1, column 2. When
    every layer has one unit, the number of the layer is enough: `a_2`, `w_1`.

    Parameters
    ----------
    sizes : sequence of int
        (D, n_1, ..., n_L).
    convention : {"row", "column"}
        "row": x is a row, z = x W + b, W is (n_in, n_out). "column": x is a column, z = W x + b,
        W is (n_out, n_in).

    Attributes
    ----------
    x, y : list of Symbol
        Inputs and targets.
    z, a, b, delta : list of list of Symbol
        By layer, then unit; layer l is at index l - 1.
    """

    def __init__(self, sizes: Sequence[int], convention: str) -> None:
        self.sizes, self.convention = tuple(sizes), convention
        self.x, self.y = _ends("x", sizes[0]), _ends("y", sizes[-1])
        self.z, self.a, self.b, self.delta = (
            self._units(letter) for letter in ("z", "a", "b", r"\delta")
        )

    def weight(self, layer: int, i: int, j: int) -> Symbol:
        """Return the weight from unit i of layer - 1 to unit j of `layer`, counted from 0."""
        if set(self.sizes) == {1}:
            return Symbol(f"w_{layer}")
        row, column = (i, j) if self.convention == "row" else (j, i)
        comma = "," if max(self.sizes[layer - 1 : layer + 1]) > 9 else ""
        return Symbol(f"w_{{{row + 1}{comma}{column + 1}}}^{{({layer})}}")

    def weights(self, layer: int) -> sp.Matrix:
        """W of a layer, in the shape of the convention."""
        n_in, n_out = self.sizes[layer - 1 : layer + 1]
        matrix = sp.Matrix(n_in, n_out, lambda i, j: self.weight(layer, int(i), int(j)))
        return matrix if self.convention == "row" else matrix.T

    def vector(self, symbols: Sequence[Symbol]) -> sp.Matrix:
        """Return a row or a column, as the convention has it."""
        matrix = sp.Matrix([symbols])
        return matrix if self.convention == "row" else matrix.T

    def parameters(self, biases: bool) -> dict[str, sp.Matrix]:
        """W1, b1, W2, b2, ... in this order."""
        arrays: dict[str, sp.Matrix] = {}
        for layer in range(1, len(self.sizes)):
            arrays[f"W{layer}"] = self.weights(layer)
            if biases:
                arrays[f"b{layer}"] = self.vector(self.b[layer - 1])
        return arrays

    def _units(self, letter: str) -> list[list[Symbol]]:
        layers = range(1, len(self.sizes))
        if set(self.sizes) == {1}:
            return [[Symbol(f"{letter.strip(chr(92))}_{layer}")] for layer in layers]
        return [
            [Symbol(f"{letter}_{_index(j)}^{{({layer})}}") for j in range(self.sizes[layer])]
            for layer in layers
        ]


def gradient(parameter: Symbol) -> Symbol:
    """Return the symbol dL / dparameter."""
    return partial(LOSS, parameter)


def updated(parameter: Symbol) -> Symbol:
    r"""Return the parameter after a step: `w_1^{\text{new}}`."""
    if parameter.name.endswith(")}"):
        return Symbol(parameter.name[:-1] + r",\,\text{new}}")
    return Symbol(parameter.name + r"^{\text{new}}")


def _ends(letter: str, size: int) -> list[Symbol]:
    return [Symbol(letter)] if size == 1 else [Symbol(f"{letter}_{k + 1}") for k in range(size)]


def _index(j: int) -> str:
    return str(j + 1) if j < 9 else f"{{{j + 1}}}"
