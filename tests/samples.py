"""Small exercises that tests of the checks share."""

from bplib.course.checks import Function, call_case, judge, slip
from bplib.course.checks.calling import collect

DETAILS = {"title": "T", "points": 2, "difficulty": 1, "read_again": "H"}


def one_array(rng):
    return [call_case("first", x=rng.normal(size=(2, 3)))]


def make(reference, cases=one_array, kind=Function, **more):
    """Return an exercise called `sample`."""
    inputs = [cases] if "cases" in kind.__dataclass_fields__ else []
    return kind(reference, *inputs, name="sample", **DETAILS, **more)


def verdict(exercise, answer, seed=3):
    cases = exercise.inputs(seed)
    return judge(exercise, cases, collect(exercise.requests(cases), answer), seed)


SQUARE = make(
    lambda x: x**2,
    slips=[
        slip("doubled", instead=lambda x: 2 * x).asks("Is a square twice its side?"),
        slip("transposed", result=lambda out: out.T).asks("Which way round are the rows?"),
        slip("fails", instead=lambda x: x.nothing).asks("What is the type of x?"),
    ],
)
