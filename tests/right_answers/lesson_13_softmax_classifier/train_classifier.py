"""Right answers to `train_classifier`: bplib's fit, by hand, weight decay."""

import numpy as np
from right_answers.lesson_13_softmax_classifier.shared import gradients_by_image, loss_by_loop

from bplib import training
from bplib.data import batches
from bplib.network import Network
from bplib.optimizers import SGD


def by_fit(sizes, start, X, y, X_val, y_val, lr, l2, batch_size, epochs, seed):
    net = Network(sizes, "relu", "cross_entropy")
    net.set_parameters(start)
    history = training.fit(net, X, y, optimizer=SGD(lr), epochs=epochs, batch_size=batch_size,
                           validation=(X_val, y_val), rng=seed, l2=l2, progress=False)  # fmt: skip
    return net.parameters, history.loss, history.validation_loss


def by_hand(sizes, start, X, y, X_val, y_val, lr, l2, batch_size, epochs, seed):
    D, H, K = sizes
    cuts = np.cumsum([D * H, H, H * K])
    W1, b1, W2, b2 = (part.copy() for part in np.split(start, cuts))
    W1, W2 = W1.reshape(D, H), W2.reshape(H, K)
    rng, losses, unseen = np.random.default_rng(seed), [], []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for rows in np.split(order, range(batch_size, len(X), batch_size)):
            steps = gradients_by_image(X[rows], y[rows], W1, b1, W2, b2, l2)
            W1, b1, W2, b2 = (p - lr * g for p, g in zip((W1, b1, W2, b2), steps, strict=True))
        losses.append(loss_by_loop(X, y, W1, b1, W2, b2, 0.0)[1])
        unseen.append(loss_by_loop(X_val, y_val, W1, b1, W2, b2, 0.0)[1])
    return np.concatenate([p.ravel() for p in (W1, b1, W2, b2)]), losses, unseen


def with_decay(sizes, start, X, y, X_val, y_val, lr, l2, batch_size, epochs, seed):
    net, rng = Network(sizes, "relu", "cross_entropy"), np.random.default_rng(seed)
    net.set_parameters(start)
    curves = np.empty((2, epochs))
    for epoch in range(epochs):
        for images, labels in batches.minibatches(X, y, batch_size, rng):
            net.forward(images)
            net.backward(labels)
            for W, b, dW, db in zip(net.W, net.b, net.dW, net.db, strict=True):
                W *= 1 - lr * l2
                W -= lr * dW
                b -= lr * db
        curves[:, epoch] = net.loss(X, y), net.loss(X_val, y_val)
    return list(net.parameters), *curves


ANSWERS = [by_fit, by_hand, with_decay]
