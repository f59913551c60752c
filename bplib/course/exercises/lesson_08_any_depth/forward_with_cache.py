"""Go forward through any number of layers, and keep every sum and every activation."""

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_08_any_depth.shared import (
    DEPTHS,
    FORWARD,
    bend,
    network,
    prime,
    signed,
)


def forward_with_cache(
    X,
    weights,
    biases,
    activations,
    *,
    sums=lambda A, W, b: A @ W + b,
    passed=lambda Z, A: A,
    bent=bend,
):
    """Return the sums Z_1 ... Z_K and the activations A_0 = X, A_1 ... A_K."""
    Zs, As, received = [], [X], X
    for W, b, name in zip(weights, biases, activations, strict=True):
        Zs.append(sums(received, W, b))
        As.append(bent(name, Zs[-1]))
        received = passed(Zs[-1], As[-1])
    return Zs, As


def cases(rng):
    """Draw networks of one to four layers."""

    def case(note, N, sizes, names):
        weights, biases = network(rng, sizes)
        X = signed(rng, (N, sizes[0]))
        return call_case(note, X=X, weights=weights, biases=biases, activations=list(names))

    return [case(*depth) for depth in DEPTHS]


def nudging(forward):
    """Return the same way forward, which adds a little to the caller's X."""

    def nudged(X, *rest):
        X += 1e-9
        return forward(X, *rest)

    return nudged


def without_biases(forward):
    """Return a way forward that keeps its sums before the biases come in."""

    def answer(X, weights, biases, activations):
        Zs, As = forward(X, weights, biases, activations)
        return [Z - b for Z, b in zip(Zs, biases, strict=True)], As

    return answer


EXERCISE = Function(
    forward_with_cache,
    cases,
    title="Go forward and keep what the way back needs",
    points=3,
    difficulty=2,
    core=True,
    read_again=FORWARD,
    pure=True,
    slips=[
        slip("input not kept", result=lambda out: (out[0], out[1][1:])).asks(
            "Which array does the gradient of the first layer's weights need?"
        ),
        slip("sums overwritten", result=lambda out: (out[1][1:], out[1])).asks(
            "When the way back asks for Z, does it find Z, or what became of it?"
        ),
        slip("sums passed on", passed=lambda Z, A: Z).asks(
            "Does the next layer read what its predecessor summed, or what it answered?"
        ),
        slip("input bent", given=lambda X, W, b, names: (bend(names[0], X), W, b, names)).asks(
            "Does anything happen to X before the first matrix product?"
        ),
        slip("bias forgotten", sums=lambda A, W, b: A @ W).asks(
            "What does a neuron add to its weighted inputs?"
        ),
        slip(
            "one activation for all layers",
            given=lambda X, W, b, names: (X, W, b, [names[0] for _ in names]),
        ).asks("How many activation names were you given?"),
        slip(
            "output not bent",
            given=lambda X, W, b, names: (X, W, b, [*names[:-1], "identity"]),
        ).asks("Is the last layer treated unlike the others in the formula?"),
        slip("biases as columns", sums=lambda A, W, b: A @ W + b[:, None]).asks(
            "Along which axis of the sums do the neurons lie, and so the biases?"
        ),
        slip("X changed", around=nudging).asks(
            "What does the caller find in X after calling your function?"
        ),
        slip("slope for activation", bent=prime).asks(
            "Is what a layer answers its activation, or the slope of it?"
        ),
        slip("nothing bent", bent=lambda name, Z: Z).asks(
            "Where in your layer does the name of the activation matter?"
        ),
        slip("tanh in every layer", bent=lambda name, Z: bend("tanh", Z)).asks(
            "Where in your layer does the name of the activation matter?"
        ),
        slip("bias twice", sums=lambda A, W, b: A @ W + 2 * b).asks(
            "How often does a neuron add its bias?"
        ),
        slip("last layer only", result=lambda out: (out[0][-1], out[1][-1])).asks(
            "How many layers have sums of their own, and of how many do you return them?"
        ),
        slip("biases left out of the sums that are kept", around=without_biases).asks(
            "At which point are the sums put aside: before the bias is in them, or after?"
        ),
    ],
)
