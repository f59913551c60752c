"""Cases: the inputs that an answer is called with, drawn anew from a seed."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_KEPT = 2_000


@dataclass(frozen=True)
class Case:
    """Inputs of one call, as plain data.

    Attributes
    ----------
    inputs : dict
        For a function ``{"arguments": {name: value}}``; see `call_case`, `steps_case` and
        `class_case`.
    note : str
        What is special about the case, shown when it is the one that differs.
    """

    inputs: dict[str, Any]
    note: str = ""


class Cases(list[Case]):
    """Cases on which many answers are judged: what has been worked out for one answer is kept.

    Parameters
    ----------
    cases : iterable of Case
        The cases, which nobody changes.
    """

    def __init__(self, cases: Iterable[Case]) -> None:
        super().__init__(cases)
        self._kept: dict[Hashable, Any] = {}

    def once(self, key: Hashable, work: Callable[[], Any]) -> Any:
        """Return what some work comes to, done once; nobody changes it."""
        if key in self._kept:
            return self._kept[key]
        value = work()
        if len(self._kept) < MOST_KEPT:
            self._kept[key] = value
        return value


def once(cases: Sequence[Case], key: Hashable, work: Callable[[], Any]) -> Any:
    """Return what some work comes to for cases: done once where they are kept, else anew."""
    return cases.once(key, work) if isinstance(cases, Cases) else work()


def call_case(note: str = "", /, **arguments: Any) -> Case:
    """Return the case of one call of a function, with its arguments in order."""
    return Case({"arguments": arguments}, note)


def steps_case(
    start: Mapping[str, Any],
    inputs: Sequence[Mapping[str, Any]],
    constants: Mapping[str, Any] | None = None,
    note: str = "",
) -> Case:
    """Return the case of a step function that is called again and again.

    It is called as ``answer(*state, *inputs of the step, *constants)`` and returns the next
    state: one value where `start` holds one, else a tuple in the order of `start`.

    Parameters
    ----------
    start : mapping
        The state before the first step, by name.
    inputs : sequence of mapping
        What each step gets besides, by name.
    constants : mapping, optional
        What every step gets last, by name.
    note : str
        What is special about the case.

    Returns
    -------
    Case
        The case.
    """
    data = {"start": dict(start), "inputs": [dict(i) for i in inputs]}
    return Case({**data, "constants": dict(constants or {})}, note)


def class_case(
    init: Mapping[str, Any], calls: Sequence[tuple[str, Mapping[str, Any]]], note: str = ""
) -> Case:
    """Return the case of a class: one object is made, then its methods are called in order.

    Parameters
    ----------
    init : mapping
        The arguments of ``__init__``, in order.
    calls : sequence of (str, mapping)
        A method's name and its arguments in order. ``("get", {"attribute": name})`` reads an
        attribute instead; ``("another", {name: value})`` makes a second object with these
        arguments, which the first one must not notice; ``("anew", {name: value})`` makes one whose
        methods are called from there on.
    note : str
        What is special about the case.

    Returns
    -------
    Case
        The case.
    """
    return Case({"init": dict(init), "calls": [[name, dict(args)] for name, args in calls]}, note)
