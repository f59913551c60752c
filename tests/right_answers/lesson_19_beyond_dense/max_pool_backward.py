"""Right answers to `max_pool_backward`: a mask of winners, lists, single precision."""

import numpy as np

from bplib.beyond import convolution


def pool_by_mask(dA, X, size):
    N, rows, columns = dA.shape
    tiles = X.reshape(N, rows, size, columns, size).transpose(0, 1, 3, 2, 4)
    tiles = tiles.reshape(N, rows, columns, size * size)
    mask = np.arange(size * size) == tiles.argmax(-1)[..., None]
    back = (mask * dA[..., None]).reshape(N, rows, columns, size, size)
    return back.transpose(0, 1, 3, 2, 4).reshape(X.shape)


def pool_as_lists(dA, X, size):
    back = (0 * X).tolist()
    for n in range(len(dA)):
        for i in range(dA.shape[1]):
            for j in range(dA.shape[2]):
                best = None
                for k in range(size * i, size * i + size):
                    for m in range(size * j, size * j + size):
                        if best is None or X[n, k, m] > X[n][best[0]][best[1]]:
                            best = (k, m)
                back[n][best[0]][best[1]] += dA[n, i, j]
    return back


def pool_in_float32(dA, X, size):
    _, winners = convolution.max_pool2d(X[:, None], size)
    return convolution.max_pool2d_backward(dA[:, None].astype(np.float32), winners, size)[:, 0]


ANSWERS = [pool_by_mask, pool_as_lists, pool_in_float32]
