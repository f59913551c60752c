"""Trials: what an answer gave, part by part, beside what is right and what a mistake would give.

Here a call costs no more than the call: nothing is packed, and arrays are copied only so that one
trial can't change what the next one is given.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from bplib.course.checks.algebra import sp
from bplib.course.checks.cases import Case, once
from bplib.course.checks.data import CallResult, unpack
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.recognition.alike import Failed, Parts, same, same_digits
from bplib.course.checks.recognition.mistake import Mistake, own_mistake
from bplib.course.checks.recognition.parts import Taking
from bplib.course.checks.recognition.running import TURNS, call, deeper, effort_of, size_of
from bplib.course.checks.recognition.telling import tells_of
from bplib.course.checks.slips import Slip, slipped

MOST_NUMBERS_KEPT = 500  # of a case: what larger ones give is not kept


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
    expected : sequence
        The right values.

    Attributes
    ----------
    mine, right : list of dict
        By case the parts of the answer's own and of the right value, by name; a call that raised
        has one part, a `Failed`.
    wrong : dict of str to list of int
        The parts that are wrong, with the cases in which they are.
    notes : list of str
        What is special about each case.
    order : list of int
        The cases, those first that tell most for the least effort.
    """

    def __init__(
        self,
        exercise: Exercise,
        cases: Sequence[Case],
        results: Sequence[CallResult],
        expected: Sequence[Any],
    ) -> None:
        self.exercise = exercise
        self.called, self.results = cases, list(results)
        self._cases = [case.inputs for case in cases]
        self.notes = [case.note for case in cases]
        self._of_slips: dict[Slip, Parts] = {}
        self._taking = Taking(exercise)
        self.right = [self._taking.apart(value) for value in expected]
        self.mine = [self._own(result, k) for k, result in enumerate(results)]
        self.wrong: dict[str, list[int]] = {}
        for k, (mine, right) in enumerate(zip(self.mine, self.right, strict=True)):
            for name in right if mine.keys() == right.keys() else mine:
                if name not in right or not self._is_right(mine[name], right[name]):
                    self.wrong.setdefault(name, []).append(k)
        bad = {k for places in self.wrong.values() for k in places}
        sizes = self._sizes = [size_of(inputs) for inputs in self._cases]
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

    @property
    def raised_somewhere(self) -> bool:
        """Whether a call ended in an exception."""
        return any(isinstance(parts.get(""), Failed) for parts in self.mine)

    def may_tell(self, mistake: Mistake) -> bool:
        """Whether a mistake that explains all may be told of.

        Where nothing but exceptions speaks for it, another mistake ends in the same ones: a change
        of the source is told only if it is what they complain of.
        """
        failures = [self.mine[k].get("") for places in self.wrong.values() for k in places]
        return bool(mistake.slips) or tells_of(mistake.name, failures)

    def _is_right(self, mine: Any, right: Any) -> bool:
        if self.exercise.kind == "numbers":
            return self.exercise.differs(mine, right) is None
        return same(mine, right, self.exercise.accuracy)

    def _own(self, result: CallResult, k: int) -> Parts:
        if result["error"]:
            return {"": Failed(result["error"]["type"], result["error"]["message"])}
        value = unpack(result["value"])
        parts = self._taking.apart(value)
        return parts if parts.keys() == self.right[k].keys() else {"": value}

    def run(self, answer: Any, k: int) -> Parts:
        """Call an answer on a case and return its parts."""
        kind = self.exercise.kind
        try:
            if kind == "numbers":
                value = answer()
            elif kind == "expressions":
                with sp.at_points(self._taking.symbols):
                    value = answer()
            else:
                value = call(kind, answer, self._cases[k])
        except Exception as error:
            return {"": Failed(type(error).__name__, str(error)[:500])}
        if deeper(value, 8):
            return {"": Failed("a list that holds itself", "")}
        parts = self._taking.apart(value)
        return parts if parts.keys() == self.right[k].keys() else {"": value}

    def once(self, k: int, key: Hashable, work: Callable[[], Any]) -> Any:
        """Return what some work comes to that depends on a case and on no answer."""
        if self._sizes[k] > MOST_NUMBERS_KEPT:
            return work()
        return once(self.called, (k, key), work)

    def made_by(self, *slips: Slip) -> bool:
        """Whether slips give the results as the exercise compares them: types and changes too."""
        return self.exercise.makes(slips, self.called, self.results)

    def of_slip(self, one: Slip) -> Parts:
        """Return what a slip alone gives in the case that tells most, computed once."""
        if one not in self._of_slips:
            self._of_slips[one] = self.once(
                self.first,
                own_mistake(one).key,
                lambda: self.run(slipped(self.exercise.reference, one), self.first),
            )
        return self._of_slips[one]

    def may_be(self, one: Slip) -> bool:
        """Whether a slip may explain the results: it gives those of the case that tells most.

        Of named values it must give those that it changes; the others may have been forgotten.
        """
        kind, mine, right = self.exercise.kind, self.mine[self.first], self.right[self.first]
        if kind in ("numbers", "class"):
            return True  # numbers are kept; objects may share what a class keeps
        theirs = self.of_slip(one)
        if kind != "expressions" or theirs.keys() != right.keys():
            return self.alike(theirs, self.first)
        changed = [name for name in right if not self.same(theirs[name], right[name])]
        return all(name in mine and self.same(mine[name], theirs[name]) for name in changed)

    def begins(self, answer: Any) -> bool:
        """Whether an answer's first step, where there are steps, gives a part of the learner's."""
        if self.exercise.kind != "steps" or self.raised:
            return True
        mine = self.mine[self.first]
        try:
            turns = TURNS["steps"](answer, self._cases[self.first])
            theirs = self._taking.in_turn([next(turns)])
        except Exception:
            return False
        return any(name in mine and self.same(mine[name], theirs[name]) for name in theirs)

    def effort(self, answer: Any) -> int:
        """Return how many calls and lines an answer takes on the first case, on any machine."""
        if self.exercise.kind == "steps":
            return effort_of(lambda: self.begins(answer))
        return effort_of(lambda: self.run(answer, self.first))

    def explains(self, answer: Any, first: Parts | None = None) -> bool:
        """Whether an answer gives the same as the learner's in every case.

        A class's cases are tried as the learner's were called: objects may share what it keeps.
        """
        in_turn = self.exercise.kind == "class"
        for k in range(len(self.mine)) if in_turn else self.order:
            known = first is not None and k == self.first and not in_turn
            if not (self.alike(first, k) if known else self.gives(answer, k)):  # type: ignore[arg-type]
                return False
        return True

    def gives(self, answer: Any, k: int) -> bool:
        """Whether an answer gives the same in a case; no call follows one that gives another."""
        kind, mine = self.exercise.kind, self.mine[k]
        if kind not in TURNS or "" in mine:
            return self.alike(self.run(answer, k), k)
        found = 0
        try:
            for turn, output in enumerate(TURNS[kind](answer, self._cases[k]), start=1):
                theirs = self._taking.in_turn([output], turn)
                if deeper(output, 8) or not all(
                    n in mine and self.same(mine[n], v) for n, v in theirs.items()
                ):
                    return False
                found += len(theirs)
        except Exception:
            return False
        return found == len(mine)

    def alike(self, theirs: Parts, k: int, exactly: bool = False) -> bool:
        """Whether all parts of one case are alike; exceptions even in their words."""
        mine = self.mine[k]
        if mine.keys() != theirs.keys() or (exactly and _said(mine) != _said(theirs)):
            return False
        return all(self.same(mine[name], theirs[name]) for name in mine)

    def same(self, mine: Any, theirs: Any) -> bool:
        """Whether a part of the learner's is what a mistake gives."""
        digits = getattr(self.exercise, "digits", None)
        if digits is not None and isinstance(mine, int | float) and not isinstance(mine, bool):
            return same_digits(float(mine), theirs, digits)
        return same(mine, theirs, self.exercise.rtol)


def _said(parts: Parts) -> str:
    """Return what an exception says, where a call ended in one."""
    failure = parts.get("")
    return failure.message if isinstance(failure, Failed) else ""
