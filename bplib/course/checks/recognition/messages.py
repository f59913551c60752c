"""What Python's and NumPy's own exceptions tell of, whatever exercise it is.

An `if` that is given an array, a list that is to be multiplied, an attribute that no line has set:
each message, with what to ask in place of it.
"""

import re
from collections.abc import Callable
from typing import NamedTuple, Protocol

KINDS = frozenset(
    (
        *("TypeError", "KeyError", "ValueError", "AttributeError", "IndexError"),
        *("ZeroDivisionError", "OverflowError", "RecursionError", "UFuncTypeError"),
        *("_UFuncOutputCastingError", "UFuncOutputCastingError"),
    )
)
SPOKEN = {
    **dict.fromkeys(("int", "float", "float64", "float32", "int64"), "a number"),
    **{"ndarray": "an array", "list": "a list", "tuple": "a tuple", "str": "a string"},
    **{"dict": "a dict", "NoneType": "None", "bool": "a truth value"},
    **dict.fromkeys(("function", "builtin_function_or_method", "Formula"), "a function"),
}


class Raising(Protocol):
    """The call of an answer that ended in an exception, as far as messages ask for it."""

    @property
    def line(self) -> str:
        """The line in which it was raised."""

    @property
    def inside(self) -> str:
        """The function in which it was raised."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether another function of the learner's raised it, which the answer calls."""


class Message(NamedTuple):
    """A message, and what it tells of.

    Attributes
    ----------
    mistake : str
        The mistake in a few words.
    pattern : re.Pattern
        What is found in the exception's type and message, with a colon between.
    asked : callable
        ``asked(found, call)`` returns what to ask.
    """

    mistake: str
    pattern: re.Pattern[str]
    asked: Callable[[re.Match[str], Raising], str]


SHAPES = (
    "Print the shapes of both operands before the line that is shown. Which axis has to meet which?"
)


def in_a_helper(inside: str) -> str:
    """Return what to ask of what happens in another function of the learner's."""
    return (
        f"It happens inside of `{inside}`, which your answer calls. What does `{inside}` take, and "
        "what does your line hand it?"
    )


