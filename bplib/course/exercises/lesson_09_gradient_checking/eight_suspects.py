"""Say which of the eight gradients of `experiments.lesson_09` are wrong, and which only look so."""

from bplib.course.checks import Numbers, slip


def eight_suspects(
    *, A="wrong", B="right", C="right", D="wrong", E="right", F="wrong", G="wrong", H="right"
):
    """Return the verdict on each gradient."""
    return {"A": A, "B": B, "C": C, "D": D, "E": E, "F": F, "G": G, "H": H}


EXERCISE = Numbers(
    eight_suspects,
    title="Say which of eight gradients are wrong",
    points=3,
    difficulty=4,
    read_again="The checklist",
    slips=[
        slip("a kink taken for a mistake", C="wrong").asks(
            "One of your wrong ones passes with a step a hundred times smaller. Why?"
        ),
        slip("rounding taken for a mistake", E="wrong").asks(
            "One of your wrong ones comes closer and closer when the step grows. Why?"
        ),
        slip("a function that complex steps cannot see", H="wrong").asks(
            "Is |w| analytic, and what do central differences say about it?"
        ),
        slip("a blind point trusted", D="right").asks(
            "At how many points did you check each of those that you call right?"
        ),
        slip("absolute difference trusted", A="right").asks(
            "Is a difference of 1e-8 small, if the gradient itself is 1e-8?"
        ),
        slip("one entry drowned", F="right").asks(
            "In one of those you call right, all entries agree but one. Did you look?"
        ),
        slip("loose threshold", G="right").asks(
            "In double precision and without a kink, what could leave an error of 1e-4?"
        ),
        slip("a right one accused", B="wrong").asks(
            "One of your wrong ones agrees at every point and with every method. Which?"
        ),
    ],
)
