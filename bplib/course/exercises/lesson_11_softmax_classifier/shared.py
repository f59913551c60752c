"""What the exercises of lesson 11 share: the images, labels and weights of four small networks."""

SHAPES = ((6, 3, 5, 4), (5, 4, 7, 3), (8, 2, 6, 5), (4, 6, 3, 7))


def problem(rng, shape):
    """Draw images, labels and a network of N, D, H, C with nothing small and nothing zero."""
    N, D, H, C = shape
    return {
        "X": rng.normal(size=(N, D)),
        "y": rng.integers(0, C, N),
        "W1": rng.normal(size=(D, H)),
        "b1": rng.normal(size=H),
        "W2": rng.normal(size=(H, C)),
        "b2": rng.normal(size=C),
    }
