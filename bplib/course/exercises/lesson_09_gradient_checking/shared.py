"""What the exercises of lesson 09 share: the heading of the repairs, and how numbers are drawn."""

LOCALISE = "Localise: where is the mistake?"


def signed(rng, shape, low=0.3, high=1.4):
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)
