"""A name that is not defined, or not yet: what may be meant by it."""

import re
from collections.abc import Collection
from difflib import get_close_matches

NEAR = 0.75  # as alike as `upstrem` and `upstream`, not as `dw` and `w`
# What lessons use of NumPy under the same name.
_OF_NUMPY = frozenset(
    (
        *("abs", "arange", "argmax", "argmin", "array", "asarray", "clip", "cos", "cosh", "dot"),
        *("einsum", "exp", "eye", "inf", "isclose", "linspace", "log", "log1p", "matmul"),
        *("max", "maximum", "mean", "median", "min", "minimum", "ones", "ones_like", "outer", "pi"),
        *("sign", "sin", "sinh", "sqrt", "square", "std", "sum", "tan", "tanh", "var", "where"),
        *("zeros", "zeros_like"),
    )
)


def asked_of_name(message: str, known: Collection[str]) -> str:
    """Return what to ask about a name that is not defined, or not yet.

    Parameters
    ----------
    message : str
        What the exception says: ``"name 'wx' is not defined"``.
    known : collection of str
        The names that are there, as far as is known.

    Returns
    -------
    str
        A question, with the name that may be meant.
    """
    found = re.search(r"'(\w+)'", message)
    name = found[1] if found else ""
    if "not defined" not in message:
        return f"Which line gives `{name}` its first value, and does it run before this one?"
    meant = _meant(name, known)
    if meant:
        return f"Is `{meant}` meant where you have `{name}`?"
    return (
        f"Is `{name}` a letter of the formula? Where is it among your inputs, or in a line above?"
    )


def _meant(name: str, known: Collection[str]) -> str:
    """Return what may be meant by a name that nobody knows; "" where nothing is near."""
    if name in _OF_NUMPY:
        return f"np.{name}"
    ends = [(name[:k], name[k:]) for k in range(1, len(name))]
    products = [f"{a}*{b}" for a, b in ends if a in known and b in known]
    capitals = [one for one in known if one.casefold() == name.casefold()]
    near = get_close_matches(name, known, n=1, cutoff=NEAR)
    return next(iter([*capitals, *products, *near]), "")
