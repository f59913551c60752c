"""Experiments of lesson 12: engines drawn while they walk, random tapes, points to train on.

An engine's number is here any object with ``data``, ``grad``, ``inputs`` and ``slopes``.
"""

import re
from collections.abc import Mapping
from html import escape
from numbers import Real
from typing import Any

import numpy as np

from bplib import autodiff, plots
from bplib.autodiff import Value
from bplib.plots.picture import Picture
from bplib.plots.svg import FONT, INK

SYMBOLS = {"*": "×", "/": "÷", "-": "−", "log": "ln"}


# ---- two pieces, each tried alone ----------------------------------------------------------------


def pieces(record: Any, kind: Any) -> str:
    """Say of the two pieces of an engine whether each is right, and what is wrong with it.

    Parameters
    ----------
    record : callable
        ``record("*", 2, v)`` makes the number of an operation.
    kind : class
        Numbers with a ``backward`` of their own, here made by hand and not by `record`.
    """
    return (
        f"record alone:   {_said(_recorded, record, kind)}\nbackward alone: {_said(_walked, kind)}"
    )


def _said(trial: Any, *given: Any) -> str:
    """Return what a trial finds, also where the piece is a blank or stops."""
    try:
        return trial(*given) or "right"
    except NotImplementedError:
        return "not written yet"
    except Exception as error:
        return f"stops with {type(error).__name__}: {error}"


def _recorded(record: Any, kind: Any) -> str:
    """Return what is wrong with the number that a product or tanh makes, "" if nothing is."""
    v = kind(3.0)
    made, bent = record("*", 2, v), record("tanh", v)
    for words, node in (('record("*", 2, v)', made), ('record("tanh", v)', bent)):
        if not isinstance(node, kind):
            return f"{words} returns no {kind.__name__}"
    two, slopes = len(made.inputs) == 2, [float(slope) for slope in made.slopes]
    if not (two and made.inputs[1] is v and isinstance(made.inputs[0], kind)):
        return 'of record("*", 2, v) the inputs should be a new number 2, and v itself'
    if made.data != 6 or slopes != [3.0, 2.0]:
        told = ", ".join(f"{slope:g}" for slope in slopes)
        return (
            f'record("*", 2, v) with v = 3 has data {made.data:g} and slopes {told}, not 6 and 3, 2'
        )
    if len(bent.inputs) != 1 or len(bent.slopes) != 1:
        return 'record("tanh", v) should have one input and one slope'
    return ""


def _walked(kind: Any) -> str:
    """Return what is wrong with a walk back through x y + x at 3 and 4, "" if nothing is."""
    x, y = kind(3.0), kind(4.0)
    p = kind(12.0, (x, y), (4.0, 3.0))
    kind(15.0, (p, x), (1.0, 1.0)).backward()
    if (x.grad, y.grad) != (5, 3):
        left = f"{x.grad:g} in x and {y.grad:g} in y"
        return f"through x * y + x at 3 and 4 it leaves {left}, not 5 and 3"
    return ""


# ---- drawings ------------------------------------------------------------------------------------


def in_order(output: Any) -> list[Any]:
    """Return all nodes that an engine's number was computed from, inputs first, itself last."""
    order: list[Any] = []
    seen: set[int] = set()

    def visit(node: Any) -> None:
        if id(node) not in seen:
            seen.add(id(node))
            for source in node.inputs:
                visit(source)
            order.append(node)

    visit(output)
    return order


def rows(output: Any, names: Mapping[str, Any]) -> dict[str, tuple[str, tuple[str, ...], Any]]:
    """Return the graph of a number: by name, its symbol, the names of its inputs, and itself."""
    titles = {id(node): name for name, node in names.items()}
    found: dict[str, tuple[str, tuple[str, ...], Any]] = {}
    known: dict[int, str] = {}
    for node in in_order(output):
        name = titles.get(id(node)) or (f"v{len(found) + 1}" if node.inputs else f"{node.data:g}")
        while name in found:
            name += "′"
        known[id(node)] = name
        symbol = getattr(node, "symbol", "")
        sources = tuple(known[id(source)] for source in node.inputs)
        found[name] = (SYMBOLS.get(symbol, symbol) if sources else "", sources, node)
    return found


def slopes_of(output: Any, names: Mapping[str, Any]) -> dict[tuple[str, str, int], float]:
    """Return the slopes of results by their inputs that are numbers, by input, result and place."""
    return {
        (source, name, k): float(slope)
        for name, (_, sources, node) in rows(output, names).items()
        for k, (source, slope) in enumerate(zip(sources, node.slopes, strict=False))
        if isinstance(slope, Real)
    }


def draw_memory(output: Any, names: Mapping[str, Any], symbols: Mapping[str, str]) -> Picture:
    """Draw what an engine remembers on its way forward: every value, and the slopes by its inputs.

    Parameters
    ----------
    output : object
        The end of the graph.
    names : mapping of str to object
        Its nodes.
    symbols : mapping of str to str
        What each result is: ``{"p": "×"}``.

    Returns
    -------
    Picture
    """
    found, slopes = rows(output, names), slopes_of(output, names)
    told = [f"{name} = {node.data:g}" for name, (_, _, node) in found.items()]
    told += [f"slope of {name} by {source} {s:g}" for (source, name, _), s in slopes.items()]
    return plots.computation_graph(
        [plots.Node(name, symbols.get(name, ""), found[name][1]) for name in found],
        {name: node.data for name, (_, _, node) in found.items()},
        slopes=slopes,
        alt=f"A computation graph: {', '.join(told)}.",
        below="gradient, not yet known",
    )


