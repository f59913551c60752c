"""Recognising mistakes: which changes of the reference give the answer's results.

What is tried, the simplest first: a slip of the exercise; one that gives the values, and one that
does what the answer does beside them; what an exception tells of; brackets that are left out; a
relation of the returned values to the right ones; another change of the reference's source; two
slips; a slip and a relation; for every wrong part a mistake of its own; a number that nobody could
list; a slip and a change; for the wrong cases slips of their own. An explanation counts only where
it gives every result of every case, and of two as simple ones none is claimed. All of it is bounded
by calls and lines, never by time.
"""

from collections.abc import Sequence
from itertools import combinations, islice
from operator import attrgetter
from typing import Any

from bplib.course.checks.cases import Case
from bplib.course.checks.data import CallResult, unpack
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.recognition.alike import Failed
from bplib.course.checks.recognition.attempt import (
    MOST_CHANGES,
    MOST_NUMBERS,
    MOST_PAIRS,
    Attempt,
)
from bplib.course.checks.recognition.effects import (
    beside_values,
    changed_in_place,
    values_and_effects,
)
from bplib.course.checks.recognition.lists import exchanged, of_other_parts
from bplib.course.checks.recognition.mistake import Finding, Mistake, of_relation, own_mistake
from bplib.course.checks.recognition.relations import relation
from bplib.course.checks.recognition.running import quietly, size_of
from bplib.course.checks.recognition.telling import whole
from bplib.course.checks.recognition.trial import Trials
from bplib.course.checks.recognition.unknown import GRID, open_mistakes, solved
from bplib.course.checks.recognition.ways import FAR_FETCHED
from bplib.course.checks.slips import is_open

MENDED = "Once that is mended"
RETURNED = "Where your answer returns something"
FEW_BITS = 8  # of a count, of a choice: a slip gives them by chance


def recognise(
    exercise: Exercise,
    cases: Sequence[Case],
    results: Sequence[CallResult],
    expected: Sequence[Any],
) -> list[Finding]:
    """Return the mistakes that explain an answer's results.

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

    Returns
    -------
    list of Finding
        The mistakes that together give what came back in every case; those of the parts that
        could be explained, each with its parts, where not all could; else none.
    """
    if len(results) != len(cases) or any(map(_of_a_name, results)):
        return []
    if any(result["outcome"] == "not callable" for result in results):
        return []
    try:
        return _recognise(exercise, cases, list(results), expected)
    except Exception:  # a hint that fails is no hint, and no verdict is lost for it
        return []


def _recognise(
    exercise: Exercise, cases: Sequence[Case], mine: list[CallResult], expected: Sequence[Any]
) -> list[Finding]:
    own = [one for one in exercise.slips if not is_open(one)]
    if exercise.kind == "training":
        return [own_mistake(one).found() for one in own if exercise.makes([one], cases, mine)]
    if size_of([unpack(r["value"]) for r in mine if r["outcome"] == "returned"]) > MOST_NUMBERS:
        return []
    with quietly():
        trials = Trials(exercise, cases, mine, expected)
        first: list[Finding] = []
        for one in own:
            if trials.may_be(one) and trials.made_by(one):
                if not exercise.has_more([one], mine):
                    return [own_mistake(one).found()]
                first = first or [own_mistake(one).found()]
        found = values_and_effects(trials, own)
        if not trials.wrong:
            return first or found or changed_in_place(trials)
        if not found:
            found = _Search(trials).findings()
            found += beside_values(trials, found)
        both = len(found) > 1 and all(one.id.startswith("slip: ") for one in found)
        return first if first and not both else found


def _of_a_name(result: CallResult) -> bool:
    """Whether a call ended because a name is not there, which its message says."""
    error = result["error"]
    return error is not None and error["type"] in ("NameError", "UnboundLocalError")


_rank = attrgetter("rank")


