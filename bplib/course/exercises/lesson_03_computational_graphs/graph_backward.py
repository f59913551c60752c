"""Send gradients back through any graph, given as nodes with their inputs and local slopes."""

from collections import Counter
from operator import add, mul

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_03_computational_graphs.shared import signed


def graph_backward(nodes, *, start=1.0, order=reversed, wires=zip, chain=mul, gather=add):
    """Return the gradient of the last node by every node."""
    gradients = {name: 0.0 for name, _, _ in nodes}
    gradients[nodes[-1][0]] = start
    for name, inputs, slopes in order(nodes):
        for source, slope in wires(inputs, slopes):
            gradients[source] = gather(gradients[source], chain(slope, gradients[name]))
    return gradients


GRAPHS = (
    ("6 nodes", "x y a=xy b=a c=ay f=bc"),
    ("a tree: no wire forks", "x y z a=xy b=z f=ab"),
    ("a node uses an input twice", "x s=xx t=sx u=st f=us"),
    ("a node leads nowhere", "x y z d=yz a=xy e=dx f=ax"),
    ("8 nodes", "x y z p=xy q=yz r=pq t=px f=rtq"),
    ("a ladder of doublings", "x a=xx b=aa f=bb"),
)


def cases(rng):
    """Draw a slope for every wire of every graph."""

    def node(part):
        name, _, inputs = part.partition("=")
        return name, list(inputs), signed(rng, len(inputs)) if inputs else []

    return [call_case(note, nodes=[node(part) for part in text.split()]) for note, text in GRAPHS]


def first_come(nodes):
    """Return the nodes in the order in which they get their first report."""
    named = {node[0]: node for node in nodes}
    queue = [nodes[-1][0]]
    for name in queue:
        queue += [source for source in dict.fromkeys(named[name][1]) if source not in queue]
    return [named[name] for name in queue]


def pushes_again(nodes):
    """Walk every path, each time passing on all that has arrived so far."""
    wires = {name: list(zip(inputs, slopes, strict=True)) for name, inputs, slopes in nodes}
    gradients = {**dict.fromkeys(wires, 0.0), nodes[-1][0]: 1.0}

    def visit(name):
        for source, slope in wires[name]:
            gradients[source] += slope * gradients[name]
            visit(source)

    visit(nodes[-1][0])
    return gradients


def shared_out(nodes):
    """Divide every slope by the number of wires that leave the input."""
    count = Counter(source for _, inputs, _ in nodes for source in inputs)
    return [
        (name, inputs, [s / count[source] for source, s in zip(inputs, slopes, strict=True)])
        for name, inputs, slopes in nodes
    ]


EXERCISE = Function(
    graph_backward,
    cases,
    title="Backward through a graph given as data",
    points=5,
    core=True,
    difficulty=3,
    read_again="A wire that forks: fan-out adds",
    slips=[
        slip("overwrites", gather=lambda old, report: report).asks(
            "When a second consumer reports to a node, what happens to the first report?"
        ),
        slip("first report kept", gather=lambda old, report: old or report).asks(
            "How many reports does a node with two consumers take into account in your loop?"
        ),
        slip("inputs first", order=iter).asks(
            "In your loop, which gradient is known when the first node has its turn?"
        ),
        slip("pushes again and again", instead=pushes_again).asks(
            "If a node reports twice, does its second report contain the first one?"
        ),
        slip("visited too early", order=first_come).asks(
            "When a node passes its gradient on, have all of its consumers reported?"
        ),
        slip("upstream forgotten", chain=lambda slope, upstream: slope).asks(
            "Where does your loop use the gradient of the node itself?"
        ),
        slip(
            "slopes in the wrong order",
            wires=lambda inputs, slopes: zip(inputs, slopes[::-1], strict=True),
        ).asks("Which of the slopes belongs to the first input?"),
        slip("reports averaged", given=lambda nodes: (shared_out(nodes),)).asks(
            "When a node moves, do its consumers share the move, or does each feel all of it?"
        ),
        slip(
            "an input used twice counted once",
            wires=lambda inputs, slopes: dict(zip(inputs, slopes, strict=True)).items(),
        ).asks("What does a dictionary do with a name that comes twice?"),
        slip("nodes left out", result=lambda found: {n: g for n, g in found.items() if g}).asks(
            "Which gradient has a node that the output does not depend on?"
        ),
        slip("local slopes forgotten", chain=lambda slope, upstream: upstream).asks(
            "Each wire has a slope of its own. Where does your loop use it?"
        ),
        slip("nothing to start from", start=0.0).asks(
            "By how much does the output change when the output changes by 0.01?"
        ),
        slip("slopes added", chain=add).asks(
            "A gate that doubles a change, then one that triples it: together five, or six?"
        ),
        slip("reports subtracted", gather=lambda old, report: old - report).asks(
            "If both consumers say that f grows with a node, can one take away from the other?"
        ),
        slip("largest report kept", gather=max).asks(
            "When a second consumer reports to a node, do both reports count, or one of them?"
        ),
    ],
)
