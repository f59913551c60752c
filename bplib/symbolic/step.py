"""One line of a derivation, and how it is written: in symbols, and with the numbers put in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sympy import Expr, Symbol

from bplib.symbolic.display import Decimal, Line, partial, to_latex, to_text

Stage = Literal["forward", "loss", "delta", "gradients", "update"]


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


def numeric_line(step: Step, shown: Mapping[Symbol, Decimal]) -> Line:
    """Write `symbol = expression = numbers = value`."""
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
