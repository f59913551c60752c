"""Convolution and max-pooling: few weights, used at many places, and the way back.

One weight of a kernel serves every place of the image: a fan-out (see `autodiff.graphs`), so its
gradient adds up what comes back from every place. The loops run over the entries of the kernel
only; each pass handles all samples, channels and places at once. Like most libraries, `conv1d` and
`conv2d` do not flip the kernel forward (mathematics calls that a cross-correlation); going back,
the flip appears.
"""

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, whole

Triple = tuple[Array, Array, Array]


# ---- one dimension -------------------------------------------------------------------------------


def conv1d(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """Slide kernels along a signal: Z_nfi = b_f + sum_ck X_nc(i+k) W_fck.

    Parameters
    ----------
    X : (N, C, D)
        N signals of length D in C channels, D >= K.
    W : (F, C, K)
        F kernels of length K.
    b : (F,)

    Returns
    -------
    Z : (N, F, M), M = D - K + 1

    Raises
    ------
    ValueError
        When the shapes do not fit, or an entry is not finite.
    """
    X, W, b = _kernel_inputs(X, W, b, ndim=3)
    places = X.shape[2] - W.shape[2] + 1
    Z = np.zeros((len(X), len(W), places), X.dtype) + b[:, np.newaxis]
    for k in range(W.shape[2]):
        Z += W[:, :, k] @ X[:, :, k : k + places]
    return Z


def conv1d_backward(dZ: ArrayLike, X: ArrayLike, W: ArrayLike) -> Triple:
    """Turn dL/dZ of `conv1d` into dL/dX, dL/dW and dL/db.

    One sample and one channel first. Z_i = b + sum_k X_(i+k) W_k, so W_k acts at every place i, X_j
    at the places i = j - k, and b everywhere; each derivative sums over these places:

        dL/dW_k = sum_i dZ_i X_(i+k)
        dL/dX_j = sum_k dZ_(j-k) W_k        (dZ is 0 outside)
        dL/db   = sum_i dZ_i

    dL/dX has j - k where the forward pass has i + k: the kernel runs backwards. With channels,
    for every offset k and all places at once:

        dW[:, :, k]      = sum over n of dZ[n] @ X[n, :, k:k+M].T    (F, M) @ (M, C) -> (F, C)
        dX[:, :, k:k+M] += W[:, :, k].T @ dZ[n]                      (C, F) @ (F, M) -> (C, M)

    Parameters
    ----------
    dZ : (N, F, M)
    X : (N, C, D)
    W : (F, C, K)

    Returns
    -------
    dX : (N, C, D)
    dW : (F, C, K)
    db : (F,)

    Raises
    ------
    ValueError
        When the shapes do not fit, or an entry is not finite.
    """
    X, W, _ = _kernel_inputs(X, W, None, ndim=3)
    places = X.shape[2] - W.shape[2] + 1
    dZ = _upstream(dZ, (len(X), len(W), places), X.dtype)
    dX, dW = np.zeros_like(X), np.zeros_like(W)
    for k in range(W.shape[2]):
        seen = X[:, :, k : k + places]
        dW[:, :, k] = np.tensordot(dZ, seen, axes=((0, 2), (0, 2)))
        dX[:, :, k : k + places] += W[:, :, k].T @ dZ
    return dX, dW, dZ.sum(axis=(0, 2))


# ---- two dimensions ------------------------------------------------------------------------------


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Count the places of a kernel along one side: floor((size + 2 padding - kernel)/stride) + 1.

    Parameters
    ----------
    size, kernel, stride : int, >= 1
        Pixels along the side, kernel entries along it, pixels from place to place.
    padding : int, >= 0
        Zeros added at either end.

    Returns
    -------
    int, >= 1

    Raises
    ------
    ValueError
        When a number is out of range, or the kernel is longer than the padded side.
    """
    for name, given in (("size", size), ("kernel", kernel), ("stride", stride)):
        whole(given, name)
    whole(padding, "padding", 0)
    if kernel > size + 2 * padding:
        raise ValueError(
            f"a kernel of {kernel} does not fit on {size} pixels with padding {padding}; "
            "take a smaller kernel or more padding"
        )
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(X: ArrayLike, W: ArrayLike, b: ArrayLike, stride: int = 1, padding: int = 0) -> Array:
    """Slide kernels over images: Z_nfij = b_f + sum_ckm X_nc(si+k)(sj+m) W_fckm, s the stride.

    Parameters
    ----------
    X : (N, C, H, W)
        N images of C channels, H rows and W columns.
    W : (F, C, K, L)
        F kernels of K rows and L columns.
    b : (F,)
    stride, padding : int
        See `output_size`; zeros are added on all four sides.

    Returns
    -------
    Z : (N, F, H', W')
        H' and W' from `output_size`.

    Raises
    ------
    ValueError
        When the shapes do not fit, or an entry is not finite.
    """
    X, W, b = _kernel_inputs(X, W, b, ndim=4)
    rows, columns = _output_shape(X, W, stride, padding)
    padded = _pad(X, padding)
    Z = np.zeros((len(W), len(X), rows, columns), X.dtype)
    for k, m in np.ndindex(W.shape[2:]):
        seen = padded[:, :, _steps(k, rows, stride), _steps(m, columns, stride)]
        Z += np.tensordot(W[:, :, k, m], seen, axes=(1, 1))
    return Z.swapaxes(0, 1) + b[:, np.newaxis, np.newaxis]


def conv2d_backward(
    dZ: ArrayLike, X: ArrayLike, W: ArrayLike, stride: int = 1, padding: int = 0
) -> Triple:
    """Turn dL/dZ of `conv2d` into dL/dX, dL/dW and dL/db.

    The derivation is that of `conv1d_backward`, once along the rows and once along the columns:
    the pixels that kernel entry (k, m) saw forward are the pixels that it sends back to.

    Parameters
    ----------
    dZ : (N, F, H', W')
    X : (N, C, H, W)
    W : (F, C, K, L)
    stride, padding : int
        As in `conv2d`.

    Returns
    -------
    dX : (N, C, H, W)
    dW : (F, C, K, L)
    db : (F,)

    Raises
    ------
    ValueError
        When the shapes do not fit, or an entry is not finite.
    """
    X, W, _ = _kernel_inputs(X, W, None, ndim=4)
    rows, columns = _output_shape(X, W, stride, padding)
    dZ = _upstream(dZ, (len(X), len(W), rows, columns), X.dtype)
    padded = _pad(X, padding)
    d_padded, dW = np.zeros_like(padded), np.zeros_like(W)
    for k, m in np.ndindex(W.shape[2:]):
        place = (slice(None), slice(None), _steps(k, rows, stride), _steps(m, columns, stride))
        dW[:, :, k, m] = np.tensordot(dZ, padded[place], axes=((0, 2, 3), (0, 2, 3)))
        d_padded[place] += np.tensordot(W[:, :, k, m], dZ, axes=(0, 1)).swapaxes(0, 1)
    height, width = X.shape[2:]
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dZ.sum(axis=(0, 2, 3))


# ---- pooling -------------------------------------------------------------------------------------


def max_pool2d(X: ArrayLike, size: int) -> tuple[Array, Array]:
    """Keep the largest pixel of every size x size tile.

    Parameters
    ----------
    X : (N, C, H, W)
        H and W are multiples of `size`.
    size : int, >= 1

    Returns
    -------
    A : (N, C, H / size, W / size)
        The largest pixels.
    winners : same shape, int
        Which pixel of its tile won, counted row by row from 0; the first one of equals.

    Raises
    ------
    ValueError
        When X is no batch of images, `size` does not divide H and W, or an entry is not finite.
    """
    X = _images(X)
    tiles = _tiles(X, size)
    winners = tiles.argmax(axis=-1)
    return np.take_along_axis(tiles, winners[..., np.newaxis], axis=-1)[..., 0], winners


def max_pool2d_backward(dA: ArrayLike, winners: Array, size: int) -> Array:
    """Send every dL/dA to the pixel that won; the others did not matter and get 0.

    Near X, the maximum of a tile *is* its winner, so its slope is 1 by the winner and 0 by the
    rest. At a tie the maximum has a kink; the first one takes all.

    Parameters
    ----------
    dA : (N, C, H', W')
    winners : (N, C, H', W'), int
        From `max_pool2d`.
    size : int
        As in `max_pool2d`.

    Returns
    -------
    dX : (N, C, size H', size W')

    Raises
    ------
    ValueError
        When dA and winners differ in shape, or a winner lies outside its tile.
    """
    dA, winners = _images(dA, "dA"), np.asarray(winners)
    whole(size, "size")
    if winners.shape != dA.shape:
        raise ValueError(
            f"dA must have the shape of the winners, {winners.shape}, got {dA.shape}; "
            "use those that max_pool2d returned"
        )
    if winners.min() < 0 or winners.max() >= size**2:
        raise ValueError(f"winners must lie from 0 to {size**2 - 1} for size {size}")
    N, C, rows, columns = dA.shape
    tiles = np.zeros((*dA.shape, size**2), dA.dtype)
    np.put_along_axis(tiles, winners[..., np.newaxis], dA[..., np.newaxis], axis=-1)
    images = tiles.reshape(N, C, rows, columns, size, size).swapaxes(3, 4)
    return images.reshape(N, C, rows * size, columns * size)


# ---- helpers -------------------------------------------------------------------------------------


def _steps(start: int, count: int, stride: int) -> slice:
    """Return `count` places from `start` on, `stride` apart."""
    return slice(start, start + stride * (count - 1) + 1, stride)


def _pad(X: Array, padding: int) -> Array:
    return np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def _tiles(X: Array, size: int) -> Array:
    """Cut images into tiles: (N, C, H / size, W / size, size * size)."""
    whole(size, "size")
    N, C, height, width = X.shape
    if height % size or width % size:
        raise ValueError(
            f"tiles of {size} x {size} do not fill {height} x {width} pixels; "
            "take a size that divides both, or pad the image"
        )
    tiles = X.reshape(N, C, height // size, size, width // size, size).swapaxes(3, 4)
    return tiles.reshape(N, C, height // size, width // size, size**2)


def _images(X: ArrayLike, name: str = "X") -> Array:
    X = floating(X, name)
    if X.ndim != 4 or X.size == 0:
        raise ValueError(f"{name} must have shape (N, C, H, W), none of them 0, got {X.shape}")
    finite(X, name)
    return X


def _output_shape(X: Array, W: Array, stride: int, padding: int) -> tuple[int, int]:
    (height, width), (K, L) = X.shape[2:], W.shape[2:]
    return output_size(height, K, stride, padding), output_size(width, L, stride, padding)


def _kernel_inputs(X: ArrayLike, W: ArrayLike, b: ArrayLike | None, ndim: int) -> Triple:
    """Check a batch, its kernels and their biases; return them in the type of X."""
    X, W = floating(X, "X"), floating(W, "W")
    inside = ", D" if ndim == 3 else ", H, W"
    kernel = ", K" if ndim == 3 else ", K, L"
    if X.ndim != ndim or X.size == 0:
        raise ValueError(f"X must have shape (N, C{inside}), none of them 0, got {X.shape}")
    if W.ndim != ndim or W.size == 0 or W.shape[1] != X.shape[1]:
        raise ValueError(
            f"W must have shape (F, C{kernel}) with the {X.shape[1]} channels of X, got {W.shape}"
        )
    if ndim == 3 and W.shape[2] > X.shape[2]:
        raise ValueError(f"a kernel of {W.shape[2]} does not fit on a signal of {X.shape[2]}")
    b = floating(np.zeros(len(W)) if b is None else b, "b")
    if b.shape != (len(W),):
        raise ValueError(f"b must have shape ({len(W)},), one bias per kernel, got {b.shape}")
    for name, array in (("X", X), ("W", W), ("b", b)):
        finite(array, name)
    return X, W.astype(X.dtype, copy=False), b.astype(X.dtype, copy=False)


def _upstream(dZ: ArrayLike, shape: tuple[int, ...], dtype: np.dtype) -> Array:
    dZ = floating(dZ, "dZ")
    if dZ.shape != shape:
        raise ValueError(f"dZ must have the shape of the output, {shape}, got {dZ.shape}")
    finite(dZ, "dZ")
    return dZ.astype(dtype, copy=False)
