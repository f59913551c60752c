"""Right answers to `l2_penalty`: a loop over the names, norms, copies that are added to."""

import numpy as np


def by_loop(P, Y, parameters, gradients, l2):
    loss = 0.5 * np.mean(np.sum((P - Y) ** 2, axis=1))
    new = {}
    for name in gradients:
        new[name] = gradients[name] + (l2 * parameters[name] if name.startswith("W") else 0)
        if name.startswith("W"):
            loss = loss + 0.5 * l2 * float((parameters[name] ** 2).sum())
    return loss, new


def by_norms(P, Y, parameters, gradients, l2):
    loss = np.linalg.norm(P - Y) ** 2 / 2 / Y.shape[0]
    new = dict(gradients)
    for name, array in parameters.items():
        if array.ndim == 2:
            loss += l2 * np.linalg.norm(array) ** 2 / 2
            new[name] = l2 * array + new[name]
    return [loss, new]


def on_copies(P, Y, parameters, gradients, l2):
    new = {name: g.copy() for name, g in gradients.items()}
    weights = [name for name in new if "W" in name]
    for name in weights:
        new[name] += l2 * parameters[name]
    flat = np.concatenate([parameters[name].ravel() for name in weights])
    return np.vdot(P - Y, P - Y) / (2 * len(P)) + l2 * flat @ flat / 2, new


ANSWERS = [by_loop, by_norms, on_copies]