def draw_own(output: Any, names: Mapping[str, Any]) -> Picture:
    """Draw the graph behind a number of anybody's engine, with the gradients that it holds.

    Parameters
    ----------
    output : object
        The end of the graph, after its backward pass; bplib's own `Value` will do, too.
    names : mapping of str to object
        What to call its nodes.

    Returns
    -------
    Picture
    """
    if isinstance(output, Value):
        return autodiff.draw(output, names)
    found = rows(output, names)
    told = ", ".join(
        f"{name} = {node.data:.4g} with gradient {node.grad:.4g}"
        for name, (_, _, node) in found.items()
    )
    return plots.computation_graph(
        [plots.Node(name, symbol, sources) for name, (symbol, sources, _) in found.items()],
        {name: node.data for name, (_, _, node) in found.items()},
        {name: node.grad for name, (_, _, node) in found.items()},
        alt=f"A computation graph: {told}.",
        slopes=slopes_of(output, names),
    )


def steps_back(output: Any, names: Mapping[str, Any], symbols: Mapping[str, str]) -> Picture:
    """Walk back from a number, one node at a time, and draw what every node holds by then.

    Parameters
    ----------
    output : object
        The end of the graph; its gradients are set.
    names : mapping of str to object
        Its nodes.
    symbols : mapping of str to str
        What each result is: ``{"p": "×"}``.

    Returns
    -------
    Picture
        The graph after the way forward, with the output's gradient 1, and after each speaker.
    """
    found = rows(output, names)
    graph = [plots.Node(name, symbols.get(name, ""), found[name][1]) for name in found]
    values = {name: node.data for name, (_, _, node) in found.items()}
    frames: dict[str, Picture] = {}

    def keep(title: str) -> None:
        held = {name: node.grad for name, (_, _, node) in found.items()}
        shown = {name: grad if grad else "·" for name, grad in held.items()}
        told = ", ".join(f"{name} {grad:g}" for name, grad in held.items())
        last = next(reversed(found))
        picture = plots.computation_graph(
            graph,
            values,
            shown,
            output=last,
            alt=f"Held: {told}.",
            slopes=slopes_of(output, names),
            below="gradient held so far",
        )
        frames[title] = picture

    for _, _, node in found.values():
        node.grad = 0.0
    keep("1. forward: values, no gradients yet")
    output.grad = 1.0
    keep(f"2. {next(reversed(found))} begins with 1")
    for name, (_, sources, node) in reversed(found.items()):
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad += slope * node.grad
        if sources:
            told = " and ".join(dict.fromkeys(sources))
            twice = ", twice" if len(set(sources)) < len(sources) else ""
            keep(f"{len(frames) + 1}. {name} has spoken to {told}{twice}")
    return beside(frames)


def beside(pictures: Mapping[str, Picture], columns: int = 2) -> Picture:
    """Return drawings (SVG) under their titles, in rows; the text alternatives follow each other.

    Parameters
    ----------
    pictures : mapping of str to Picture
        By title.
    columns : int
        How many in a row.

    Returns
    -------
    Picture
    """
    sizes, parts = [], []
    for picture in pictures.values():
        head, inner = re.match(r"(<svg[^>]*>)(.*)</svg>$", picture.content.decode(), re.S).groups()  # type: ignore[union-attr]
        sizes.append([int(n) for n in re.findall(r'viewBox="0 0 (\d+) (\d+)"', head)[0]])
        parts.append(inner)
    width, height = (max(side) for side in zip(*sizes, strict=True))
    gap, title = 24, 26
    placed = [
        f'<g transform="translate({k % columns * (width + gap)},'
        f'{k // columns * (height + title + gap)})"><text x="{width / 2:g}" y="16" fill="{INK}" '
        f'font-size="14" font-weight="bold" text-anchor="middle">{escape(name)}</text>'
        f'<g transform="translate({(width - size[0]) / 2:g},{title})">{part}</g></g>'
        for k, (name, part, size) in enumerate(zip(pictures, parts, sizes, strict=True))
    ]
    lines = -(-len(parts) // columns)
    w = columns * (width + gap) - gap
    h = lines * (height + title + gap) - gap
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" '
        f'font-family="{FONT}">{"".join(placed)}</svg>'
    )
    alt = " ".join(f"{name}: {picture.alt}" for name, picture in pictures.items())
    return Picture(svg.encode(), "svg", alt, w)


# ---- points --------------------------------------------------------------------------------------


def eight_points() -> tuple[np.ndarray, np.ndarray]:
    """Return eight points on a circle and their labels by quadrant: X, (8, 2); y, (8, 1), ±1."""
    angles = np.deg2rad(22.5 + 45 * np.arange(8))
    X = np.column_stack([np.cos(angles), np.sin(angles)])
    return X, np.sign(X[:, :1] * X[:, 1:])


def small_net(seed: int) -> list[np.ndarray]:
    """Return the first weights of a net 2-4-1: W1, (2, 4); b1, (4,); W2, (4, 1); b2, (1,)."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(2, 4)), np.zeros(4), rng.normal(0, 0.5, (4, 1)), np.zeros(1)]
