"""Tensor: an array that remembers how it was computed; reverse mode by whole arrays.

Each operation is a line: its value, then for each input what an upstream gradient G, of the shape
of the value, becomes on its way to that input. `unbroadcast` then gives it the input's shape.
"""

import itertools
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bplib import activations, losses
from bplib.autodiff import from_numpy, rules
from bplib.autodiff.backward import Backward, Recorded, seed, sweep
from bplib.autodiff.guard import Array, can_change, save
from bplib.autodiff.operands import as_array, comparable, data_of
from bplib.autodiff.tape import RECORDER

Axes = int | tuple[int, ...] | None

_serials = itertools.count()


class Tensor(Recorded):
    """An array, and its gradient.

    Parameters
    ----------
    data : array_like
        Floating-point data is used as it is, without a copy: float32 stays float32. Anything
        else is converted to float64.
    requires_grad : bool
        Whether gradients are wanted. Unlike in PyTorch, they are unless you say otherwise:
        arrays that need none can be used as they are.

    Attributes
    ----------
    data : array
        The array. A result's is read-only. A leaf's may change in place once `backward` was
        called; changed between the computation and `backward`, it raises a RuntimeError there.
    grad : array or None
        None at first; each backward pass *adds* ∂output/∂self, of the shape and type of `data`.
        Results of operations get one only after `retain_grad`.

    Raises
    ------
    TypeError
        If `data` is not an array of real numbers.

    Examples
    --------
    >>> W = Tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> (W @ [1.0, -1.0]).sum().backward()
    >>> W.grad
    array([[ 1., -1.],
           [ 1., -1.]])
    """

    __slots__ = ("_retain", "_symbol", "grad")

    def __init__(self, data: ArrayLike, requires_grad: bool = True) -> None:
        self.data = as_array(data, "Tensor()")
        self.grad: Array | None = None
        self._retain = bool(requires_grad)
        self._symbol = ""
        self._serial = next(_serials)
        self._inputs, self._saved = (), ()

    # ---- two inputs ------------------------------------------------------------------------

    def __add__(self, other: Any) -> "Tensor":
        x, y = self.data, data_of(other, "+")
        return _result("+", x + y, (self, lambda G: G), (other, lambda G: G))

    def __sub__(self, other: Any) -> "Tensor":
        x, y = self.data, data_of(other, "-")
        return _result("−", x - y, (self, lambda G: G), (other, lambda G: -G))

    def __rsub__(self, other: Any) -> "Tensor":
        x, y = data_of(other, "-"), self.data
        return _result("−", x - y, (other, lambda G: G), (self, lambda G: -G))

    def __mul__(self, other: Any) -> "Tensor":
        x, y = self.data, data_of(other, "*")
        return _result("×", x * y, (self, lambda G: G * y), (other, lambda G: G * x))

    def __truediv__(self, other: Any) -> "Tensor":
        a, back, back_other = rules.quotient(self.data, data_of(other, "/"))
        return _result("÷", a, (self, back), (other, back_other))

    def __rtruediv__(self, other: Any) -> "Tensor":
        a, back_other, back = rules.quotient(data_of(other, "/"), self.data)
        return _result("÷", a, (other, back_other), (self, back))

    def __pow__(self, other: Any) -> "Tensor":
        a, back, back_other = rules.power(self.data, data_of(other, "**"))
        return _result("**", a, (self, back), (other, back_other))

    def __rpow__(self, other: Any) -> "Tensor":
        a, back_other, back = rules.power(data_of(other, "**"), self.data)
        return _result("**", a, (other, back_other), (self, back))

    def __matmul__(self, other: Any) -> "Tensor":
        a, back, back_other = rules.product(self.data, data_of(other, "@"))
        return _result("@", a, (self, back), (other, back_other))

    def __rmatmul__(self, other: Any) -> "Tensor":
        a, back_other, back = rules.product(data_of(other, "@"), self.data)
        return _result("@", a, (other, back_other), (self, back))

    __radd__ = __add__
    __rmul__ = __mul__

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        return from_numpy.ufunc(Tensor, ufunc, method, inputs, options)

    def __array_function__(self, function: Any, types: Any, given: Any, options: Any) -> Any:
        return from_numpy.function(Tensor, function, given, options)

    # ---- one input -------------------------------------------------------------------------

    def __neg__(self) -> "Tensor":
        return _result("neg", -self.data, (self, lambda G: -G))

    def exp(self) -> "Tensor":
        """Return eˣ, entry by entry."""
        a = np.exp(self.data)
        return _result("exp", a, (self, lambda G: G * a))

    def log(self) -> "Tensor":
        """Return ln x, entry by entry."""
        x = self.data
        return _result("ln", np.log(x), (self, lambda G: G / x))

    def tanh(self) -> "Tensor":
        """Return tanh x, entry by entry."""
        a = np.tanh(self.data)
        return _result("tanh", a, (self, lambda G: G * (1 - a * a)))

    def sigmoid(self) -> "Tensor":
        """Return σ(x), entry by entry, safe for any x."""
        x = self.data
        slope = activations.sigmoid_prime
        return _result("σ", activations.sigmoid(x), (self, lambda G: G * slope(x)))

    def relu(self) -> "Tensor":
        """Return max(x, 0), entry by entry; the slope at 0 is 0. NaN stays NaN."""
        x = self.data
        slope = activations.relu_prime
        return _result("relu", activations.relu(x), (self, lambda G: G * slope(x)))

    def sum(self, axis: Axes = None, keepdims: bool = False) -> "Tensor":
        """Return the sum of all entries, or along axes.

        Each entry has the slope 1, so each gets the gradient of the sum that it went into.
        """
        shape = self.shape

        def spread(G: Array) -> Array:
            if axis is not None and not keepdims:
                G = np.expand_dims(G, axis)
            return np.broadcast_to(G, shape)

        return _result("sum", self.data.sum(axis=axis, keepdims=keepdims), (self, spread))

    def mean(self, axis: Axes = None, keepdims: bool = False) -> "Tensor":
        """Return the mean of all entries, or along axes."""
        total = self.sum(axis, keepdims)
        return total * (max(total.data.size, 1) / self.data.size)

    # ---- shape -----------------------------------------------------------------------------

    def reshape(self, *shape: Any) -> "Tensor":
        """Return the same entries in another shape, given as numbers or as a tuple."""
        wanted = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
        back = self.shape
        return _result("reshape", self.data.reshape(wanted), (self, lambda G: G.reshape(back)))

    def transpose(self, *axes: int) -> "Tensor":
        """Return the array with its axes in another order; reversed where none is given."""
        order = axes or tuple(reversed(range(self.ndim)))
        back = tuple(int(k) for k in np.argsort([k % self.ndim for k in order]))
        return _result("T", self.data.transpose(order), (self, lambda G: G.transpose(back)))

    def __getitem__(self, index: Any) -> "Tensor":
        index = index.data if isinstance(index, Tensor) else index
        like = self.data

        def put_back(G: Array) -> Array:
            whole = np.zeros_like(like)
            np.add.at(whole, index, G)  # an entry that was taken twice gets both shares
            return whole

        return _result("[ ]", like[index], (self, put_back))

    @property
    def T(self) -> "Tensor":
        """The transpose."""
        return self.transpose()

    @property
    def ndim(self) -> int:
        """The number of its axes."""
        return self.data.ndim

    def __len__(self) -> int:
        return len(self.data)

    # ---- gradients -------------------------------------------------------------------------

    def backward(self, gradient: ArrayLike | None = None) -> None:
        """Add the gradient of self to the ``.grad`` of every leaf that it was computed from.

        For each result R = op(A, B) in the order of creation, backwards: by then every consumer
        of R has added its share to G = ∂L/∂R, and G goes on to A and B by the line of the
        operation. Calling it again adds again.

        Parameters
        ----------
        gradient : array_like of the shape of self, optional
            The upstream gradient ∂L/∂self; 1 where self is a single number.

        Raises
        ------
        ValueError
            If self has more than one entry and no gradient is given, or its shape is another.
        RuntimeError
            If nothing requires a gradient, or an array was changed in place since it was used.
        """
        if not self.requires_grad:
            raise RuntimeError(
                "backward() on a constant: nothing that it was computed from requires a gradient, "
                "or it was computed under no_grad"
            )
        start = seed(self.data, None if gradient is None else data_of(gradient, "backward()"))
        for tensor, G in sweep(self, start).items():
            if tensor._retain:
                tensor.grad = G.copy() if tensor.grad is None else tensor.grad + G

    def zero_grad(self) -> None:
        """Forget the gradient: ``.grad`` is None again."""
        self.grad = None

    def retain_grad(self) -> None:
        """Ask that backward passes give this result a ``.grad`` too."""
        self._retain = self.requires_grad

    @property
    def requires_grad(self) -> bool:
        """Whether gradients flow to it."""
        return bool(self._inputs) or self._retain

    @property
    def is_leaf(self) -> bool:
        """Whether it was given rather than computed from what requires a gradient."""
        return not self._inputs

    def detach(self) -> "Tensor":
        """Return its array as a constant."""
        return Tensor(self.data, requires_grad=False)

    def item(self) -> float:
        """Return the only entry as a number, without a gradient.

        So does ``float(x)``, and with it all of Python's `math`: write ``x.exp()``, not
        ``math.exp(x)``.
        """
        return self.data.item()

    __float__ = item

    def __repr__(self) -> str:
        return f"Tensor({np.array2string(self.data, precision=5, separator=', ')})"

    def __bool__(self) -> bool:
        if self.data.size != 1:
            raise ValueError(
                f"a Tensor of shape {self.shape} is neither true nor false as a whole: write for "
                "example (x > 0).all() or (x > 0).any()"
            )
        return bool(self.data.item())

    __hash__ = object.__hash__  # by identity, so that Tensors can be keys

    def __eq__(self, other: Any) -> Any:
        y = comparable(other)
        return NotImplemented if y is None else self.data == y

    def __ne__(self, other: Any) -> Any:
        y = comparable(other)
        return NotImplemented if y is None else self.data != y

    def __lt__(self, other: Any) -> NDArray[np.bool_]:
        return self.data < data_of(other, "<")

    def __le__(self, other: Any) -> NDArray[np.bool_]:
        return self.data <= data_of(other, "<=")

    def __gt__(self, other: Any) -> NDArray[np.bool_]:
        return self.data > data_of(other, ">")

    def __ge__(self, other: Any) -> NDArray[np.bool_]:
        return self.data >= data_of(other, ">=")


