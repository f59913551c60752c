"""Write a schedule: the learning rate rises along a line, then falls along half a cosine."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def warmup_cosine(
    t,
    lr,
    warmup,
    steps,
    final,
    *,
    rise=lambda t, warmup: t < warmup,
    low=lambda final: 0.0,
    first=1,
    clock=lambda t, warmup, steps: (t - warmup) / (steps - warmup),
    over=lambda t, steps: t >= steps,
    most=1.0,
    half=2,
    floor=lambda final: final,
    height=lambda lr, final: lr - final,
    shape=lambda progress: np.cos(np.pi * progress),
):
    """Return the rate of step t: up a straight line, then down half a cosine."""
    if rise(t, warmup):
        return low(final) + (lr - low(final)) * (t + first) / warmup
    if over(t, steps):
        return final
    progress = min(most, clock(t, warmup, steps))
    return float(floor(final) + height(lr, final) * (1 + shape(progress)) / half)


def cases(rng):
    """Draw a schedule for each of eight moments that matter."""

    def case(note, moment, warms_up=True):
        warmup = int(rng.integers(5, 20)) if warms_up else 0
        fall = int(rng.integers(40, 90))
        t = moment(warmup, fall, int(rng.integers(5, 30)))
        lr = float(rng.uniform(0.05, 0.5))
        settings = {"lr": lr, "warmup": warmup, "steps": warmup + fall}
        return call_case(note, t=t, **settings, final=lr * float(rng.uniform(0.05, 0.2)))

    return [
        case("first step", lambda warmup, fall, any_step: 0),
        case("end of the rise", lambda warmup, fall, any_step: warmup - 1),
        case("peak", lambda warmup, fall, any_step: warmup),
        case("middle", lambda warmup, fall, any_step: warmup + fall // 3),
        case("late", lambda warmup, fall, any_step: warmup + (3 * fall) // 4),
        case("end", lambda warmup, fall, any_step: warmup + fall),
        case("after the end", lambda warmup, fall, any_step: warmup + fall + fall // 3),
        case("no warm-up", lambda warmup, fall, any_step: any_step, warms_up=False),
    ]


def zero_at_the_end(answer):
    """Return an answer that gives 0 once the fall is over."""
    return lambda t, lr, warmup, steps, *rest: (
        0.0 if t >= steps else answer(t, lr, warmup, steps, *rest)
    )


EXERCISE = Function(
    warmup_cosine,
    cases,
    title="A cosine schedule with warm-up",
    points=3,
    difficulty=3,
    read_again="A schedule: warm up, then slow down",
    met={"progress": "the share of the fall that is over"},
    slips=[
        slip("first step wasted", first=0).asks(
            "How far do the weights move at t = 0 with your schedule?"
        ),
        slip("cosine on the wrong clock", clock=lambda t, warmup, steps: t / steps).asks(
            "Is your rate the same just before and just after the rise ends?"
        ),
        slip("fall too long", clock=lambda t, warmup, steps: (t - warmup) / steps).asks(
            "How many steps are left for the fall once the rise is over?"
        ),
        slip("half lost", half=1).asks("Between which two values does 1 + cos run?"),
        slip("final forgotten", given=lambda *a: (*a[:-1], 0.0)).asks(
            "Which rate does your schedule end at?"
        ),
        slip("final on top", height=lambda lr, final: lr).asks(
            "What does your schedule give at its peak, and was that asked for?"
        ),
        slip("climbs again", most=np.inf, over=lambda t, steps: False).asks(
            "What does a cosine do after half a turn?"
        ),
        slip("rise one step too long", rise=lambda t, warmup: 0 < warmup and t <= warmup).asks(
            "At which t is the rate lr for the first time?"
        ),
        slip(
            "fall one step ahead",
            clock=lambda t, warmup, steps: (t - warmup + 1) / (steps - warmup),
        ).asks("Which rate has the step right after the rise, t = warmup?"),
        slip("rise from final", low=lambda final: final).asks(
            "From which rate does the rise start: from 0, or from final?"
        ),
        slip(
            "end one step early",
            clock=lambda t, warmup, steps: (t - warmup) / max(steps - warmup - 1, 1),
        ).asks("At which t is the rate final for the first time?"),
        slip("along a line", shape=lambda progress: 1 - 2 * progress).asks(
            "Along which curve does the rate fall?"
        ),
        slip("quarter of a turn", shape=lambda progress: 2 * np.cos(np.pi * progress / 2) - 1).asks(
            "How much of a turn does the cosine make on its way from lr to final?"
        ),
        slip("rise first, then fall, exchanged", shape=lambda p: -np.cos(np.pi * p)).asks(
            "Does your rate fall or rise after the warm-up?"
        ),
        slip("half turn forgotten", shape=np.cos).asks(
            "Which angle has the cosine at the end of the fall?"
        ),
        slip("sine", shape=lambda p: np.sin(np.pi * p)).asks("Where does your rate start to fall?"),
        slip("0 at the end", around=zero_at_the_end).asks(
            "Which rate does your schedule end at, and keep?"
        ),
        slip("falls to 0", floor=lambda final: 0.0, height=lambda lr, final: lr).asks(
            "At which rate does your fall arrive, and which rate follows?"
        ),
    ],
)
