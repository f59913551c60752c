"""The kinds of exercises: functions, steps, classes, named numbers, expressions."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, ClassVar

import numpy as np

from bplib.course.checks.cases import Case
from bplib.course.checks.compare import compare
from bplib.course.checks.data import CallResult, Missing, Raised, Request, pack, unpack
from bplib.course.checks.equivalence import compare_expressions
from bplib.course.checks.errors import say_the_same
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.naming import arguments_in_words, in_turn, returned
from bplib.course.checks.showing import Difference
from bplib.course.checks.slips import Slip, slipped
from bplib.course.checks.verdict import Outcome


@dataclass(frozen=True)
class Code(Exercise):
    """An answer that is called on cases.

    Attributes
    ----------
    cases : callable
        ``cases(rng)`` returns the inputs of several calls; which comes first is drawn too, but
        for the visible check.
    pure : bool
        Whether an answer that changes its inputs in place is wrong rather than only told so.
    quiet : bool
        Whether an answer that Python or NumPy warns of is wrong rather than only told so.
    double : bool
        Whether an array of single precision is wrong, however near its numbers are.
    """

    cases: Callable[[np.random.Generator], list[Case]]
    _: KW_ONLY
    pure: bool = False
    quiet: bool = False
    double: bool = False

    def blanks(self) -> list[Any]:
        """Return what an answer is before anybody has written one: also a stub that raises."""

        def stub(*arguments: Any) -> Any:
            raise NotImplementedError

        return [..., None, stub]

    def inputs(self, seed: int) -> list[Case]:
        """Return the cases drawn from a seed, in an order that is drawn as well.

        Else an answer that counts its calls would know which case it is in. A lesson's visible
        check keeps the order in which they are written.
        """
        rng = np.random.default_rng(seed)
        cases = self.cases(rng)
        if seed == self.fixed_seed:
            return cases
        return [cases[k] for k in rng.permutation(len(cases))]

    def requests(self, cases: Sequence[Case]) -> Request:
        """Return how the answer is called, in the way of its kind."""
        return {"kind": self.kind, "cases": [pack(case.inputs) for case in cases]}

    def fault(self, result: CallResult, expected: Any) -> tuple[Outcome, dict[str, Any]] | None:
        """Return what is wrong with one result, or None."""
        found = super().fault(result, expected)
        if found and "place" in found[1]:
            found[1]["place"] = self.named(found[1]["place"])
        if found is None and self.pure and result["changed"]:
            return Outcome.WRONG, {
                "place": ", ".join(result["changed"]),
                "got": "changed in place by your answer",
                "expected": "left as it was",
            }
        if found is None and self.quiet and result["warnings"]:
            return Outcome.WRONG, {"got": result["warnings"][0], "expected": "no warning"}
        if found is None and self.double and _single(result["value"]):
            return Outcome.WRONG_TYPE, {
                "got": "an array of single precision",
                "expected": "an array of double precision",
            }
        return found

    def makes(self, slips: Sequence[Slip], cases: Sequence[Case], mine: list[CallResult]) -> bool:
        """Whether an answer's results are what these slips give, in every case.

        The slips are tried on one case after another, up to the first that they do not share.
        """
        answer = self.mistaken(*slips)
        raised = all(result["outcome"] == "raised" for result in mine)
        for case, own in zip(cases, mine, strict=True):
            theirs = self.collect([case], answer)[0]
            if not self.alike(own, theirs):
                return False
            if raised and not _same_error(own["error"], theirs["error"]):
                return False
        return True

    def alike(self, mine: CallResult, other: CallResult) -> bool:
        """Whether two answers gave the same in one case."""
        if mine["outcome"] != other["outcome"]:
            return False
        if mine["error"] and other["error"] and mine["error"]["type"] != other["error"]["type"]:
            return False
        if self.pure and mine["changed"] != other["changed"]:
            return False
        if self.quiet and bool(mine["warnings"]) != bool(other["warnings"]):
            return False
        if self.double and _single(mine["value"]) != _single(other["value"]):
            return False
        if mine["outcome"] != "returned":
            return True
        a, b = unpack(mine["value"]), unpack(other["value"])
        return compare(a, b, self.rtol) is None and compare(b, a, self.rtol) is None

    def named(self, place: str) -> str:
        """Return a place with the part's name instead of its number."""
        numbered = re.match(r"\[(\d+)\]", place)
        names = self.parts
        if not numbered or int(numbered[1]) >= len(names):
            return place
        return names[int(numbered[1])] + place[numbered.end() :]

    @functools.cached_property
    def parts(self) -> tuple[str, ...]:
        """What the values are called that are returned together."""
        return tuple(self.returns) or returned(self.reference)

    def described(self, case: Case, text: str) -> str:
        """Return a call in words with the case's note."""
        return f"{text}  [{case.note}]" if case.note else text


