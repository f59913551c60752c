"""The names in an answer: a card speaks in them, and of what it reads from the notebook."""

import ast
import dis
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import CodeType, FunctionType, MethodType
from typing import Any

import numpy as np

from bplib.course.checks import Exercise
from bplib.course.checks.cases import Case
from bplib.course.checks.recognition.not_defined import asked_of_name
from bplib.course.checks.recognition.raised import POWER
from bplib.course.checks.recognition.statements import assigned
from bplib.course.checks.verdict import Verdict

_TRUTHS = ("COMPARE_OP", "CONTAINS_OP", "IS_OP", "UNARY_NOT")
MOST_NOTICED = 3
_OF_VARIABLES = ("LOAD_GLOBAL", "LOAD_NAME", "STORE_GLOBAL", "STORE_NAME")


def spoken(
    verdict: Verdict,
    exercise: Exercise,
    case: Case,
    answer: Any,
    sources: Mapping[str, str] | None = None,
) -> Verdict:
    """Return a verdict in the names of an answer, with what can be noticed in it.

    Parameters
    ----------
    verdict : Verdict
        What the judge said, who sees what an answer gives and not how it is written.
    exercise : Exercise
        The exercise.
    case : Case
        One of its cases.
    answer : object
        The learner's function, class or values.
    sources : mapping of str to str, optional
        By variable of the notebook that is checked the source of the cell that made it.

    Returns
    -------
    Verdict
        The same where the answer passed.
    """
    if verdict.passed or not verdict.question:
        return verdict
    try:
        return _spoken(verdict, exercise, case, answer, sources or {})
    except Exception:  # an answer may be anything; no verdict is lost for its names
        return verdict


def _spoken(
    verdict: Verdict, exercise: Exercise, case: Case, answer: Any, sources: Mapping[str, str]
) -> Verdict:
    known = own(answer) | given(exercise, case)
    question = in_names(verdict.question, known)
    error = verdict.error[0] if verdict.error else ""
    if error.startswith("NameError"):
        missing = set(re.findall(r"'(\w+)'", error))
        there = variables(answer) | given(exercise, case)
        _, *others = question.split("\n")
        asked = _of_another_method(answer, min(missing, default=""))
        asked = asked or asked_of_name(error, sorted(there - missing))
        question = "\n".join([asked, *others])
    noticed = [] if question == POWER else list(_noticed(answer, sources))[:MOST_NOTICED]
    return replace(verdict, question=question, noticed=noticed)


def _of_another_method(answer: Any, name: str) -> str:
    """Return what to ask of a name that a class has elsewhere: on its objects, in a method."""
    if not issubclass(type(answer), type):
        return ""
    made = [code for code, _ in codes(answer, called=False)]
    lines = [line for code in made for line in dis.get_instructions(code)]
    if any(line.opname == "STORE_ATTR" and line.argval == name for line in lines):
        return f"Is `self.{name}` meant where you have `{name}`?"
    if any(name in (*code.co_varnames[_taken(code) :], *code.co_cellvars) for code in made):
        return (
            f"`{name}` is made in another method, and ends with that method. What can carry it "
            "from one method to the next?"
        )
    return ""


def _taken(code: CodeType) -> int:
    """Return how many of a function's variables are its arguments."""
    starred = bool(code.co_flags & inspect.CO_VARARGS) + bool(
        code.co_flags & inspect.CO_VARKEYWORDS
    )
    return code.co_argcount + code.co_kwonlyargcount + starred


def own(answer: Any) -> frozenset[str]:
    """Return the names that stand in an answer, or of the values that it gives by name."""
    if isinstance(answer, Mapping):
        return frozenset(map(str, answer))
    names: set[str] = set()
    for code, _ in codes(answer):
        names.update(code.co_varnames, code.co_names, code.co_cellvars, code.co_freevars)
    return frozenset(names)


def variables(answer: Any) -> frozenset[str]:
    """Return the names of variables that stand in an answer: none of its attributes."""
    names: set[str] = set()
    for code, _ in codes(answer):
        names.update(code.co_varnames, code.co_cellvars, code.co_freevars)
        lines = dis.get_instructions(code)
        names.update(line.argval for line in lines if line.opname in _OF_VARIABLES)
    return frozenset(names)


