"""Drawing what was computed: any graph of Values or Tensors, with values and gradients."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from bplib.autodiff import backward, tape
from bplib.autodiff.array import Tensor
from bplib.autodiff.tape import FUSED, RECORDER, Tape
from bplib.autodiff.value import Value

if TYPE_CHECKING:
    from bplib.plots import Picture

Row = tuple[str, str, tuple[str, ...]]  # name, symbol, names of the inputs


def draw(
    output: Value | Tensor, names: Mapping[str, Any] | None = None, *, alt: str = ""
) -> "Picture":
    """Draw the graph that a result was computed by, values above the wires, gradients below.

    The gradients are those of `output`; no ``.grad`` is touched.

    Parameters
    ----------
    output : Value or Tensor
        The end of the graph.
    names : mapping of str to Value or Tensor, optional
        What to call inputs and results; the others are numbered.
    alt : str, optional
        The text alternative; by default it lists every node with its numbers.

    Returns
    -------
    Picture
        SVG.

    Raises
    ------
    TypeError
        If `output` is neither a Value nor a Tensor.
    RuntimeError
        If it was not computed from anything that requires a gradient.
    """
    from bplib import plots

    rows, values, gradients = graph(output, names)
    RECORDER.end_tape()
    words = ", ".join(
        f"{name} = {_in_words(values[name])} with gradient {_in_words(gradients.get(name, '?'))}"
        for name, _, _ in rows
    )
    return plots.computation_graph(
        [plots.Node(*row) for row in rows],
        values,
        gradients,
        alt=alt or f"A computation graph: {words}.",
        output=rows[-1][0],
    )


def _in_words(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.4g}"


def graph(
    output: Value | Tensor, names: Mapping[str, Any] | None = None
) -> tuple[list[Row], dict[str, Any], dict[str, Any]]:
    """Return what `draw` draws: nodes ``(name, symbol, inputs)``, their values, their gradients.

    Parameters
    ----------
    output : Value or Tensor
        The end of the graph.
    names : mapping of str to Value or Tensor, optional
        Names for some of its nodes.

    Returns
    -------
    nodes : list of (str, str, tuple of str)
        Inputs before their consumers, the output last.
    values, gradients : dict of str to float or str
        By name; an array with more than one entry is given by its shape. Constants have no
        gradient.
    """
    given = dict(names or {})
    if isinstance(output, Value):
        drawn: _Graph = _OfValues(given, output)
    elif isinstance(output, Tensor):
        drawn = _OfTensors(given, output)
    else:
        raise TypeError(f"draw was given a {type(output).__name__}: it takes a Value or a Tensor")
    return drawn.rows, drawn.values, drawn.gradients


class _Graph:
    """Rows, values and gradients, while they are collected."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.given = names
        self.rows: list[Row] = []
        self.values: dict[str, Any] = {}
        self.gradients: dict[str, Any] = {}

    def add(self, name: str, symbol: str, inputs: tuple[str, ...], value: Any) -> str:
        """Write a node down; a name that is taken gets a number."""
        while not name or name in self.values:
            name = f"v{len(self.rows) + 1}" if not name else f"{name}′"
        self.rows.append((name, symbol, inputs))
        self.values[name] = value
        return name


class _OfValues(_Graph):
    """The records of one or more tapes."""

    def __init__(self, names: dict[str, Any], output: Value) -> None:
        super().__init__(names)
        if output._tape is None or output.is_leaf:
            raise RuntimeError("draw was given a Value that was not computed: there is no graph")
        known = {
            (v._tape, v._place): name
            for name, v in self.given.items()
            if isinstance(v, Value) and v._is_result
        }
        self.leaves = {id(v): name for name, v in self.given.items() if isinstance(v, Value)}
        self.drawn: dict[int, str] = {}
        found = tape.sweep(output._tape, output._place, 1.0)
        wanted = _reached(output._tape, output._place)
        self.names: dict[tuple[Tape, int], str] = {}
        for at in sorted(wanted, key=lambda at: (at[0].serial, at[1])):
            self._add_record(*at, known.get(at, ""))
            if at[1] not in at[0].imported:
                places, name = found.get(at[0], []), self.names[at]
                share = places[at[1]] if at[1] < len(places) else 0.0
                self.gradients[name] = self.gradients.get(name, 0.0) + share

    def _add_record(self, tape: Tape, place: int, name: str) -> None:
        symbol, value, first, by_first, second, by_second = tape.records[place]
        if place in tape.imported:
            self.names[tape, place] = self.names[tape.imported[place]]
            return
        if not symbol:
            leaf, _ = tape.leaves[place]
            if id(leaf) not in self.drawn:  # a leaf may be on several tapes
                self.drawn[id(leaf)] = self.add(self.leaves.get(id(leaf), ""), "", (), value)
            self.names[tape, place] = self.drawn[id(leaf)]
            return
        pairs = [(first, by_first)]
        if first == FUSED:
            weights, weight_at, inputs, input_at, bias, bias_at, _ = by_first
            pairs = [*_pairs(weight_at, weights), *_pairs(input_at, inputs), (bias_at, bias)]
        elif by_second is not None:
            pairs.append((second, by_second))
        sources = tuple(
            self.names[tape, at] if at else self.add(f"{constant:.4g}", "", (), constant)
            for at, constant in pairs
        )
        self.names[tape, place] = self.add(name, symbol, sources, value)


def _pairs(places: Any, numbers: list[float]) -> list[tuple[int, float]]:
    return list(zip(places or [0] * len(numbers), numbers, strict=True))


def _reached(tape: Tape, place: int) -> set[tuple[Tape, int]]:
    """Return all records that a record was computed from, and itself."""
    found, waiting = {(tape, place)}, [(tape, place)]
    while waiting:
        at = waiting.pop()
        for source in _sources(*at):
            if source not in found:
                found.add(source)
                waiting.append(source)
    return found


def _sources(tape: Tape, place: int) -> list[tuple[Tape, int]]:
    if place in tape.imported:
        return [tape.imported[place]]
    _, _, first, by_first, second, _ = tape.records[place]
    places = [first, second]
    if first == FUSED:
        places = [*by_first[1], *by_first[3], by_first[5]]
    return [(tape, at) for at in places if at]


class _OfTensors(_Graph):
    """Tensors and the constants that they met."""

    def __init__(self, names: dict[str, Any], output: Tensor) -> None:
        super().__init__(names)
        if not output._inputs:
            raise RuntimeError("draw was given a Tensor that was not computed: there is no graph")
        found = backward.sweep(output, np.ones_like(output.data))
        titles = {id(t): name for name, t in self.given.items() if isinstance(t, Tensor)}
        names_of: dict[Tensor, str] = {}
        for tensor in sorted(found, key=lambda tensor: tensor._serial):
            sources = tuple(names_of[source] for source, _ in tensor._inputs)
            names_of[tensor] = self.add(
                titles.get(id(tensor), ""), tensor._symbol, sources, _shown(tensor.data)
            )
            self.gradients[names_of[tensor]] = _shown(found[tensor])


def _shown(data: Any) -> Any:
    """Return a single number as it is, an array by its shape."""
    return data.item() if data.size == 1 else str(data.shape)
