"""What the exercises of lesson 01 share: losses of two knobs, and where the knobs stand."""

from bplib.course.checks import Formula

KNOBS = ("w", "b")
NUDGE = 1e-6


def drawn(rng, count, low=0.4, high=1.6):
    """Return numbers between two bounds, rounded so that they are short to read."""
    return [float(k) for k in rng.uniform(low, high, size=count).round(2)]


def place(rng):
    """Return w and b, of either sign and never near 0."""
    w, b = rng.uniform(0.3, 1.2, size=2) * rng.choice([-1.0, 1.0], size=2)
    return {"w": float(w.round(2)), "b": float(b.round(2))}


def loss(text, *numbers):
    """Return a loss of two knobs; the text has a place for each of the numbers."""
    return Formula(text.format(*numbers), *KNOBS)


BOWL = "{0}*(w - {1})**2 + {2}*(b + {3})**2 + 1"
TILTED = "({0}*w + b - {1})**2 + ({2}*w - b + {3})**2"
CURVED = "exp({0}*w/2 - b) + ({1}*w + {2}*b + {3})**2"
