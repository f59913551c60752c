"""Exercises of lesson 02: gates, forks, orders, and gradients of graphs given as data."""

from collections.abc import Callable, Mapping, Sequence
from math import exp

import numpy as np

from bplib.checks import Case, Exercise, Mistake, call_case


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


# ---- every wire of one neuron: w = 2, x = −1.5, b = 1 --------------------------------------------

_A = _sigmoid(2 * -1.5 + 1)
_SLOPE = _A * (1 - _A)


def _neuron_wires(slope: float) -> dict[str, float]:
    """Return the gradients of σ(wx + b) for a slope of the last gate."""
    return {"df_dz": slope, "df_db": slope, "df_dw": -1.5 * slope, "df_dx": 2 * slope}


NEURON_WIRES = Exercise(
    name="neuron_wires",
    title="Fill in the wires",
    kind="numbers",
    reference={"z": -2.0, "f": _A, **_neuron_wires(_SLOPE)},
    points=1,
    difficulty=1,
    minutes=3,
    read_again="Local times upstream",
    mistakes=(
        Mistake(
            "product not swapped",
            "If w were 0, would moving x change the product?",
            {"df_dw": 2 * _SLOPE, "df_dx": -1.5 * _SLOPE},
        ),
        Mistake(
            "sum split",
            "If b grows by 0.01, by how much does the sum grow: by 0.01, or by half of it?",
            {"df_db": _SLOPE / 2, "df_dw": -0.75 * _SLOPE, "df_dx": _SLOPE},
        ),
        Mistake(
            "sigmoid as its own slope",
            "Is that how high the sigmoid is at z, or how steep?",
            _neuron_wires(_A),
        ),
        Mistake(
            "z(1 − z)",
            "In s(1 − s), is s what goes into the sigmoid, or what comes out?",
            _neuron_wires(-2.0 * 3.0),
        ),
        Mistake(
            "sigmoid's gate skipped",
            "Which gate stands between z and f, and what does it do to the gradient?",
            _neuron_wires(1.0),
        ),
        Mistake(
            "upstream forgotten",
            "You have the slope of the product alone. What arrives at the product from above?",
            {"df_dw": -1.5, "df_dx": 2.0},
        ),
        Mistake("bias forgotten in z", "What does the sum gate take besides wx?", {"z": -3.0}),
    ),
)


# ---- (x + y)·z -----------------------------------------------------------------------------------

Four = tuple[float, float, float, float]


def sum_times(x: float, y: float, z: float) -> Four:
    """Return f = (x + y)·z and its derivatives by x, y and z."""
    q = x + y
    return q * z, z, z, q


def _signed(rng: np.random.Generator, count: int) -> list[float]:
    """Return numbers of size 0.5 to 2.5 and random sign, all clearly different in size."""
    sizes = rng.permutation(np.linspace(0.5, 2.5, count)) + rng.uniform(-0.1, 0.1, count)
    return [float(v) for v in sizes * rng.choice([-1.0, 1.0], count)]


def _sum_times_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, signs in (("", (1, 1, 1)), ("z is negative", (1, 1, -1)), ("x < 0", (-1, 1, 1))):
        x, y, z = (sign * abs(v) for sign, v in zip(signs, _signed(rng, 3), strict=True))
        cases.append(call_case(note, x=x, y=y, z=z))
    x, y, z = _signed(rng, 3)
    return [*cases, call_case("", x=x, y=y, z=z)]


SUM_TIMES = Exercise(
    name="sum_times",
    title="Forward and backward through two gates",
    kind="function",
    reference=sum_times,
    cases=_sum_times_cases,
    points=2,
    difficulty=1,
    minutes=3,
    read_again="Local times upstream",
    mistakes=(
        Mistake(
            "product not swapped",
            "If z were 0, could a change of q move f?",
            lambda x, y, z: ((x + y) * z, x + y, x + y, z),
        ),
        Mistake(
            "sum split",
            "If x grows by 0.01, by how much does q grow?",
            lambda x, y, z: ((x + y) * z, z / 2, z / 2, x + y),
        ),
        Mistake(
            "upstream forgotten",
            "Between x and f lie two gates. How many slopes are in your derivative by x?",
            lambda x, y, z: ((x + y) * z, 1.0, 1.0, x + y),
        ),
        Mistake(
            "gates exchanged",
            "Which of the two inputs of the first gate multiplies the other?",
            lambda x, y, z: ((x + y) * z, y * z, x * z, x + y),
        ),
        Mistake(
            "inputs weighted",
            "Do x and y pass the first gate as they are, or are they scaled there?",
            lambda x, y, z: ((x + y) * z, x * z, y * z, x + y),
        ),
        Mistake(
            "brackets lost",
            "Which gate comes first: the sum, or the product?",
            lambda x, y, z: (x + y * z, 1.0, z, y),
        ),
        Mistake(
            "slopes added",
            "Two gates in a row: does the second one's slope add to the first one's?",
            lambda x, y, z: ((x + y) * z, 1 + z, 1 + z, x + y),
        ),
    ),
)


