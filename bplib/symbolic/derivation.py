r"""Backpropagation as a derivation: one line per use of the chain rule, from the loss to a weight.

One sample. Stages are named as in the lessons: forward, loss, delta, gradients, update.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, cast, get_args

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, DTypeLike
from sympy import Expr, Symbol

from bplib.activations import Array
from bplib.network import Architecture
from bplib.symbolic.compiled import compile_gradient
from bplib.symbolic.display import (
    Decimal,
    Equations,
    Line,
    as_decimal,
    partial,
    plain,
    to_latex,
    to_text,
)
from bplib.symbolic.formulas import (
    ACTIVATION_FORMULAS,
    FUSED_LOSSES,
    LOSS_FORMULAS,
    check_activation,
    check_equal,
    check_softmax,
    minus,
    over,
    plus,
    softmax_slope,
    times,
)
from bplib.symbolic.matrix_form import matrix_form
from bplib.symbolic.notation import ETA, LOSS, Notation, gradient, updated
from bplib.symbolic.values import compute, read, substitute

Stage = Literal["forward", "loss", "delta", "gradients", "update"]
EXACT_LIMIT = 16
DISPLAY_GUARD = 25


class Link(NamedTuple):
    """One factor of a chain: d numerator / d denominator, and what it is locally."""

    numerator: Symbol
    denominator: Symbol
    local: Expr

    @property
    def symbol(self) -> Symbol:
        """The factor as it stands in the chain, a partial derivative left unevaluated."""
        return partial(self.numerator, self.denominator)


@dataclass(frozen=True)
class Step:
    r"""One line of the derivation: `symbol = chain = product = expression`.

    Attributes
    ----------
    stage : {"forward", "loss", "delta", "gradients", "update"}
    symbol : Symbol
        What the line computes.
    expression : Expr
        Its local form, in symbols of earlier lines.
    chain : Expr or None
        The chain rule in unevaluated partial derivatives; for an activation, `f(z)`.
    product : Expr or None
        The chain with its links put in, where the expression is a simplification of it.
    links : tuple of Link
        The partial derivatives of the chain.
    definition : Symbol or None
        For a delta, dL/dz: what it abbreviates.
    """

    stage: Stage
    symbol: Symbol
    expression: Expr
    chain: Expr | None = None
    product: Expr | None = None
    links: tuple[Link, ...] = ()
    definition: Symbol | None = None

    @property
    def line(self) -> Line:
        """The line, as LaTeX and as text."""
        left = [part for part in (self.symbol, self.definition) if part is not None]
        latex, text = [" = ".join(map(to_latex, left))], [" = ".join(map(to_text, left))]
        if self.chain is not None:
            latex.append(to_latex(self.chain, dots=True))
            text.append(to_text(self.chain))
        if self.chain is not None and self.product is not None:
            latex.append(to_latex(self.chain, self._locals(to_latex)))
            text.append(to_text(self.chain, self._locals(to_text)))
        latex.append(to_latex(self.expression))
        text.append(to_text(self.expression))
        return Line(latex, text, [False] * (len(latex) - 1))

    @property
    def simplification(self) -> Line:
        """Its last part alone: product = expression."""
        line = self.line
        return Line(line.latex[-2:], line.text[-2:], [False])

    def _locals(self, write: Callable[[Expr], str]) -> dict[Symbol, str]:
        """Write the local derivative for every partial derivative of the chain."""
        return {
            link.symbol: f"({write(link.local)})" if link.local.is_Add else write(link.local)
            for link in self.links
        }

    @property
    def latex(self) -> str:
        """`symbol = chain = expression` in LaTeX."""
        return self.line.as_latex()

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex}$"

    def __str__(self) -> str:
        """Write the line in plain text."""
        return self.line.as_text()


def derive(
    sizes: Sequence[int],
    activations: Sequence[str],
    loss: str,
    *,
    convention: Literal["row", "column"] = "row",
    biases: bool = True,
) -> "Derivation":
    """Derive the gradient of a network's loss for one sample, line by line.

    Parameters
    ----------
    sizes, activations, loss
        As for `bplib.network.Architecture`.
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
        When the architecture breaks a rule of `Architecture`, or `convention` is neither name.

    Examples
    --------
    >>> steps = derive((1, 1, 1), ("sigmoid", "sigmoid"), "binary_cross_entropy", biases=False)
    >>> print(steps.show("gradients"))
    dL/dw_2 = dL/dz_2*dz_2/dw_2 = delta_2*a_1
    dL/dw_1 = dL/dz_1*dz_1/dw_1 = delta_1*x
    """
    architecture = Architecture(
        cast(tuple[int, ...], sizes), cast(tuple[str, ...], activations), loss
    )
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
        n = self.notation
        self._activations = [n.x, *n.a]
        self.steps: list[Step] = []
        layers = range(1, len(n.sizes))
        self._term: dict[tuple[Symbol, Symbol], Expr] = {}
        for layer in layers:
            self._forward(layer)
        value = LOSS_FORMULAS[architecture.loss].value(n.a[-1], n.y)
        self.steps.append(Step("loss", LOSS, value))
        self._output_deltas()
        for layer in reversed(layers[:-1]):
            self._hidden_deltas(layer)
        for layer in reversed(layers):
            self._gradients(layer)
        for parameter in (symbol for matrix in self._parameters.values() for symbol in matrix):
            step = minus(parameter, times(ETA, gradient(parameter)))
            self.steps.append(Step("update", updated(parameter), step))

    # ---- the derivation ------------------------------------------------------------------------

    def _forward(self, layer: int) -> None:
        """Write z = sum of w a_prev + b, then a = f(z)."""
        n, name = self.notation, self.architecture.activations[layer - 1]
        previous, zs, activations = self._activations[layer - 1], n.z[layer - 1], n.a[layer - 1]
        for j, z in enumerate(zs):
            weights = [n.weight(layer, i, j) for i in range(len(previous))]
            terms = [times(w, a) for w, a in zip(weights, previous, strict=True)]
            for w, a, term in zip(weights, previous, terms, strict=True):
                self._term[z, w] = self._term[z, a] = term
            if self.biases:
                bias = n.b[layer - 1][j]
                self._term[z, bias] = bias
                terms.append(bias)
            self.steps.append(Step("forward", z, plus(*terms)))
        if name == "softmax":
            total = Symbol("s")
            self.steps.append(Step("forward", total, plus(*map(sp.exp, zs))))
            for z, a in zip(zs, activations, strict=True):
                self.steps.append(Step("forward", a, over(sp.exp(z), total)))
            return
        formula = ACTIVATION_FORMULAS[name]
        for z, a in zip(zs, activations, strict=True):
            named = None if name in ("identity", "tanh") else sp.Function(formula.name)(z)
            self.steps.append(Step("forward", a, formula.f(z), chain=named))

    def _output_deltas(self) -> None:
        """Start with delta = dL/dz of the last layer: a sum over every output that z moves."""
        n, loss = self.notation, self.architecture.loss
        activations, zs, slope = n.a[-1], n.z[-1], LOSS_FORMULAS[loss].slope
        softmax = self.architecture.activations[-1] == "softmax"
        for k, z in enumerate(zs):
            paths = [
                (
                    Link(LOSS, a, slope(a, n.y[j], len(zs))),
                    Link(
                        a, z, softmax_slope(activations, j, k) if softmax else self._slope(-1, a, z)
                    ),
                )
                for j, a in enumerate(activations)
                if softmax or j == k
            ]
            raw = plus(*(times(*(link.local for link in path)) for path in paths))
            self._delta(
                len(n.sizes) - 1,
                k,
                expression=minus(activations[k], n.y[k]) if loss in FUSED_LOSSES else raw,
                chain=plus(*(times(*(link.symbol for link in path)) for path in paths)),
                product=raw if loss in FUSED_LOSSES else None,
                links=tuple(link for path in paths for link in path),
            )

    def _hidden_deltas(self, layer: int) -> None:
        """Go back one layer: delta_i = (sum over j of delta_j w_ij) f'(z_i)."""
        n = self.notation
        for i, (z, a) in enumerate(zip(n.z[layer - 1], n.a[layer - 1], strict=True)):
            paths = [
                (Link(LOSS, z_next, delta), self._link(z_next, a))
                for z_next, delta in zip(n.z[layer], n.delta[layer], strict=True)
            ]
            bend = Link(a, z, self._slope(layer - 1, a, z))
            self._delta(
                layer,
                i,
                expression=times(
                    plus(*(times(*(link.local for link in path)) for path in paths)), bend.local
                ),
                chain=times(
                    plus(*(times(*(link.symbol for link in path)) for path in paths)), bend.symbol
                ),
                links=(*(link for path in paths for link in path), bend),
            )

    def _delta(self, layer: int, unit: int, **parts: Any) -> None:
        n = self.notation
        symbol, z = n.delta[layer - 1][unit], n.z[layer - 1][unit]
        self.steps.append(Step("delta", symbol, definition=partial(LOSS, z), **parts))

    def _gradients(self, layer: int) -> None:
        """End at the parameters: dL/dw = delta times what w multiplies, dL/db = delta."""
        n = self.notation
        inputs, outputs = range(n.sizes[layer - 1]), range(n.sizes[layer])
        if n.convention == "row":
            units = [(n.weight(layer, i, j), j) for i in inputs for j in outputs]
        else:
            units = [(n.weight(layer, i, j), j) for j in outputs for i in inputs]
        if self.biases:
            units += [(bias, j) for j, bias in enumerate(n.b[layer - 1])]
        for parameter, j in units:
            z = n.z[layer - 1][j]
            links = (Link(LOSS, z, n.delta[layer - 1][j]), self._link(z, parameter))
            self.steps.append(
                Step(
                    "gradients",
                    gradient(parameter),
                    times(*(link.local for link in links)),
                    chain=times(*(link.symbol for link in links)),
                    links=links,
                )
            )

    def _link(self, z: Symbol, denominator: Symbol) -> Link:
        """Differentiate z by one of its symbols: only one of its terms contains it."""
        return Link(z, denominator, sp.diff(self._term[z, denominator], denominator))

    def _slope(self, index: int, a: Symbol, z: Symbol) -> Expr:
        return ACTIVATION_FORMULAS[self.architecture.activations[index]].slope(z, a)

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
        inputs, lines = self._inputs(values)
        numbers = compute(lines, inputs, digits)
        return {plain(symbol.name): sp.Float(number, digits) for symbol, number in numbers.items()}

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
        count = sum(map(len, self._parameters.values()))
        if count > EXACT_LIMIT:
            raise ValueError(
                f"closed forms are for at most {EXACT_LIMIT} parameters, this network has {count}; "
                "use evaluate(values, digits) instead"
            )
        inputs, lines = self._inputs(values)
        numbers = dict(inputs)
        for symbol, expression in lines:
            numbers[symbol] = substitute(expression, numbers)
        return {plain(symbol.name): number for symbol, number in numbers.items()}

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
        inputs, lines = self._inputs(values)
        numbers = compute(lines, inputs, digits + DISPLAY_GUARD if _whole(digits) else digits)
        shown = {symbol: as_decimal(number, digits) for symbol, number in numbers.items()}
        return Equations(
            {
                stage: [
                    _numeric_line(step, shown) for step in self._of(stage) if step.symbol in shown
                ]
                for stage in get_args(Stage)
            }
        )

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
        sums = {symbol for symbol, _ in self._term}
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

    def _inputs(
        self, values: Mapping[str, Any]
    ) -> tuple[dict[Symbol, Expr], list[tuple[Symbol, Expr]]]:
        """Exact inputs, and the lines that they allow: no update without a learning rate."""
        n = self.notation
        arrays = {"x": n.vector(n.x), **self._parameters, "y": n.vector(n.y)}
        inputs = read(values, arrays, [ETA])
        targets = [inputs[symbol] for symbol in n.y]
        if self.architecture.loss == "cross_entropy" and sum(targets) != 1:
            raise ValueError(f"the targets y of cross_entropy must add up to 1, got {targets}")
        steps = [step for step in self.steps if step.stage != "update" or ETA in inputs]
        return inputs, [(step.symbol, step.expression) for step in steps]

    def __repr__(self) -> str:
        """Architecture and number of lines."""
        return f"Derivation({self.architecture}, {len(self.steps)} lines)"


def _whole(digits: Any) -> bool:
    return isinstance(digits, int) and not isinstance(digits, bool) and digits > 0


def _numeric_line(step: Step, shown: Mapping[Symbol, Decimal]) -> Line:
    value, used = shown[step.symbol], [shown[s] for s in step.expression.free_symbols]
    exact = all(number.exact for number in used)
    latex, text = [to_latex(step.symbol)], [to_text(step.symbol)]
    latex.append(to_latex(step.expression))
    text.append(to_text(step.expression))
    approximate = [False]
    if not step.expression.is_Symbol:
        latex.append(to_latex(step.expression, {s: d.latex for s, d in shown.items()}))
        text.append(to_text(step.expression, {s: d.text for s, d in shown.items()}))
        approximate.append(not exact)
    return Line(
        [*latex, value.latex], [*text, value.text], [*approximate, not (exact and value.exact)]
    )
