"""What the exercises of lesson 15 share: batches, numbers, and what running averages may be."""

import numpy as np


def batch(rng, samples, units):
    """Draw sums of random mean and standard deviation by column, never all alike."""
    Z = rng.normal(size=(samples, units))
    Z += np.linspace(-1, 1, samples)[:, np.newaxis] * rng.choice([-1, 1], units)
    return Z * rng.uniform(0.5, 2.0, units) + rng.normal(0, 1.5, units)


def signed(rng, shape, low=0.3, high=1.4):
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def latest(self, old, new):
    """Forget the old average."""
    return new


def from_the_first(self, old, new):
    """Take the first batch's statistics as they are."""
    untouched = np.all(old == 0) or np.all(old == 1)
    return new if untouched else super(type(self), self).mixed(old, new)


def on_class(self, name, value):
    """Set what belongs to one object for all of them."""
    setattr(type(self), name, value)


def once(self, units, momentum):
    """Start the averages, if no object of this width has started them before."""
    if np.shape(getattr(self, "running_mean", None)) == (units,):
        self.momentum = momentum
    else:
        super(type(self), self).__init__(units, momentum)
