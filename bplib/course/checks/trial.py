"""Trials: what an answer gave, part by part, beside what is right and what a mistake would give.

Here a call costs no more than the call: nothing is packed, and arrays are copied only so that one
trial can't change what the next one is given.
"""

import contextlib
import io
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bplib.course.checks.cases import Case
from bplib.course.checks.compare import FLOAT32_RTOL, SAMPLES, compare
from bplib.course.checks.data import CallResult, Missing, Tree, TreeMatrix, Unknown, pack, unpack
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.expression import NotAnExpression, evaluate
from bplib.course.checks.slips import Slip, slipped


@dataclass(frozen=True)
class Failed:
    """A call that ended in an exception: its type's name and its message."""

    type: str
    message: str


Parts = dict[str, Any]


class Trials:
    """An answer's results, ready to be compared with those of mistakes.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    cases : sequence of Case
        The inputs that the answer was called with.
    results : sequence of CallResult
        What came back.

    Attributes
    ----------
    mine, right : list of dict
        By case the parts of the answer's own and of the right value, by name; a call that raised
        has one part, a `Failed`.
    wrong : dict of str to list of int
        The parts that are wrong, with the cases in which they are.
    order : list of int
        The cases, those first that tell most for the least effort.
    """

    def __init__(
        self, exercise: Exercise, cases: Sequence[Case], results: Sequence[CallResult]
    ) -> None:
        self.exercise = exercise
        self._cases = [case.inputs for case in cases]
        expected = exercise.expected(cases)
        self.right = [self.parts(value) for value in expected]
        self.mine = [self._own(result, k) for k, result in enumerate(results)]
        self.wrong: dict[str, list[int]] = {}
        for k, (mine, right) in enumerate(zip(self.mine, self.right, strict=True)):
            for name in right if mine.keys() == right.keys() else mine:
                if not same(mine[name], right.get(name), exercise.rtol):
                    self.wrong.setdefault(name, []).append(k)
        bad = {k for places in self.wrong.values() for k in places}
        sizes = [_size(inputs) for inputs in self._cases]
        self.order = sorted(range(len(cases)), key=lambda k: (k not in bad, sizes[k] < 8, sizes[k]))

    @property
    def first(self) -> int:
        """The case that tells most."""
        return self.order[0]

    def inputs(self, k: int) -> dict[str, Any]:
        """Return a case's inputs; they are not to be changed."""
        return self._cases[k]

    @property
    def raised(self) -> bool:
        """Whether every call ended in an exception."""
        return all(list(parts) == [""] and isinstance(parts[""], Failed) for parts in self.mine)

    def _own(self, result: CallResult, k: int) -> Parts:
        if result["error"]:
            return {"": Failed(result["error"]["type"], result["error"]["message"])}
        value = unpack(result["value"])
        parts = self.parts(value)
        return parts if parts.keys() == self.right[k].keys() else {"": value}

    def parts(self, value: Any) -> Parts:
        """Return a value's parts by name: what a function returns several of, or in turn."""
        kind = self.exercise.kind
        if kind == "expressions":
            return self._evaluated(value)
        if isinstance(value, Mapping):
            return {str(name): part for name, part in value.items()}
        if kind in ("steps", "class") and isinstance(value, list):
            return self._in_turn(value)
        names = self.exercise.returns
        if isinstance(value, tuple) or (isinstance(value, list) and len(names) == len(value) > 1):
            named = names if len(names) == len(value) else [f"[{i}]" for i in range(len(value))]
            return dict(zip(named, value, strict=True))
        return {"": value}

    def _in_turn(self, outputs: list[Any]) -> Parts:
        """Return what each part was in turn, call after call."""
        found: Parts = {}
        for turn, output in enumerate(outputs):
            names = self.exercise.returns
            several = isinstance(output, tuple) and len(output) > 1
            if several and len(names) != len(output):
                names = tuple(f"[{i}]" for i in range(len(output)))
            for name, part in zip(
                names if several else [""], output if several else [output], strict=True
            ):
                found[f"{name} after call {turn + 1}".strip()] = part
        return found

    def _evaluated(self, value: Any) -> Parts:
        symbols: Mapping[str, tuple[float, float]] = self.exercise.symbols  # type: ignore[attr-defined]
        if not isinstance(value, Mapping):
            return {"": value}
        rng = np.random.default_rng(0)
        points = [
            {name: float(rng.uniform(low, high)) for name, (low, high) in symbols.items()}
            for _ in range(SAMPLES)
        ]
        return {str(name): _at_points(tree, points) for name, tree in value.items()}

    def run(self, answer: Any, k: int) -> Parts:
        """Call an answer on a case and return its parts."""
        kind = self.exercise.kind
        try:
            if kind in ("numbers", "expressions"):
                value = unpack(pack(answer())) if kind == "expressions" else answer()
            else:
                value = _CALLS[kind](answer, fresh(self._cases[k]))
        except Exception as error:
            return {"": Failed(type(error).__name__, str(error)[:500])}
        if _deeper(value, 8):
            return {"": Failed("a list that holds itself", "")}
        parts = self.parts(value)
        return parts if parts.keys() == self.right[k].keys() else {"": value}

    def may_be(self, one: Slip) -> bool:
        """Whether a slip may explain the results: it gives those of the case that tells most."""
        if self.exercise.kind in ("numbers", "expressions"):
            return True
        return self.alike(self.run(slipped(self.exercise.reference, one), self.first), self.first)

    def effort(self, answer: Any) -> int:
        """Return how many calls an answer makes on the first case: the same on any machine."""
        count = 0

        def counted(frame: Any, event: str, argument: Any) -> None:  # noqa: ARG001
            nonlocal count
            count += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(counted)
        try:
            self.run(answer, self.order[0])
        finally:
            sys.setprofile(before)
        return max(count, 1)

    def explains(self, answer: Any, first: Parts | None = None) -> bool:
        """Whether an answer gives the same as the learner's in every case."""
        for k in self.order:
            theirs = first if first is not None and k == self.order[0] else self.run(answer, k)
            if not self.alike(theirs, k):
                return False
        return True

    def alike(self, theirs: Parts, k: int) -> bool:
        """Whether all parts of one case are alike."""
        mine = self.mine[k]
        if mine.keys() != theirs.keys():
            return False
        return all(self.same(mine[name], theirs[name]) for name in mine)

    def same(self, mine: Any, theirs: Any) -> bool:
        """Whether a part of the learner's is what a mistake gives."""
        digits = getattr(self.exercise, "digits", None)
        if digits is not None and isinstance(mine, int | float) and not isinstance(mine, bool):
            return _same_digits(float(mine), theirs, digits)
        return same(mine, theirs, self.exercise.rtol)


