"""Value: a number that remembers, on the tape, how it was computed.

The names are PyTorch's: ``data``, ``grad``, ``backward``, ``zero_grad``, ``requires_grad``,
``detach``, ``item``, ``retain_grad``. Read each operation as a line of a table: its symbol, its
value, and its slope by each input.
"""

import math
from numbers import Real
from typing import Any

from bplib.autodiff.tape import RECORDER, UNUSED, Entry, accumulate, sweep


class Value(Entry):
    """One number, and its gradient.

    Parameters
    ----------
    data : float
        The number; integers become floats.
    requires_grad : bool
        Whether gradients are wanted. Unlike in PyTorch, they are unless you say otherwise:
        numbers that need none can be used as they are.

    Attributes
    ----------
    grad : float or None
        None at first; each backward pass *adds* ∂output/∂self. Results of operations get one
        only after `retain_grad`.

    Raises
    ------
    TypeError
        If `data` is not a real number.

    Examples
    --------
    >>> x, y = Value(3.0), Value(-2.0)
    >>> (x * x + x * y).backward()
    >>> x.grad, y.grad
    (4.0, 3.0)
    """

    __slots__ = ()

    def __init__(self, data: float, requires_grad: bool = True) -> None:
        self._data = real(data, "Value()")
        self.grad = None
        self._tape = UNUSED if requires_grad else None
        self._place = 0

    @property
    def data(self) -> float:
        """The number.

        A leaf may be given another one, but not between a computation and its `backward`, which
        would raise a RuntimeError then. A result may not.
        """
        return self._data

    @data.setter
    def data(self, number: float) -> None:
        if self._is_result:
            raise RuntimeError(
                "the number of a result cannot be changed, because its gradient would be wrong: "
                "change an input and compute again, or go on from Value(result.item())"
            )
        self._data = real(number, "Value.data")
        if self._tape is not None:
            self._tape = UNUSED  # what is computed from now on uses the new number
        RECORDER.tape.rows.clear()

    # ---- two inputs ------------------------------------------------------------------------

    def __add__(self, other: Any) -> "Value":
        b = other._data if isinstance(other, Value) else real(other, "+")
        return _record("+", self._data + b, self, 1.0, other, 1.0)

    def __sub__(self, other: Any) -> "Value":
        b = other._data if isinstance(other, Value) else real(other, "-")
        return _record("−", self._data - b, self, 1.0, other, -1.0)

    def __mul__(self, other: Any) -> "Value":
        a = self._data
        b = other._data if isinstance(other, Value) else real(other, "*")
        return _record("×", a * b, self, b, other, a)

    def __truediv__(self, other: Any) -> "Value":
        b = other._data if isinstance(other, Value) else real(other, "/")
        if b == 0:
            raise ZeroDivisionError(f"{self!r} is divided by 0: check what the divisor can be")
        c = self._data / b
        return _record("÷", c, self, 1 / b, other, -c / b)

    def __pow__(self, other: Any) -> "Value":
        a = self._data
        b = other._data if isinstance(other, Value) else real(other, "**")
        c, by_a = _power(a, b), b * _power(a, b - 1) if b else 0.0
        by_b = 0.0
        if isinstance(other, Value) and other.requires_grad:
            if a <= 0:
                raise ValueError(f"the slope of {a:g} ** y by y needs a positive base")
            by_b = c * math.log(a)
        return _record("**", c, self, by_a, other, by_b)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Any) -> "Value":
        return Value(real(other, "-"), requires_grad=False) - self

    def __rtruediv__(self, other: Any) -> "Value":
        return Value(real(other, "/"), requires_grad=False) / self

    def __rpow__(self, other: Any) -> "Value":
        return Value(real(other, "**"), requires_grad=False) ** self

    # ---- one input -------------------------------------------------------------------------

    def __neg__(self) -> "Value":
        return _record("neg", -self._data, self, -1.0)

    def exp(self) -> "Value":
        """Return eˣ, infinite beyond the range of floats; its slope is eˣ."""
        try:
            a = math.exp(self._data)
        except OverflowError:
            a = math.inf
        return _record("exp", a, self, a)

    def log(self) -> "Value":
        """Return ln x; its slope is 1/x. A ValueError where x is not positive."""
        x = self._data
        if x <= 0:
            raise ValueError(f"log of {x:g}: it exists for positive numbers only")
        return _record("ln", math.log(x), self, 1 / x)

    def tanh(self) -> "Value":
        """Return tanh x; its slope is 1 − a² for the value a."""
        a = math.tanh(self._data)
        return _record("tanh", a, self, 1 - a * a)

    def sigmoid(self) -> "Value":
        """Return σ(x), safe for any x; its slope is σ(x)·σ(−x)."""
        a, slope = sigmoid_and_slope(self._data)
        return _record("σ", a, self, slope)

    def relu(self) -> "Value":
        """Return max(x, 0); its slope is 1 where x > 0, else 0. NaN stays NaN."""
        a, slope = relu_and_slope(self._data)
        return _record("relu", a, self, slope)

    # ---- gradients -------------------------------------------------------------------------

    def backward(self, gradient: float = 1.0) -> None:
        """Add ∂self/∂leaf to the ``.grad`` of every leaf that self was computed from.

        The derivation stands in `tape.sweep`. Calling it again adds again.

        Parameters
        ----------
        gradient : float
            What every gradient is multiplied by.

        Raises
        ------
        RuntimeError
            If self was computed from constants or under `no_grad`, or a leaf was changed since.
        """
        if self._tape is None:
            raise RuntimeError(
                "backward() on a constant: nothing that it was computed from requires a gradient, "
                "or it was computed under no_grad"
            )
        seed = real(gradient, "backward()")
        if not self._is_result:
            self.grad = seed if self.grad is None else self.grad + seed
            return
        RECORDER.end_tape()
        accumulate(sweep(self._tape, self._place, seed))

    def zero_grad(self) -> None:
        """Forget the gradient: ``.grad`` is None again."""
        self.grad = None

    def retain_grad(self) -> None:
        """Ask that backward passes give this result a ``.grad`` too."""
        if self._is_result and self._tape is not None:
            self._tape.leaves[self._place] = self, self._data

    @property
    def requires_grad(self) -> bool:
        """Whether gradients flow to it."""
        return self._tape is not None

    @property
    def is_leaf(self) -> bool:
        """Whether it was given rather than computed from what requires a gradient."""
        return self._tape is None or not self._is_result

    def detach(self) -> "Value":
        """Return its number as a constant."""
        return Value(self._data, requires_grad=False)

    def item(self) -> float:
        """Return its number, without a gradient.

        So does ``float(v)``, and with it all of Python's `math`: write ``v.exp()``, not
        ``math.exp(v)``.
        """
        RECORDER.end_tape()
        return self._data

    __float__ = item

    def __repr__(self) -> str:
        RECORDER.end_tape()
        gradient = "" if self.grad is None else f", grad={self.grad:.6g}"
        return f"Value({self._data:.6g}{gradient})"

    def __bool__(self) -> bool:
        return bool(self._data)

    def __lt__(self, other: "Value | float") -> bool:
        return self._data < plain(other, "<")

    def __le__(self, other: "Value | float") -> bool:
        return self._data <= plain(other, "<=")

    def __gt__(self, other: "Value | float") -> bool:
        return self._data > plain(other, ">")

    def __ge__(self, other: "Value | float") -> bool:
        return self._data >= plain(other, ">=")

    # Equality stays identity, so that Values can be keys; compare `.data` for numbers.


