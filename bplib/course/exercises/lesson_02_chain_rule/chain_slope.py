"""Differentiate a chain of any length: each link's slope, where that link is."""

from functools import reduce
from math import prod

from bplib.course.checks import Formula, Function, call_case, slip
from bplib.course.exercises.lesson_02_chain_rule.shared import coefficients, number


def chain_slope(
    links, slopes, x, *, at=lambda link, x: x, onward=lambda link, x: link(x), total=prod
):
    """Return the derivative of the last link's output by `x`."""
    factors = []
    for link, slope in zip(links, slopes, strict=True):
        d = slope(at(link, x))
        factors.append(d)
        x = onward(link, x)
    return total(factors)


def at_the_end(links, slopes, x):
    """Multiply the slopes at the place where the chain ends."""
    end = reduce(lambda x, link: link(x), links, x)
    return prod(slope(end) for slope in slopes)


def with_places(links, slopes, x):
    """Return the arguments with slopes that are multiplied by the place."""
    return links, [lambda x, slope=slope: slope(x) * x for slope in slopes], x


LINKS = (
    ("sin({a}*x) + x", "{a}*cos({a}*x) + 1"),
    ("x**2/4 + {a}*x", "x/2 + {a}"),
    ("exp(-{a}*x/4)", "-{a}/4*exp(-{a}*x/4)"),
    ("tanh(x) + {a}*x", "1 - tanh(x)**2 + {a}"),
)


def cases(rng):
    """Draw chains of one, two, three and six links."""

    def case(length):
        order = [*rng.permutation(4), *rng.permutation(4)][:length]
        drawn = list(zip(order, coefficients(rng, length), strict=True))
        links, slopes = ([Formula(LINKS[k][part].format(a=a)) for k, a in drawn] for part in (0, 1))
        note = "a single link" if length == 1 else f"{length} links"
        return call_case(note, links=links, slopes=slopes, x=number(rng))

    return [case(length) for length in (2, 3, 1, 6)]


EXERCISE = Function(
    chain_slope,
    cases,
    title="A chain of any length",
    points=4,
    core=True,
    difficulty=3,
    read_again="One chain: links multiply",
    slips=[
        slip("all slopes at x", onward=lambda link, x: x).asks(
            "What does the second link receive?"
        ),
        slip("slope at the output", at=lambda link, x: link(x)).asks(
            "Do you take a link's slope before or after x has passed through that link?"
        ),
        slip("sum for product", total=sum).asks(
            "Two links that each double a change: what do they do together?"
        ),
        slip(
            "outermost link first", given=lambda links, slopes, x: (links[::-1], slopes[::-1], x)
        ).asks("Which link sees x itself: the first of the list, or the last?"),
        slip("last slope only", total=lambda factors: factors[-1]).asks(
            "When the second link has its turn, what becomes of the first one's slope?"
        ),
        slip(
            "two links only",
            instead=lambda links, slopes, x: slopes[1](links[0](x)) * slopes[0](x),
        ).asks("How many links may the chain have, and of how many does your function speak?"),
        slip("mean for product", total=lambda factors: sum(factors) / len(factors)).asks(
            "Two links that each double a change: what do they do together?"
        ),
        slip("slopes times places", given=with_places).asks(
            "How many factors has each link in your product, and is each of them a slope?"
        ),
        slip("all slopes at the end", instead=at_the_end).asks(
            "Do you take a link's slope where that link is, or where the whole chain ends?"
        ),
        slip(
            "slopes chained",
            instead=lambda links, slopes, x: reduce(lambda x, slope: slope(x), slopes, x),
        ).asks("What does the second slope receive: a slope, or a place?"),
        slip("last link forgotten", total=lambda factors: prod(factors[:-1])).asks(
            "How many slopes does your product hold for two links?"
        ),
        slip("first slope forgotten", total=lambda factors: prod(factors[1:])).asks(
            "Which link's slope is missing from your product?"
        ),
        slip(
            "value of the chain",
            instead=lambda links, slopes, x: reduce(lambda x, link: link(x), links, x),
        ).asks("Is this where the chain ends, or how fast its end moves?"),
    ],
)
