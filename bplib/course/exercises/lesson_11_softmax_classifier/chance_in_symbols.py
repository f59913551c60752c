"""Write down what chance costs."""

from typing import Any

from bplib.course.checks import Expressions, slip


def _names() -> tuple[Any, Any, Any]:
    import sympy

    return sympy.symbols("C N n", positive=True)


def _chance() -> dict[str, Any]:
    import sympy

    C, N, n = _names()
    return {
        "loss": sympy.log(C),
        "delta_right": (1 / C - 1) / N,
        "delta_wrong": 1 / (C * N),
        "bias_slope": 1 / C - n / N,
    }


def _chance_without_mean() -> dict[str, Any]:
    C, N, n = _names()
    return {"delta_right": 1 / C - 1, "delta_wrong": 1 / C, "bias_slope": N / C - n}


def _chance_target_first() -> dict[str, Any]:
    C, N, n = _names()
    return {
        "delta_right": (1 - 1 / C) / N,
        "delta_wrong": -1 / (C * N),
        "bias_slope": n / N - 1 / C,
    }


def _chance_without_targets() -> dict[str, Any]:
    C, N, _ = _names()
    return {"delta_right": 1 / (C * N), "bias_slope": 1 / C}


def _chance_as_share() -> dict[str, Any]:
    C, _, _ = _names()
    return {"loss": 1 - 1 / C}


def _chance_with_prediction_as_slope() -> dict[str, Any]:
    C, N, _ = _names()
    return {"delta_right": -C / N, "delta_wrong": 0 * C}


EXERCISE = Expressions(
    _chance,
    name="chance_in_symbols",
    title="Write down what chance costs",
    points=2,
    difficulty=2,
    minutes=5,
    read_again="By hand: what chance costs",
    symbols={"C": (2.0, 20.0), "N": (3.0, 40.0), "n": (1.0, 9.0)},
    slips=[
        slip("mean forgotten", result=lambda out: {**out, **(_chance_without_mean)()}).asks(
            "The loss is a mean over N images. How much does one image weigh in it?"
        ),
        slip(
            "target minus prediction", result=lambda out: {**out, **(_chance_target_first)()}
        ).asks("If the logit of the right class grows, does the loss rise or fall?"),
        slip("targets forgotten", result=lambda out: {**out, **(_chance_without_targets)()}).asks(
            "Your delta pushes every class down alike. Where does it learn which one is right?"
        ),
        slip("share of errors for loss", result=lambda out: {**out, **(_chance_as_share)()}).asks(
            "Is that how often a guess fails, or the mean of −ln of a probability?"
        ),
        slip(
            "by the probability", result=lambda out: {**out, **(_chance_with_prediction_as_slope)()}
        ).asks("Is that the slope by the probability, or by the logit in front of the softmax?"),
    ],
)