# ---- gates ---------------------------------------------------------------------------------------

Inputs = Sequence[float]


def gate_backward(operation: str, inputs: Inputs, upstream: float) -> list[float]:
    """Return what a gate sends back to each of its inputs: local × upstream."""
    if operation == "+":
        local = [1.0, 1.0]
    elif operation == "*":
        local = [inputs[1], inputs[0]]
    elif operation == "max":
        local = [float(inputs[0] > inputs[1]), float(inputs[1] > inputs[0])]
    else:
        a = _sigmoid(inputs[0])
        local = [a * (1 - a)]
    return [slope * upstream for slope in local]


def _gate_cases(rng: np.random.Generator) -> list[Case]:
    # The last sign is the upstream gradient's, the others are the inputs'; 0 is left to chance.
    kinds = (
        ("+", "", (0, 0, -1)),
        ("*", "", (0, 0, -1)),
        ("max", "the first input is the larger, both are negative", (-1, -1, 0)),
        ("max", "the second input is the larger, both are positive", (1, 1, -1)),
        ("sigmoid", "z > 0", (1, -1)),
        ("sigmoid", "z < 0", (-1, 1)),
    )
    cases = []
    for operation, note, signs in kinds:
        drawn = _signed(rng, len(signs))
        *inputs, upstream = (
            sign * abs(v) if sign else v for sign, v in zip(signs, drawn, strict=True)
        )
        if operation == "max":
            inputs.sort(reverse="first" in note)
        cases.append(call_case(note, operation=operation, inputs=inputs, upstream=upstream))
    return cases


def _but(
    operation: str, wrong: Callable[[Inputs, float], list[float]]
) -> Callable[[str, Inputs, float], list[float]]:
    """Return the right backward pass of all gates but one."""

    def answer(given: str, inputs: Inputs, upstream: float) -> list[float]:
        return (
            wrong(inputs, upstream)
            if given == operation
            else gate_backward(given, inputs, upstream)
        )

    return answer


def _second_slope(inputs: Inputs, upstream: float) -> list[float]:
    a = _sigmoid(_sigmoid(inputs[0]))
    return [a * (1 - a) * upstream]


GATE_BACKWARD = Exercise(
    name="gate_backward",
    title="Four gates, backward",
    kind="function",
    reference=gate_backward,
    cases=_gate_cases,
    points=4,
    difficulty=2,
    minutes=5,
    read_again="Add copies, multiply swaps, max routes",
    mistakes=(
        Mistake(
            "sum split",
            "If one input of a sum grows by 0.01, does the sum grow by 0.01 or by 0.005?",
            _but("+", lambda _, upstream: [upstream / 2, upstream / 2]),
        ),
        Mistake(
            "product not swapped",
            "If the other factor is 1000, how much does a nudge of this one move the product?",
            _but("*", lambda inputs, upstream: [inputs[0] * upstream, inputs[1] * upstream]),
        ),
        Mistake(
            "max passes to both",
            "Can a small nudge of the smaller input change the maximum?",
            _but("max", lambda _, upstream: [upstream, upstream]),
        ),
        Mistake(
            "max passes to the smaller",
            "Which of the two inputs came through on the way forward?",
            _but(
                "max", lambda at, upstream: [upstream * (at[0] < at[1]), upstream * (at[1] < at[0])]
            ),
        ),
        Mistake(
            "max scaled by its value",
            "Where the maximum is 7, does a nudge of the larger input come out 7 times as large?",
            _but("max", lambda at, upstream: [upstream * v * (v == max(at)) for v in at]),
        ),
        Mistake(
            "max splits",
            "Do both inputs of a maximum move it?",
            _but("max", lambda _, upstream: [upstream / 2, upstream / 2]),
        ),
        Mistake(
            "sigmoid as its own slope",
            "Is that how high the sigmoid is, or how steep?",
            _but("sigmoid", lambda at, upstream: [_sigmoid(at[0]) * upstream]),
        ),
        Mistake(
            "z(1 − z)",
            "In s(1 − s), is s what goes into the sigmoid, or what comes out?",
            _but("sigmoid", lambda at, upstream: [at[0] * (1 - at[0]) * upstream]),
        ),
        Mistake(
            "slope at the output",
            "At which place on its curve is the sigmoid: at its input, or at its output?",
            _but("sigmoid", _second_slope),
        ),
        Mistake(
            "upstream forgotten",
            "These are the gate's own slopes. Who else has a say in what is sent back?",
            lambda operation, inputs, _: gate_backward(operation, inputs, 1.0),
        ),
        Mistake(
            "upstream added",
            "A gate that doubles a change, then one that triples it: together five, or six?",
            lambda operation, inputs, upstream: [
                slope + upstream for slope in gate_backward(operation, inputs, 1.0)
            ],
        ),
    ),
)


