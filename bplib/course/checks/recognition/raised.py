"""What an exception says in Python's words, asked in the learner's: what was handed to what."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bplib.course.checks.data import CallResult
from bplib.course.checks.formula import Formula
from bplib.course.checks.recognition.mistake import Finding


class _Call(NamedTuple):
    """The call of an answer that ended in an exception.

    Attributes
    ----------
    functions : list of (str, Formula)
        The functions that the answer was given, each with the name of the argument.
    own : str
        The answer's own name; "" where none of its lines ran.
    inside : str
        The function in which the exception was raised: the answer, or another of the learner's.
    """

    functions: Sequence[tuple[str, Formula]]
    own: str
    inside: str

    @property
    def is_elsewhere(self) -> bool:
        """Whether another function of the learner's raised it, which the answer calls."""
        return self.inside != self.own and self.inside.isidentifier()


def of_exception(inputs: Mapping[str, Any], result: CallResult) -> list[Finding]:
    """Return what a TypeError tells of: a call with too little, or a function that is not called.

    Parameters
    ----------
    inputs : mapping
        What the answer was called with.
    result : CallResult
        What came back.

    Returns
    -------
    list of Finding
        One finding; none where the exception tells of something else.
    """
    error = result["error"]
    if error is None or error["type"] != "TypeError":
        return []
    call = _call(inputs, result)
    for mistake, pattern, asked in _MESSAGES:
        found = pattern.search(error["message"])
        if found:
            return [Finding(f"relation: {mistake}", mistake, asked(found, call))]
    return []


def asked_of_exception(inputs: Mapping[str, Any], result: CallResult) -> str:
    """Return what to ask about any exception: what it tells of, or where to look.

    Parameters
    ----------
    inputs, result
        What `of_exception` takes.

    Returns
    -------
    str
        A question; "" where a name is not there, which the message says.
    """
    if result["error"] is None or result["error"]["type"] in ("NameError", "UnboundLocalError"):
        return ""
    for one in of_exception(inputs, result):
        return one.question
    call = _call(inputs, result)
    if call.is_elsewhere:
        return (
            f"It happens inside of `{call.inside}`, which your answer calls. What does "
            f"`{call.inside}` take, and what does your line hand it?"
        )
    return "Which value in that line is not what you take it for? Print it just before."


def _call(inputs: Mapping[str, Any], result: CallResult) -> _Call:
    lines = result["error"]["lines"] if result["error"] else []
    names = [re.sub(r"line \d+ in ([^:]*):.*", r"\1", line) for line in lines]
    return _Call(list(_functions(inputs)), *(names[:1] + names[-1:] or ["", ""]))


def _functions(value: Any, name: str = "") -> Iterator[tuple[str, Formula]]:
    """Yield the functions that stand in what an answer was given, by the names of arguments."""
    if isinstance(value, Formula):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _functions(inside, str(key))
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _functions(inside, name)


def _names(functions: Sequence[tuple[str, Formula]]) -> list[str]:
    return [f"`{name}`" for name in dict.fromkeys(name for name, _ in functions)]


def _spoken(shown: str, call: _Call) -> str:
    """Return the argument that a message shows as a formula."""
    same = [(name, one) for name, one in call.functions if repr(one) == shown]
    return " or ".join(_names(same)) or shown


def _formula_takes(found: re.Match[str], call: _Call) -> str:
    takes, given = found[2].split(" and "), int(found[3])
    ask = "which of them is missing in" if given < len(takes) else "what is too much in"
    return f"{_spoken(found[1], call)} is a function of {found[2]}: {ask} your line?"


def _formula_named(found: re.Match[str], call: _Call) -> str:
    return (
        f"{_spoken(found[1], call)} takes its numbers in their order, without names. Which does "
        "your line give it?"
    )


def _formula_given(found: re.Match[str], call: _Call) -> str:
    return (
        f"{_spoken(found[1], call)} takes numbers, and your line gives it {found[2]}. What belongs "
        "there, and how do you come by it?"
    )


def _takes(found: re.Match[str], call: _Call) -> str:
    called = "your lambda" if found[1] == "<lambda>" else f"`{found[1]}`"
    if not call.inside:  # the check itself called it
        return f"Which arguments does the statement give to {called}, and which does yours take?"
    return (
        f"What does {called} take, and in which order? Hold its definition beside the line that "
        "calls it."
    )


def _not_callable(found: re.Match[str], call: _Call) -> str:
    what = _SPOKEN.get(found[1], f"of type `{found[1]}`")
    if call.is_elsewhere:
        return (
            f"What stands before a bracket in `{call.inside}` is {what}, no function. Is a `*` "
            f"missing there, or does your line hand it one where `{call.inside}` takes a function?"
        )
    return (
        f"What stands before the bracket is {what}, no function. Is a `*` missing there, or does "
        "one name mean two things?"
    )


def _function_as_number(found: re.Match[str], call: _Call) -> str:  # noqa: ARG001
    names = _names(call.functions)
    which = f": {', '.join(names)} or one of your own" if names else ""
    return (
        f"A function stands in your line where a number belongs{which}. Where is it to be called?"
    )


_SPOKEN = {
    **dict.fromkeys(("int", "float", "float64"), "a number"),
    **{"ndarray": "an array", "list": "a list", "tuple": "a tuple", "str": "a string"},
}
_MESSAGES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str], _Call], str]], ...] = (
    (
        "a call with other arguments",
        re.compile(r"(.*) takes \d+ numbers?, (.*); (\d+) (?:was|were) given$"),
        _formula_takes,
    ),
    (
        "a call with other arguments",
        re.compile(r"(.*) takes its numbers in order, without names; .* given$"),
        _formula_named,
    ),
    (
        "no number where one is taken",
        re.compile(r"(.*) takes numbers; given (.*)$"),
        _formula_given,
    ),
    (
        "a call with other arguments",
        re.compile(r"(?:\w+\.)*([\w<>]+)\(\) (?:missing|takes|got an unexpected|got multiple)"),
        _takes,
    ),
    ("a call of no function", re.compile(r"'(\w+)' object is not callable"), _not_callable),
    (
        "a function in place of its value",
        re.compile(r"(?:'|of type |not )function\b"),
        _function_as_number,
    ),
)
