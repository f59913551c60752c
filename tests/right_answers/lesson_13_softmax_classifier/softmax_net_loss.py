"""Right answers to `softmax_net_loss`: a Network, a loop, einsum in single precision."""

import numpy as np
from right_answers.lesson_13_softmax_classifier.shared import loss_by_loop, network


def by_bplib(X, y, W1, b1, W2, b2, l2):
    net = network(W1, b1, W2, b2)
    return net.forward(X).copy(), net.loss(X, y, l2)


def in_float32(X, y, W1, b1, W2, b2, l2):
    X, W1, b1, W2, b2 = (np.asarray(a, dtype=np.float32) for a in (X, W1, b1, W2, b2))
    Z = np.einsum("nh,hc->nc", np.clip(np.einsum("nd,dh->nh", X, W1) + b1, 0, None), W2) + b2
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    Y = np.eye(len(b2), dtype=np.float32)[y]
    penalty = np.float32(l2 / 2) * (np.vdot(W1, W1) + np.vdot(W2, W2))
    return np.exp(logs), np.float32(penalty - (Y * logs).sum(axis=1).mean())


ANSWERS = [by_bplib, loss_by_loop, in_float32]
