"""Put the nodes of a graph in an order in which each may report: after all of its consumers."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def backward_order(inputs_of, *, counted=list, struck_off=list):
    """Return all names, every node after all of its consumers; every wire carries a report."""
    waiting = dict.fromkeys(inputs_of, 0)
    for inputs in inputs_of.values():
        for source in counted(inputs):
            waiting[source] += 1
    ready = [name for name, reports in waiting.items() if reports == 0]
    for name in ready:
        for source in struck_off(inputs_of[name]):
            waiting[source] -= 1
            if waiting[source] == 0:
                ready.append(source)
    return ready


# Node k uses node k − 1 and perhaps others below it, so each graph has just one right order.
SKELETONS = (
    ("no wire forks", ((), (0,), (1,), (2,))),
    ("a wire skips two nodes", ((), (0,), (0, 1), (2,), (1, 3))),
    ("", ((), (0,), (1, 0), (0, 2), (1, 3), (2, 4))),
    ("a node uses an input twice", ((), (0, 0), (1,), (2, 1), (0, 3))),
    ("", ((), (0,), (1,), (1, 2), (0, 3, 2), (4,), (3, 5))),
    ("a node uses twice what another one uses too", ((), (0,), (1,), (2, 0, 0))),
)


def cases(rng):
    """Draw names for every skeleton, listed neither in order nor in reverse."""

    def case(note, skeleton):
        letters = [str(c) for c in rng.permutation(list("abcdefghkmnpqrstuvw"))][: len(skeleton)]
        listed = rng.permutation(len(skeleton))
        while (np.abs(np.diff(listed)) == 1).all():
            listed = rng.permutation(len(skeleton))
        graph = {letters[k]: [letters[i] for i in skeleton[k]] for k in listed}
        return call_case(note, inputs_of=graph)

    return [case(*drawing) for drawing in SKELETONS]


def breadth_first(inputs_of):
    """Note every node down when the first of its consumers has its turn."""
    order = backward_order(inputs_of)[:1]
    for name in order:
        order += [source for source in dict.fromkeys(inputs_of[name]) if source not in order]
    return order


def depth_first(inputs_of, once=True):
    """Note every node down on arrival, once or on every path."""
    order = []

    def visit(name):
        if not (once and name in order):
            order.append(name)
            for source in inputs_of[name]:
                visit(source)

    visit(backward_order(inputs_of)[0])
    return order


def inputs_left_out(answer):
    """Return an answer without the nodes that use no other."""
    return lambda inputs_of: [name for name in answer(inputs_of) if inputs_of[name]]


EXERCISE = Function(
    backward_order,
    cases,
    title="Who may report next?",
    points=4,
    difficulty=3,
    read_again="Who may speak: consumers first",
    slips=[
        slip("breadth first", instead=breadth_first).asks(
            "Is there a node in your list with one of its consumers still to come?"
        ),
        slip("depth first, noted on arrival", instead=depth_first).asks(
            "When you write a node down, have all who use it reported already?"
        ),
        slip("inputs first", result=lambda order: order[::-1]).asks(
            "Which end of the graph knows its gradient before anything is computed?"
        ),
        slip(
            "every path walked", instead=lambda inputs_of: depth_first(inputs_of, once=False)
        ).asks("How often does a node with two consumers stand in your list?"),
        slip("as listed", instead=list).asks(
            "Does the order of the dictionary say anything about the graph?"
        ),
        slip("as listed, reversed", instead=lambda inputs_of: list(inputs_of)[::-1]).asks(
            "Is the last entry of the dictionary always the output?"
        ),
        slip("an input used twice never ready", struck_off=set).asks(
            "A node that is used twice by the same gate: how many reports does it wait for?"
        ),
        slip("an input used twice ready too early", counted=set).asks(
            "A node goes twice into one gate, once into another. After which report may it speak?"
        ),
        slip("input left out", around=inputs_left_out).asks(
            "Is the gradient of a graph's input of no interest?"
        ),
        slip("sorted by name", result=sorted).asks(
            "Do the names of the nodes say anything about the graph?"
        ),
        slip("output only", result=lambda order: order[:1]).asks(
            "How many nodes has the graph, and how many of them stand in your list?"
        ),
        slip("order lost", result=set).asks("Which order has a set?"),
    ],
)
