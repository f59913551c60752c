"""What the exercises of lesson 12 share: how they draw their numbers."""


def signed(rng, *shape):
    """Draw numbers of size 0.4 to 1.5 and random sign."""
    return rng.uniform(0.4, 1.5, shape) * rng.choice([-1.0, 1.0], shape)
