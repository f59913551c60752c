"""Right answers to `chain_slope`: values first, recursion, a product, dual numbers."""

import functools
import math
import operator

import numpy as np


def values_first_then_back(links, slopes, x):
    values = [x]
    for link in links[:-1]:
        values.append(link(values[-1]))
    product = 1.0
    for slope, value in zip(reversed(slopes), reversed(values), strict=True):
        product = product * slope(value)
    return product


def by_recursion(links, slopes, x):
    if not links:
        return 1
    return slopes[0](x) * by_recursion(links[1:], slopes[1:], links[0](x))


def by_product(links, slopes, x):
    places = [functools.reduce(lambda u, link: link(u), links[:k], x) for k in range(len(links))]
    return math.prod(map(operator.call, slopes, places))


class DualNumber:
    """A value and its slope, carried forwards together."""

    __slots__ = ("slope", "value")

    def __init__(self, value, slope=1.0):
        self.value, self.slope = value, slope


def by_dual_numbers(links, slopes, x):
    dual = DualNumber(np.float64(x))
    for k in range(len(links)):
        dual = DualNumber(links[k](dual.value), dual.slope * slopes[k](dual.value))
    return dual.slope


ANSWERS = [values_first_then_back, by_recursion, by_product, by_dual_numbers]
