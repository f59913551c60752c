"""Write what a classifier that gives all C classes the same probability loses, and its slopes.

A batch has N images, n of them of the class whose bias is asked about.
"""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp


def chance_in_symbols(
    *,
    loss=lambda p, log: -log(p),
    share=lambda N: 1 / N,
    target=1,
    sign=1,
    terms=lambda N: 1,
):
    """Return the loss, the delta of a right and of a wrong class, and the slope of one bias."""
    C, N, n = sp.symbols("C N n", positive=True)
    p = 1 / C
    right, wrong = sign * share(N) * (p - target), sign * share(N) * p
    return {
        "loss": terms(N) * loss(p, sp.log),
        "delta_right": right,
        "delta_wrong": wrong,
        "bias_slope": n * right + (N - n) * wrong,
    }


def by_the_probability(out):
    """Put the slopes by the probability of the right class where those by the logits belong."""
    C, N = sp.symbols("C N", positive=True)
    return {**out, "delta_right": -C / N, "delta_wrong": sp.Integer(0)}


def averaged_again(out):
    """Divide the right slope of the bias by N once more."""
    C, N, n = sp.symbols("C N n", positive=True)
    return {**out, "bias_slope": (1 / C - n / N) / N}


EXERCISE = Expressions(
    chance_in_symbols,
    title="Write down what chance costs",
    points=2,
    difficulty=2,
    read_again="By hand: what chance costs",
    symbols={"C": (2.0, 20.0), "N": (3.0, 40.0), "n": (1.0, 9.0)},
    slips=[
        slip("mean forgotten", share=lambda N: 1).asks(
            "The loss is a mean over N images. How much does one image weigh in it?"
        ),
        slip("target minus prediction", sign=-1).asks(
            "If the logit of the right class grows, does the loss rise or fall?"
        ),
        slip("targets forgotten", target=0).asks(
            "Your delta pushes every class down alike. Where does it learn which one is right?"
        ),
        slip("share of errors for loss", loss=lambda p, log: 1 - p).asks(
            "Is that how often a guess fails, or the mean of −ln of a probability?"
        ),
        slip("by the probability", result=by_the_probability).asks(
            "Is that the slope by the probability, or by the logit in front of the softmax?"
        ),
        slip("loss added up", terms=lambda N: N).asks(
            "Is the loss a sum over the images, or their mean?"
        ),
        slip("bias averaged once more", result=averaged_again).asks(
            "The deltas hold their 1/N. How do they become the slope of a bias?"
        ),
    ],
)
