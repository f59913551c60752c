"""Slips: the mistakes of an exercise, each a named change at named places of its reference.

A reference names its *places* as keyword-only parameters whose defaults are right; a class names
them as attributes and methods. A slip says what stands in one or more of these places instead. Two
slips go together where they share no place.

Every reference that is called has four places more: ``given`` (changes the arguments before the
call), ``result`` (changes what comes out; a dict gives the named values that are other ones),
``around`` (takes the answer and returns another one), and ``instead`` (another method altogether,
which no other slip goes with).
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Anything:
    """A number in a place of a slip that nobody can list: whichever explains an answer is shown."""


AROUND = frozenset({"given", "result", "around", "instead"})


@dataclass(frozen=True, eq=False)
class Slip:
    """A named change, and the question that its author should read.

    Attributes
    ----------
    name : str
        A few words, unique in its exercise, e.g. ``"mean for sum"``.
    places : mapping of str to object
        What stands in which place of the reference.
    question : str
        One pointed question; never the fix.
    """

    name: str
    places: Mapping[str, Any]
    question: str = ""

    def asks(self, question: str) -> "Slip":
        """Return the same slip with a question."""
        return replace(self, question=question)

    def goes_with(self, other: "Slip") -> bool:
        """Whether both can be made at once: they share no place, and neither replaces all."""
        apart = self.places.keys().isdisjoint(other.places)
        return apart and "instead" not in {*self.places, *other.places}


def slip(name: str, /, **places: Any) -> Slip:
    """Return a slip by its name and what stands in which place.

    Parameters
    ----------
    name : str
        A few words.
    **places
        What stands in which place of the reference.

    Returns
    -------
    Slip
        The slip, without its question; see `Slip.asks`.
    """
    return Slip(name, MappingProxyType(places))


def is_open(one: Slip) -> bool:
    """Whether a slip holds a number that is not known."""
    return any(isinstance(value, Anything) for value in one.places.values())


@lru_cache(maxsize=512)
def places(reference: Any) -> frozenset[str]:
    """Return the places of a reference: its keyword-only parameters, or a class's attributes."""
    if isinstance(reference, type):
        return frozenset(name for name in dir(reference) if hasattr(reference, name)) | {"instead"}
    parameters = inspect.signature(reference).parameters.values()
    return AROUND | {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}


def slipped(reference: Any, *slips: Slip) -> Any:
    """Return the reference with slips made.

    Parameters
    ----------
    reference : function or class
        A right answer with places.
    *slips : Slip
        What goes wrong.

    Returns
    -------
    function or class
        A wrong answer.

    Raises
    ------
    TypeError
        If the reference has no such place, or two slips share one.
    """
    changes: dict[str, Any] = {}
    for one in slips:
        if shared := changes.keys() & one.places.keys():
            raise TypeError(f"{one.name!r} shares {', '.join(sorted(shared))} with another slip")
        changes |= one.places
    there = places(reference)
    if unknown := changes.keys() - there:
        names = ", ".join(repr(one.name) for one in slips)
        own = ", ".join(sorted(there - AROUND)) or "none of its own"
        raise TypeError(
            f"slip {names} fills {', '.join(sorted(unknown))}, which is no place of "
            f"{reference.__name__}: its places are {own} (and given, result, around, instead)"
        )
    if any(isinstance(value, Anything) for value in changes.values()):
        changes = {p: 1e-3 if isinstance(v, Anything) else v for p, v in changes.items()}
    if "instead" in changes:
        return changes["instead"]
    if isinstance(reference, type):
        return _subclass(reference, changes)
    return _called(reference, changes)


def _subclass(reference: type, changes: dict[str, Any]) -> type:
    own = {
        name: staticmethod(value)
        if isinstance(inspect.getattr_static(reference, name), staticmethod)
        else value
        for name, value in changes.items()
    }
    return type(reference.__name__, (reference,), own)


def _called(reference: Callable[..., Any], changes: dict[str, Any]) -> Callable[..., Any]:
    given, result, around = (changes.pop(place, None) for place in ("given", "result", "around"))

    def answer(*arguments: Any) -> Any:
        out = reference(*(given(*arguments) if given else arguments), **changes)
        if isinstance(result, Mapping):
            return {**out, **result}
        return result(out) if result else out

    return around(answer) if around else answer


def together(slips: Sequence[Slip], most: int = 2) -> Iterator[tuple[Slip, ...]]:
    """Yield every set of slips that go together, the smallest first.

    Parameters
    ----------
    slips : sequence of Slip
        All slips of an exercise.
    most : int
        The size of the largest sets.

    Yields
    ------
    tuple of Slip
        One or more slips.
    """
    for size in range(1, most + 1):
        for group in combinations(slips, size):
            if all(a.goes_with(b) for a, b in combinations(group, 2)):
                yield group


def _writes_its_inputs(answer: Callable[..., Any]) -> Callable[..., Any]:
    def in_place(*arguments: Any) -> Any:
        out = answer(*arguments)
        _write(arguments, out if isinstance(out, tuple) else (out,))
        return out

    return in_place


def _write(targets: Any, values: Any) -> None:
    """Write new values into the arrays that stand at the same place of the inputs."""
    for target, value in zip(targets, values, strict=False):
        if isinstance(target, list | tuple):
            _write(target, value)
        elif hasattr(target, "flags") and target.ndim:
            target[...] = value


# The first inputs are overwritten by what is returned in their order.
IN_PLACE = slip("changed in place", around=_writes_its_inputs)
