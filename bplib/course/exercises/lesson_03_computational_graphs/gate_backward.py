"""Send a gradient back through one gate: a sum, a product, a maximum or a sigmoid."""

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_03_computational_graphs.shared import sigmoid, slope, with_signs


def gate_backward(
    operation,
    inputs,
    upstream,
    *,
    copy=lambda a, b: (1, 1),
    swap=lambda a, b: (b, a),
    route=lambda a, b: (a > b, b > a),
    bend=slope,
    chain=lambda operation, s, upstream: s * upstream,
):
    """Return what a gate sends back to each of its inputs: local × upstream."""
    if operation == "sigmoid":
        local = [bend(*inputs)]
    else:
        local = {"+": copy, "*": swap, "max": route}[operation](*inputs)
    return [chain(operation, s, upstream) for s in local]


# The last sign is the upstream gradient's, the others are the inputs'; 0 is left to chance.
KINDS = (
    ("+", "", (0, 0, -1)),
    ("*", "", (0, 0, -1)),
    ("max", "a maximum, its first input the larger, both negative", (-1, -1, 0)),
    ("max", "a maximum, its second input the larger, both positive", (1, 1, -1)),
    ("max", "a maximum, its first input the larger, both positive", (1, 1, 0)),
    ("sigmoid", "a sigmoid of a positive number", (1, -1)),
    ("sigmoid", "a sigmoid of a negative number", (-1, 1)),
)


def cases(rng):
    """Draw numbers for every kind of gate."""

    def case(operation, note, signs):
        *inputs, upstream = with_signs(rng, signs)
        if operation == "max":
            inputs.sort(reverse="first" in note)
        return call_case(note, operation=operation, inputs=inputs, upstream=upstream)

    return [case(*kind) for kind in KINDS]


GATES = (("+", "the sum"), ("*", "the product"), ("max", "the maximum"), ("sigmoid", "the sigmoid"))


def without(kind):
    """Return a chain that forgets the upstream gradient at one kind of gate."""
    return lambda operation, s, upstream: 1.0 * s if operation == kind else s * upstream


def adding(kind):
    """Return a chain that adds the upstream gradient at one kind of gate."""
    return lambda operation, s, upstream: s + upstream if operation == kind else s * upstream


EXERCISE = Function(
    gate_backward,
    cases,
    title="Four gates, backward",
    points=4,
    core=True,
    difficulty=2,
    read_again="Add copies, multiply swaps, max routes",
    slips=[
        slip("sum split", copy=lambda a, b: (1 / 2, 1 / 2)).asks(
            "If one input of a sum grows by 0.01, does the sum grow by 0.01 or by 0.005?"
        ),
        slip("product not swapped", swap=lambda a, b: (a, b)).asks(
            "If the other factor is 1000, how much does a nudge of this one move the product?"
        ),
        slip("max passes to both", route=lambda a, b: (1, 1)).asks(
            "Can a small nudge of the smaller input change the maximum?"
        ),
        slip("max passes to the smaller", route=lambda a, b: (a < b, b < a)).asks(
            "Which of the two inputs came through on the way forward?"
        ),
        slip("max scaled by its value", route=lambda a, b: (a * (a > b), b * (b > a))).asks(
            "Where the maximum is 7, does a nudge of the larger input come out 7 times as large?"
        ),
        slip("max splits", route=lambda a, b: (1 / 2, 1 / 2)).asks(
            "Do both inputs of a maximum move it?"
        ),
        slip("sigmoid as its own slope", bend=sigmoid).asks(
            "Is that how high the sigmoid is, or how steep?"
        ),
        slip("z(1 − z)", bend=lambda z: z * (1 - z)).asks(
            "In s(1 − s), is s what goes into the sigmoid, or what comes out?"
        ),
        slip("slope at the output", bend=lambda z: slope(sigmoid(z))).asks(
            "At which place on its curve is the sigmoid: at its input, or at its output?"
        ),
        slip(
            "upstream forgotten", given=lambda operation, inputs, _: (operation, inputs, 1.0)
        ).asks("These are the gate's own slopes. Who else has a say in what is sent back?"),
        *(
            slip(f"upstream forgotten in {spoken}", chain=without(sign)).asks(
                f"Is what {spoken} sends back the same whatever it is told from above?"
            )
            for sign, spoken in GATES
        ),
        *(
            slip(f"upstream added in {spoken}", chain=adding(sign)).asks(
                f"If nothing of {spoken} reached the output, what should it send back?"
            )
            for sign, spoken in GATES
        ),
        slip("sum weighted by its inputs", copy=lambda a, b: (a, b)).asks(
            "If one input of a sum grows by 0.01, by how much does the sum grow?"
        ),
        slip("product sent to both", swap=lambda a, b: (a * b, a * b)).asks(
            "If one factor is 0, can a nudge of it move the product?"
        ),
        slip(
            "max by size without sign", route=lambda a, b: (abs(a) > abs(b), abs(b) > abs(a))
        ).asks("Which of −3 and −1 comes through a maximum?"),
        slip("max always to the first", route=lambda a, b: (1, 0)).asks(
            "Does your gate ask which of its inputs came through?"
        ),
        slip("max always to the second", route=lambda a, b: (0, 1)).asks(
            "Does the gate of yours ask which of its inputs came through?"
        ),
        slip("rule of tanh", bend=lambda z: 1 - sigmoid(z) ** 2).asks(
            "Which curve has the slope 1 − a²?"
        ),
        slip("upstream added", chain=lambda operation, s, upstream: s + upstream).asks(
            "A gate that doubles a change, then one that triples it: together five, or six?"
        ),
    ],
)
