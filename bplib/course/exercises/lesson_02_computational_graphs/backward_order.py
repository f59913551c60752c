"""Who may report next?."""

from collections.abc import Mapping, Sequence

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip

InputsOf = Mapping[str, Sequence[str]]


def backward_order(inputs_of: InputsOf) -> list[str]:
    """Return all names, every node after all of its consumers."""
    waiting = dict.fromkeys(inputs_of, 0)
    for inputs in inputs_of.values():
        for source in inputs:
            waiting[source] += 1
    return _as_they_become_ready(inputs_of, waiting)


def _as_they_become_ready(inputs_of: InputsOf, waiting: dict[str, int]) -> list[str]:
    """Return names in the order in which their last report comes; every wire carries one."""
    ready = [name for name, consumers in waiting.items() if consumers == 0]
    for name in ready:
        for source in inputs_of[name]:
            waiting[source] -= 1
            if waiting[source] == 0:
                ready.append(source)
    return ready


# Node k uses node k − 1 and perhaps others below it, so each graph has just one right order.
_SKELETONS = (
    ("no wire forks", ((), (0,), (1,), (2,))),
    ("a wire skips two nodes", ((), (0,), (0, 1), (2,), (1, 3))),
    ("", ((), (0,), (1, 0), (0, 2), (1, 3), (2, 4))),
    ("a node uses an input twice", ((), (0, 0), (1,), (2, 1), (0, 3))),
    ("", ((), (0,), (1,), (1, 2), (0, 3, 2), (4,), (3, 5))),
    ("a node uses twice what another one uses too", ((), (0,), (1,), (2, 0, 0))),
)


def _order_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, skeleton in _SKELETONS:
        letters = [str(c) for c in rng.permutation(list("abcdefghkmnpqrstuvw"))][: len(skeleton)]
        listed = rng.permutation(len(skeleton))
        while (np.abs(np.diff(listed)) == 1).all():  # neither in order nor in reverse
            listed = rng.permutation(len(skeleton))
        graph = {letters[k]: [letters[i] for i in skeleton[k]] for k in listed}
        cases.append(call_case(note, inputs_of=graph))
    return cases


def _output_of(inputs_of: InputsOf) -> str:
    used = {source for inputs in inputs_of.values() for source in inputs}
    return next(name for name in inputs_of if name not in used)


def _breadth_first(inputs_of: InputsOf) -> list[str]:
    order = [_output_of(inputs_of)]
    for name in order:
        order += [s for s in dict.fromkeys(inputs_of[name]) if s not in order]
    return order


def _depth_first(inputs_of: InputsOf) -> list[str]:
    order: list[str] = []

    def visit(name: str) -> None:
        if name not in order:
            order.append(name)
            for source in inputs_of[name]:
                visit(source)

    visit(_output_of(inputs_of))
    return order


def _every_path(inputs_of: InputsOf) -> list[str]:
    order: list[str] = []

    def visit(name: str) -> None:
        order.append(name)
        for source in inputs_of[name]:
            visit(source)

    visit(_output_of(inputs_of))
    return order


def _inputs_twice_wait_for_ever(inputs_of: InputsOf) -> list[str]:
    """Count every wire, but strike off each consumer only once."""
    waiting = dict.fromkeys(inputs_of, 0)
    for inputs in inputs_of.values():
        for source in inputs:
            waiting[source] += 1
    ready = [name for name, consumers in waiting.items() if consumers == 0]
    for name in ready:
        for source in set(inputs_of[name]):
            waiting[source] -= 1
            if waiting[source] == 0:
                ready.append(source)
    return ready


def _inputs_twice_struck_off_twice(inputs_of: InputsOf) -> list[str]:
    """Count each consumer once, but strike off every wire."""
    waiting = {name: sum(name in v for v in inputs_of.values()) for name in inputs_of}
    return _as_they_become_ready(inputs_of, waiting)


EXERCISE = Function(
    backward_order,
    _order_cases,
    title="Who may report next?",
    points=4,
    difficulty=4,
    minutes=7,
    read_again="Who may speak: consumers first",
    slips=[
        slip("breadth first", instead=_breadth_first).asks(
            "Is there a node in your list with one of its consumers still to come?"
        ),
        slip("depth first, noted on arrival", instead=_depth_first).asks(
            "When you write a node down, have all who use it reported already?"
        ),
        slip("inputs first", instead=lambda inputs_of: backward_order(inputs_of)[::-1]).asks(
            "Which end of the graph knows its gradient before anything is computed?"
        ),
        slip("every path walked", instead=_every_path).asks(
            "How often does a node with two consumers stand in your list?"
        ),
        slip("as listed", instead=lambda inputs_of: list(inputs_of)).asks(
            "Does the order of the dictionary say anything about the graph?"
        ),
        slip("as listed, reversed", instead=lambda inputs_of: list(inputs_of)[::-1]).asks(
            "Is the last entry of the dictionary always the output?"
        ),
        slip("an input used twice never ready", instead=_inputs_twice_wait_for_ever).asks(
            "A node that is used twice by the same gate: how many reports does it wait for?"
        ),
        slip("an input used twice ready too early", instead=_inputs_twice_struck_off_twice).asks(
            "A node goes twice into one gate, once into another. After which report may it speak?"
        ),
        slip(
            "input left out",
            instead=lambda inputs_of: [
                name for name in backward_order(inputs_of) if inputs_of[name]
            ],
        ).asks("Is the gradient of a graph's input of no interest?"),
    ],
)
