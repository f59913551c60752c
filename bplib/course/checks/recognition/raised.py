"""What an exception says in Python's words, asked in the learner's: what was handed to what."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bplib.course.checks.data import CallResult
from bplib.course.checks.errors import is_of_shapes
from bplib.course.checks.formula import Formula
from bplib.course.checks.recognition.messages import KINDS, MESSAGES, SHAPES, SPOKEN, in_a_helper
from bplib.course.checks.recognition.mistake import Finding
from bplib.course.checks.recognition.not_defined import asked_of_name


class _Call(NamedTuple):
    """The call of an answer that ended in an exception.

    Attributes
    ----------
    functions : list of (str, Formula)
        The functions that the answer was given, each as what it is called.
    own : str
        The answer's own name; "" where none of its lines ran.
    inside : str
        The function in which the exception was raised: the answer, or another of the learner's.
    line : str
        The line in which it was raised.
    """

    functions: Sequence[tuple[str, Formula]]
    own: str
    inside: str
    line: str

    @property
    def is_elsewhere(self) -> bool:
        """Whether another function of the learner's raised it, which the answer calls."""
        return self.inside != self.own and self.inside.isidentifier()


def of_exception(inputs: Mapping[str, Any], result: CallResult) -> list[Finding]:
    """Return what an exception tells of: a call with too little, a key that is not there yet.

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
    if error is None or error["type"] not in KINDS:
        return []
    call = _call(inputs, result)
    for mistake, pattern, asked in (*_MESSAGES, *MESSAGES, _OF_A_FUNCTION):
        found = pattern.search(f"{error['type']}: {error['message']}")
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
        A question; "" where nothing was raised.
    """
    if result["error"] is None:
        return ""
    if result["error"]["type"] in ("NameError", "UnboundLocalError"):
        return asked_of_name(result["error"]["message"], inputs.get("arguments", {}))
    for one in of_exception(inputs, result):
        return one.question
    call = _call(inputs, result)
    if call.is_elsewhere:
        return in_a_helper(call.inside)
    if is_of_shapes(result["error"]["message"]):
        return SHAPES
    return "Which value in that line is not what you take it for? Print it just before."


def _call(inputs: Mapping[str, Any], result: CallResult) -> _Call:
    lines = result["error"]["lines"] if result["error"] else []
    names = [re.sub(r"line \d+ in ([^:]*):.*", r"\1", line) for line in lines]
    own, inside = names[:1] + names[-1:] or ["", ""]
    line = lines[-1].partition(": ")[2] if lines else ""
    return _Call(list(_functions(inputs)), own, inside, line)


def _functions(value: Any, name: str = "") -> Iterator[tuple[str, Formula]]:
    """Yield the functions that stand in what an answer was given, as what they are called."""
    if isinstance(value, Formula):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _functions(inside, f"`{key}`")
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _functions(inside, name if name.startswith("an") else f"an entry of {name}")


def _names(functions: Sequence[tuple[str, Formula]]) -> list[str]:
    return list(dict.fromkeys(name for name, _ in functions))


def _spoken(shown: str, call: _Call) -> str:
    """Return the argument that a message shows as a formula."""
    same = [(name, one) for name, one in call.functions if repr(one) == shown]
    return " or ".join(_names(same)) or shown


def _formula_takes(found: re.Match[str], call: _Call) -> str:
    takes, given = found[2].split(" and "), int(found[3])
    function = f"{_spoken(found[1], call)} is a function of {found[2]}"
    if given > len(takes):
        return f"{function}: what is too much in your line?"
    numbers = {0: "nothing", 1: "one number"}.get(given, f"{given} numbers")
    return f"{function}, and your line gives it {numbers}. What belongs there?"


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
    kind = found[1].rpartition(".")[2]
    if kind in ("Symbol", "Add", "Mul", "Pow"):
        return (
            "What stands before the bracket is an expression, no function. Is a `*` missing there?"
        )
    if kind not in SPOKEN:
        return (
            f"What stands before the bracket is an object of type `{kind}`, no function. Which "
            "function of it is meant?"
        )
    if found[1] == "str":
        return (
            "What stands before the bracket is a string, no function. If it names one, what gives "
            "you the function of that name?"
        )
    what = SPOKEN[kind]
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


