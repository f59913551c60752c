"""What a gradient check compared, and what it found."""

from dataclasses import dataclass, replace

from bplib._support.arguments import Array
from bplib.gradcheck.numeric import Index


@dataclass
class Piece:
    """One named array inside x: its values, both gradients, and which entries were compared."""

    name: str
    x: Array
    analytic: Array
    numeric: Array
    checked: Array
    error: float
    agrees: bool

    @property
    def pair(self) -> tuple[Array, Array]:
        """Both gradients where they were compared."""
        return self.analytic[self.checked], self.numeric[self.checked]

    def without_l2(self, l2: float) -> "Piece":
        """Both gradients of a weight matrix without their L2 term, which blurs a factor."""
        term = l2 * self.x if self.name.startswith("W") else 0.0
        return replace(self, analytic=self.analytic - term, numeric=self.numeric - term)


@dataclass(frozen=True)
class GradientReport:
    """The outcome of a gradient check; `print` it.

    Attributes
    ----------
    passed : bool
        Every array agrees: within the tolerance, or within the rounding of the differences.
    relative_error : float
        The largest of `errors`.
    worst : tuple of int
        Where in x the two gradients differ most, within the array of the largest error.
    analytic, numeric : float
        Both values there.
    cause : str
        What kind of mistake differs like this; empty when the check passed without reserve.
    entry : str
        The name of that place, like "W2[0, 3]".
    errors : dict
        `relative_error` of each named array.
    tolerance : float
    checked, size : int
        Number of entries compared and decided, and of entries there are.
    method : str
    undecided : int
        Number of entries beside a kink, whose value lies between both one-sided slopes.
    """

    passed: bool
    relative_error: float
    worst: Index
    analytic: float
    numeric: float
    cause: str
    entry: str
    errors: dict[str, float]
    tolerance: float
    checked: int
    size: int
    method: str
    undecided: int = 0

    def __str__(self) -> str:
        """Verdict, entry, both values, error by array, likely cause."""
        how = "complex step" if self.method == "complex" else f"{self.method} differences"
        open_ = f", {self.undecided} undecided at a kink" if self.undecided else ""
        lines = [
            f"gradient check {'passed' if self.passed else 'FAILED'}: "
            f"relative error {self.relative_error:.1e}, tolerance {self.tolerance:.0e} "
            f"({self.checked} of {self.size} entries, {how}{open_})"
        ]
        if not self.passed:
            lines += [
                f"  entry     {self.entry}",
                f"  analytic  {self.analytic: .10g}",
                f"  numeric   {self.numeric: .10g}",
            ]
            if len(self.errors) > 1:
                by_array = ", ".join(f"{name} {error:.1e}" for name, error in self.errors.items())
                lines.append(f"  by array  {by_array}")
        if self.cause:
            lines.append(f"  {'note    ' if self.passed else 'cause?  '}  {self.cause}")
        return "\n".join(lines)
