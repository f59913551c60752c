"""Right answers to `graph_backward`: pulling, all paths, a matrix inverse, arrays."""

import numpy as np


def by_pulling(nodes):
    """Every node asks its consumers, instead of being told by them."""
    gradients = {}
    for name, _, _ in reversed(nodes):
        gradients[name] = float(name == nodes[-1][0]) + sum(
            slope * gradients[consumer]
            for consumer, inputs, slopes in nodes
            for source, slope in zip(inputs, slopes, strict=True)
            if source == name
        )
    return gradients


def by_paths(nodes):
    links = {name: (inputs, slopes) for name, inputs, slopes in nodes}
    gradients = dict.fromkeys(links, 0.0)

    def walk(name, product):
        gradients[name] += product
        for source, slope in zip(*links[name], strict=True):
            walk(source, product * slope)

    walk(nodes[-1][0], 1.0)
    return gradients


def by_matrix(nodes):
    """(I − M)⁻¹ adds the products of slopes over all paths of every length."""
    place = {name: k for k, (name, _, _) in enumerate(nodes)}
    M = np.zeros((len(nodes), len(nodes)))
    for name, inputs, slopes in nodes:
        for source, slope in zip(inputs, slopes, strict=True):
            M[place[name], place[source]] += slope
    row = np.linalg.inv(np.eye(len(nodes)) - M)[-1]
    return {name: row[k] for name, k in place.items()}


def by_arrays_of_one(nodes):
    gradients = {name: np.zeros(1) for name, _, _ in nodes}
    gradients[nodes[-1][0]] += 1
    for name, inputs, slopes in nodes[::-1]:
        for source, slope in zip(inputs, slopes, strict=True):
            gradients[source] = gradients[source] + slope * gradients[name]
    return gradients


ANSWERS = [by_pulling, by_paths, by_matrix, by_arrays_of_one]