class Result(Value):
    """A Value that an operation made; made by calling it without arguments."""

    __slots__ = ()
    _is_result = True
    __init__ = object.__init__  # the fastest way to make one


def _record(
    symbol: str, data: float, a: Value, by_a: float, b: Any = None, by_b: float | None = None
) -> Value:
    """Write one operation on the present tape and return its result."""
    tape = RECORDER.tape
    out = Result()
    out._data, out.grad = data, None
    first = a._place if a._tape is tape else tape.enter(a)
    if by_b is None:
        second = 0
    elif isinstance(b, Value):
        second = b._place if b._tape is tape else tape.enter(b)
        if not second:
            by_b = b._data
    else:
        second, by_b = 0, b
    if first or second:
        out._tape, out._place = tape, len(tape.records)
        tape.records.append((symbol, data, first, by_a if first else a._data, second, by_b))
    else:
        out._tape, out._place = None, 0
    return out


# ---- numbers ---------------------------------------------------------------------------------


def real(given: Any, where: str) -> float:
    """Return a real number as a float; one clear TypeError for anything else."""
    if type(given) is float:
        return given
    if isinstance(given, Real) and not isinstance(given, bool):
        return float(given)
    raise TypeError(
        f"{where} was given {given!r} of type {type(given).__name__}: it takes a Value or a real "
        "number (arrays belong in a Tensor)"
    )


def plain(given: Any, where: str) -> float:
    """Return the number of a Value, or a real number as a float."""
    return given._data if isinstance(given, Value) else real(given, where)


def _power(a: float, b: float) -> float:
    """Return a ** b where that is a real number."""
    if (a == 0 and b < 0) or (a < 0 and not b.is_integer()):
        raise ValueError(f"{a:g} ** {b:g} is not a real number, or its slope is not finite")
    try:
        return a**b
    except OverflowError:
        return math.inf if a > 0 or b % 2 == 0 else -math.inf


def relu_and_slope(z: float) -> tuple[float, float]:
    """Return max(z, 0) and its slope, both NaN where z is."""
    if z > 0:
        return z, 1.0
    return (0.0, 0.0) if z <= 0 else (z, z)


def sigmoid_and_slope(z: float) -> tuple[float, float]:
    """Return σ(z) and σ′(z)."""
    e = math.exp(-abs(z))  # never overflows
    a = 1 / (1 + e)
    return (a if z >= 0 else e * a), e * a * a
