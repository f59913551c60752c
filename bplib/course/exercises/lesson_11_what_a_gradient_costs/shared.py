"""What the exercises of lesson 11 share: how numbers are drawn, and a ReLU network's way back."""

import numpy as np


def signed(rng, shape, low=0.3, high=1.4):
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def relu_activations(X, weights):
    """Return X and what every layer answers: ReLU, linear at the end, no biases."""
    As = [X]
    for k, W in enumerate(weights, 1):
        Z = As[-1] @ W
        As.append(Z if k == len(weights) else np.maximum(0, Z))
    return As


def relu_gradients(As, Y, weights):
    """Return the gradient of half the mean squared error by every weight matrix."""
    dZ = (As[-1] - Y) / len(Y)
    gradients = []
    for layer in reversed(range(len(weights))):
        gradients.insert(0, As[layer].T @ dZ)
        dZ = (dZ @ weights[layer].T) * (As[layer] > 0)
    return gradients