class _Search(Attempt):
    """The search for what explains one answer."""

    def findings(self) -> list[Finding]:
        """Return what explains the answer, the simplest first."""
        for search in (
            self.nothing,
            self.exception,
            self.as_given,
            self.without_brackets,
            self._related,
            self._varied,
            self._two_slips,
            self._related_where_returned,
            self._slip_and_relation,
            self._each_part,
            self._unknown_number,
            self._slip_and_variant,
            self.each_case,
            self._some_parts,
            self.shapes,
            self.not_a_number,
            self.only_some_cases,
        ):
            found = search()
            if found:
                return found
        return []

    def _related(self) -> list[Finding]:
        """Find a relation of all wrong parts to the right ones."""
        return [] if self.trials.raised_somewhere else self._related_where_returned()

    def _related_where_returned(self) -> list[Finding]:
        """Find a relation of what is wrong where the answer returned something."""
        trials = self.trials
        if trials.raised or self.raised_mostly():
            return []
        strange = self.strange_symbols()
        if strange:
            return strange
        when = RETURNED if trials.raised_somewhere else ""
        if any(
            mine.keys() != right.keys()
            for mine, right in zip(trials.mine, trials.right, strict=True)
        ):
            returned = [k for k, m in enumerate(trials.mine) if not isinstance(m.get(""), Failed)]
            mine = [whole(trials.mine[k]) for k in returned]
            right = [trials.right[k] for k in returned]
            found = relation(mine, [whole(parts) for parts in right], self.exercise.rtol)
            found = found or of_other_parts(mine, right, self.exercise.rtol)
            return [of_relation(found, when).found()] if found else []
        if self.exercise.kind in ("function", "numbers") and not self.chooses():
            named = self.exercise.kind == "numbers"
            found = exchanged(trials.mine, trials.right, self.exercise.rtol, named)
            if found:
                return [of_relation(found).found()]
        by_part = {name: self.relation_to_right(name) for name in trials.wrong}
        names = {found.name if found else "" for found in by_part.values()}
        if len(names) == 1 and "" not in names:
            found = next(iter(by_part.values()))
            assert found is not None
            parts = tuple(by_part) if len(by_part) < len(trials.right[0]) else ()
            own = self.own_of(parts) if parts and found.name in FAR_FETCHED else None
            return [own.found(*parts) if own else of_relation(found, when).found(*parts)]
        return []

    def _varied(self) -> list[Finding]:
        """Find one change of the source; remember what each gives."""
        if not self.tells():
            return []
        best: list[Mistake] = []
        silent = self.says_little()
        singles = list(self.singles())
        known = sum(one.rank < 0 for one in singles)  # without brackets: called before
        for mistake in [*self.own, *singles[: known + self.worth(MOST_CHANGES)]]:
            if best and mistake.rank > best[0].rank:
                break
            if silent and not mistake.slips:
                break
            if self.exercise.kind == "steps" and not self.trials.begins(self.answer(mistake)):
                continue
            theirs = self.gives(self.first, mistake)
            if self.trials.alike(theirs, self.first, exactly=not mistake.id.startswith("slip: ")):
                if self.explains(mistake, first=theirs) and self.trials.may_tell(mistake):
                    best.append(mistake)
            elif not self.trials.raised and theirs.keys() == self.trials.right[self.first].keys():
                self.remember(mistake, theirs)
        return [min(best, key=_rank).found()] if best else []

    def _two_slips(self) -> list[Finding]:
        """Find two slips that explain all together."""
        pairs = [pair for pair in combinations(self.own, 2) if pair[0].goes_with(pair[1])]
        likely = [pair for pair in pairs if self.may_be_both(*pair)]
        hidden = set(pairs) - set(likely)  # where the one hides the other
        left = self.worth(MOST_PAIRS, 3.5)
        for some in (likely, [pair for pair in pairs if pair in hidden]):
            if len(some) > left:
                some.sort(key=lambda pair: self.apart(*pair))
            found = [pair for pair in some[:left] if self.explains(*pair)]
            if len(found) > 1:  # by their values; the types of these may differ
                found = [
                    pair for pair in found if self.trials.made_by(*pair[0].slips, *pair[1].slips)
                ]
            if found:
                return [mistake.found() for mistake in found[0]] if len(found) == 1 else []
            left = max(left - len(some), 0)
        return []

    def _slip_and_relation(self) -> list[Finding]:
        """Find a slip after which all wrong parts have one relation to what came back."""
        if self.trials.raised or self.raised_mostly():
            return []
        right = self.trials.right[self.first]
        for mistake, theirs in self.tried[: len(self.own)]:
            if not mistake.slips:
                break
            names = [
                n
                for n in right
                if not self.trials.same(self.trials.mine[self.first].get(n), theirs[n])
            ]
            if not names or any(
                relation([self.trials.mine[self.first].get(n)], [theirs[n]], self.exercise.rtol)
                is None
                for n in names
            ):
                continue
            others = [self.gives(k, mistake) for k in range(len(self.trials.mine))]
            wrong = [
                n
                for n in right
                if not all(
                    n in m and n in o and self.trials.same(m[n], o[n])
                    for m, o in zip(self.trials.mine, others, strict=True)
                )
            ]
            if len(right) > 1 and not set(wrong) <= self.trials.wrong.keys():
                continue  # what is right would have to be made wrong, and mended again
            related = [self.part_relation(n, others) for n in wrong]
            if related and None not in related and len({r.name for r in related if r}) == 1:
                assert related[0] is not None
                parts = tuple(wrong) if len(wrong) < len(right) else ()
                touched = not parts or None in map(self.relation_to_right, parts)
                when = MENDED if touched else ""
                return [mistake.found(), of_relation(related[0], when).found(*parts)]
        return []

    def _each_part(self) -> list[Finding]:
        """Find two mistakes that explain all together, each of which explains a part alone."""
        if self.trials.raised or len(self.trials.right[0]) < 2:
            return []
        self._explained = self.parts_explained()
        pool = list(dict.fromkeys(m for found in self._explained.values() for m in found[:8]))
        pairs = [(a, b) for a, b in combinations(pool, 2) if a.goes_with(b)]
        pairs += [(a, b) for a in pool for b in self.own if b not in pool and a.goes_with(b)]
        pairs.sort(key=lambda pair: pair[0].rank + pair[1].rank)
        for pair in pairs[: self.worth(MOST_PAIRS)]:
            if self.explains(*pair):
                return [mistake.found() for mistake in pair]
        found = self._some_parts()
        named = {part for one in found for part in one.parts}
        return found if named >= set(self.trials.wrong) else []

    def _some_parts(self) -> list[Finding]:
        """Return for every wrong part that can be explained its own mistake."""
        if self.trials.raised or len(self.trials.right[0]) < 2:
            return []
        chosen: dict[str, Mistake] = {}
        explained: dict[str, list[Mistake]] = getattr(self, "_explained", {})
        known = [m for name in self.trials.wrong for m in explained.get(name, [])]
        for name in self.trials.wrong:
            if name not in self.trials.right[0]:
                return []
            related = self.relation_to_right(name)
            mistakes = explained.get(name, [])
            own = [m for m in mistakes if m.slips]
            if own and (self.exercise.counted == "value" or self.bits(name) > FEW_BITS):
                chosen[name] = min(own, key=lambda m: (-known.count(m), self.contradictions(m)))
            elif related:
                chosen[name] = of_relation(related)
            elif mistakes and self.tells_part(name):
                chosen[name] = min(mistakes, key=_rank)
        together_: dict[str, tuple[Mistake, list[str]]] = {}
        for name, mistake in chosen.items():
            together_.setdefault(mistake.name, (mistake, []))[1].append(name)
        return [mistake.found(*parts) for mistake, parts in together_.values()][:3]

    def _unknown_number(self) -> list[Finding]:
        """Find a number that explains the answer, in a slip or in the source."""
        entry = None if self.trials.raised else self.telling_entry()
        if entry is None:
            return []
        told = sum(map(self.bits, self.trials.wrong))
        left = self.worth(800, 0.6)
        for mistake in open_mistakes(self.trials, self.variants):
            if left < len(GRID) or told < 30 - 14 * mistake.listed:
                break
            left -= len(GRID) + 12
            number = solved(mistake, self.trials, entry, self.first)
            if number is not None and self.trials.explains(mistake.with_number(number)):
                shown = f"{number:.3g}"
                name, question = (
                    text.replace("{number}", shown) for text in (mistake.name, mistake.question)
                )
                return [Finding(mistake.id, name, question)]
        return []

    def _slip_and_variant(self) -> list[Finding]:
        """Find a slip and a change of the source that explain all together."""
        if not self.tells():
            return []
        changes = [m for m, _ in self.tried if m.switches and m.rank < 2]
        pairs = ((a, b) for a in self.own for b in changes if self.may_be_both(a, b))
        for pair in islice(pairs, self.worth(MOST_CHANGES, 1.2)):
            if self.explains(*pair):
                return [mistake.found() for mistake in pair]
        return []
