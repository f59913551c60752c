"""Write the slopes of three activations as functions of their output a alone."""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp


def slopes_from_outputs(
    *,
    bipolar=lambda a: (1 - a**2) / 2,
    stretched=lambda a: 2 - a**2 / 2,
    softplus=lambda a, exp: 1 - exp(-a),
):
    """Return the slopes of a = 2σ(z) − 1, of a = 2 tanh z and of a = ln(1 + e^z)."""
    a = sp.Symbol("a")
    return {"bipolar": bipolar(a), "stretched": stretched(a), "softplus": softplus(a, sp.exp)}


EXERCISE = Expressions(
    slopes_from_outputs,
    title="Three slopes, from a alone",
    points=2,
    difficulty=3,
    read_again="Two ways to write a slope",
    symbols={"a": (0.1, 0.95)},
    slips=[
        slip("sigmoid of a", softplus=lambda a, exp: 1 / (1 + exp(-a))).asks(
            "The slope of softplus is σ(z). Which number did you give to σ?"
        ),
        slip("stopped at e^z", softplus=lambda a, exp: exp(a) - 1).asks(
            "From a = ln(1 + e^z) you have found e^z. What has the slope still to be made of?"
        ),
        slip("sign in the exponent", softplus=lambda a, exp: 1 - exp(a)).asks(
            "A slope of softplus lies between 0 and 1. Does yours?"
        ),
        slip("rule of tanh copied", bipolar=lambda a: 1 - a**2, stretched=lambda a: 1 - a**2).asks(
            "At z = 0 both a are 0. How steep are 2σ(z) − 1 and 2 tanh z there?"
        ),
        slip("rule of the sigmoid fed the new a", bipolar=lambda a: 2 * a * (1 - a)).asks(
            "In σ(1 − σ), what must you write for σ when the output is a = 2σ − 1?"
        ),
        slip("factor of the sigmoid forgotten", bipolar=lambda a: (1 - a**2) / 4).asks(
            "You have σ(1 − σ) in terms of a. Is 2σ − 1 as steep as σ?"
        ),
        slip("a for tanh z", stretched=lambda a: 2 * (1 - a**2)).asks(
            "In 1 − tanh² z, what must you write for tanh z when the output is a = 2 tanh z?"
        ),
        slip("factor of tanh forgotten", stretched=lambda a: 1 - a**2 / 4).asks(
            "You have 1 − tanh² z in terms of a. Is 2 tanh z as steep as tanh z?"
        ),
        slip("rule of tanh copied for 2 tanh", stretched=lambda a: 1 - a**2).asks(
            "How steep is 2 tanh z at z = 0, and which a has it there?"
        ),
        slip("rule of the sigmoid copied", softplus=lambda a, exp: a * (1 - a)).asks(
            "Softplus grows for ever. What becomes of your slope when a is larger than 1?"
        ),
        slip("rule of the sigmoid for bipolar", bipolar=lambda a: a * (1 - a)).asks(
            "At z = 0 the output 2σ(z) − 1 is 0. Is the curve flat there?"
        ),
        slip("σ′ at a", softplus=lambda a, exp: exp(-a) / (1 + exp(-a)) ** 2).asks(
            "Is the slope of softplus the sigmoid, or the sigmoid's slope?"
        ),
    ],
)
