"""Three slopes of one neuron."""

from collections.abc import Callable
from typing import Any

from bplib.course.checks import Expressions, slip


def _neuron_slopes() -> dict[str, Any]:
    import sympy

    w, x, b = sympy.symbols("w x b")
    a = 1 / (1 + sympy.exp(-(w * x + b)))
    return {"d_w": a * (1 - a) * x, "d_b": a * (1 - a), "d_x": a * (1 - a) * w}


def _neuron_mistake(outer: str) -> Callable[[], dict[str, Any]]:
    """Return the three slopes with something else in the place of σ′(wx + b)."""

    def slopes() -> dict[str, Any]:
        import sympy

        w, x, b = sympy.symbols("w x b")

        def sigmoid(z: Any) -> Any:
            return 1 / (1 + sympy.exp(-z))

        z = w * x + b
        a = sigmoid(z)
        s = {
            "at x": sigmoid(x) * (1 - sigmoid(x)),
            "at a": sigmoid(a) * (1 - sigmoid(a)),
            "of z": z * (1 - z),
            "sigmoid": a,
            "sign": -a * (1 - a),
            "tanh": 1 - a**2,
            "one": sympy.Integer(1),
        }[outer]
        return {"d_w": s * x, "d_b": s, "d_x": s * w}

    return slopes


def _neuron_inner_forgotten() -> dict[str, Any]:
    right = _neuron_slopes()
    return {"d_w": right["d_b"], "d_x": right["d_b"]}


def _neuron_inner_swapped() -> dict[str, Any]:
    right = _neuron_slopes()
    return {"d_w": right["d_x"], "d_x": right["d_w"]}


def _neuron_bias_scaled() -> dict[str, Any]:
    import sympy

    return {"d_b": _neuron_slopes()["d_b"] * sympy.Symbol("b")}


EXERCISE = Expressions(
    _neuron_slopes,
    name="sigmoid_neuron_slopes",
    title="Three slopes of one neuron",
    points=3,
    difficulty=3,
    minutes=4,
    read_again="One chain in symbols",
    symbols={"w": (-1.5, 1.5), "x": (-2.0, 2.0), "b": (-1.0, 1.0)},
    slips=[
        slip(
            "inner slope forgotten", result=lambda out: {**out, **(_neuron_inner_forgotten)()}
        ).asks("If w grows by 1, by how much does wx + b grow?"),
        slip(
            "inner slopes exchanged", result=lambda out: {**out, **(_neuron_inner_swapped)()}
        ).asks("Which of w and x is held still when you differentiate by w?"),
        slip("bias scaled", result=lambda out: {**out, **(_neuron_bias_scaled)()}).asks(
            "What is the slope of wx + b by b?"
        ),
        slip("outer slope at x", result=lambda out: {**out, **(_neuron_mistake("at x"))()}).asks(
            "What does the sigmoid receive in this neuron: x, or something else?"
        ),
        slip(
            "outer slope at the output", result=lambda out: {**out, **(_neuron_mistake("at a"))()}
        ).asks("Where on its curve is the sigmoid: at its own input, or at its own output?"),
        slip("z(1 − z)", result=lambda out: {**out, **(_neuron_mistake("of z"))()}).asks(
            "In s(1 − s), is s what goes into the sigmoid, or what comes out?"
        ),
        slip(
            "not differentiated", result=lambda out: {**out, **(_neuron_mistake("sigmoid"))()}
        ).asks("Is the outer factor the sigmoid itself, or how fast it rises?"),
        slip(
            "sign of the exponent", result=lambda out: {**out, **(_neuron_mistake("sign"))()}
        ).asks("Does the sigmoid rise or fall? Which signs meet when you differentiate exp(−z)?"),
        slip("slope of tanh", result=lambda out: {**out, **(_neuron_mistake("tanh"))()}).asks(
            "Which curve has the slope 1 − a²?"
        ),
        slip(
            "outer slope forgotten", result=lambda out: {**out, **(_neuron_mistake("one"))()}
        ).asks("These are the slopes of wx + b. What comes after it in the chain?"),
    ],
)
