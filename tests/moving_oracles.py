"""What bplib computes for the settings of a moving figure, which its script must compute too."""

from itertools import product

from bplib.network import Network


def grid(**values):
    return [dict(zip(values, point, strict=True)) for point in product(*values.values())]


def worksheet_111(w1, w2, lr):
    network = Network((1, 1, 1), "sigmoid", "binary_cross_entropy")
    hidden, output = network.layers
    hidden.W[...], output.W[...] = w1, w2
    loss, _ = network.loss_and_gradient([[2.0]], [[1.0]])
    dw1, dw2 = hidden.dW.item(), output.dW.item()
    z2, delta2 = output.Z.item(), dw2 / hidden.A.item()
    hidden.W[...], output.W[...] = w1 - lr * dw1, w2 - lr * dw2
    new = network.loss_and_gradient([[2.0]], [[1.0]])[0]
    return {"z1": 2 * w1, "z2": z2, "loss": loss, "dw1": dw1, "dw2": dw2, "delta2": delta2,
            "delta1": dw1 / 2, "new_loss": new, "promised": lr * (dw1**2 + dw2**2)}  # fmt: skip


# Figure -> its oracle and the settings to compare at.
ORACLES = {
    "worksheet_111": (
        worksheet_111,
        grid(w1=[-3.0, -0.4, 0.5, 2.2], w2=[-2.0, 0.8, 3.0], lr=[0.0, 0.1, 7.5]),
    ),
}
