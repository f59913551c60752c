r"""Backpropagation as a derivation: one line per use of the chain rule, from the loss to a weight.

One sample. Stages are named as in the lessons: forward, loss, delta, gradients, update.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, DTypeLike
from sympy import Expr, Symbol

from bplib._support.arguments import Array
from bplib.layers import Architecture
from bplib.symbolic import numbers
from bplib.symbolic.chain import chain_rule
from bplib.symbolic.compiled import compile_gradient
from bplib.symbolic.display import Equations, Line, plain, to_text
from bplib.symbolic.formulas import check_activation, check_equal, check_softmax
from bplib.symbolic.matrix_form import matrix_form
from bplib.symbolic.notation import ETA, LOSS, Notation, gradient
from bplib.symbolic.step import Stage, Step
from bplib.symbolic.values import read


def derive(
    sizes: Sequence[int],
    activations: str | Sequence[str],
    loss: str,
    *,
    convention: Literal["row", "column"] = "row",
    biases: bool = True,
) -> "Derivation":
    """Derive the gradient of a network's loss for one sample, line by line.

    Parameters
    ----------
    sizes, activations, loss
        As for `bplib.network.Network`: one name per layer, or a single name for the hidden layers.
    convention : {"row", "column"}
        "row": z = a_prev W + b with W (n_in, n_out), as everywhere in bplib. "column": z = W a_prev
        + b with W (n_out, n_in), as in many books.
    biases : bool
        False leaves every b out.

    Returns
    -------
    Derivation

    Raises
    ------
    ValueError
        When the architecture breaks a rule of `bplib.layers.Architecture`, or `convention` is
        neither name.

    Examples
    --------
    >>> steps = derive((1, 1, 1), ("sigmoid", "sigmoid"), "binary_cross_entropy", biases=False)
    >>> print(steps.show("gradients"))
    dL/dw_2 = dL/dz_2*dz_2/dw_2 = delta_2*a_1
    dL/dw_1 = dL/dz_1*dz_1/dw_1 = delta_1*x
    """
    architecture = Architecture.of(sizes, activations, loss)
    if convention not in ("row", "column"):
        raise ValueError(
            f"convention must be 'row' (z = a W + b) or 'column' (z = W a + b), got {convention!r}"
        )
    return Derivation(architecture, Notation(architecture.sizes, convention), bool(biases))


class Derivation:
    """The lines that lead from the numbers of a network to the gradient of its loss.

    Made by `derive`.

    Attributes
    ----------
    architecture : Architecture
    notation : Notation
        Its symbols.
    biases : bool
    steps : list of Step
        In the order in which they can be computed.
    """

    def __init__(self, architecture: Architecture, notation: Notation, biases: bool) -> None:
        self.architecture, self.notation, self.biases = architecture, notation, biases
        self._parameters = notation.parameters(biases)
        self.steps = chain_rule(architecture, notation, biases)

    # ---- reading it ----------------------------------------------------------------------------

    @property
    def gradients(self) -> dict[str, Expr]:
        """dL/dparameter by the parameter's name ("w_1", "w_11^(1)"), in symbols of the lines."""
        chosen = {step.symbol: step.expression for step in self._of("gradients")}
        return {
            plain(parameter.name): chosen[gradient(parameter)].doit()
            for matrix in self._parameters.values()
            for parameter in matrix
        }

    def show(self, stage: Stage | None = None) -> Equations:
        """Display the derivation.

        Parameters
        ----------
        stage : {"forward", "loss", "delta", "gradients", "update"}, optional
            One stage only.

        Returns
        -------
        Equations
            Aligned LaTeX in a notebook, readable text when printed.

        Raises
        ------
        ValueError
            When there is no such stage.
        """
        if stage is not None and stage not in get_args(Stage):
            raise ValueError(
                f"unknown stage {stage!r}; choose one of {', '.join(get_args(Stage))}, or none"
            )
        stages = get_args(Stage) if stage is None else (stage,)
        return Equations({name: [step.line for step in self._of(name)] for name in stages})

    def arrays(self, results: Mapping[str, Expr] | None = None) -> dict[str, sp.Matrix]:
        """Collect the symbols in matrices: x, W1, b1, z1, a1, delta1, ..., y, dW1, db1, ...

        Parameters
        ----------
        results : mapping of str to number, optional
            What `evaluate` or `exact` returned; the matrices then hold these numbers.

        Returns
        -------
        dict of str to Matrix
            Shapes as the convention has them; vectors are rows or columns.
        """
        n = self.notation
        arrays = {"x": n.vector(n.x), **self._parameters}
        for layer in range(1, len(n.sizes)):
            for name, units in (("z", n.z), ("a", n.a), ("delta", n.delta)):
                arrays[f"{name}{layer}"] = n.vector(units[layer - 1])
        arrays["y"] = n.vector(n.y)
        for name, matrix in self._parameters.items():
            arrays[f"d{name}"] = matrix.applyfunc(gradient)
        if results is None:
            return arrays
        return {
            name: matrix.applyfunc(lambda symbol: results[plain(symbol.name)])
            for name, matrix in arrays.items()
        }

    def matrix_form(self) -> Equations:
        """Write the four equations of backpropagation for this network, with every shape."""
        return matrix_form(self.architecture, self.notation, self.biases)

    # ---- putting numbers in --------------------------------------------------------------------

    def evaluate(self, values: Mapping[str, Any], digits: int = 50) -> dict[str, sp.Float]:
        """Compute every line, each right to `digits` significant digits.

        Parameters
        ----------
        values : mapping of str to number or nested list
            Whole arrays ("x", "W1", "b1", "y", shaped as the convention has it) or single symbols
            ("w_1", "w_11^(1)"); with "eta", the learning rate, the update as well. Strings such as
            "0.05" or "1/3" are exact, and a float counts as the decimal that Python prints.
        digits : int, >= 1

        Returns
        -------
        dict of str to Float
            By name, inputs included: "x_1", "z_1", "delta_1", "L", "dL/dw_1", "w_1^new"; in wider
            networks "z_1^(1)", "dL/dw_11^(1)", "w_11^(1),new".

        Raises
        ------
        TypeError
            When a value is not a number.
        ValueError
            When a name is unknown, missing or given twice, a shape is wrong, or a number is not
            finite.
        """
        return numbers.evaluate(self.steps, self._inputs(values), digits)

    def exact(self, values: Mapping[str, Any]) -> dict[str, Expr]:
        """Compute every line in closed form, e.g. 1/(1 + exp(-1)); for small networks.

        Parameters
        ----------
        values
            As for `evaluate`.

        Returns
        -------
        dict of str to Expr
            By name as in `evaluate`; numbers without any symbol, not simplified.

        Raises
        ------
        ValueError
            As `evaluate`, and when the network has more than 16 parameters: closed forms repeat
            every common part and explode.
        """
        numbers.require_few(sum(map(len, self._parameters.values())))
        return numbers.exact(self.steps, self._inputs(values))

    def substitute(self, values: Mapping[str, Any], digits: int = 6) -> Equations:
        """Show every line with the numbers put in: `symbol = expression = numbers = value`.

        Every value comes from exact arithmetic or long decimals, never from the rounded numbers
        shown; a rounded number stands behind an approximately-equal sign.

        Parameters
        ----------
        values
            As for `evaluate`.
        digits : int, >= 1
            Significant digits to show.

        Returns
        -------
        Equations

        Raises
        ------
        TypeError, ValueError
            As `evaluate`.
        """
        return numbers.with_numbers(self.steps, self._inputs(values), digits)

    def lambdify(
        self, dtype: DTypeLike = np.float64
    ) -> Callable[[Any, ArrayLike, ArrayLike], dict[str, Array]]:
        """Compile the lines to NumPy: one local variable per symbol, nothing computed twice.

        Parameters
        ----------
        dtype : float32 or float64
            Of inputs and gradients.

        Returns
        -------
        function (parameters, x, y) -> dict of str to ndarray
            `parameters` is flat, (P,), or the list [W1, b1, W2, b2, ...]; x is (D,) or (N, D) and y
            (n_L,) or (N, n_L), one-hot for "cross_entropy". It returns the gradient of the loss,
            averaged over the N samples, by name ("W1", "b1", ...), in the shape of the parameter.
            For moderate z: e^z is computed as written and overflows beyond |z| = 700 (88 in
            float32).

        Raises
        ------
        TypeError
            When dtype is neither.
        """
        return compile_gradient(
            [
                (step.symbol, step.expression)
                for step in self.steps
                if step.stage in ("forward", "delta", "gradients")
            ],
            self._parameters,
            self.notation.x,
            self.notation.y,
            dtype,
        )

    # ---- SymPy's word --------------------------------------------------------------------------

    def verify(self) -> Equations:
        """Assert every local derivative with `sympy.diff`, and every simplification.

        Returns
        -------
        Equations
            The facts about scalars on which the derivation rests.

        Raises
        ------
        AssertionError
            When one is wrong; the message names it.
        """
        facts: list[Line] = []
        simplified: list[Line] = []
        for name in dict.fromkeys(self.architecture.activations):
            facts += check_softmax() if name == "softmax" else check_activation(name)
        sums = {z for layer in self.notation.z for z in layer}
        formula = {s.symbol: s.expression for s in self.steps if s.symbol in {LOSS, *sums}}
        for step in self.steps:
            for link in step.links:
                if link.numerator in formula and link.denominator not in sums:
                    derivative = sp.diff(formula[link.numerator], link.denominator)
                    check_equal(derivative, link.local, to_text(link.symbol))
            if step.product is not None:
                product, expression = map(self._one_hot, (step.product, step.expression))
                check_equal(product, expression, to_text(step.symbol))
                simplified.append(step.simplification)
        softmax = self.architecture.activations[-1] == "softmax"
        since = ", since the targets add up to 1" if softmax else ""
        return Equations({"derivatives": facts, f"simplification{since}": simplified})

    # ---- helpers -------------------------------------------------------------------------------

    def _of(self, stage: Stage) -> list[Step]:
        return [step for step in self.steps if step.stage == stage]

    def _one_hot(self, expression: Expr) -> Expr:
        """Use that the targets of a softmax add up to 1."""
        y = self.notation.y
        if self.architecture.activations[-1] != "softmax":
            return expression
        return expression.subs(y[-1], 1 - sp.Add(*y[:-1]))

    def _inputs(self, values: Mapping[str, Any]) -> dict[Symbol, Expr]:
        """Read what was given, exactly."""
        n = self.notation
        inputs = read(values, {"x": n.vector(n.x), **self._parameters, "y": n.vector(n.y)}, [ETA])
        targets = [inputs[symbol] for symbol in n.y]
        if self.architecture.loss == "cross_entropy" and sum(targets) != 1:
            raise ValueError(f"the targets y of cross_entropy must add up to 1, got {targets}")
        return inputs

    def __repr__(self) -> str:
        """Architecture and number of lines."""
        return f"Derivation({self.architecture}, {len(self.steps)} lines)"
