"""None in place of what should come back, or of a part of it."""

from typing import Any

from bplib.course.checks.data import Missing
from bplib.course.checks.recognition.mistake import NONE_INSIDE, NOTHING, Finding
from bplib.course.checks.recognition.trial import Trials

_ALWAYS = "Your function returned None. Does it end in `return`, or does it only print?"
HERE = (
    "Your function returned None here. Which lines of yours are for this case, and do they end in "
    "`return`?"
)


def of_nothing(trials: Trials) -> list[Finding]:
    """Return that None came back, or which part of what came back is None.

    Parameters
    ----------
    trials : Trials
        The answer's results.

    Returns
    -------
    list of Finding
        One finding; none where nothing is None that should be something.
    """
    pairs = [
        (name.partition("after call ")[0].strip(), value, right.get(name))
        for mine, right in zip(trials.mine, trials.right, strict=True)
        for name, value in mine.items()
    ]
    missing = [name for name, value, right in pairs if _is_none(value) and not _is_none(right)]
    if "" in missing or any(_is_of_a_step(*pair) for pair in pairs):
        wrong = {k for places in trials.wrong.values() for k in places}
        question = HERE if len(wrong) < len(trials.mine) else _ALWAYS
        return [Finding(NOTHING, "nothing returned", question)]
    inside = [name for name, value, _ in pairs if isinstance(value, list) if _holds_none(value)]
    for name in missing + inside:
        which = f"`{name}`" if name.isidentifier() and name in missing else "a part"
        question = (
            f"Of what you return, {which} is None. Which expression stands there, and does it give "
            "a value, or only print one?"
        )
        return [Finding(NONE_INSIDE, "None in a part", question)]
    return []


def _is_of_a_step(name: str, value: Any, right: Any) -> bool:
    """Whether a step that is asked for several values has returned None."""
    return not name and right is None and type(value) is list and [*map(_is_none, value)] == [True]


def _holds_none(values: list[Any]) -> bool:
    return any(map(_is_none, values))


def _is_none(value: Any) -> bool:
    return isinstance(value, Missing) and value.none
