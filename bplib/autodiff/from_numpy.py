"""What NumPy's functions do with a Tensor: the Tensor's own operation, or one sentence.

NumPy asks for both: a ufunc (`np.exp`, and `array + tensor`) through ``__array_ufunc__``, any other
function (`np.sum`) through ``__array_function__``.
"""

from collections.abc import Callable
from typing import Any

# name of a ufunc: the method where a Tensor stands first, and where it stands second only
TWO_INPUTS = {
    "add": ("__add__", "__radd__"),
    "subtract": ("__sub__", "__rsub__"),
    "multiply": ("__mul__", "__rmul__"),
    "divide": ("__truediv__", "__rtruediv__"),
    "power": ("__pow__", "__rpow__"),
    "matmul": ("__matmul__", "__rmatmul__"),
    "less": ("__lt__", "__gt__"),
    "less_equal": ("__le__", "__ge__"),
    "greater": ("__gt__", "__lt__"),
    "greater_equal": ("__ge__", "__le__"),
    "equal": ("__eq__", "__eq__"),
    "not_equal": ("__ne__", "__ne__"),
}
ONE_INPUT = {"negative": "__neg__", "exp": "exp", "log": "log", "tanh": "tanh"}

# name of a function: what it does, and the names of its arguments behind the Tensor
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "sum": (lambda x, axis=None, keepdims=False: x.sum(axis, keepdims), ("axis", "keepdims")),
    "mean": (lambda x, axis=None, keepdims=False: x.mean(axis, keepdims), ("axis", "keepdims")),
    "reshape": (lambda x, shape: x.reshape(shape), ("shape",)),
    "transpose": (lambda x, axes=None: x.transpose(*(axes or ())), ("axes",)),
    "shape": (lambda x: x.shape, ()),
    "ndim": (lambda x: x.ndim, ()),
    "size": (lambda x: x.data.size, ()),
    "iscomplexobj": (lambda _: False, ()),
}

INSTEAD = {
    "absolute": "x.relu() + (-x).relu()",
    "dot": "x @ y",
    "einsum": "x @ y, with sums and transposes",
    "expm1": "x.exp() - 1",
    "inner": "x @ y.T",
    "log1p": "(1 + x).log()",
    "matmul": "x @ y",
    "maximum": "x.relu() for the larger one of x and 0",
    "ravel": "x.reshape(-1)",
    "reciprocal": "1 / x",
    "sqrt": "x ** 0.5",
    "square": "x ** 2",
    "std": "((x - x.mean()) ** 2).mean() ** 0.5",
    "var": "((x - x.mean()) ** 2).mean()",
}


def ufunc(kind: type, function: Any, method: str, inputs: tuple[Any, ...], options: Any) -> Any:
    """Do what ``kind.__array_ufunc__`` is asked for.

    Raises
    ------
    TypeError
        Where a Tensor has no such operation; the message says what to write.
    """
    name = function.__name__
    if method == "__call__" and "out" in options:
        raise TypeError(
            f"np.{name} cannot write a Tensor into an array, which keeps no gradient: "
            "write a = a + x rather than a += x, and no out="
        )
    if method == "__call__" and not options and name in TWO_INPUTS:
        first, second = inputs
        forward, reflected = TWO_INPUTS[name]
        if isinstance(first, kind):
            return getattr(first, forward)(second)
        return getattr(second, reflected)(first)
    if method == "__call__" and not options and name in ONE_INPUT:
        return getattr(inputs[0], ONE_INPUT[name])()
    raise _refused(name if method == "__call__" else f"{name}.{method}", options)


def function(kind: type, called: Any, given: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Do what ``kind.__array_function__`` is asked for.

    Raises
    ------
    TypeError
        Where a Tensor has no such operation; the message says what to write.
    """
    name = called.__name__
    if name == "dot" and not options and len(given) == 2:
        left, right = given
        if {getattr(x, "ndim", 0) for x in given} <= {1, 2}:
            return left @ right
    if name in FUNCTIONS and given and isinstance(given[0], kind):
        compute, names = FUNCTIONS[name]
        if len(given) <= 1 + len(names) and set(options) <= set(names):
            return compute(*given, **options)
    raise _refused(name, options)


def _refused(name: str, options: dict[str, Any]) -> TypeError:
    if options and (name in FUNCTIONS or name in ONE_INPUT or name in TWO_INPUTS):
        wrong = ", ".join(f"{option}=" for option in options)
        return TypeError(
            f"np.{name} of a Tensor was given {wrong}: a Tensor's takes no such option"
        )
    instead = f"np.{name} of x.data, the plain array, if no gradient is wanted"
    return TypeError(f"np.{name} knows no Tensors: write {INSTEAD.get(name, instead)}")
