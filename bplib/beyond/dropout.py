"""Dropout between dense layers: units silenced at random, and the way back.

What differs between training and evaluating is an argument, never a hidden switch.
"""

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, number
from bplib.beyond.inputs import upstream


def dropout(
    A: ArrayLike, p: float, rng: np.random.Generator | int, *, training: bool
) -> tuple[Array, Array]:
    """Silence units at random: Y = A * M; an entry of M is 0 with probability p, else 1 / (1 - p).

    The mean of an entry of M is 1, so nothing needs rescaling when evaluating: then M is all ones,
    and nothing is drawn. (Srivastava et al. 2014 rescale when evaluating instead; this form is
    called inverted.)

    Parameters
    ----------
    A : (N, n), or any shape
    p : float, 0 <= p < 1
        Share of the units that is silenced.
    rng : Generator or int
        A generator draws another mask at every call, an int the same.
    training : bool

    Returns
    -------
    Y : the shape of A
    M : the shape of A
        The mask; `dropout_backward` needs this very one.

    Raises
    ------
    ValueError
        When p is out of range, A is empty, or an entry is not finite.
    """
    A = floating(A, "A")
    if A.size == 0:
        raise ValueError(f"A is empty: shape {A.shape}; give at least one sample")
    finite(A, "A")
    number(p, "p", least=0, below=1, hint="it is the share that is dropped")
    if not training:
        return A.copy(), np.ones_like(A)
    kept = np.random.default_rng(rng).random(A.shape) >= p
    M = (kept / (1 - p)).astype(A.dtype)
    return A * M, M


def dropout_backward(dY: ArrayLike, M: ArrayLike) -> Array:
    """Turn dL/dY of `dropout` into dL/dA, with the mask of the forward pass.

    One entry: y = m a with a constant m, so dL/da = m dL/dy. Silenced entries hear nothing.

    Parameters
    ----------
    dY, M : one shape

    Returns
    -------
    the same shape

    Raises
    ------
    ValueError
        When the shapes differ, or an entry is not finite.
    """
    M = floating(M, "M")
    return upstream(dY, "dY", M) * M