def given(exercise: Exercise, case: Case) -> frozenset[str]:
    """Return the names that an exercise gives: its arguments, symbols, and what is returned."""
    symbols = getattr(exercise, "symbols", ())
    handed = [
        name
        for kind in ("arguments", "start", "constants", "init")
        for name in case.inputs.get(kind, ())
    ]
    return frozenset((*symbols, *handed, *getattr(exercise, "parts", ())))


def in_names(question: str, known: frozenset[str]) -> str:
    """Return a question that names no quantity but those that are known."""

    def where(found: re.Match[str]) -> str:
        return found[0] if found[1] in known else ""

    def which(found: re.Match[str]) -> str:
        return found[0] if found[2] in known else f"{found[1]} one quantity"

    question = re.sub(r" \(`(\w+) = …`\)", where, question)
    return re.sub(r"(You use) `(\w+)`", which, question)


def _noticed(answer: Any, sources: Mapping[str, str]) -> Iterator[str]:
    """Yield what is seen in an answer's code, whatever it gives."""
    read: dict[str, None] = {}
    powers = any(_is_made_by_a_caret(*pair) for pair in sources.items())
    for code, space in codes(answer, called=False):
        powers = powers or _has_a_caret(code)
        for line in dis.get_instructions(code):
            if line.opname == "LOAD_GLOBAL" and _is_a_value(space.get(line.argval)):
                read[line.argval] = None
    if powers:
        yield "Your code has a `^`: is a power meant? In Python it is written `**`."
    for name in read:
        yield f"Your code reads `{name}`, which is none of its inputs."


def _has_a_caret(code: CodeType) -> bool:
    """Whether code has a `^` between what may be numbers: none that compares, none of truths."""
    lines = list(dis.get_instructions(code))
    truths = [_span(line) for line in lines if line.opname in _TRUTHS or _is_truth(line.argval)]
    carets = [
        _span(line) for line in lines if line.opname == "BINARY_OP" and line.argrepr in ("^", "^=")
    ]
    return any(
        not any(begin <= one[0] and one[1] <= end for one in truths) for begin, end in carets
    )


def _span(line: dis.Instruction) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where an instruction begins and ends in its source; the same where nobody knows."""
    places = [place or 0 for place in line.positions or (0, 0, 0, 0)]
    begin, end, left, right = places
    return (begin, left), (end, right)


def _is_truth(value: Any) -> bool:
    return value is True or value is False


def _is_made_by_a_caret(name: str, source: str) -> bool:
    """Whether a cell assigns a name what it computes by `^`."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return False
    return any(
        isinstance(part, ast.BinOp) and isinstance(part.op, ast.BitXor) and not _is_logic(part)
        for statement in body
        if isinstance(statement, ast.Assign) and name in assigned([statement])
        for part in ast.walk(statement)
    )


def _is_logic(operation: ast.BinOp) -> bool:
    """Whether something of an operation is a comparison, or true or false."""
    return any(
        isinstance(part, ast.Compare | ast.BoolOp | ast.Not)
        or (isinstance(part, ast.Constant) and isinstance(part.value, bool))
        for part in ast.walk(operation)
    )


def _is_a_value(value: Any) -> bool:
    """Whether a value of the notebook is a number or an array, and not a tool."""
    return isinstance(value, int | float | complex | np.ndarray | np.number)


def codes(answer: Any, called: bool = True) -> Iterator[tuple[CodeType, dict[str, Any]]]:
    """Yield the code of an answer, and of the notebook's functions that it calls.

    Parameters
    ----------
    answer : object
        A function or a class; nothing is yielded of anything else.
    called : bool
        Whether the functions that it calls are wanted, too.

    Yields
    ------
    code : CodeType
        Of a function, of a method, or of a function inside of one.
    space : dict
        The notebook's variables.
    """
    seen: set[int] = set()
    waiting = [answer]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        if issubclass(type(one), type):
            waiting += [part for _, part in sorted(vars(one).items())]
            continue
        if issubclass(type(one), MethodType | classmethod | staticmethod):
            one = one.__func__
        elif issubclass(type(one), property):
            one = one.fget
        if issubclass(type(one), FunctionType):
            for code in _nested(one.__code__):
                yield code, one.__globals__
            names = one.__code__.co_names if called else ()
            waiting += [
                function
                for function in map(one.__globals__.get, names)
                if type(function) is FunctionType and function.__globals__ is one.__globals__
            ]


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)
