"""Backward through a graph given as data."""

from collections.abc import Callable, Sequence

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_02_computational_graphs.shared import _signed

Nodes = Sequence[tuple[str, Sequence[str], Sequence[float]]]


def graph_backward(nodes: Nodes) -> dict[str, float]:
    """Return the gradient of the last node by every node."""
    gradients = {name: 0.0 for name, _, _ in nodes}
    gradients[nodes[-1][0]] = 1.0
    for name, inputs, slopes in reversed(nodes):
        for source, slope in zip(inputs, slopes, strict=True):
            gradients[source] += slope * gradients[name]
    return gradients


_GRAPHS = (
    ("6 nodes", "x y a=xy b=a c=ay f=bc"),
    ("a tree: no wire forks", "x y z a=xy b=z f=ab"),
    ("a node uses an input twice", "x s=xx t=sx u=st f=us"),
    ("8 nodes", "x y z p=xy q=yz r=pq t=px f=rtq"),
    ("a ladder of doublings", "x a=xx b=aa f=bb"),
)


def _graph_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, text in _GRAPHS:
        nodes = []
        for part in text.split():
            name, _, inputs = part.partition("=")
            nodes.append((name, list(inputs), _signed(rng, len(inputs)) if inputs else []))
        cases.append(call_case(note, nodes=nodes))
    return cases


def _overwrites(nodes: Nodes) -> dict[str, float]:
    gradients = {name: 0.0 for name, _, _ in nodes}
    gradients[nodes[-1][0]] = 1.0
    for name, inputs, slopes in reversed(nodes):
        for source, slope in zip(inputs, slopes, strict=True):
            gradients[source] = slope * gradients[name]
    return gradients


def _first_report_kept(nodes: Nodes) -> dict[str, float]:
    gradients = {nodes[-1][0]: 1.0}
    for name, inputs, slopes in reversed(nodes):
        for source, slope in zip(inputs, slopes, strict=True):
            gradients.setdefault(source, slope * gradients[name])
    return gradients


def _inputs_first(nodes: Nodes) -> dict[str, float]:
    gradients = {name: 0.0 for name, _, _ in nodes}
    gradients[nodes[-1][0]] = 1.0
    for name, inputs, slopes in nodes:
        for source, slope in zip(inputs, slopes, strict=True):
            gradients[source] += slope * gradients[name]
    return gradients


def _pushes_again(nodes: Nodes) -> dict[str, float]:
    """Walk every path, each time passing on all that has arrived so far."""
    links = {name: list(zip(inputs, slopes, strict=True)) for name, inputs, slopes in nodes}
    gradients = dict.fromkeys(links, 0.0)
    gradients[nodes[-1][0]] = 1.0

    def visit(name: str) -> None:
        for source, slope in links[name]:
            gradients[source] += slope * gradients[name]
            visit(source)

    visit(nodes[-1][0])
    return gradients


def _too_early(nodes: Nodes) -> dict[str, float]:
    """Let every node report as soon as anybody has reported to it."""
    links = {name: list(zip(inputs, slopes, strict=True)) for name, inputs, slopes in nodes}
    gradients = dict.fromkeys(links, 0.0)
    gradients[nodes[-1][0]] = 1.0
    queue = [nodes[-1][0]]
    for name in queue:
        for source, slope in links[name]:
            gradients[source] += slope * gradients[name]
            if source not in queue:
                queue.append(source)
    return gradients


def _changed_slopes(nodes: Nodes, change: Callable[[list[float]], list[float]]) -> Nodes:
    return [(name, inputs, change(list(slopes))) for name, inputs, slopes in nodes]


def _upstream_forgotten(nodes: Nodes) -> dict[str, float]:
    gradients = {name: 0.0 for name, _, _ in nodes}
    gradients[nodes[-1][0]] = 1.0
    for _, inputs, slopes in reversed(nodes):
        for source, slope in zip(inputs, slopes, strict=True):
            gradients[source] += slope
    return gradients


def _averages(nodes: Nodes) -> dict[str, float]:
    consumers = {name: sum(list(i).count(name) for _, i, _ in nodes) for name, _, _ in nodes}
    gradients = {name: 0.0 for name, _, _ in nodes}
    gradients[nodes[-1][0]] = 1.0
    for name, inputs, slopes in reversed(nodes):
        for source, slope in zip(inputs, slopes, strict=True):
            gradients[source] += slope * gradients[name] / consumers[source]
    return gradients


def _twice_counts_once(nodes: Nodes) -> dict[str, float]:
    gradients = {name: 0.0 for name, _, _ in nodes}
    gradients[nodes[-1][0]] = 1.0
    for name, inputs, slopes in reversed(nodes):
        for source, slope in dict(zip(inputs, slopes, strict=True)).items():
            gradients[source] += slope * gradients[name]
    return gradients


EXERCISE = Function(
    graph_backward,
    _graph_cases,
    title="Backward through a graph given as data",
    points=5,
    difficulty=3,
    minutes=6,
    read_again="A wire that forks: fan-out adds",
    slips=[
        slip("overwrites", instead=_overwrites).asks(
            "When a second consumer reports to a node, what happens to the first report?"
        ),
        slip("first report kept", instead=_first_report_kept).asks(
            "How many reports does a node with two consumers take into account in your loop?"
        ),
        slip("inputs first", instead=_inputs_first).asks(
            "In your loop, which gradient is known when the first node has its turn?"
        ),
        slip("pushes again and again", instead=_pushes_again).asks(
            "If a node reports twice, does its second report contain the first one?"
        ),
        slip("visited too early", instead=_too_early).asks(
            "When a node passes its gradient on, have all of its consumers reported?"
        ),
        slip("upstream forgotten", instead=_upstream_forgotten).asks(
            "Where does your loop use the gradient of the node itself?"
        ),
        slip(
            "slopes in the wrong order",
            instead=lambda nodes: graph_backward(
                _changed_slopes(nodes, lambda slopes: slopes[::-1])
            ),
        ).asks("Which of the slopes belongs to the first input?"),
        slip("reports averaged", instead=_averages).asks(
            "When a node moves, do its consumers share the move, or does each feel all of it?"
        ),
        slip("an input used twice counted once", instead=_twice_counts_once).asks(
            "What does a dictionary do with a name that comes twice?"
        ),
        slip(
            "nothing to start from", instead=lambda nodes: {name: 0.0 for name, _, _ in nodes}
        ).asks("By how much does the output change when the output changes by 0.01?"),
    ],
)
