"""Say what an engine answers that takes two results with equal numbers for one.

Its objects compare as a dataclass does, field by field, and its order leaves out what is "in the
list" already. The program is u = x·x, v = y·y, f = u·v.
"""

from bplib.course.checks import Numbers, slip


def equal_numbers(*, speaks=0, shares=1, reports=2, told=1, apart=1):
    """Return the gradients at x = y = 2 of x, y and v, and that of y at x = 2, y = 3.

    At x = y = 2 u and v are equal in every field, so v never comes into the order: it is told its
    gradient by f, and passes nothing on.
    """
    x, y = 2.0, 3.0
    u = v = x * x
    return {
        "x_grad": shares * reports * x * v,
        "y_grad": speaks * reports * x * u,
        "v_grad": told * u,
        "y_apart": apart * reports * y * u,
    }


EXERCISE = Numbers(
    equal_numbers,
    title="Equal numbers, two results",
    points=2,
    difficulty=2,
    read_again="A number used twice, and two equal numbers",
    slips=[
        slip("places changed", result={"x_grad": 0.0, "y_grad": 16.0}).asks(
            "Which of u and v comes into the list first?"
        ),
        slip("both speak", speaks=1).asks(
            "When the walk asks whether v is in the list, what is v compared with, and how?"
        ),
        slip("all of it at x", shares=2).asks(
            "v is left out of the order. Does u now speak for both, or only once, as itself?"
        ),
        slip("one report of a square", reports=1).asks(
            "A product x·x has two inputs. How many reports does it send to x?"
        ),
        slip("v is told nothing", told=0).asks(
            "Who adds to v's gradient: v itself, or f, which has v among its inputs?"
        ),
        slip("different numbers taken for one", apart=0).asks(
            "With x = 2 and y = 3, in which field do u and v differ?"
        ),
        slip("slope by the other one", result={"y_apart": 36.0}).asks(
            "Is the gradient of x asked for here, or that of y?"
        ),
    ],
)
