"""A recurrent layer: the same weights at every time step, and the way back through time.

Unrolled, T steps are T layers that share one set of weights. `forward` keeps every state;
`backward` walks the same steps reversed and adds up what each of them wants of the weights.
Memory grows with T: the price of going back.
"""

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, whole
from bplib.initializers import get_initializer


class Recurrent:
    """h_t = tanh(x_t @ W_x + h_(t-1) @ W_h + b) for t = 1, ..., T.

    Parameters
    ----------
    n_in, n_hidden : int, >= 1
    rng : int or numpy.random.Generator
        Seed or source of the initial weights.
    init : str or float
        As in `bplib.network.Network`; biases start at 0.

    Attributes
    ----------
    W_x : (n_in, n_hidden)
    W_h : (n_hidden, n_hidden)
    b : (n_hidden,)
    dW_x, dW_h, db : the same shapes
        Gradients, set by `backward`.
    X : (T, N, n_in)
        Inputs of the last `forward`; X[t - 1] is x_t.
    H : (T + 1, N, n_hidden)
        States of the last `forward`; H[0] is the state before the first step.

    Raises
    ------
    ValueError
        When a size is below 1, or the initializer is unknown.
    """

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        *,
        rng: int | np.random.Generator = 0,
        init: str | float = "xavier",
    ) -> None:
        whole(n_in, "n_in")
        whole(n_hidden, "n_hidden")
        draw, rng = get_initializer(init), np.random.default_rng(rng)
        self.W_x, self.W_h = draw(n_in, n_hidden, rng), draw(n_hidden, n_hidden, rng)
        self.b = np.zeros(n_hidden)
        self.dW_x, self.dW_h = np.zeros_like(self.W_x), np.zeros_like(self.W_h)
        self.db = np.zeros_like(self.b)

    def forward(self, X: ArrayLike, h_0: ArrayLike | None = None) -> Array:
        """Run through all time steps.

        Parameters
        ----------
        X : (T, N, n_in)
            Time comes first: X[0] is the batch of first inputs. Copied.
        h_0 : (N, n_hidden), optional
            The state before the first step; 0 where not given.

        Returns
        -------
        H : (T + 1, N, n_hidden)
            All states, h_0 first. The layer's own array, to be read only.

        Raises
        ------
        ValueError
            When a shape does not fit, or an entry is not finite.
        """
        n_in, n_hidden = self.W_x.shape
        self.X = np.array(floating(X, "X"), dtype=self.W_x.dtype)
        if self.X.ndim != 3 or self.X.size == 0 or self.X.shape[2] != n_in:
            raise ValueError(
                f"X must have shape (T, N, {n_in}) with T, N >= 1, got {self.X.shape}; "
                "time comes first, then samples"
            )
        finite(self.X, "X")
        T, N, _ = self.X.shape
        self.H = np.zeros((T + 1, N, n_hidden), self.W_x.dtype)
        if h_0 is not None:
            self.H[0] = self._fitting(h_0, (N, n_hidden), "h_0")
        for t in range(1, T + 1):
            self.H[t] = np.tanh(self.X[t - 1] @ self.W_x + self.H[t - 1] @ self.W_h + self.b)
        return self.H

    def backward(self, dH: ArrayLike) -> tuple[Array, Array]:
        """Go back through time: set dW_x, dW_h and db, return dL/dX and dL/dh_0.

        One unit and one sample first: h_t = tanh(z_t), z_t = u x_t + w h_(t-1) + b. The loss feels
        h_t by two roads: directly (call that g_t), and through the next step. So

            dL/dh_t = g_t + delta_(t+1) w,        delta_t = dL/dz_t = dL/dh_t (1 - h_t^2),

        from t = T, where there is no next step, back to t = 1. The one weight w acts in every z_t;
        its gradient is the sum over all these places, as for every shared weight:

            dL/dw = sum_t delta_t h_(t-1),   dL/du = sum_t delta_t x_t,   dL/db = sum_t delta_t.

        With layers and batches, at each t:

            dh      = dH[t] + dZ_next @ W_h.T      (N, n) + (N, n) @ (n, n)  -> (N, n)
            dZ      = dh * (1 - H[t]^2)            (N, n)
            dW_h   += H[t-1].T @ dZ                (n, N) @ (N, n)           -> (n, n)
            dW_x   += X[t-1].T @ dZ                (n_in, N) @ (N, n)        -> (n_in, n)

        (Werbos 1990.) Every step multiplies by W_h.T and the slopes once more, so over many steps
        the gradient vanishes or explodes; `optimizers.clip_by_global_norm` limits the latter.

        Parameters
        ----------
        dH : (T + 1, N, n_hidden)
            dL/dH: what the loss wants of each state *directly*; zeros where it does not look.

        Returns
        -------
        dX : (T, N, n_in)
        dh_0 : (N, n_hidden)

        Raises
        ------
        RuntimeError
            Before the first `forward`.
        ValueError
            When dH does not have the shape of H, or an entry is not finite.
        """
        if not hasattr(self, "H"):
            raise RuntimeError("backward needs the states of a forward pass; call forward first")
        dH = self._fitting(dH, self.H.shape, "dH")
        self.dW_x[...], self.dW_h[...], self.db[...] = 0, 0, 0
        dX, dh = np.zeros_like(self.X), np.zeros_like(self.H[0])
        for t in reversed(range(1, len(self.H))):
            dZ = (dH[t] + dh) * (1 - self.H[t] ** 2)
            self.dW_x += self.X[t - 1].T @ dZ
            self.dW_h += self.H[t - 1].T @ dZ
            self.db += dZ.sum(axis=0)
            dX[t - 1], dh = dZ @ self.W_x.T, dZ @ self.W_h.T
        return dX, dH[0] + dh

    def _fitting(self, values: ArrayLike, shape: tuple[int, ...], name: str) -> Array:
        array = floating(values, name)
        if array.shape != shape:
            raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
        finite(array, name)
        return array.astype(self.W_x.dtype, copy=False)
