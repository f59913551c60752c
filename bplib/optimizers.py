"""Optimizers: what to do with a gradient once backpropagation has delivered it.

Backpropagation computes g = dL/dw; an optimizer decides the step. Each one below is a few lines of
state (a velocity, running means) and one update rule, applied in place to a flat array w of shape
(P,). The conventions are PyTorch's, so that results can be compared number by number:

    here      as PyTorch 2.13          optax 0.2.8             Keras 3.15
    SGD       SGD                      the same                the same
    Momentum  lr times the velocity    the same                lr inside the velocity
    Nesterov  lr (g + beta v)          the same                lr inside the velocity
    RMSprop   eps outside the root     inside (eps_in_sqrt)    inside
    Adam      eps beside sqrt(v_hat)   the same                eps beside sqrt(v)
    AdamW     decay apart from g       the same                as its Adam, decay apart from g

A weight decay given to Adam itself goes into g in PyTorch, apart from it in Keras. AMSGrad, an
option there, is not here. Defaults differ too: say eps, beta and decay where numbers are compared.
"""

import inspect
from collections.abc import Callable
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, number

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSprop",
    "clip_by_global_norm",
]

State = Array | float


class Optimizer:
    """What all optimizers share: the learning rate, the step count and the checks.

    One optimizer serves one parameter array: its state belongs to those parameters.

    Parameters
    ----------
    lr : float, >= 0, or a schedule
        Learning rate. A schedule (see `bplib.schedules`) is called with t = 0, 1, 2, ...

    Attributes
    ----------
    t : int
        Number of steps taken.

    Raises
    ------
    ValueError
        When the learning rate is negative or not finite.
    """

    def __init__(self, lr: float | Callable[[int], float]) -> None:
        self.lr = lr if callable(lr) else number(lr, "lr", least=0)
        self.reset()

    def step(self, parameters: Array, gradient: ArrayLike) -> None:
        """Take one step: change `parameters` in place.

        Parameters
        ----------
        parameters : (P,), float32 or float64
        gradient : (P,)
            dL/d(parameters), finite; converted to the type of `parameters`.

        Raises
        ------
        TypeError
            When `parameters` is not an array of floating-point numbers.
        ValueError
            When the shapes differ from each other or from the first step's, when an entry of the
            gradient is not finite, or when a schedule returns a negative or infinite rate.
        """
        g = self.checked(parameters, gradient)
        lr = self.next_rate()
        self._update(parameters, g, lr)

    def next_rate(self) -> float:
        """Return the learning rate of the next step, and count that step.

        Raises
        ------
        ValueError
            When a schedule returns a negative or infinite rate; then no step is counted.
        """
        lr = number(self.lr(self.t), f"lr({self.t})", least=0) if callable(self.lr) else self.lr
        self.t += 1
        return lr

    def reset(self) -> None:
        """Forget everything but the settings, as if no step had been taken."""
        self.t = 0
        self._shape: tuple[int, ...] | None = None

    def _update(self, w: Array, g: Array, lr: float) -> None:
        """Change w in place; g has the shape and the type of w. Step self.t is being taken."""
        raise NotImplementedError

    def checked(self, parameters: Array, gradient: ArrayLike) -> Array:
        """Return the gradient in the type of the parameters, after the checks of `step`."""
        if not isinstance(parameters, np.ndarray) or parameters.dtype.kind != "f":
            kind = getattr(parameters, "dtype", type(parameters).__name__)
            raise TypeError(
                f"parameters must be a NumPy array of floats, because a step changes it in place; "
                f"got {kind}. Convert once, before training: w = np.array(w, dtype=float)"
            )
        g = np.asarray(gradient, dtype=parameters.dtype)
        if g.shape != parameters.shape:
            raise ValueError(
                f"the gradient has shape {g.shape}, the parameters have {parameters.shape}; "
                "each parameter needs exactly one slope"
            )
        if not np.isfinite(g).all():
            entry = tuple(int(i) for i in np.argwhere(~np.isfinite(g))[0])
            raise ValueError(
                f"the gradient is {g[entry]} at entry {list(entry)}: training has diverged, or the "
                "backward pass divides by zero; try a smaller learning rate or clip the gradient"
            )
        if self._shape not in (None, g.shape):
            raise ValueError(
                f"this optimizer holds the state of parameters of shape {self._shape}, got "
                f"{g.shape}; use one optimizer per parameter array, or call reset()"
            )
        self._shape = g.shape
        return g

    def __repr__(self) -> str:
        """Name and settings."""
        settings = {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}
        shown = (
            f"{name}={'<schedule>' if callable(value) else value}"
            for name, value in settings.items()
        )
        return f"{type(self).__name__}({', '.join(shown)})"


class SGD(Optimizer):
    """Gradient descent: w <- w - lr g."""

    def _update(self, w: Array, g: Array, lr: float) -> None:
        w -= lr * g


class Momentum(Optimizer):
    """Gradient descent with a velocity (Polyak 1964): v <- beta v + g, w <- w - lr v.

    A steady gradient g makes v grow to g / (1 - beta). No factor (1 - beta) goes with g, and lr
    stays outside the velocity, so a schedule acts at once.

    Parameters
    ----------
    lr : float, >= 0, or a schedule
    beta : float, 0 <= beta < 1
        The share of the velocity that survives a step.
    """

    def __init__(self, lr: float | Callable[[int], float], beta: float = 0.9) -> None:
        self.beta = number(beta, "beta", least=0, below=1)
        super().__init__(lr)

    def reset(self) -> None:
        """Forget everything but the settings, as if no step had been taken."""
        super().reset()
        self.v: State = 0.0

    def _update(self, w: Array, g: Array, lr: float) -> None:
        self.v = self.beta * self.v + g
        w -= lr * self.v


