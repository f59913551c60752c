"""Right answers to `repaired_softmax`: Jacobians, einsum, plain lists, single precision."""

import math

import numpy as np
from right_answers.lesson_08_any_depth.shared import softmax_rows


def by_jacobian(Z, dA):
    result = np.zeros_like(Z)
    for k, a in enumerate(softmax_rows(Z)):
        result[k] = (np.diag(a) - np.outer(a, a)) @ dA[k]
    return result


def softmax_by_einsum(Z, dA):
    A = softmax_rows(Z)
    return np.einsum("nk,nk->nk", A, dA) - np.einsum("nk,nj,nj->nk", A, A, dA)


def as_lists(Z, dA):
    rows = []
    for z, upstream in zip(Z.tolist(), dA.tolist(), strict=True):
        total = sum(math.exp(v) for v in z)
        a = [math.exp(v) / total for v in z]
        mean = math.fsum(p * q for p, q in zip(a, upstream, strict=True))
        rows.append([p * (q - mean) for p, q in zip(a, upstream, strict=True)])
    return rows


def in_float32(Z, dA):
    return softmax_by_einsum(Z.astype(np.float32), dA.astype(np.float32))


ANSWERS = [by_jacobian, softmax_by_einsum, as_lists, in_float32]
