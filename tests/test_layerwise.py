"""Numeric gradients a layer at a time are those of one parameter at a time."""

import numpy as np
import pytest

from bplib.activations import ACTIVATIONS
from bplib.gradcheck import (
    check_network,
    complex_step_gradient,
    numerical_gradient,
    relative_error,
)
from bplib.gradcheck.layerwise import directional_errors, layerwise_gradient
from bplib.network import Network

OUTPUTS = {
    "binary_cross_entropy": "sigmoid",
    "cross_entropy": "softmax",
    "half_squared_error": "tanh",
    "mse": "identity",
}


def problem(loss, hidden="tanh", sizes=(4, 5, 3, 3)):
    rng = np.random.default_rng(8)
    network = Network(sizes, (hidden,) * (len(sizes) - 2) + (OUTPUTS[loss],), loss)
    network.parameters[...] = rng.normal(0, 0.8, network.parameters.shape)
    X, Y = rng.normal(size=(6, 4)), rng.uniform(size=(6, 3))
    return network, X, rng.integers(0, 3, 6) if loss == "cross_entropy" else Y


def twin(network):
    plan = network.architecture
    return Network(plan.sizes, plan.activations, plan.loss, dtype=np.complex128)


@pytest.mark.parametrize("loss", OUTPUTS)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(4, 3), (4, 5, 3), (4, 5, 3, 3)])
def test_it_is_the_loop_over_single_parameters(loss, hidden, sizes):
    network, X, Y = problem(loss, hidden, sizes)
    other = twin(network)

    def complex_loss(p):
        other.parameters[...] = p
        return other.loss(X, Y, 0.3)

    one_by_one = complex_step_gradient(complex_loss, network.parameters)
    found = layerwise_gradient(network, X, Y, 0.3, "complex")
    assert relative_error(found, one_by_one) < 1e-14
    one_by_one = numerical_gradient(lambda _: network.loss(X, Y, 0.3), network.parameters)
    found = layerwise_gradient(network, X, Y, 0.3, "central")
    assert relative_error(found, one_by_one) < 1e-9


@pytest.mark.parametrize("loss", OUTPUTS)
def test_directions_see_a_right_gradient_and_a_wrong_one(loss):
    network, X, Y = problem(loss)
    assert directional_errors(network, X, Y, 0.3).max() < 1e-13
    backward = network.backward

    def wrong(targets, l2=0.0):
        dX = backward(targets, l2)
        network.layers[0].db *= 2
        return dX

    network.backward = wrong
    assert directional_errors(network, X, Y, 0.3).min() > 1e-6
    assert not check_network(network, X, Y, method="complex").passed


def test_bad_input_has_one_clear_error():
    network, X, Y = problem("mse")
    with pytest.raises(ValueError, match="X must have shape"):
        layerwise_gradient(network, X[:, :2], Y)
    with pytest.raises(ValueError, match="directions"):
        directional_errors(network, X, Y, directions=0)
    network.parameters[3] = np.nan
    with pytest.raises(ValueError, match="finite"):
        layerwise_gradient(network, X, Y)
