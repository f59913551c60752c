"""Levenberg–Marquardt: backpropagation gives every residual's gradient, a linear solve the step.

For a sum of squares L = 1/2 sum r_i^2 the second derivative is nearly J^T J, with J the Jacobian of
the residuals. That replaces the learning rate by a matrix (Hagan & Menhaj 1994), at the price
of R backward walks' worth of numbers and a P x P system in every step.
"""

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, number, whole
from bplib.activations import get_activation
from bplib.network import Network


def residual_jacobian(network: Network, X: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
    """Return the residuals r = prediction - target and their Jacobian dr/dparameters.

    One residual r_nc is output c on sample n, minus its target. Backpropagation starts with
    dr_nc/dA_nj = 1 for j = c and else 0; since no sample feels another, one backward walk serves
    the c-th residual of all samples, as long as nothing is summed over them:

        dZ             = dA * f'(Z)                                   (N, n_out)
        dr_nc/dW_ij    = A_prev_ni dZ_nj,    dr_nc/db_j = dZ_nj       row n of J

    Parameters
    ----------
    network : Network
        With the loss "half_squared_error" or "mse".
    X : (N, D)
    Y : (N, C), or (N,) for a single output

    Returns
    -------
    r : (N C,)
        Sample by sample.
    J : (N C, P)
        Columns in the order of `network.parameters`.

    Raises
    ------
    ValueError
        When the loss is no sum of squares, or X or Y does not fit the network.
    """
    if network.architecture.loss not in ("half_squared_error", "mse"):
        raise ValueError(
            f"residuals need a squared loss, got {network.architecture.loss!r}; "
            "use 'half_squared_error' or 'mse'"
        )
    P = network.forward(X)
    N, C = P.shape
    targets = floating(Y, "Y")
    if C == 1 and targets.ndim == 1:
        targets = targets[:, np.newaxis]
    if targets.shape != P.shape:
        raise ValueError(f"Y must have the shape of the prediction, {P.shape}, got {targets.shape}")
    finite(targets, "Y")

    J = np.zeros((N, C, network.parameters.size), P.dtype)
    for c in range(C):
        dA = np.zeros_like(P)
        dA[:, c] = 1
        blocks: list[Array] = []
        for layer in reversed(network.layers):
            dZ = dA * get_activation(layer.activation).prime(layer.Z)
            dW = layer.A_prev[:, :, np.newaxis] * dZ[:, np.newaxis, :]
            blocks = [dW.reshape(N, -1), dZ, *blocks]
            dA = dZ @ layer.W.T
        J[:, c] = np.concatenate(blocks, axis=1)
    return (P - targets).ravel(), J.reshape(N * C, -1)


def levenberg_marquardt_step(J: ArrayLike, r: ArrayLike, damping: float) -> Array:
    """Return the step s that solves (J^T J + damping I) s = -J^T r.

    Near the parameters w, r(w + s) is about r + J s. The s that makes |r + J s|^2 + damping |s|^2
    smallest has the derivative 2 J^T (r + J s) + 2 damping s = 0. Little damping gives the
    Gauss-Newton step; much damping gives -J^T r / damping, a short step down the gradient.

    Parameters
    ----------
    J : (R, P)
    r : (R,)
    damping : float, > 0

    Returns
    -------
    s : (P,)
        To be added to the parameters.

    Raises
    ------
    ValueError
        When the shapes do not fit, an entry is not finite, or damping is not positive.
    """
    J, r = floating(J, "J"), floating(r, "r")
    if J.ndim != 2 or r.shape != J.shape[:1] or J.size == 0:
        raise ValueError(f"J must be (R, P) and r (R,), got {J.shape} and {r.shape}")
    finite(J, "J")
    finite(r, "r")
    number(damping, "damping", above=0)
    return np.linalg.solve(J.T @ J + damping * np.eye(J.shape[1], dtype=J.dtype), -J.T @ r)


def fit_levenberg_marquardt(
    network: Network,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    steps: int,
    damping: float = 0.01,
    target: float = 0.0,
) -> list[float]:
    """Train a network in place, on all data at once.

    A step that lowers the loss is kept and the damping divided by 10; any other is taken back and
    the damping multiplied by 10.

    Parameters
    ----------
    network, X, Y
        As in `residual_jacobian`.
    steps : int, >= 1
        Steps tried, kept or not.
    damping : float, > 0
        At the start.
    target : float, >= 0
        Stop when the mean square is below it.

    Returns
    -------
    list of float
        The mean of r^2 at the start and after every try.

    Raises
    ------
    ValueError
        As `residual_jacobian`, or when a number is out of range.
    """
    whole(steps, "steps")
    number(target, "target", least=0)
    r, J = residual_jacobian(network, X, Y)
    errors = [float(np.mean(r**2))]
    for _ in range(steps):
        if errors[-1] < target:
            break
        kept = network.parameters.copy()
        network.parameters += levenberg_marquardt_step(J, r, damping)
        r_new, J_new = residual_jacobian(network, X, Y)
        if np.mean(r_new**2) < errors[-1]:
            r, J, damping = r_new, J_new, max(damping / 10, 1e-12)
        else:
            network.parameters[...] = kept
            damping = min(damping * 10, 1e12)
        errors.append(float(np.mean(r**2)))
    return errors
