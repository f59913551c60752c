"""Where PyTorch is installed, it is one more oracle that shares no code with bplib."""

import numpy as np
import pytest

from bplib.activations import ACTIVATIONS, softmax
from bplib.losses import LOSSES, one_hot
from bplib.network import Network

torch = pytest.importorskip("torch")
F = torch.nn.functional

ACTIVATE = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
    "softplus": F.softplus,
    "gelu": F.gelu,
}
LOSS = {
    "mse": F.mse_loss,
    "half_squared_error": lambda p, y: 0.5 * ((p - y) ** 2).sum(1).mean(),
    "binary_cross_entropy": lambda p, y: F.binary_cross_entropy(p, y) * p.shape[1],
    "cross_entropy": lambda p, y: -(y * torch.log(p)).sum(1).mean(),
}


def tensor(array):
    return torch.tensor(np.asarray(array), requires_grad=True)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_slopes(name):
    Z = np.random.default_rng(0).normal(0, 3, (6, 4))
    z = tensor(Z)
    a = ACTIVATE[name](z)
    a.sum().backward()
    activation = ACTIVATIONS[name]
    np.testing.assert_allclose(activation.f(Z), a.detach().numpy(), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(activation.prime(Z), z.grad.numpy(), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("name", LOSSES)
def test_losses_and_gradients(name):
    rng = np.random.default_rng(1)
    P = softmax(rng.normal(size=(5, 3)))
    Y = one_hot(rng.integers(3, size=5), 3)
    p = tensor(P)
    loss = LOSS[name](p, torch.tensor(Y))
    loss.backward()
    assert LOSSES[name].value(P, Y) == pytest.approx(loss.item(), rel=1e-12)
    np.testing.assert_allclose(LOSSES[name].grad(P, Y), p.grad.numpy(), rtol=1e-11)


@pytest.mark.parametrize("hidden", [name for name in ACTIVATIONS if name != "identity"])
@pytest.mark.parametrize("loss", LOSSES)
def test_network_gradients(hidden, loss):
    rng = np.random.default_rng(2)
    net = Network((3, 5, 4, 2), hidden, loss, rng=rng)
    net.parameters[...] = rng.normal(0, 0.7, net.parameters.size)
    X, Y = rng.normal(size=(7, 3)), one_hot(rng.integers(2, size=7), 2)
    parameters = [tensor(array) for _, array in net.named_parameters()]
    a = torch.tensor(X)
    for k in range(0, len(parameters), 2):
        z = a @ parameters[k] + parameters[k + 1]
        a = ACTIVATE[hidden](z)
    if loss == "cross_entropy":
        a = torch.softmax(z, 1)
    else:
        a = torch.sigmoid(z) if loss == "binary_cross_entropy" else z
    LOSS[loss](a, torch.tensor(Y)).backward()
    net.loss_and_gradient(X, Y)
    mine = [gradient for pair in zip(net.dW, net.db, strict=True) for gradient in pair]
    for gradient, theirs in zip(mine, parameters, strict=True):
        np.testing.assert_allclose(gradient, theirs.grad.numpy(), rtol=1e-9, atol=1e-13)
