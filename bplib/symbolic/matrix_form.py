"""The four equations of backpropagation with the shapes of one network."""

from bplib.layers import Architecture
from bplib.symbolic.display import Equations, Line
from bplib.symbolic.formulas import ACTIVATION_FORMULAS, FUSED_LOSSES
from bplib.symbolic.notation import Notation

Shape = tuple[int, int]
Written = tuple[str, str]  # in LaTeX, in text


def matrix_form(architecture: Architecture, notation: Notation, biases: bool) -> Equations:
    """Write the four equations, layer by layer, with its shape under every array."""
    row = notation.convention == "row"
    sizes, last = notation.sizes, len(notation.sizes) - 1

    def vector(layer: int) -> Shape:
        return (1, sizes[layer]) if row else (sizes[layer], 1)

    def named(latex: str, text: str, shape: Shape) -> Written:
        size = f"{shape[0]} \\times {shape[1]}"
        return (
            rf"\underbrace{{{latex}}}_{{{size}}}",
            f"{text} ({shape[0]}x{shape[1]})",
        )

    def unit(name: str, layer: int) -> Written:
        if layer == 0:
            return named("x", "x", vector(0))
        latex = {"delta": r"\delta"}.get(name, name)
        return named(f"{latex}^{{({layer})}}", f"{name}{layer}", vector(layer))

    def bend(layer: int) -> Written:
        name = architecture.activations[layer - 1]
        latex = ACTIVATION_FORMULAS[name].name or r"\mathrm{id}"
        if latex[0] != "\\":
            latex = rf"\mathrm{{{latex}}}"
        return named(f"{latex}'(z^{{({layer})}})", f"{name}'(z{layer})", vector(layer))

    def transposed(latex: str, text: str, shape: Shape) -> Written:
        return named(rf"{latex}^{{\mathsf{{T}}}}", f"{text}^T", (shape[1], shape[0]))

    def line(left: Written, *right: Written) -> Line:
        latex, text = ((" ".join(part[kind] for part in right)) for kind in (0, 1))
        return Line([left[0], latex], [left[1], text], [False])

    entrywise = (r"\odot", "*")
    if architecture.loss in FUSED_LOSSES:
        start = (unit("a", last), ("-", "-"), named("y", "y", vector(last)))
    else:
        upstream = rf"\frac{{\partial L}}{{\partial a^{{({last})}}}}"
        start = (named(upstream, f"dL/da{last}", vector(last)), entrywise, bend(last))
    deltas = [line(unit("delta", last), *start)]
    for layer in range(last - 1, 0, -1):
        shape = (sizes[layer], sizes[layer + 1])
        weights = transposed(
            f"{{W^{{({layer + 1})}}}}", f"W{layer + 1}", shape if row else shape[::-1]
        )
        delta = unit("delta", layer + 1)
        back = (delta, weights) if row else (weights, delta)
        deltas.append(line(unit("delta", layer), *back, entrywise, bend(layer)))

    gradients = []
    for layer in range(last, 0, -1):
        shape = (sizes[layer - 1], sizes[layer]) if row else (sizes[layer], sizes[layer - 1])
        latex = f"{{a^{{({layer - 1})}}}}" if layer > 1 else "x"
        before = transposed(latex, f"a{layer - 1}" if layer > 1 else "x", vector(layer - 1))
        delta = unit("delta", layer)
        outer = (before, delta) if row else (delta, before)
        left = rf"\frac{{\partial L}}{{\partial W^{{({layer})}}}}"
        gradients.append(line(named(left, f"dL/dW{layer}", shape), *outer))
        if biases:
            left = rf"\frac{{\partial L}}{{\partial b^{{({layer})}}}}"
            gradients.append(line(named(left, f"dL/db{layer}", vector(layer)), delta))
    return Equations({"delta": deltas, "gradients": gradients})
