"""Find the first flat place."""

from bplib.course.checks import Numbers, slip


def first_flat_integers():
    return {"half": 8.0, "single": 17.0, "double": 37.0}


EXERCISE = Numbers(
    first_flat_integers,
    title="Find the first flat place",
    points=1,
    difficulty=2,
    minutes=2,
    read_again="Where it breaks: a slope that is lost on one side",
    slips=[
        slip("one too early", result={"half": 7.0, "single": 16.0, "double": 36.0}).asks(
            "Is a(1 − a) exactly 0 at your numbers, or only very small?"
        ),
        slip("one too late", result={"half": 9.0, "single": 18.0, "double": 38.0}).asks(
            "Is a(1 − a) already 0 one integer before yours?"
        ),
        slip("overflow looked for", result={"half": 12.0, "single": 89.0, "double": 710.0}).asks(
            "Where e^z overflows, a has long been 1. At which z does that begin?"
        ),
        slip("all in double precision", result={"half": 37.0, "single": 37.0, "double": 37.0}).asks(
            "Which dtype had the z that you computed with: did it stay what you meant it to be?"
        ),
    ],
)
