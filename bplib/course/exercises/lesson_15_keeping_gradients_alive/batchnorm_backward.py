"""Go back through batch normalisation: each sample also moves its column's mean and variance."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_15_keeping_gradients_alive.shared import batch


def mean(G):
    """Return the mean over the samples."""
    return G.mean(axis=0)


def nothing(G):
    """Return what goes through a constant."""
    return 0.0


def batchnorm_backward(
    dZ_tilde,
    Z,
    gamma,
    eps,
    *,
    by_mean=mean,
    by_variance=mean,
    ddof=0,
    excess=lambda variance, eps: 1.0,
    stretched=lambda Z, Z_hat: Z_hat,
    arrives=lambda dZ_tilde, dZ_hat: dZ_tilde,
    arrives_b=lambda dZ_tilde, dZ_hat: dZ_tilde,
):
    """Return (dZ, dgamma, dbeta)."""
    variance = Z.var(axis=0, ddof=ddof)
    spread = np.sqrt(variance + eps)
    Z_hat = (Z - mean(Z)) / spread
    dZ_hat = gamma * dZ_tilde
    by_spread = Z_hat * by_variance(dZ_hat * Z_hat) * excess(variance, eps)
    dZ = (dZ_hat - by_mean(dZ_hat) - by_spread) / spread
    dgamma = (arrives(dZ_tilde, dZ_hat) * stretched(Z, Z_hat)).sum(axis=0)
    dbeta = arrives_b(dZ_tilde, dZ_hat).sum(axis=0)
    return dZ, dgamma, dbeta


def cases(rng):
    """Draw four batches; eps is large enough to be felt in three of them."""

    def case(note, samples, units, eps):
        return call_case(
            note,
            dZ_tilde=rng.normal(size=(samples, units)) + 0.4,
            Z=batch(rng, samples, units),
            gamma=rng.choice([-1, 1], units) * rng.uniform(0.5, 2, units),
            eps=eps,
        )

    return [
        case("five samples, three units", 5, 3, 0.05),
        case("four samples, six units", 4, 6, 0.2),
        case("seven samples, one unit", 7, 1, 1e-5),
        case("six samples, five units", 6, 5, 0.5),
    ]


def total(G):
    """Return the sum over the samples."""
    return G.sum(axis=0)


EXERCISE = Function(
    batchnorm_backward,
    cases,
    title="Go back through a normalised batch",
    points=3,
    difficulty=4,
    read_again="Repair: batch normalisation",
    met={"spread": "the standard deviation"},
    slips=[
        slip("mean's path forgotten", by_mean=nothing).asks(
            "Moving one sample moves the column's mean. Who feels that?"
        ),
        slip("variance's path forgotten", by_variance=nothing).asks(
            "Moving one sample changes the column's variance. Who feels that?"
        ),
        slip("mean and variance taken for constants", by_mean=nothing, by_variance=nothing).asks(
            "Would your dZ change if mean and variance came from somewhere else?"
        ),
        slip("sums for means", by_mean=total, by_variance=total).asks(
            "The mean holds each sample with weight 1/N. Where is that 1/N?"
        ),
        slip("gamma forgotten", given=lambda dZ_tilde, Z, gamma, eps: (dZ_tilde, Z, 1.0, eps)).asks(
            "What lies between Z_hat and Z_tilde?"
        ),
        slip("divided by N − 1", ddof=1).asks("Is this the variance that the forward pass used?"),
        slip("eps left out", given=lambda dZ_tilde, Z, gamma, eps: (dZ_tilde, Z, gamma, 0.0)).asks(
            "Is this the root that the forward pass divided by?"
        ),
        slip("Z for Z_hat in dgamma", stretched=lambda Z, Z_hat: Z).asks(
            "By what is gamma multiplied in the forward pass?"
        ),
        slip(
            "dgamma and dbeta averaged",
            result=lambda out: (out[0], out[1] / len(out[0]), out[2] / len(out[0])),
        ).asks("One gamma serves every sample. Do the routes to it add up, or average?"),
        slip("dgamma and dbeta swapped", result=lambda out: (out[0], out[2], out[1])).asks(
            "Which of the two multiplies, and which is added?"
        ),
        slip(
            "eps left out of the variance's path",
            excess=lambda variance, eps: ((variance + eps) / variance) ** 1.5,
        ).asks("Which power of what do you divide by where the variance is differentiated?"),
        slip("sum for mean in the mean's path", by_mean=total).asks(
            "The mean holds each sample with weight 1/N. Where is that 1/N in its path?"
        ),
        slip("sum for mean in the variance's path", by_variance=total).asks(
            "The variance holds each square with weight 1/N. Where is that 1/N in its path?"
        ),
        slip(
            "ε of 1e-5 always", given=lambda dZ_tilde, Z, gamma, eps: (dZ_tilde, Z, gamma, 1e-5)
        ).asks("Which ε is your function handed?"),
        slip("gamma in its own gradient", arrives=lambda dZ_tilde, dZ_hat: dZ_hat).asks(
            "What is the slope of γ Ẑ + β by γ: does γ itself stand in it?"
        ),
        slip("gamma in beta's gradient", arrives_b=lambda dZ_tilde, dZ_hat: dZ_hat).asks(
            "Does the route from Z_tilde to β pass by γ?"
        ),
        slip("variance's path added", by_variance=lambda G: -mean(G)).asks(
            "Which sign has the share through the variance?"
        ),
    ],
)
