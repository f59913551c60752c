"""Right answers to `scaled_weights`: if, lists, single precision."""

import math

import numpy as np


def by_if(G, activation):
    rows, columns = G.shape
    if activation == "tanh":
        return G / ((rows + columns) / 2) ** 0.5
    return G / (rows / 2) ** 0.5


def as_lists(G, activation):
    fan = {"relu": len(G), "tanh": len(G) + len(G[0])}[activation]
    return [[float(g) * math.sqrt(2) / math.sqrt(fan) for g in row] for row in G]


def in_float32(G, activation):
    G = G.astype(np.float32)
    std = {"relu": (2 / G.shape[0]) ** 0.5, "tanh": (2 / sum(G.shape)) ** 0.5}[activation]
    return np.einsum("ij,->ij", G, np.float32(std))


ANSWERS = [by_if, as_lists, in_float32]