class Nesterov(Momentum):
    """Momentum that looks one step ahead: v <- beta v + g, w <- w - lr (g + beta v).

    The form of Sutskever et al. 2013, rewritten so that the gradient is taken at w.

    Parameters
    ----------
    lr : float, >= 0, or a schedule
    beta : float, 0 <= beta < 1
        The share of the velocity that survives a step.
    """

    def _update(self, w: Array, g: Array, lr: float) -> None:
        self.v = self.beta * self.v + g
        w -= lr * (g + self.beta * self.v)


class RMSprop(Optimizer):
    """Divide by a running size of the gradient (Tieleman & Hinton 2012).

    s <- decay s + (1 - decay) g^2,  w <- w - lr g / (sqrt(s) + eps).

    Parameters
    ----------
    lr : float, >= 0, or a schedule
    decay : float, 0 <= decay < 1
    eps : float, > 0
        Keeps the quotient finite where s is 0; outside the root.
    """

    def __init__(
        self, lr: float | Callable[[int], float], decay: float = 0.99, eps: float = 1e-8
    ) -> None:
        self.decay = number(decay, "decay", least=0, below=1)
        self.eps = number(eps, "eps", above=0)
        super().__init__(lr)

    def reset(self) -> None:
        """Forget everything but the settings, as if no step had been taken."""
        super().reset()
        self.s: State = 0.0

    def _update(self, w: Array, g: Array, lr: float) -> None:
        self.s = self.decay * self.s + (1 - self.decay) * g**2
        w -= lr * g / (np.sqrt(self.s) + self.eps)


class Adam(Optimizer):
    """Momentum over a running size of the gradient, both corrected for their start at 0.

    With t = 1 at the first step (Kingma & Ba 2015, algorithm 1):

        m <- beta1 m + (1 - beta1) g          m_hat = m / (1 - beta1^t)
        v <- beta2 v + (1 - beta2) g^2        v_hat = v / (1 - beta2^t)
        w <- w - lr m_hat / (sqrt(v_hat) + eps)

    The corrected means are used, never stored: m and v stay the running means. At t = 1 the step
    is lr g / (|g| + eps), whatever the size of g.

    Parameters
    ----------
    lr : float, >= 0, or a schedule
    beta1, beta2 : float, in [0, 1)
    eps : float, > 0
        Outside the root.
    """

    def __init__(
        self,
        lr: float | Callable[[int], float] = 1e-3,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
    ) -> None:
        self.beta1 = number(beta1, "beta1", least=0, below=1)
        self.beta2 = number(beta2, "beta2", least=0, below=1)
        self.eps = number(eps, "eps", above=0)
        super().__init__(lr)

    def reset(self) -> None:
        """Forget everything but the settings, as if no step had been taken."""
        super().reset()
        self.m: State = 0.0
        self.v: State = 0.0

    def _update(self, w: Array, g: Array, lr: float) -> None:
        t = self.t
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m_hat = self.m / (1 - self.beta1**t)
        v_hat = self.v / (1 - self.beta2**t)
        w -= lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamW(Adam):
    """Adam with weight decay beside the gradient, not through it (Loshchilov & Hutter 2019).

    w <- w - lr weight_decay w, then the step of Adam. An L2 term in the loss would be divided by
    sqrt(v_hat) like the rest of the gradient and so decay the noisiest weights least. Every
    entry of the array decays, biases too.

    Parameters
    ----------
    lr : float, >= 0, or a schedule
    beta1, beta2 : float, in [0, 1)
    eps : float, > 0
        Outside the root.
    weight_decay : float, >= 0
    """

    def __init__(
        self,
        lr: float | Callable[[int], float] = 1e-3,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        self.weight_decay = number(weight_decay, "weight_decay", least=0)
        super().__init__(lr, beta1, beta2, eps)

    def _update(self, w: Array, g: Array, lr: float) -> None:
        w -= lr * self.weight_decay * w
        super()._update(w, g, lr)


@overload
def clip_by_global_norm(gradient: Array, max_norm: float) -> Array: ...
@overload
def clip_by_global_norm(gradient: list[Array], max_norm: float) -> list[Array]: ...


def clip_by_global_norm(gradient: Array | list[Array], max_norm: float) -> Array | list[Array]:
    """Shorten a gradient that is longer than max_norm; keep its direction (Pascanu et al. 2013).

    g <- g min(1, max_norm / ||g||), with one norm over all entries of all arrays.

    Parameters
    ----------
    gradient : array of any shape, or a list of arrays
    max_norm : float, > 0

    Returns
    -------
    a copy, of the same kind and shape

    Raises
    ------
    ValueError
        When max_norm is not a positive number, or an entry is not finite.
    """
    number(max_norm, "max_norm", above=0)
    arrays = [floating(g) for g in (gradient if isinstance(gradient, list) else [gradient])]
    for g in arrays:
        finite(g, "gradient")
    norm = _global_norm(arrays)
    scale = max_norm / norm if norm > max_norm else 1.0
    clipped = [g * scale for g in arrays]
    return clipped if isinstance(gradient, list) else clipped[0]


def _global_norm(arrays: list[Array]) -> float:
    """Root of the sum of all squares, in units of the largest entry, so that none overflows."""
    largest = max((np.abs(g).max(initial=0).item() for g in arrays), default=0)
    if largest == 0:
        return 0.0
    return float(largest * np.sqrt(sum(np.sum((g / float(largest)) ** 2.0) for g in arrays)))