def softmax_cross_entropy(logits: Tensor, targets: ArrayLike) -> Tensor:
    """Return the mean cross-entropy of softmax(logits), fused: its gradient is (p − y)/N.

    Parameters
    ----------
    logits : Tensor, (N, C)
    targets : (N,) whole numbers in 0 ... C − 1, or (N, C) with rows that sum to 1

    Returns
    -------
    Tensor, ()

    Raises
    ------
    ValueError, TypeError
        For targets that are neither; see `losses.one_hot` and `losses.softmax_cross_entropy`.
    """
    Z = logits.data
    Y = np.asarray(targets)
    if Y.ndim == 1:
        if Z.ndim != 2:
            raise ValueError(f"logits must have shape (N, C), got {Z.shape}")
        Y = losses.one_hot(Y, Z.shape[1])
    loss = Z.dtype.type(losses.softmax_cross_entropy(Z, Y))
    gradient = losses.softmax_cross_entropy_grad(Z, Y)
    return _result("CE", loss, (logits, lambda G: G * gradient))


def _result(symbol: str, value: Any, *inputs: tuple[Any, Backward]) -> Tensor:
    """Return the result of an operation, with the way back to the inputs that want gradients."""
    out = Tensor(value, requires_grad=False)
    if out.data.base is not None or not isinstance(value, np.ndarray):
        out.data = out.data.view()
    out.data.flags.writeable = False
    out._symbol = symbol
    if RECORDER.recording:
        out._inputs = tuple(
            (x, back) for x, back in inputs if isinstance(x, Tensor) and x.requires_grad
        )
        if out._inputs:
            held = [(x, x.data) if isinstance(x, Tensor) else (None, x) for x, _ in inputs]
            out._saved = tuple(save(*pair) for pair in held if can_change(pair[1]))
    return out
