"""Right answers to `train_epochs`: bplib, tuples, all past gradients, written out."""

import math

import numpy as np
from right_answers.lesson_20_capstone.shared import (
    gradients_by_network,
    gradients_with_a_row_of_ones,
)

from bplib.network import Network
from bplib.optimizers import Momentum
from bplib.schedules import cosine


def train_by_optimizer(epochs, W1, b1, W2, b2, lr, beta):
    net = Network((*W1.shape, W2.shape[1]), "relu", "cross_entropy")
    net.set_parameters([W1, b1, W2, b2])
    optimizer = Momentum(cosine(lr, sum(len(batches) for batches in epochs)), beta)
    trail, losses = [], []
    for batches in epochs:
        total = 0.0
        for X, y in batches:
            loss, gradient = net.loss_and_gradient(X, y)
            optimizer.step(net.parameters, gradient)
            total += loss
        trail.append([array.copy() for _, array in net.named_parameters()])
        losses.append(total / len(batches))
    return trail, losses


def train_functionally(epochs, W1, b1, W2, b2, lr, beta):
    theta, velocity = (W1, b1, W2, b2), (0.0, 0.0, 0.0, 0.0)
    ends = np.cumsum([len(batches) for batches in epochs])
    trail, losses = [], []
    for batches, end in zip(epochs, ends, strict=True):
        seen = 0.0
        for t, (X, y) in enumerate(batches, start=end - len(batches)):
            loss, *found = gradients_with_a_row_of_ones(X, y, *theta, 0.0)
            velocity = tuple(beta * v + g for v, g in zip(velocity, found, strict=True))
            rate = lr * math.cos(math.pi * t / ends[-1] / 2) ** 2
            theta = tuple(p - rate * v for p, v in zip(theta, velocity, strict=True))
            seen += loss / len(batches)
        trail.append(theta)
        losses.append(seen)
    return trail, np.array(losses)


def train_by_displacement(epochs, W1, b1, W2, b2, lr, beta):
    """Sum all past gradients anew in every step."""
    steps = [(k, *batch) for k, batches in enumerate(epochs) for batch in batches]
    now, past = [W1, b1, W2, b2], []
    trail, losses = [None] * len(epochs), [[] for _ in epochs]
    for t, (k, X, y) in enumerate(steps):
        loss, *found = gradients_by_network(X, y, *now, 0.0)
        past.append(found)
        rate = lr / 2 * (1 + math.cos(math.pi * t / len(steps)))
        for j in range(4):
            memory = sum(beta ** (t - s) * past[s][j] for s in range(t + 1))
            now[j] = now[j] - rate * memory
        trail[k] = list(now)
        losses[k].append(loss)
    return tuple(trail), [math.fsum(seen) / len(seen) for seen in losses]


def train_written_out(epochs, W1, b1, W2, b2, lr, beta):
    """Everything spelt out in NumPy, one array after the other, new arrays in every step."""
    V1, v1, V2, v2 = 0.0, 0.0, 0.0, 0.0
    steps = sum(map(len, epochs))
    done, trail, means = 0, [], []
    for batches in epochs:
        total = 0.0
        for X, y in batches:
            N = len(X)
            Z1 = X @ W1 + b1
            A1 = np.where(Z1 > 0, Z1, 0)
            Z2 = A1 @ W2 + b2
            Z2 = Z2 - Z2.max(axis=1, keepdims=True)
            P = np.exp(Z2)
            P = P / P.sum(axis=1, keepdims=True)
            total += float(-np.log(P[np.arange(N), y]).mean())
            P[np.arange(N), y] -= 1
            D2 = P / N
            D1 = np.where(Z1 > 0, D2 @ W2.T, 0)
            rate = lr * np.cos(np.pi * done / (2 * steps)) ** 2
            V1, v1 = beta * V1 + X.T @ D1, beta * v1 + D1.sum(0)
            V2, v2 = beta * V2 + A1.T @ D2, beta * v2 + D2.sum(0)
            W1, b1, W2, b2 = W1 - rate * V1, b1 - rate * v1, W2 - rate * V2, b2 - rate * v2
            done += 1
        trail.append([W1, b1, W2, b2])
        means.append(total / len(batches))
    return trail, means


ANSWERS = [
    train_by_optimizer,
    train_functionally,
    train_by_displacement,
    train_written_out,
]