def _power(found: re.Match[str], call: _Call) -> str:  # noqa: ARG001
    return POWER


def _no_symbols(found: re.Match[str], call: _Call) -> str:  # noqa: ARG001
    return f"`np.{found[1]}` takes numbers. Which function is there for symbols: `sp.{found[1]}`?"


def _no_index(found: re.Match[str], call: _Call) -> str:  # noqa: ARG001
    if found[2] == "tuple":
        return (
            f"Several numbers in one pair of square brackets are for an array, and this is a "
            f"{found[1]}. Is one pair of brackets for each of them meant, or an array?"
        )
    between = {"str": "a string", "int64": "an int64", "NoneType": "None"}.get(
        found[2], f"a {found[2]}"
    )
    stands = f"Between your square brackets stands {between}, and a {found[1]} counts its entries"
    return f"{stands}. Is it an entry already, and is a number to stand there?"


def _no_whole_index(found: re.Match[str], call: _Call) -> str:  # noqa: ARG001
    return (
        f"Between your square brackets stands a float, and a {found[1]} counts its entries in "
        "whole numbers. Where does it come from? Of two whole numbers, `/` gives a float and `//` "
        "a whole one."
    )


def _no_key(found: re.Match[str], call: _Call) -> str:  # noqa: ARG001
    return (
        f"A key of a dict, or an item of a set, can neither be a {found[1]} nor hold one. Is one "
        "part of it meant?"
    )


def _key_not_there(found: re.Match[str], call: _Call) -> str:  # noqa: ARG001
    if call.line.startswith("raise "):
        return "Your own line raises it. What is to be done in this case?"
    looked_into = set(re.findall(r"(\w+)\[", call.line))
    if len(looked_into) == 1 and re.search(r"\]\s*[-+*/]=", call.line):
        return "Which key is not there yet, the first time, and what would have to stand there?"
    return "Which keys are there when this line runs, and which one does it ask for?"


POWERS = re.compile(r"'bitwise_xor' not supported|operand type\(s\) for \^=?:")
NO_SYMBOLS = re.compile(
    r"of type (?:Symbol|Add|Mul|Pow|exp|log) which has no callable "
    r"(exp|log|sqrt|sin|cos|tan|sinh|cosh|tanh) method"
)
POWER = "Is a power meant? In Python it is written `**`; `^` is something else."
_MESSAGES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str], _Call], str]], ...] = (
    ("^ for a power", POWERS, _power),
    ("numpy for symbols", NO_SYMBOLS, _no_symbols),
    (
        "a float for an entry's number",
        re.compile(r"(list|tuple) indices must be integers or slices, not (?:numpy\.)?float\d*"),
        _no_whole_index,
    ),
    (
        "an entry in place of its number",
        re.compile(r"(list|tuple) indices must be integers or slices, not (\w+)"),
        _no_index,
    ),
    ("a key of several parts", re.compile(r"unhashable type: '(list|dict|set)'"), _no_key),
    ("a key that is not there", re.compile(r"^KeyError: "), _key_not_there),
    (
        "a call with other arguments",
        re.compile(r"TypeError: (.*) takes \d+ numbers?, (.*); (\d+) (?:was|were) given$"),
        _formula_takes,
    ),
    (
        "a call with other arguments",
        re.compile(r"TypeError: (.*) takes its numbers in order, without names; .* given$"),
        _formula_named,
    ),
    (
        "no number where one is taken",
        re.compile(r"TypeError: (.*) takes numbers; given (.*)$"),
        _formula_given,
    ),
    (
        "a call with other arguments",
        re.compile(r"(?:\w+\.)*([\w<>]+)\(\) (?:missing|takes|got an unexpected|got multiple)"),
        _takes,
    ),
    ("a call of no function", re.compile(r"'([\w.]+)' object is not callable"), _not_callable),
)
# Last, since a list or None beside a function is the plainer thing to tell.
_OF_A_FUNCTION = (
    "a function in place of its value",
    re.compile(r"^TypeError: .*(?:'|of type |not )function\b"),
    _function_as_number,
)
