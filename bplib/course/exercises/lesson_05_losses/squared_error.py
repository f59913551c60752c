"""Write the squared error and its slope in two conventions: a mean of all entries, and a half."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_05_losses.shared import TWO_SCALES, one, overwritten, squeezed


def squared_error(
    P,
    Y,
    convention,
    *,
    entries=np.size,
    samples=len,
    halves=2,
    two=2,
    left=1,
    square=np.square,
    bend=np.asarray,
):
    """Return the loss and dL/dP, for the "mean" or the "half" convention."""
    E = P - Y
    if convention == "mean":
        return np.sum(square(E)) / entries(E), two * bend(E) / entries(E)
    return np.sum(square(E)) / (halves * samples(E)), left * bend(E) / samples(E)


def cases(rng):
    """Draw predictions for three numbers of outputs in each convention."""

    def case(note, N, C, convention):
        P, Y = rng.normal(size=(2, N, C)) + rng.uniform(0.5, 1.5, (2, 1, 1)) * [[[1]], [[-1]]]
        return call_case(note, P=P, Y=Y, convention=convention)

    return [
        case("three outputs, mean", 5, 3, "mean"),
        case("three outputs, half", 5, 3, "half"),
        case("five outputs, mean", 4, 5, "mean"),
        case("four outputs, half", 7, 4, "half"),
        case("one sample, mean", 1, 4, "mean"),
        case("one sample, half", 1, 3, "half"),
        case("one output, mean", 6, 1, "mean"),
        case("one output, half", 3, 1, "half"),
    ]


def squares_of_sums(P, Y, convention):
    """Return the square of the mean, or of the sum, of all differences, and the right slopes."""
    loss, dP = squared_error(P, Y, convention)
    together = np.sum(P - Y) ** 2 / np.sum((P - Y) ** 2)
    return loss * together / (P.size if convention == "mean" else 1), dP


EXERCISE = Function(
    squared_error,
    cases,
    title="Squared error, two conventions",
    points=3,
    core=True,
    difficulty=2,
    pure=True,
    returns=("loss", "dP"),
    read_again=TWO_SCALES,
    met={"E": "the errors"},
    slips=[
        slip("gradient without its 2", two=1).asks(
            "Differentiate the square of one entry: which factor comes down?"
        ),
        slip("stray 2", left=2).asks(
            "In the half convention, what does the half do to the factor of the square?"
        ),
        *(
            slip(f"always {kept}", given=lambda P, Y, _, kept=kept: (P, Y, kept)).asks(
                "What does your function do with the convention that it is given?"
            )
            for kept in ("mean", "half")
        ),
        slip("sums, not means", entries=one, samples=one).asks(
            "If every sample is given twice, should the loss double?"
        ),
        slip("missing 1/N in the gradient", result=lambda out: (out[0], out[1] * len(out[1]))).asks(
            "Your loss is an average over the samples. Is your gradient the slope of it?"
        ),
        slip("1/N twice", result=lambda out: (out[0], out[1] / len(out[1]))).asks(
            "How often does the number of samples divide the gradient, and how often the loss?"
        ),
        slip("half convention divided by the outputs", samples=np.size).asks(
            "Over what does the half convention average: samples, outputs, or both?"
        ),
        slip("mean over samples only", entries=len).asks(
            "How many numbers does P hold, and over how many of them is the mean taken?"
        ),
        slip("half forgotten in the loss", halves=1).asks(
            "Is your gradient the slope of the loss that you return in the half convention?"
        ),
        slip("squeezed", result=squeezed).asks(
            "How many axes has your gradient where P has a single row?"
        ),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the P that you were given?"
        ),
        slip("sign of the gradient", result=lambda out: (out[0], -out[1])).asks(
            "If a prediction is too high, does the loss rise or fall when it grows?"
        ),
        slip("half convention divided by the outputs alone", samples=lambda E: E.shape[1]).asks(
            "Which axis are the samples, and over which does the half convention average?"
        ),
        slip("slope squared", bend=np.square).asks("What is the slope of e² by e: e², or less?"),
        slip("size for square", square=np.abs).asks(
            "Is an error twice as large charged twice as much, or four times?"
        ),
        slip("added before they are squared", instead=squares_of_sums).asks(
            "Can a difference above 0 and one below 0 make each other's loss small?"
        ),
    ],
)