def _single(packed: Any) -> bool:
    """Whether a packed value is an array of single precision, or of less."""
    return getattr(unpack(packed), "dtype", None) in (np.float32, np.float16)


def _same_error(mine: Raised | None, theirs: Raised | None) -> bool:
    """Whether two exceptions say the same: the same words, or that shapes do not fit."""
    assert mine is not None
    assert theirs is not None
    return say_the_same(mine["message"], theirs["message"])


@dataclass(frozen=True)
class Function(Code):
    """A function, called once a case; see `call_case`."""

    kind: ClassVar[str] = "function"

    def called(self, case: Case) -> str:
        """Return a call in words."""
        return self.described(case, f"{self.name}({arguments_in_words(case.inputs['arguments'])})")


@dataclass(frozen=True)
class Steps(Code):
    """A function whose state is handed back to it, call after call; see `steps_case`."""

    kind: ClassVar[str] = "steps"

    def named(self, place: str) -> str:
        """Return a place with the part's name, and after how many calls."""
        inside, turn = in_turn(place)
        shown = super().named(inside)
        return f"{shown} after call {turn}".strip() if turn else shown

    def called(self, case: Case) -> str:
        """Return the first call in words, and how many follow."""
        inputs = case.inputs
        first = {**inputs["start"], **inputs["inputs"][0], **inputs["constants"]}
        more = len(inputs["inputs"]) - 1
        return self.described(
            case, f"{self.name}({arguments_in_words(first)}), then {more} more steps"
        )


@dataclass(frozen=True)
class Class(Code):
    """A class: one object is made, then its methods are called; see `class_case`."""

    kind: ClassVar[str] = "class"
    wanted: ClassVar[str] = "a class"

    def named(self, place: str) -> str:
        """Return a place with the number of the call."""
        inside, turn = in_turn(place)
        return f"{super().named(inside)} of call {turn}".strip() if turn else inside

    def called(self, case: Case) -> str:
        """Return the calls in words."""
        calls = []
        for method, arguments in case.inputs["calls"]:
            if method == "get":
                calls.append(f"read .{arguments['attribute']}")
            elif method in ("another", "anew"):
                made = (
                    "another one made"
                    if method == "another"
                    else "a new one made, used from here on,"
                )
                calls.append(f"{made} with ({arguments_in_words(arguments)})")
            else:
                calls.append(f".{method}({arguments_in_words(arguments)})")
        text = f"made with ({arguments_in_words(case.inputs['init'])}), then {'; '.join(calls)}"
        return self.described(case, text)