def _deeper(value: Any, most: int) -> bool:
    """Whether lists stand in lists more than so many times, as in a list that holds itself."""
    if isinstance(value, list | tuple):
        return not most or any(_deeper(item, most - 1) for item in value)
    return False


def _call_function(answer: Callable[..., Any], inputs: dict[str, Any]) -> Any:
    return answer(*inputs["arguments"].values())


def _call_steps(answer: Callable[..., Any], inputs: dict[str, Any]) -> list[Any]:
    state, outputs = inputs["start"], []
    for given in inputs["inputs"]:
        output = answer(*state.values(), *given.values(), *fresh(inputs["constants"]).values())
        outputs.append(fresh(output))
        values = (output,) if len(state) == 1 else output
        if output is None or not isinstance(values, tuple | list | np.ndarray):
            break
        if len(values) != len(state):
            break
        state = dict(zip(state, fresh(values), strict=True))
    return outputs


def _call_class(answer: Callable[..., Any], inputs: dict[str, Any]) -> list[Any]:
    made = answer(*inputs["init"].values())
    outputs = []
    for method, given in inputs["calls"]:
        if method == "get":
            outputs.append(fresh(getattr(made, given["attribute"])))
        else:
            outputs.append(fresh(getattr(made, method)(*given.values())))
    return outputs


_CALLS = {"function": _call_function, "steps": _call_steps, "class": _call_class}


