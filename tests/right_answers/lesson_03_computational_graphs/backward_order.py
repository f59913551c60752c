"""Right answers to `backward_order`: depth first, rounds, a library, longest paths, bplib."""

import functools
import graphlib

from bplib.autodiff.graphs import inputs_first


def by_depth_first(inputs_of):
    order = []

    def visit(name):
        if name not in order:
            for source in inputs_of[name]:
                visit(source)
            order.append(name)

    for name in inputs_of:
        visit(name)
    return order[::-1]


def by_rounds(inputs_of):
    left, order = dict(inputs_of), []
    while left:
        used = {source for inputs in left.values() for source in inputs}
        free = [name for name in left if name not in used]
        order.extend(free)
        for name in free:
            del left[name]
    return tuple(order)


def by_library(inputs_of):
    return list(graphlib.TopologicalSorter(inputs_of).static_order())[::-1]


def by_keys(inputs_of):
    return dict.fromkeys(by_library(inputs_of)).keys()


def by_longest_path(inputs_of):
    @functools.cache
    def depth(name):
        return max((depth(source) + 1 for source in inputs_of[name]), default=0)

    return sorted(inputs_of, key=depth, reverse=True)


def by_bplib(inputs_of):
    return inputs_first(inputs_of, inputs_of.get)[::-1]


ANSWERS = [by_depth_first, by_rounds, by_library, by_keys, by_longest_path, by_bplib]