@dataclass(frozen=True)
class _Named(Exercise):
    """Values by name; the reference is a function that returns them as a dict."""

    counted: ClassVar[str] = "value"
    missing: ClassVar[Outcome] = Outcome.NOT_ATTEMPTED

    def right_answer(self) -> Any:
        """Return the right values by name."""
        return self.reference()

    def mistaken(self, *slips: Slip) -> Any:
        """Return the values by name with slips made."""
        return super().mistaken(*slips)()

    def blanks(self) -> list[Any]:
        """Return what an answer is before anybody has written one."""
        return [..., dict.fromkeys(self.right_answer(), ...)]

    def count(self, expected: Sequence[Any]) -> int:
        """Return how many values have a name."""
        return len(expected[0])

    def measured(self, results: Sequence[CallResult]) -> dict[str, Any]:
        """Return what is filled in, and what is still blank; nothing where all or none is."""
        if results[0]["outcome"] != "returned":
            return {}
        got, right = unpack(results[0]["value"]), _values(self.reference, ())
        if not isinstance(got, dict):
            return {}
        filled = [name for name in right if name in got and not _is_blank(got[name])]
        blank = [name for name in right if name not in filled]
        if not filled or not blank:
            return {}
        said = f"{len(filled)} of {len(right)} filled in"
        if all(self.may_tell(right[name]) for name in filled):
            true = sum(self.differs({n: got[n]}, {n: right[n]}) is None for n in filled)
            said += f", {true} right"
        return {"filled": said, "blank": blank}

    def may_tell(self, value: Any) -> bool:  # noqa: ARG002
        """Whether it may be told that a value is right: nobody finds it by trying."""
        return True

    def makes(
        self,
        slips: Sequence[Slip],
        cases: Sequence[Case],  # noqa: ARG002, there is one
        mine: list[CallResult],
    ) -> bool:
        """Whether an answer has the values that these slips change."""
        got = unpack(mine[0]["value"])
        if not isinstance(got, dict):
            return False
        right = _values(self.reference, ())
        wrong = _values(self.reference, tuple(slips))
        changed = {n: v for n, v in wrong.items() if self.differs({n: v}, {n: right[n]})}
        return self.differs(got, changed) is None

    def has_more(self, slips: Sequence[Slip], mine: list[CallResult]) -> bool:
        """Whether an answer has other wrong values than these slips give."""
        wrong = _values(self.reference, tuple(slips))
        return self.differs(unpack(mine[0]["value"]), wrong) is not None


def _is_blank(value: Any) -> bool:
    """Whether a value, or a part of one, is not there yet."""
    if isinstance(value, list | tuple):
        return any(map(_is_blank, value))
    return isinstance(value, Missing)


@functools.lru_cache(maxsize=512)
def _values(reference: Callable[[], dict[str, Any]], slips: tuple[Slip, ...]) -> dict[str, Any]:
    """Return named values with slips made; they are never computed twice."""
    values: dict[str, Any] = unpack(pack(slipped(reference, *slips)()))
    return values


@dataclass(frozen=True)
class Numbers(_Named):
    """Named numbers, compared to so many significant digits.

    Attributes
    ----------
    digits : int
        Significant digits asked for.
    rounded : bool
        Whether the last digit must be rounded; else it may have been cut off as well.
    labels : sequence of str
        The values that say which one and not how much, such as the number of a line.
    """

    _: KW_ONLY
    digits: int = 4
    rounded: bool = False
    labels: Sequence[str] = ()

    kind: ClassVar[str] = "numbers"

    def may_tell(self, value: Any) -> bool:
        """Whether a value is no word and no whole number, which can be tried one by one."""
        return type(value) is float

    def differs(self, got: Any, expected: Any) -> Difference | None:
        """Return the first difference in the digits asked for, or None."""
        found = compare(got, expected, self.rtol, digits=self.digits, rounded=self.rounded)
        if found and found.kind == "value" and found.place in self.labels:
            return replace(found, expected="another one")
        return found


@dataclass(frozen=True)
class Expressions(_Named):
    """SymPy expressions by name, in any equivalent form.

    Attributes
    ----------
    symbols : mapping of str to (float, float)
        The range in which each symbol is tried.
    """

    _: KW_ONLY
    symbols: Mapping[str, tuple[float, float]]

    kind: ClassVar[str] = "expressions"

    def differs(self, got: Any, expected: Any) -> Difference | None:
        """Return the first expression that has another value somewhere, or None."""
        return compare_expressions(got, expected, self.symbols)
