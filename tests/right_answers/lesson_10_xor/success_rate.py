"""Right answers to `success_rate`: loops, the worst answer, single precision."""

import math

import numpy as np


def by_loops(P, Y, margin):
    solved = 0
    for k in range(P.shape[1]):
        good = [
            P[n, k] > 0.5 + margin if Y[n, 0] == 1 else P[n, k] < 0.5 - margin
            for n in range(len(P))
        ]
        solved += all(good)
    share = solved / P.shape[1]
    return share, math.sqrt(share * (1 - share) / P.shape[1])


def by_the_worst_answer(P, Y, margin):
    worst = np.where(Y == 1, P, 1 - P).min(axis=0)
    solved = (worst > 0.5 + margin).astype(float)
    return solved.mean(), solved.std() / np.sqrt(solved.size)


def in_float32(P, Y, margin):
    wrong = np.abs(np.float32(Y) - np.float32(P)) >= np.float32(0.5 - margin)
    share = np.float32(1 - wrong.any(axis=0).mean())
    return [share, np.sqrt(share * (1 - share) / np.float32(wrong.shape[1]))]


ANSWERS = [by_loops, by_the_worst_answer, in_float32]