def _of_one_number(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    names = re.findall(r"\b(math\.\w+|float|int)\(", call.line)
    only = len(names) == 1 and names == re.findall(r"([\w.]+)\(", call.line)
    which = f"`{names[0]}`" if only else "A function in that line"
    return (
        f"{which} takes a single number, and is given an array. Which functions take an array, and "
        "do the same to every entry?"
    )


def _of_a_truth(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return (
        "One True or False is needed in that line, and an array gives one for every entry. Is each "
        "entry to go its own way, or is one answer for all of them meant?"
    )


def _of_a_target(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return (
        f"What is written into an array keeps the array's shape, here ({found[1]}). Which shape "
        "has the result, and where is it to be put?"
    )


def _of_a_type(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return (
        "What is written into an array keeps the array's type. Which type has it, and which type "
        "has what your line computes?"
    )


def _of_a_sequence(found: re.Match[str], call: Raising) -> str:
    if call.is_elsewhere:
        return in_a_helper(call.inside)
    named = re.findall(r"(list|tuple|dict)\b", found[0])
    what = SPOKEN[named[0]] if named else "a list, a tuple or a text"
    return (
        f"{what[0].upper()}{what[1:]} stands in that line where numbers are computed. Which entry "
        "of it is meant, or what is to happen to each?"
    )


def _of_none(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return (
        "Something in that line is None. Which line was to give it something: has it run by then, "
        "and does every way through a function that it calls end in `return`?"
    )


def _of_an_attribute(found: re.Match[str], call: Raising) -> str:
    kind, name = found[1].rpartition(".")[2], found[2]
    if kind == "NoneType":
        return _of_none(found, call)
    if not call.inside:
        return (
            f"The check asks an object of your class for `{name}`. Where does your class give it "
            "one, and under the same name?"
        )
    if re.search(rf"\bself\.{re.escape(name)}\b", call.line):
        return (
            f"The object has no `{name}` when that line runs. Which line is to give it one, and "
            "has it run by then?"
        )
    what = SPOKEN.get(kind, f"an object of type `{kind}`")
    return (
        f"What stands before `.{name}` is {what}, which has no `{name}`. What did you take it for, "
        "and where does it come from?"
    )


def _of_a_module(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    module = {"numpy": "np", "sympy": "sp"}.get(found[1], found[1])
    return (
        f"`{module}` has no `{found[2]}`. Is it called otherwise there, or is it a function of "
        "your own or of this lesson?"
    )


def _of_the_end(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    if "assignment" in found[0]:
        return (
            "That line writes into an entry of a list which has no such entry yet. How long is the "
            "list when it runs, and what makes it longer?"
        )
    if "index -" in found[0]:
        return (
            "That line asks for an entry before the first. How many entries are there, and how far "
            "back from the end does a negative number count?"
        )
    return (
        "That line asks for an entry beyond the end. How many entries are there, and which number "
        "has the last one, counted from 0?"
    )


def _of_the_axes(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return (
        f"An array in that line has {_axes(found[1])}, and the square brackets ask for {found[2]}. "
        "Which array is it, and which shape did you expect?"
    )


def _axes(count: str) -> str:
    return {"0": "no axis", "1": "one axis"}.get(count, f"{count} axes")


def _of_no_entries(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return (
        "What stands before the square bracket is a single number, which has no entries. Has an "
        "entry been taken out already, or is another quantity meant?"
    )


def _of_no_values(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return (
        "Several values are wanted there, one after another, and a single number is given. Where "
        "does it come from, and what did you expect to come?"
    )


def _of_the_left(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return "How many names stand there to be given a value, and how many values come?"


def _of_a_count(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    if "slice indices" in found[0]:
        return (
            "Whole numbers are needed where that line says from where to where, and something else "
            "stands there. What is it? Of two whole numbers, `//` gives a whole one."
        )
    return (
        "A whole number is needed in that line, and a float is given. Where does it come from? Of "
        "two whole numbers, `/` gives a float and `//` a whole one."
    )


def _of_a_domain(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return "Of which number is a logarithm or a root taken in that line, and has that number one?"


def _of_a_zero(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return "What is divided by in that line, and for which inputs is it 0?"


def _of_a_large_number(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    return "How large is the number that goes in there, and how large would the result be?"


def _of_no_end(found: re.Match[str], call: Raising) -> str:  # noqa: ARG001
    who = f"`{call.inside}`" if call.inside.isidentifier() else "A function"
    return f"{who} calls itself again and again. When is it to stop, and does it?"


_NUMBER = r"(?:numpy\.)?(?:int|float)\d*"
_LISTED = "(?:list|tuple|dict)"
MESSAGES = tuple(
    Message(mistake, re.compile(pattern), asked)
    for mistake, pattern, asked in (
        (
            "a function of one number given an array",
            r"only (?:0-dimensional|length-1|size-1) arrays can be converted",
            _of_one_number,
        ),
        ("a condition on an array", r"^ValueError: The truth value of an array", _of_a_truth),
        (
            "written into an array of another shape",
            r"^ValueError: non-broadcastable output operand with shape \(([\d, ]*)\)",
            _of_a_target,
        ),
        ("written into an array of another type", r"Cannot cast ufunc '\w+' output", _of_a_type),
        (
            "None in a computation",
            r"^TypeError: (?:unsupported operand.*'NoneType'|'NoneType' object is not "
            r"(?:iterable|subscriptable)|cannot unpack non-iterable NoneType)",
            _of_none,
        ),
        (
            "a list in a computation",
            r"^TypeError: (?:can't multiply sequence by non-int of type "
            r"'(?:(?:numpy\.)?float|list|tuple)"
            r"|unsupported operand type\(s\) for [-+*/@]{1,2}=?(?: or pow\(\))?: "
            rf"(?:'{_LISTED}' and '[\w.]+'|'[\w.]+' and '{_LISTED}')"
            rf"|bad operand type for unary -: '{_LISTED}'"
            r"|can only concatenate (?:list|tuple))",
            _of_a_sequence,
        ),
        (
            "an attribute that is not there",
            r"^AttributeError: '([\w.]+)' object has no attribute '(\w+)'",
            _of_an_attribute,
        ),
        (
            "a name that a module does not have",
            r"^AttributeError: module '([\w.]+)' has no attribute '(\w+)'",
            _of_a_module,
        ),
        (
            "an entry beyond the end",
            r"^IndexError: (?:[\w ]+ index out of range|index -?\d+ is out of bounds)",
            _of_the_end,
        ),
        (
            "more axes than there are",
            r"^IndexError: too many indices for array: array is (\d+)-dimensional, but (\d+)",
            _of_the_axes,
        ),
        (
            "an entry of a single number",
            rf"^(?:TypeError: '{_NUMBER}' object is not subscriptable|IndexError: invalid index "
            "to scalar)",
            _of_no_entries,
        ),
        (
            "a single number where several values are wanted",
            rf"^TypeError: (?:'{_NUMBER}' object is not iterable|cannot unpack non-iterable "
            rf"{_NUMBER} )",
            _of_no_values,
        ),
        (
            "another number of values than of names",
            r"^ValueError: (?:not enough|too many) values to unpack",
            _of_the_left,
        ),
        (
            "a float where whole numbers count",
            r"^TypeError: (?:slice indices must be integers"
            r"|'(?:numpy\.)?float\d*' object cannot be interpreted as an integer)",
            _of_a_count,
        ),
        (
            "a logarithm or a root that is not there",
            "^ValueError: (?:math domain error|expected a (?:positive|nonnegative) input)",
            _of_a_domain,
        ),
        ("divided by zero", r"^ZeroDivisionError: ", _of_a_zero),
        ("a number too large", r"^OverflowError: ", _of_a_large_number),
        ("a call of itself without end", r"^RecursionError: ", _of_no_end),
    )
)
