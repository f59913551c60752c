"""Write down, for curvatures λ > μ, how descent shrinks an error, up to which rate and how best."""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import BY_HAND


def stable_rates(
    *,
    slope=lambda curvature: curvature,
    factor=lambda eta, curvature: 1 - eta * curvature,
    edge=-1,
    leaves=lambda lam, mu: lam,
    best=lambda lam, mu: 2 / (lam + mu),
):
    """Return one step's factor, the largest rate, the best one, and what it makes of an error."""
    eta, lam, mu = sp.symbols("eta lambda mu", positive=True)
    lam, mu = slope(lam), slope(mu)
    return {
        "factor": factor(eta, lam),
        "limit": (1 - edge) / leaves(lam, mu),
        "best": best(lam, mu),
        "shrink": 1 - best(lam, mu) * mu,
    }


EXERCISE = Expressions(
    stable_rates,
    title="Write down how fast descent can be",
    points=2,
    difficulty=2,
    core=True,
    read_again=BY_HAND,
    symbols={"eta": (0.02, 0.3), "lambda": (4.0, 9.0), "mu": (0.5, 2.0)},
    slips=[
        slip("uphill", factor=lambda eta, curvature: 1 + eta * curvature).asks(
            "Does the step go with the slope, or against it?"
        ),
        slip("half forgotten", slope=lambda curvature: 2 * curvature).asks(
            "What is the derivative of ½ λ w², and what became of the ½?"
        ),
        slip("arrival for limit", edge=0).asks(
            "What does the factor do to w at this rate: reach −1, or reach 0?"
        ),
        slip("limit of the flat direction", leaves=lambda lam, mu: mu).asks(
            "Which of the two directions leaves the interval from −1 to 1 first?"
        ),
        slip("best for the steep direction alone", best=lambda lam, mu: 1 / lam).asks(
            "Which direction is now the slower one, and could a larger rate help it?"
        ),
        slip("divided by the curvature", factor=lambda eta, curvature: 1 - eta / curvature).asks(
            "How long is one step, if the slope is λ w?"
        ),
    ],
)
