"""Measure a success rate: how many networks have all answers right, and how sure that share is."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def success_rate(
    P,
    Y,
    margin,
    *,
    beyond=np.greater,
    succeeds=lambda right: right.all(axis=0),
    rate=np.mean,
    trials=lambda P: P.shape[1],
    root=np.sqrt,
    spread=lambda share: share * (1 - share),
):
    """Return the share of networks with every answer right by more than a margin, and its error."""
    towards_right = (P - 0.5) * (2 * Y - 1)
    solved = succeeds(beyond(towards_right, margin))
    share = solved.mean()
    return rate(solved), root(spread(share) / trials(P))


def cases(rng):
    """Draw networks of which some are right but hardly, and some wrong in one answer or most."""

    def case(note, samples, margin, at_margin=False):
        Y = np.array([0.0, 1.0, *rng.integers(0, 2, samples - 2)])[:, np.newaxis]
        # so many of each kind, no two alike, and those that succeed
        kind = np.repeat(np.arange(6), [*(1 + rng.permutation(7)[:5]), rng.integers(3, 15)])
        towards = rng.uniform(margin + 0.01, 0.49, (samples, len(kind)))
        hardly = margin if at_margin else rng.uniform(0.1, 0.9) * margin
        towards[0, kind == 0] = hardly  # a 0 that is right, but hardly
        towards[1, kind == 1] = hardly  # and a 1
        towards[-1, kind == 2] *= -1  # one answer wrong
        towards[np.ix_(np.arange(samples) != 1, kind == 3)] *= -1  # one answer right
        towards[0, kind == 4] = -0.9 * margin  # a 0 answered with a little more than 1/2
        P = 0.5 + towards * (2 * Y - 1)
        return call_case(note, P=P[:, rng.permutation(len(kind))], Y=Y, margin=margin)

    return [
        case("four samples", 4, float(rng.uniform(0.1, 0.2))),
        case("six samples", 6, float(rng.uniform(0.2, 0.3))),
        case("seven samples", 7, float(rng.uniform(0.05, 0.15))),
        case("five samples", 5, float(rng.uniform(0.1, 0.3))),
        case("no margin, some answers at one half", 4, 0.0, at_margin=True),
        case("answers at the margin", 4, 0.25, at_margin=True),
    ]


def mean_beyond(towards_right, margin):
    """Return whether a network's answers are right by more than a margin on average."""
    return towards_right.mean(axis=0, keepdims=True) > margin


EXERCISE = Function(
    success_rate,
    cases,
    title="Measure a success rate",
    points=3,
    core=True,
    difficulty=2,
    returns=("share", "error"),
    read_again="How often, and how sure",
    met={"towards_right": "how far each answer is on the right side of 1/2"},
    slips=[
        slip("share of right answers", succeeds=np.asarray).asks(
            "Three of four answers are right. Has that network learnt XOR?"
        ),
        slip("any for all", succeeds=lambda right: right.any(axis=0)).asks(
            "How many answers of a network must be right for it to count?"
        ),
        slip("mean over a network's answers", beyond=mean_beyond).asks(
            "Can three good answers make up for a wrong one?"
        ),
        slip("margin forgotten", given=lambda P, Y, margin: (P, Y, 0.0)).asks(
            "Does an answer of 0.5000001 count as a 1?"
        ),
        slip("at the margin", beyond=np.greater_equal).asks(
            "With a margin of 0.25, does an answer of exactly 0.75 succeed?"
        ),
        slip(
            "margin for ones only",
            given=lambda P, Y, margin: (P, Y, np.where(Y == 1, margin, -margin)),
        ).asks("How far below one half must the answer to a 0 be?"),
        slip("margin from 0 and 1", given=lambda P, Y, margin: (P, Y, 0.5 - margin)).asks(
            "From where is the margin measured: from one half, or from the labels?"
        ),
        slip("samples for networks", succeeds=lambda right: right.all(axis=1)).asks(
            "Which axis holds the networks, and over which one must all be right?"
        ),
        slip("counted, not divided", rate=np.sum).asks(
            "Is the rate a number of networks or a share of them?"
        ),
        slip("error of one network", trials=lambda P: 1).asks(
            "Does your standard error shrink if there are a hundred times as many networks?"
        ),
        slip("root forgotten", root=np.asarray).asks("Is the standard error a variance?"),
        slip("error by the number of samples", trials=len).asks(
            "How many independent trials are there?"
        ),
        slip("one trial fewer", trials=lambda P: P.shape[1] - 1).asks(
            "By how many trials does the formula divide: all, or all but one?"
        ),
        slip("error of the answers", trials=np.size).asks(
            "How many independent trials are there: networks, or answers?"
        ),
        slip("the widest error", spread=lambda share: 0.25).asks(
            "Which share stands in your formula for q: yours, or one half?"
        ),
        slip(
            "no margin for zeros", given=lambda P, Y, margin: (P, Y, np.where(Y == 1, margin, 0.0))
        ).asks("How far below one half must the answer to a 0 be?"),
    ],
)
