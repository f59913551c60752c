"""The chain rule, one line per use: from the inputs to the loss and back to every parameter.

Forward, the loss, then the deltas from the output to the first layer, on the way the gradients.
"""

from typing import Any

import sympy as sp
from sympy import Expr, Symbol

from bplib.layers import Architecture
from bplib.symbolic.display import partial
from bplib.symbolic.formulas import (
    ACTIVATION_FORMULAS,
    FUSED_LOSSES,
    LOSS_FORMULAS,
    minus,
    over,
    plus,
    softmax_slope,
    times,
)
from bplib.symbolic.notation import ETA, LOSS, Notation, gradient, updated
from bplib.symbolic.step import Link, Step


def chain_rule(architecture: Architecture, notation: Notation, biases: bool) -> list[Step]:
    """Write all lines of a network's derivation, in the order in which they can be computed."""
    return _Chain(architecture, notation, biases).steps


class _Chain:
    """The lines, while they are written."""

    def __init__(self, architecture: Architecture, notation: Notation, biases: bool) -> None:
        self.architecture, self.notation, self.biases = architecture, notation, biases
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
        parameters = notation.parameters(biases).values()
        for parameter in (symbol for matrix in parameters for symbol in matrix):
            step = minus(parameter, times(ETA, gradient(parameter)))
            self.steps.append(Step("update", updated(parameter), step))

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