# ---- fan-out -------------------------------------------------------------------------------------

Pair = tuple[float, float]


def fork_backward(x: float, y: float) -> Pair:
    """Return the derivatives of f = (x·y)·σ(x) by x and y."""
    p, s = x * y, _sigmoid(x)
    return s * y + p * s * (1 - s), s * x


def _fork_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, signs in (("", (1, 1)), ("x is negative", (-1, 1)), ("y is negative", (1, -1))):
        x, y = (sign * abs(v) for sign, v in zip(signs, _signed(rng, 2), strict=True))
        cases.append(call_case(note, x=x, y=y))
    x, y = _signed(rng, 2)
    return [*cases, call_case("", x=x, y=y)]


def _reports(x: float, y: float) -> Pair:
    """Return what the product and what the sigmoid report to x."""
    p, s = x * y, _sigmoid(x)
    return s * y, p * s * (1 - s)


def _fork_mistake(combine: Callable[[float, float], float]) -> Callable[[float, float], Pair]:
    return lambda x, y: (combine(*_reports(x, y)), _sigmoid(x) * x)


def _fork_not_swapped(x: float, y: float) -> Pair:
    p, s = x * y, _sigmoid(x)
    return p * y + s * s * (1 - s), p * x


def _fork_slope_at_s(x: float, y: float) -> Pair:
    p, s = x * y, _sigmoid(x)
    t = _sigmoid(s)
    return s * y + p * t * (1 - t), s * x


FORK_BACKWARD = Exercise(
    name="fork_backward",
    title="A wire that forks",
    kind="function",
    reference=fork_backward,
    cases=_fork_cases,
    points=3,
    difficulty=2,
    minutes=4,
    read_again="A wire that forks: fan-out adds",
    mistakes=(
        Mistake(
            "overwrites: the sigmoid's report alone",
            "Two gates report to x. What became of the first report when the second one came?",
            _fork_mistake(lambda _, second: second),
        ),
        Mistake(
            "the product's report alone",
            "In how many gates does x occur?",
            _fork_mistake(lambda first, _: first),
        ),
        Mistake(
            "reports multiplied",
            "Two gates move f at the same time: do their effects multiply, or add?",
            _fork_mistake(lambda first, second: first * second),
        ),
        Mistake(
            "reports averaged",
            "When x moves, does it move both gates fully, or each of them half?",
            _fork_mistake(lambda first, second: (first + second) / 2),
        ),
        Mistake(
            "reports subtracted",
            "If both reports say that f grows with x, can one take away from the other?",
            _fork_mistake(lambda first, second: first - second),
        ),
        Mistake(
            "last product not swapped",
            "What multiplies p in the last gate: p itself, or s?",
            _fork_not_swapped,
        ),
        Mistake(
            "slope of the sigmoid forgotten",
            "What does the sigmoid's gate do to a gradient that passes it?",
            lambda x, y: (_sigmoid(x) * y + x * y, _sigmoid(x) * x),
        ),
        Mistake(
            "slope at the output",
            "At which place is the slope of the sigmoid taken: at x, or at s?",
            _fork_slope_at_s,
        ),
        Mistake(
            "sigmoid as its own slope",
            "Is your factor how high the sigmoid is, or how steep?",
            lambda x, y: (_sigmoid(x) * y + x * y * _sigmoid(x), _sigmoid(x) * x),
        ),
    ),
)


# ---- order ---------------------------------------------------------------------------------------

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


