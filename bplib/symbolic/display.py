r"""Steps as formulas on the page: LaTeX for notebooks, plain text for everything else."""

import decimal
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sympy import Expr, Rational, Symbol
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

# ---- names -------------------------------------------------------------------------------------


def plain(text: str) -> str:
    r"""Strip LaTeX from a name: `\delta_1^{(2)}` is delta_1^(2), a partial derivative dL/dw_1."""
    text = re.sub(r"\\frac\{\\partial (.+?)\}\{\\partial (.+?)\}(?![}^_(])", r"d\1/d\2", text)
    return re.sub(r"\\text|\\,|[\\{}]", "", text)


@cache
def partial(numerator: Symbol, denominator: Symbol) -> Symbol:
    r"""Return the symbol that is written as a partial derivative."""
    return Symbol(rf"\frac{{\partial {to_latex(numerator)}}}{{\partial {to_latex(denominator)}}}")


# ---- formulas ----------------------------------------------------------------------------------


class _Latex(LatexPrinter):
    """LaTeX in the order in which a formula was built, with numbers in place of some symbols."""

    def __init__(self, numbers: Mapping[Symbol, str], **settings: Any) -> None:
        super().__init__({"order": "none", "ln_notation": True, **settings})
        self.numbers = numbers

    def _print_Symbol(self, expr: Symbol, style: str = "plain") -> str:
        number = self.numbers.get(expr)
        if number is None:
            return str(super()._print_Symbol(expr, style))
        return rf"\left({number}\right)" if number.startswith("-") else number


class _Text(StrPrinter):
    """The same in plain text."""

    def __init__(self, numbers: Mapping[Symbol, str]) -> None:
        super().__init__({"order": "none"})
        self.numbers = numbers

    def _print_Symbol(self, expr: Symbol) -> str:
        number = self.numbers.get(expr, expr.name)
        return f"({number})" if number.startswith("-") else number


def to_latex(expr: Expr, numbers: Mapping[Symbol, str] | None = None, *, dots: bool = False) -> str:
    """Write `expr` in LaTeX, factors and terms in the order in which it was built.

    Parameters
    ----------
    expr : Expr
    numbers : mapping of Symbol to str
        LaTeX of the numbers to print in place of symbols; products then get dots.
    dots : bool
        Put a dot between factors, as a chain of derivatives has.
    """
    settings = {"mul_symbol": "dot"} if dots or numbers else {}
    text = str(_Latex(numbers or {}, **settings).doprint(expr))
    return re.sub(r"\\left\(\\left\((-[^()]*)\\right\) ?\\right\)", r"\\left(\1\\right)", text)


def to_text(expr: Expr, numbers: Mapping[Symbol, str] | None = None) -> str:
    """Write `expr` in plain text, in the order in which it was built."""
    text = plain(str(_Text(numbers or {}).doprint(expr)))
    return re.sub(r"\(\((-[^()]*)\)\)", r"(\1)", text)


@dataclass(frozen=True)
class Decimal:
    """A number as printed: in LaTeX, in text, and whether no digit was rounded away."""

    latex: str
    text: str
    exact: bool


def as_decimal(value: Expr, digits: int) -> Decimal:
    """Round an exact or long number to `digits` significant digits."""
    context = decimal.Context(prec=digits, rounding=decimal.ROUND_HALF_EVEN)
    if isinstance(value, Rational):
        rounded = context.divide(decimal.Decimal(value.p), decimal.Decimal(value.q))
        exact = not context.flags[decimal.Inexact]
    else:
        rounded, exact = context.create_decimal(str(value)), False
    if exact:
        rounded = rounded.normalize()
    if not rounded or -5 <= rounded.adjusted() <= digits:
        text = f"{rounded:f}"
        return Decimal(text, text, exact)
    mantissa, exponent = f"{rounded.scaleb(-rounded.adjusted()):f}", rounded.adjusted()
    if mantissa in ("1", "-1"):
        latex = f"{mantissa[:-1]}10^{{{exponent}}}"
    else:
        latex = rf"{mantissa} \cdot 10^{{{exponent}}}"
    return Decimal(latex, f"{mantissa}e{exponent}", exact)


# ---- lines -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One displayed line: parts joined by relations, `left = part = part`, in LaTeX and in text."""

    latex: Sequence[str]
    text: Sequence[str]
    approximate: Sequence[bool]

    def as_latex(self, align: str = "") -> str:
        """Join the LaTeX; `align` stands before the first relation."""
        line = self.latex[0]
        for number, (part, about) in enumerate(zip(self.latex[1:], self.approximate, strict=True)):
            line += f" {'' if number else align}{chr(92) + 'approx' if about else '='} {part}"
        return line

    def as_text(self) -> str:
        """Join the text."""
        line = self.text[0]
        for part, about in zip(self.text[1:], self.approximate, strict=True):
            line += f" {'≈' if about else '='} {part}"
        return line


class Equations:
    """Aligned equations under headings: typeset in a notebook, readable when printed.

    Parameters
    ----------
    groups : mapping of str to sequence of Line
        Headings and their lines; a single group is shown without its heading.
    """

    def __init__(self, groups: Mapping[str, Sequence[Line]]) -> None:
        self.groups = {heading: lines for heading, lines in groups.items() if lines}

    def _repr_markdown_(self) -> str:
        return "\n\n".join(
            (f"**{heading.capitalize()}**\n\n" if len(self.groups) > 1 else "")
            + f"$$\n{_aligned([line.as_latex('&') for line in lines])}\n$$"
            for heading, lines in self.groups.items()
        )

    def _repr_latex_(self) -> str:
        rows: list[str] = []
        for heading, lines in self.groups.items():
            if len(self.groups) > 1:
                rows.append(rf"&\textbf{{{heading.capitalize()}}}")
            rows += [line.as_latex("&") for line in lines]
        return f"$$\n{_aligned(rows)}\n$$"

    def __repr__(self) -> str:
        """One equation a line."""
        return "\n\n".join(
            (f"{heading.capitalize()}\n" if len(self.groups) > 1 else "")
            + "\n".join(line.as_text() for line in lines)
            for heading, lines in self.groups.items()
        )


def _aligned(rows: Sequence[str]) -> str:
    body = " \\\\[4pt]\n".join(rows)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"