def fresh(value: Any) -> Any:
    """Return a copy that shares no array, list or dict with a value."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) is list:
        return [fresh(item) for item in value]
    if type(value) is tuple:
        return tuple(fresh(item) for item in value)
    if type(value) is dict:
        return {key: fresh(item) for key, item in value.items()}
    return value


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Let no trial print or warn."""
    with (
        np.errstate(all="ignore"),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield


def _size(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, Mapping):
        return sum(_size(item) for item in value.values())
    return sum(_size(item) for item in value) if isinstance(value, list | tuple) else 1


def _at_points(tree: Any, points: Sequence[Mapping[str, float]]) -> Any:
    """Return an expression's values at some points, as an array; what is none as it is."""
    if isinstance(tree, TreeMatrix):
        rows = [[_at_points(entry, points) for entry in row] for row in tree.rows]
        return np.moveaxis(np.array(rows), -1, 0)
    if isinstance(tree, int | float) and not isinstance(tree, bool):
        return np.full(len(points), float(tree))
    if not isinstance(tree, Tree):
        return tree
    try:
        numbers = np.array([evaluate(tree, point) for point in points])
    except NotAnExpression:
        return tree
    return numbers.real if np.allclose(numbers.imag, 0) else numbers


def array(value: Any) -> np.ndarray | None:
    """Return a number, an array, or a list of numbers as an array; None for all else."""
    kind = type(value)
    if kind is np.ndarray:
        return value if value.dtype.kind in "iufc" else None
    if kind in (float, int) or isinstance(value, np.number):
        return np.asarray(value)
    if kind in (list, tuple) and value:
        inside = [array(item) for item in value]
        if any(item is None or item.shape != inside[0].shape for item in inside):  # type: ignore[union-attr]
            return None
        with contextlib.suppress(ValueError, OverflowError):
            found = np.asarray(inside)
            return found if found.dtype.kind in "iufc" else None
    return None


def same(mine: Any, theirs: Any, rtol: float) -> bool:
    """Whether two values are alike, as `compare` has it."""
    if isinstance(mine, Failed) or isinstance(theirs, Failed):
        return (
            isinstance(mine, Failed) and isinstance(theirs, Failed) and _same_failure(mine, theirs)
        )
    a, b = array(mine), array(theirs)
    if a is not None and b is not None:
        return _same_numbers(a, b, rtol)
    if (a is None) != (b is None):
        return False
    if isinstance(mine, list | tuple) and isinstance(theirs, list | tuple):
        if len(mine) != len(theirs):
            return False
        return all(same(x, y, rtol) for x, y in zip(mine, theirs, strict=True))
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return mine.keys() == theirs.keys() and all(same(mine[k], theirs[k], rtol) for k in mine)
    if isinstance(mine, str | bool | np.bool_):
        return type(mine) is type(theirs) and mine == theirs
    if isinstance(mine, Missing | Unknown | Tree | TreeMatrix):
        return mine == unpack(pack(theirs))
    return compare(mine, unpack(pack(theirs)), rtol) is None


def _same_failure(mine: Failed, theirs: Failed) -> bool:
    if mine.type != theirs.type or mine.type in ("NameError", "UnboundLocalError"):
        return False
    shapes = ("core dimension", "not aligned", "broadcast")
    both = [any(word in one.message for word in shapes) for one in (mine, theirs)]
    return mine.message == theirs.message or all(both)


def _same_numbers(a: np.ndarray, b: np.ndarray, rtol: float) -> bool:
    if a.shape != b.shape:
        return False
    if a.dtype.kind == "c" and b.dtype.kind != "c":
        return False
    if not a.size:
        return True
    if a.dtype.itemsize < 8 and a.dtype.kind in "fc":
        rtol = max(rtol, FLOAT32_RTOL)
    if a.ndim == 0:
        x, y = a.item(), b.item()
        close = bool(np.isfinite(y)) and abs(x - y) <= rtol * abs(y)
        return bool(close or x == y or (x != x and y != y))
    with np.errstate(all="ignore"):
        finite = np.isfinite(b)
        if finite.all():
            return bool(np.abs(a - b).max() <= rtol * max(np.abs(b).max(), 1e-300))
        scale = np.abs(b[finite]).max() if finite.any() else 0.0
        close = np.abs(a - b) <= rtol * max(float(scale), 1e-300)
        return bool((close | (a == b) | (np.isnan(a) & np.isnan(b))).all())


def _same_digits(mine: float, theirs: Any, digits: int) -> bool:
    """Whether a number is another one in the digits in which it was given, at least `digits`."""
    other = array(theirs)
    if other is None or other.ndim or other.dtype.kind == "c":
        return False
    number = float(other)
    if not np.isfinite(number) or not np.isfinite(mine):
        return False
    if mine == number:
        return True
    shown = repr(mine).lower().partition("e")[0].replace(".", "").lstrip("-0")
    given = min(max(len(shown.rstrip("0")), digits), 9)
    return bool(
        abs(mine - number)
        <= 0.51 * 10.0 ** (1 - given) * 10 ** np.floor(np.log10(max(abs(number), 1e-300)))
    )