BACKWARD_ORDER = Exercise(
    name="backward_order",
    title="Who may report next?",
    kind="function",
    reference=backward_order,
    cases=_order_cases,
    points=4,
    difficulty=4,
    minutes=7,
    read_again="Who may speak: consumers first",
    mistakes=(
        Mistake(
            "breadth first",
            "Is there a node in your list with one of its consumers still to come?",
            _breadth_first,
        ),
        Mistake(
            "depth first, noted on arrival",
            "When you write a node down, have all who use it reported already?",
            _depth_first,
        ),
        Mistake(
            "inputs first",
            "Which end of the graph knows its gradient before anything is computed?",
            lambda inputs_of: backward_order(inputs_of)[::-1],
        ),
        Mistake(
            "every path walked",
            "How often does a node with two consumers stand in your list?",
            _every_path,
        ),
        Mistake(
            "as listed",
            "Does the order of the dictionary say anything about the graph?",
            lambda inputs_of: list(inputs_of),
        ),
        Mistake(
            "as listed, reversed",
            "Is the last entry of the dictionary always the output?",
            lambda inputs_of: list(inputs_of)[::-1],
        ),
        Mistake(
            "an input used twice never ready",
            "A node that is used twice by the same gate: how many reports does it wait for?",
            _inputs_twice_wait_for_ever,
        ),
        Mistake(
            "an input used twice ready too early",
            "A node goes twice into one gate, once into another. After which report may it speak?",
            _inputs_twice_struck_off_twice,
        ),
        Mistake(
            "input left out",
            "Is the gradient of a graph's input of no interest?",
            lambda inputs_of: [name for name in backward_order(inputs_of) if inputs_of[name]],
        ),
    ),
)


# ---- a graph given as data -----------------------------------------------------------------------

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


GRAPH_BACKWARD = Exercise(
    name="graph_backward",
    title="Backward through a graph given as data",
    kind="function",
    reference=graph_backward,
    cases=_graph_cases,
    points=5,
    difficulty=3,
    minutes=6,
    read_again="A wire that forks: fan-out adds",
    mistakes=(
        Mistake(
            "overwrites",
            "When a second consumer reports to a node, what happens to the first report?",
            _overwrites,
        ),
        Mistake(
            "first report kept",
            "How many reports does a node with two consumers take into account in your loop?",
            _first_report_kept,
        ),
        Mistake(
            "inputs first",
            "In your loop, which gradient is known when the first node has its turn?",
            _inputs_first,
        ),
        Mistake(
            "pushes again and again",
            "If a node reports twice, does its second report contain the first one?",
            _pushes_again,
        ),
        Mistake(
            "visited too early",
            "When a node passes its gradient on, have all of its consumers reported?",
            _too_early,
        ),
        Mistake(
            "upstream forgotten",
            "Where does your loop use the gradient of the node itself?",
            _upstream_forgotten,
        ),
        Mistake(
            "slopes in the wrong order",
            "Which of the slopes belongs to the first input?",
            lambda nodes: graph_backward(_changed_slopes(nodes, lambda slopes: slopes[::-1])),
        ),
        Mistake(
            "reports averaged",
            "When a node moves, do its consumers share the move, or does each feel all of it?",
            _averages,
        ),
        Mistake(
            "an input used twice counted once",
            "What does a dictionary do with a name that comes twice?",
            _twice_counts_once,
        ),
        Mistake(
            "nothing to start from",
            "By how much does the output change when the output changes by 0.01?",
            lambda nodes: {name: 0.0 for name, _, _ in nodes},
        ),
    ),
)


# ---- two wrong tables: a = x·y, b = a + x, c = a·b, f = b + c at x = 2, y = 3 --------------------

WRONG_TABLES = Exercise(
    name="wrong_tables",
    title="Name the traversal",
    kind="numbers",
    reference={"table_A": "early", "table_B": "again", "right_x": 52.0},
    points=2,
    difficulty=4,
    minutes=5,
    read_again="Who may speak: consumers first",
    mistakes=(
        Mistake(
            "tables exchanged",
            "In which of the two tables did a still send only part of what it got in the end?",
            {"table_A": "again", "table_B": "early"},
        ),
        Mistake(
            "overwriting suspected in A",
            "Both b and c report to a. Is table A's number at a one of the reports, or a sum?",
            {"table_A": "overwrite"},
        ),
        Mistake(
            "overwriting suspected in B",
            "Can a number that is overwritten come out larger than the right one?",
            {"table_B": "overwrite"},
        ),
        Mistake(
            "the number of table A",
            "Did a have its whole gradient when it reported to x in table A?",
            {"right_x": 28.0},
        ),
        Mistake(
            "the number of table B",
            "Walk the graph once by hand: does every wire carry a gradient once, or more often?",
            {"right_x": 86.0},
        ),
        Mistake(
            "the product's report alone",
            "By how many wires does x leave?",
            {"right_x": 45.0},
        ),
        Mistake(
            "the sum's report alone",
            "By how many wires does x leave, and did you add what they carry?",
            {"right_x": 7.0},
        ),
    ),
)

EXERCISES = [
    NEURON_WIRES,
    SUM_TIMES,
    GATE_BACKWARD,
    FORK_BACKWARD,
    BACKWARD_ORDER,
    GRAPH_BACKWARD,
    WRONG_TABLES,
]
