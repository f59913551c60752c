"""What can be seen in what came back, before any mistake is tried."""

import re

import numpy as np

from bplib.course.checks.errors import is_of_shapes
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.expression import symbols
from bplib.course.checks.recognition.alike import Failed, array, same
from bplib.course.checks.recognition.messages import SHAPES
from bplib.course.checks.recognition.mistake import SOME_CASES, Finding
from bplib.course.checks.recognition.nothing import of_nothing
from bplib.course.checks.recognition.raised import of_exception
from bplib.course.checks.recognition.telling import bits
from bplib.course.checks.recognition.trial import Trials


class Seen:
    """What an answer's results show by themselves.

    Attributes
    ----------
    trials : Trials
        The answer's results.
    exercise : Exercise
        The exercise.
    first : int
        The case that tells most.
    """

    trials: Trials
    exercise: Exercise
    first: int

    def nothing(self) -> list[Finding]:
        """Find that nothing was returned; a named value that is None is one still to write."""
        if self.exercise.counted == "value":
            return []
        return of_nothing(self.trials)

    def _wrong_cases(self) -> set[int]:
        """Return the cases in which something is wrong."""
        return {k for places in self.trials.wrong.values() for k in places}

    def exception(self) -> list[Finding]:
        """Find what the exception tells of in which every call ended."""
        if not self.trials.raised:
            return []
        return of_exception(self.trials.inputs(0), self.trials.results[0])

    def as_given(self) -> list[Finding]:
        """Find that several parts come back as they were given: nothing has changed them."""
        if self.exercise.kind != "function" or self.trials.raised_somewhere or not self.tells():
            return []
        given = [self.trials.inputs(k)["arguments"] for k in range(len(self.trials.mine))]
        names: dict[str, str] = {}
        for part in self.trials.wrong:
            values = [mine.get(part) for mine in self.trials.mine]
            found = (
                name
                for name in given[0]
                if all(
                    isinstance(value, np.ndarray) and same(value, one.get(name), 0.0)
                    for value, one in zip(values, given, strict=True)
                )
            )
            names[part] = next(found, "")
        if len(names) < 2 or not all(names.values()):
            return []
        shown = ", ".join(f"`{name}`" for name in dict.fromkeys(names.values()))
        question = (
            f"What comes back is {shown} as you were given it. Which line of yours changes it, and "
            "does what you return come from there?"
        )
        parts = tuple(names) if len(names) < len(self.trials.right[0]) else ()
        return [Finding("relation: as it was given", "as it was given", question, parts)]

    def chooses(self) -> bool:
        """Whether all values say which one, so that one told would tell another."""
        labels = getattr(self.exercise, "labels", ())
        right = self.trials.right[0]
        return all(isinstance(v, str) or name in labels for name, v in right.items())

    def raised_mostly(self) -> bool:
        """Whether more calls ended in an exception than returned something."""
        raised = sum(isinstance(parts.get(""), Failed) for parts in self.trials.mine)
        return 2 * raised > len(self.trials.mine)

    def says_little(self) -> bool:
        """Whether every call ended in an exception that tells of no length and no place.

        What raises it too, somewhere in the reference, need not be what the answer does.
        """
        failure = self.trials.mine[self.first].get("")
        return self.trials.raised and not re.search(r"\d", getattr(failure, "message", ""))

    def not_a_number(self) -> list[Finding]:
        """Find that values are NaN which should be numbers."""
        trials = self.trials
        where = set()
        for name, places in trials.wrong.items():
            for k in places:
                mine, right = (array(v[k].get(name)) for v in (trials.mine, trials.right))
                if mine is None or right is None:
                    continue
                if np.isnan(mine).any() and not np.isnan(right).any():
                    where.add(k)
        if where and where == self._wrong_cases():
            question = "Some of your values are NaN. Which operation has no result here?"
            return [Finding("relation: not a number", "not a number", question)]
        return []

    def shapes(self) -> list[Finding]:
        """Find that the calls ended because shapes do not fit."""
        wrong = self._wrong_cases()
        failures = [self.trials.mine[k].get("") for k in wrong]
        if all(
            isinstance(failure, Failed) and is_of_shapes(failure.message) for failure in failures
        ):
            return [Finding("relation: shapes do not fit", "shapes do not fit", SHAPES)]
        return []

    def only_some_cases(self) -> list[Finding]:
        """Find that an answer is right but for a case or two that have something special.

        Where all of these ended in an exception, find what it tells of.
        """
        wrong = sorted(self._wrong_cases())
        trials, exercise = self.trials, self.exercise
        told = [of_exception(trials.inputs(k), trials.results[k]) for k in wrong]
        if all(told) and len({found[0].id for found in told}) == 1:
            return told[0]
        others = [r for k, r in enumerate(trials.results) if k not in wrong]
        effects = ("changed",) * getattr(exercise, "pure", False)
        effects += ("warnings",) * getattr(exercise, "quiet", False)
        if any(result[effect] for result in others for effect in effects):  # type: ignore[literal-required]
            return []
        notes = list(dict.fromkeys(self.trials.notes[k] for k in wrong))
        if not all(notes) or len(notes) > 2 or 2 * len(wrong) > len(self.trials.mine):
            return []
        special = " and ".join(f"“{note}”" for note in notes)
        question = f"Your answer is right but for {special}. What do you take for granted there?"
        return [Finding(SOME_CASES, f"wrong for {special}", question)]

    def strange_symbols(self) -> list[Finding]:
        """Find the symbols of an expression that are not those which the statement gives."""
        if self.exercise.kind != "expressions":
            return []
        known = set(self.exercise.symbols)  # type: ignore[attr-defined]
        parts = self.trials.mine[0]
        strange = sorted({s for tree in parts.values() for s in symbols(tree)} - known)
        if not strange:
            return []
        shown = ", ".join(strange)
        question = f"How is {shown} written in the letters that are asked for?"
        return [Finding("relation: a symbol left in", f"{shown} left in", question)]

    def tells(self) -> bool:
        """Whether the wrong results hold so much that no change gives them by chance."""
        return self.trials.raised or sum(map(self.bits, self.trials.wrong)) > 14

    def tells_part(self, name: str) -> bool:
        """Whether a part holds so much that no change gives it by chance."""
        return self.bits(name) > 14

    def bits(self, name: str) -> float:
        """Return about how many bits the wrong values of a part hold."""
        values = [self.trials.mine[k].get(name) for k in self.trials.wrong[name]]
        return sum(bits(value) for value in values)
