"""Right answers to `residual_backward`: einsum, sample by sample, single precision."""

import numpy as np


def by_einsum(dA, A_prev, W, slope, scale):
    dZ = np.einsum("ni,ni,->ni", dA, slope, scale)
    return [dZ, np.einsum("ni,nj->ij", A_prev, dZ), dA + np.einsum("nj,ij->ni", dZ, W)]


def by_samples(dA, A_prev, W, slope, scale):
    dZ, dA_prev, dW = np.zeros_like(dA), np.zeros_like(dA), np.zeros_like(W)
    for k, (up, a, f) in enumerate(zip(dA, A_prev, slope, strict=True)):
        dZ[k] = scale * f * up
        dW += np.outer(a, dZ[k])
        jacobian = np.eye(len(a)) + scale * W * f  # da_j / da_prev_i
        dA_prev[k] = jacobian @ up
    return dZ, dW, dA_prev


def in_float32(dA, A_prev, W, slope, scale):
    dA, A_prev, W, slope = (x.astype(np.float32) for x in (dA, A_prev, W, slope))
    dZ = dA * slope * np.float32(scale)
    return dZ, (dZ.T @ A_prev).T, (W @ dZ.T).T + dA


ANSWERS = [by_einsum, by_samples, in_float32]
