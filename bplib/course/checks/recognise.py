"""Recognising mistakes: which changes of the reference, alone or together, give the answer's results.

What is tried, the simplest first: a slip of the exercise; a relation of the returned values to the
right ones; a change of the reference's source; two slips; a slip and a relation; for every wrong
part a mistake of its own; a number that nobody could list; a slip and a change. An explanation
counts only where it gives every result of every case, and of two as simple ones none is claimed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from bplib.course.checks.cases import Case
from bplib.course.checks.data import CallResult, Tree, TreeMatrix
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.relations import Relation, exchanged, of_a_number, relation
from bplib.course.checks.slips import Anything, Slip, slipped, together
from bplib.course.checks.trial import Failed, Parts, Trials, array, fresh, quietly
from bplib.course.checks.variants import Variants, variants_of

EFFORT = 12_000
MOST_PAIRS = 150
GRID = (*np.logspace(-16, 3, 20), -1.0, -0.1, 1.5, 2.5)


@dataclass(frozen=True)
class Finding:
    """One mistake that was made.

    Attributes
    ----------
    id : str
        The same for ever: the kind of recognition and the mistake's name.
    name, question : str
        The mistake in a few words, and what to ask about it.
    parts : tuple of str
        The returned parts that it explains, where others are right or have another mistake.
    """

    id: str
    name: str
    question: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Mistake:
    """What is tried: slips, switches of variants, or both."""

    id: str
    name: str
    question: str
    rank: int = 0
    slips: tuple[Slip, ...] = ()
    switches: tuple[int, ...] = ()

    def goes_with(self, other: "_Mistake") -> bool:
        """Whether both can be made at once."""
        return all(a.goes_with(b) for a in self.slips for b in other.slips)

    def found(self, *parts: str) -> Finding:
        return Finding(self.id, self.name, self.question, parts)


def recognise(
    exercise: Exercise, cases: Sequence[Case], results: Sequence[CallResult]
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

    Returns
    -------
    list of Finding
        The mistakes that together give what came back in every case; those of the parts that
        could be explained, each with its parts, where not all could; else none.
    """
    if len(results) != len(cases):
        return []
    mine = list(results)
    own = [one for one in exercise.slips if not _open(one)]
    if exercise.kind == "training" or any(r["outcome"] == "not callable" for r in results):
        return []
    with quietly():
        trials = Trials(exercise, cases, mine)
        for one in own:
            if trials.may_be(one) and exercise.makes([one], cases, mine):
                return [_own(one).found()]
        return _Search(trials).findings() if trials.wrong else []


def _open(one: Slip) -> bool:
    """Whether a slip holds a number that is not known."""
    return any(isinstance(value, Anything) for value in one.places.values())


def _own(one: Slip) -> _Mistake:
    return _Mistake(f"slip: {one.name}", one.name, one.question, slips=(one,))


def _of_relation(found: Relation) -> _Mistake:
    return _Mistake(f"relation: {found.name}", found.name, found.question)


class _Search:
    """The search for what explains one answer."""

    def __init__(self, trials: Trials) -> None:
        self.trials = trials
        self.exercise = trials.exercise
        self.own = [_own(one) for one in self.exercise.slips if not _open(one)]
        self.first = trials.order[0]
        self.tried: list[tuple[_Mistake, Parts]] = []
        self._effort: int | None = None

    def findings(self) -> list[Finding]:
        """Return what explains the answer, the simplest first."""
        for search in (
            self._related,
            self._varied,
            self._two_slips,
            self._slip_and_relation,
            self._each_part,
            self._unknown_number,
            self._slip_and_variant,
        ):
            found = search()
            if found:
                return found
        return self._some_parts()

    # --- calling ---

    @property
    def variants(self) -> Variants | None:
        return _variants(self.exercise.reference)

    def answer(self, *mistakes: _Mistake) -> Any:
        """Return the reference with mistakes made; their switches are on until the next answer."""
        slips = [one for mistake in mistakes for one in mistake.slips]
        numbers = [number for mistake in mistakes for number in mistake.switches]
        reference = self.exercise.reference
        if numbers and self.variants:
            self.variants.switched(numbers)
            reference = self.variants.answer
        return slipped(reference, *slips) if slips else reference

    def _worth(self, most: int) -> int:
        """Return how many calls are worth their time: fewer of a reference that does much."""
        if self._effort is None:
            self._effort = self.trials.effort(self.exercise.reference)
        return min(most, EFFORT // self._effort)

    def _explains(self, *mistakes: _Mistake, first: Parts | None = None) -> bool:
        return self.trials.explains(self.answer(*mistakes), first)

    # --- the searches ---

    def _related(self) -> list[Finding]:
        """Find a relation of all wrong parts to the right ones."""
        trials = self.trials
        if trials.raised:
            return []
        strange = self._strange_symbols()
        if strange:
            return strange
        if any(
            mine.keys() != right.keys()
            for mine, right in zip(trials.mine, trials.right, strict=True)
        ):
            wholes = [_whole(parts) for parts in trials.mine], [_whole(p) for p in trials.right]
            found = relation(*wholes, self.exercise.rtol)
            return [_of_relation(found).found()] if found else []
        if self.exercise.kind in ("function", "numbers"):
            found = exchanged(trials.mine, trials.right, self.exercise.rtol)
            if found:
                return [_of_relation(found).found()]
        by_part = {name: self._part_relation(name) for name in trials.wrong}
        names = {found.name if found else "" for found in by_part.values()}
        if len(names) == 1 and "" not in names:
            found = next(iter(by_part.values()))
            assert found is not None
            parts = tuple(by_part) if len(by_part) < len(trials.right[0]) else ()
            return [_of_relation(found).found(*parts)]
        return []

    def _strange_symbols(self) -> list[Finding]:
        """Find the symbols of an expression that are not those which the statement gives."""
        if self.exercise.kind != "expressions":
            return []
        known = set(self.exercise.symbols)  # type: ignore[attr-defined]
        parts = self.trials.mine[0]
        strange = sorted({s for tree in parts.values() for s in _symbols(tree)} - known)
        if not strange:
            return []
        shown = ", ".join(strange)
        question = f"How is {shown} written in the letters that are asked for?"
        return [Finding("relation: a symbol left in", f"{shown} left in", question)]

    def _part_relation(self, name: str, others: Sequence[Parts] | None = None) -> Relation | None:
        """Return how a part follows from the right one, or from what a mistake gives."""
        right = self.trials.right if others is None else others
        pairs = [
            (m[name], r[name])
            for m, r in zip(self.trials.mine, right, strict=True)
            if name in m and name in r
        ]
        if len(pairs) < len(self.trials.mine):
            pairs = (
                [
                    (m[name], r[name])
                    for m, r in zip(self.trials.mine, right, strict=True)
                    if name in m and name in r
                ]
                if self.exercise.kind == "class"
                else []
            )
        if not pairs:
            return None
        mine, theirs = zip(*pairs, strict=True)
        if self.exercise.kind == "numbers":
            others_ = {n: v for n, v in self.trials.right[0].items() if n != name}
            return of_a_number(mine[0], theirs[0], others_, self.trials.same)
        return relation(mine, theirs, self.exercise.rtol)

    def _singles(self) -> Iterator[_Mistake]:
        """Yield the changes of the source and of the arguments, the commonest first."""
        found: list[_Mistake] = list(_given(self.exercise, self.trials))
        if self.variants:
            found += [
                _Mistake(f"line: {v.name}", v.name, v.question, v.rank, switches=(v.number,))
                for v in self.variants.all
            ]
        yield from sorted(found, key=lambda mistake: mistake.rank)

    def _varied(self) -> list[Finding]:
        """Find one change of the source; remember what each gives."""
        if not self._tells():
            return []
        best: list[_Mistake] = []
        for mistake in [*self.own, *list(self._singles())[: self._worth(600)]]:
            if best and mistake.rank > best[0].rank:
                break
            theirs = self.trials.run(self.answer(mistake), self.first)
            if self.trials.alike(theirs, self.first):
                if self._explains(mistake, first=theirs):
                    best.append(mistake)
            elif not self.trials.raised and theirs.keys() == self.trials.right[self.first].keys():
                self.tried.append((mistake, theirs))
        return [_simplest(best).found()] if best else []

    def _two_slips(self) -> list[Finding]:
        """Find two slips that explain all together."""
        pairs = [g for g in together(self.exercise.slips) if len(g) == 2 and not any(map(_open, g))]
        found = []
        for pair in pairs[: self._worth(MOST_PAIRS)]:
            mistakes = [_own(one) for one in pair]
            if self._explains(*mistakes):
                found.append(mistakes)
        return [m.found() for m in found[0]] if len(found) == 1 else []

    def _slip_and_relation(self) -> list[Finding]:
        """Find a slip after which all wrong parts have one relation to what came back."""
        if self.trials.raised:
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
            others = [
                self.trials.run(self.answer(mistake), k) for k in range(len(self.trials.mine))
            ]
            wrong = [
                n
                for n in right
                if not all(
                    n in m and n in o and self.trials.same(m[n], o[n])
                    for m, o in zip(self.trials.mine, others, strict=True)
                )
            ]
            related = [self._part_relation(n, others) for n in wrong]
            if related and None not in related and len({r.name for r in related if r}) == 1:
                assert related[0] is not None
                parts = tuple(wrong) if len(wrong) < len(right) else ()
                return [mistake.found(), _of_relation(related[0]).found(*parts)]
        return []

    def _parts_explained(self) -> dict[str, list[_Mistake]]:
        """Return by wrong part the mistakes that give it in every case."""
        explained: dict[str, list[_Mistake]] = {}
        for name, places in self.trials.wrong.items():
            if name not in self.trials.right[0]:
                continue
            k = self.first if self.first in places else places[0]
            for mistake, theirs in self.tried:
                if k != self.first:
                    theirs = self.trials.run(self.answer(mistake), k)
                mine = self.trials.mine[k].get(name)
                if (
                    name in theirs
                    and self.trials.same(mine, theirs[name])
                    and all(
                        self.trials.same(
                            self.trials.mine[j].get(name),
                            self.trials.run(self.answer(mistake), j).get(name),
                        )
                        for j in self.trials.order
                        if j != k
                    )
                ):
                    explained.setdefault(name, []).append(mistake)
        return explained

    def _each_part(self) -> list[Finding]:
        """Find two mistakes that explain all together, each of which explains a part alone."""
        if self.trials.raised or len(self.trials.right[0]) < 2:
            return []
        self._explained = self._parts_explained()
        pool = list(dict.fromkeys(m for found in self._explained.values() for m in found[:8]))
        pairs = [(a, b) for a, b in combinations(pool, 2) if a.goes_with(b)]
        pairs += [(a, b) for a in pool for b in self.own if b not in pool and a.goes_with(b)]
        pairs.sort(key=lambda pair: pair[0].rank + pair[1].rank)
        for pair in pairs[: self._worth(MOST_PAIRS)]:
            if self._explains(*pair):
                return [mistake.found() for mistake in pair]
        found = self._some_parts()
        named = {part for one in found for part in one.parts}
        return found if named >= set(self.trials.wrong) else []

    def _some_parts(self) -> list[Finding]:
        """Return for every wrong part that can be explained its own mistake."""
        if self.trials.raised or len(self.trials.right[0]) < 2:
            return []
        chosen: dict[str, _Mistake] = {}
        explained = getattr(self, "_explained", {})
        for name in self.trials.wrong:
            if name not in self.trials.right[0]:
                return []
            related = self._part_relation(name)
            mistakes = explained.get(name, [])
            own = [m for m in mistakes if m.slips]
            if own:
                chosen[name] = own[0]
            elif related:
                chosen[name] = _of_relation(related)
            elif mistakes and self._tells_part(name):
                chosen[name] = _simplest(mistakes)
        together_: dict[str, tuple[_Mistake, list[str]]] = {}
        for name, mistake in chosen.items():
            together_.setdefault(mistake.id, (mistake, []))[1].append(name)
        return [mistake.found(*parts) for mistake, parts in together_.values()][:3]

    def _unknown_number(self) -> list[Finding]:
        """Find a number that explains the answer, in a slip or in the source."""
        if self.trials.raised:
            return []
        entry = self._telling_entry()
        if entry is None or sum(map(self._bits, self.trials.wrong)) < 30:
            return []
        left = self._worth(1500)
        for mistake in self._open_mistakes():
            if left < len(GRID):
                break
            left -= len(GRID) + 12
            number = _solved(mistake, self.trials, entry, self.first)
            if number is not None:
                filled = mistake.with_number(number)
                shown = f"{number:.3g}"
                return (
                    [
                        Finding(
                            mistake.id,
                            mistake.name.replace("{number}", shown),
                            mistake.question.replace("{number}", shown),
                        )
                    ]
                    if self.trials.explains(filled)
                    else []
                )
        return []

    def _open_mistakes(self) -> Iterator["_OpenSlip | _OpenArgument | _OpenLine"]:
        for one in self.exercise.slips:
            if _open(one):
                yield _OpenSlip(self.exercise, one)
        if self.variants:
            for unknown in self.variants.unknown:
                yield _OpenLine(self.variants, unknown)
        if self.exercise.kind == "function":
            arguments = self.trials.inputs(self.first)["arguments"]
            for place, (name, value) in enumerate(arguments.items()):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    yield _OpenArgument(self.exercise.reference, place, name)

    def _telling_entry(self) -> tuple[str, tuple[int, ...]] | None:
        """Return the number that is farthest from the right one: its part and its index."""
        best: tuple[float, str, tuple[int, ...]] | None = None
        for name in self.trials.wrong:
            mine = array(self.trials.mine[self.first].get(name))
            right = array(self.trials.right[self.first].get(name))
            if mine is None or right is None or mine.shape != right.shape or not mine.size:
                continue
            off = np.abs(mine - right) / np.maximum(np.abs(right), 1e-12)
            off = np.where(np.isfinite(off), off, 0)
            index = tuple(int(i) for i in np.unravel_index(off.argmax(), off.shape))
            if best is None or off.max() > best[0]:
                best = float(off.max()), name, index
        return best[1:] if best and best[0] > 0 else None

    def _slip_and_variant(self) -> list[Finding]:
        """Find a slip and a change of the source that explain all together."""
        if not self._tells():
            return []
        left = self._worth(600)
        singles = [m for m in self._singles() if m.switches and m.rank < 2]
        for one in self.own:
            for mistake in singles:
                if left <= 0:
                    return []
                left -= 1
                if self._explains(one, mistake):
                    return [one.found(), mistake.found()]
        return []

    # --- what can be told at all ---

    def _tells(self) -> bool:
        """Whether the wrong results hold so much that no change gives them by chance."""
        return self.trials.raised or sum(map(self._bits, self.trials.wrong)) > 14

    def _tells_part(self, name: str) -> bool:
        return self._bits(name) > 14

    def _bits(self, name: str) -> float:
        values = [self.trials.mine[k].get(name) for k in self.trials.wrong[name]]
        return sum(_bits(value) for value in values)


def _bits(value: Any) -> float:
    """Return about how many bits a value holds: few for a word, many for a measured number."""
    found = array(value)
    if found is not None:
        flat = np.unique(found.astype(complex).real)[:40]
        whole = flat == np.round(flat)
        return float(np.sum(np.where(whole, np.log2(1 + np.minimum(np.abs(flat), 1e9)), 14)))
    if isinstance(value, list | tuple):
        return sum(map(_bits, value))
    if isinstance(value, Failed):
        return 8.0
    return 1.0


def _symbols(value: Any) -> Iterator[str]:
    """Yield the symbols of a tree, and of the trees that a value holds."""
    if isinstance(value, Tree):
        yield from _symbols_of(value.node)
    elif isinstance(value, TreeMatrix):
        for row in value.rows:
            for entry in row:
                yield from _symbols(entry)


def _symbols_of(node: Any) -> Iterator[str]:
    if isinstance(node, list) and node:
        if node[0] == "Symbol":
            yield str(node[1])
        for inside in node[1:]:
            yield from _symbols_of(inside)


def _whole(parts: Parts) -> Any:
    """Return a value from its parts, as a list where there are several."""
    return parts[""] if list(parts) == [""] else list(parts.values())


def _simplest(mistakes: Sequence[_Mistake]) -> _Mistake:
    return min(mistakes, key=lambda mistake: mistake.rank)


@lru_cache(maxsize=64)
def _variants(reference: Any) -> Variants | None:
    return variants_of(reference)


def _given(exercise: Exercise, trials: Trials) -> Iterator[_Mistake]:
    """Yield what may be done to the arguments of a function before it begins."""
    if exercise.kind != "function":
        return
    arguments = trials.inputs(trials.first)["arguments"]
    names = list(arguments)
    yield from _samples(arguments)
    for i, (name, value) in enumerate(arguments.items()):
        for what, question, change in _ARGUMENTS:
            if change(fresh(value)) is None:
                continue
            given = _at(i, change)
            one = Slip(f"{name} {what}", {"given": given}, question.replace("{name}", name))
            yield _Mistake(f"argument: {one.name}", one.name, one.question, 2, slips=(one,))
    for i, j in combinations(range(len(names)), 2):
        a, b = arguments[names[i]], arguments[names[j]]
        if type(a) is type(b):
            question = f"Which of `{names[i]}` and `{names[j]}` is which?"
            one = Slip(f"{names[i]} and {names[j]} exchanged", {"given": _swapped(i, j)}, question)
            yield _Mistake(f"argument: {one.name}", one.name, one.question, 1, slips=(one,))


def _samples(arguments: dict[str, Any]) -> Iterator[_Mistake]:
    """Yield what happens where some samples are left out of all arrays that have one row each."""
    if _rows(list(arguments.values())) < 2:
        return
    for name, piece in (
        ("first sample left out", slice(1, None)),
        ("last sample left out", slice(None, -1)),
        ("first sample only", slice(None, 1)),
        ("last sample only", slice(-1, None)),
    ):

        def given(*values: Any, piece: slice = piece) -> list[Any]:
            N = _rows(values)
            return [
                v[piece] if isinstance(v, np.ndarray) and v.ndim and len(v) == N else v
                for v in values
            ]

        question = "Which samples take part: all, or is one left out?"
        yield _Mistake(
            f"samples: {name}", name, question, 1, slips=(Slip(name, {"given": given}, question),)
        )


def _rows(values: Sequence[Any]) -> int:
    """Return the number of rows that several arrays share; 0 where none do."""
    lengths = [len(v) for v in values if isinstance(v, np.ndarray) and v.ndim]
    shared = [n for n in lengths if lengths.count(n) > 1]
    return max(shared, key=shared.count, default=0)


def _at(place: int, change: Any) -> Any:
    def given(*arguments: Any) -> tuple[Any, ...]:
        return (*arguments[:place], change(arguments[place]), *arguments[place + 1 :])

    return given


def _swapped(i: int, j: int) -> Any:
    def given(*arguments: Any) -> list[Any]:
        new = list(arguments)
        new[i], new[j] = new[j], new[i]
        return new

    return given


def _array_only(change: Any) -> Any:
    def changed(value: Any) -> Any:
        return change(value) if isinstance(value, np.ndarray) and value.ndim else None

    return changed


def _numbers_only(change: Any) -> Any:
    def changed(value: Any) -> Any:
        found = isinstance(value, np.ndarray | float | int) and not isinstance(value, bool)
        return change(value) if found else None

    return changed


_ARGUMENTS: tuple[tuple[str, str, Any], ...] = (
    (
        "transposed",
        "Which axis of `{name}` are the samples, or the units of the layer before?",
        lambda v: v.T if isinstance(v, np.ndarray) and v.ndim == 2 else None,
    ),
    (
        "ignored",
        "Does your result depend on `{name}` as the rule says it does?",
        _numbers_only(lambda v: np.zeros_like(v) if isinstance(v, np.ndarray) else type(v)(0)),
    ),
    (
        "taken as 1",
        "Does your result depend on `{name}` as the rule says it does?",
        _numbers_only(lambda v: np.ones_like(v) if isinstance(v, np.ndarray) else type(v)(1)),
    ),
    (
        "with its sign turned",
        "Which sign has `{name}` in the rule?",
        _numbers_only(lambda v: -v if not isinstance(v, np.ndarray) or v.dtype != bool else v),
    ),
    ("squared", "How often does `{name}` stand in the rule?", _numbers_only(lambda v: v**2)),
    ("without sign", "What becomes of a negative `{name}`?", _numbers_only(np.abs)),
    (
        "without its first entry",
        "Which entries of `{name}` do you use: is one left out?",
        _array_only(lambda v: v[1:]),
    ),
    (
        "without its last entry",
        "Which entries of `{name}` do you use: is one left out?",
        _array_only(lambda v: v[:-1]),
    ),
    (
        "backwards",
        "In which order do you go through `{name}`?",
        lambda v: (
            v[::-1] if isinstance(v, list) or (isinstance(v, np.ndarray) and v.ndim) else None
        ),
    ),
    (
        "one more",
        "Is `{name}` counted from 0 or from 1, and is its last one in or out?",
        lambda v: v + 1 if type(v) is int else None,
    ),
    (
        "one less",
        "Is `{name}` counted from 0 or from 1, and is its last one in or out?",
        lambda v: v - 1 if type(v) is int else None,
    ),
    (
        "its mean",
        "Do you take `{name}` entry by entry, or its mean?",
        _array_only(lambda v: np.full_like(v, v.mean()) if v.dtype.kind == "f" else None),
    ),
    (
        "its signs",
        "Of `{name}`, do you use the numbers or only their signs?",
        _array_only(lambda v: np.sign(v) if v.dtype.kind == "f" else None),
    ),
)


@dataclass
class _OpenSlip:
    """A slip with a number that is not known."""

    exercise: Exercise
    slip: Slip
    id: str = field(init=False)
    name: str = field(init=False)
    question: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = f"slip: {self.slip.name}"
        self.name = f"{self.slip.name} (about {{number}})"
        self.question = f"{self.slip.question} Yours is about {{number}}."

    def with_number(self, number: float) -> Any:
        places = {
            place: number if isinstance(value, Anything) else value
            for place, value in self.slip.places.items()
        }
        return slipped(self.exercise.reference, replace(self.slip, places=places))


@dataclass
class _OpenArgument:
    """An argument in whose place a number of the answer's own stands."""

    reference: Any
    place: int
    argument: str
    id: str = field(init=False)
    name: str = field(init=False)
    question: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = f"argument: {self.argument} fixed"
        self.name = f"{self.argument} fixed at {{number}}"
        self.question = (
            f"Your answer is right for `{self.argument}` = {{number}} only. Do you use "
            f"`{self.argument}`?"
        )

    def with_number(self, number: float) -> Any:
        return slipped(self.reference, Slip("", {"given": _at(self.place, lambda _: number)}))


@dataclass
class _OpenLine:
    """A number in the reference's source."""

    variants: Variants
    variant: Any
    id: str = field(init=False)
    name: str = field(init=False)
    question: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = f"line: {self.variant.name}"
        self.name = self.variant.name
        self.question = self.variant.question

    def with_number(self, number: float) -> Any:
        self.variants.switched([self.variant.number], number)
        return self.variants.answer


def _solved(
    mistake: Any, trials: Trials, entry: tuple[str, tuple[int, ...]], k: int
) -> float | None:
    """Return the number for which a mistake gives the entry that was returned, if there is one."""
    name, index = entry
    found = array(trials.mine[k][name])
    assert found is not None
    goal = float(np.real(found[index]))

    def apart(number: float) -> float:
        theirs = array(trials.run(mistake.with_number(number), k).get(name))
        if theirs is None or len(index) != theirs.ndim:
            return np.nan
        try:
            return float(np.real(theirs[index])) - goal
        except IndexError:
            return np.nan

    grid = sorted(GRID)
    gaps = [apart(number) for number in grid]
    tolerance = max(trials.exercise.rtol, 1e-7) * max(abs(goal), 1e-300)
    if np.ptp([gap for gap in gaps if np.isfinite(gap)] or [0.0]) <= tolerance:
        return None
    for (low, a), (high, b) in zip(
        zip(grid[:-1], gaps[:-1], strict=True), zip(grid[1:], gaps[1:], strict=True), strict=True
    ):
        for number, gap in ((low, a), (high, b)):
            if abs(gap) <= tolerance and trials.alike(
                trials.run(mistake.with_number(number), k), k
            ):
                return number
        if np.isfinite(a) and np.isfinite(b) and a * b < 0:
            number = _bisected(apart, low, high, a, b)
            if trials.alike(trials.run(mistake.with_number(number), k), k):
                return number
    return None


def _bisected(apart: Any, low: float, high: float, a: float, b: float) -> float:
    """Return a zero between two numbers, by Ridders' method, which halves a bend's logarithm."""
    for _ in range(40):
        middle = 0.5 * (low + high)
        c = apart(middle)
        root = np.sqrt(c * c - a * b)
        if root == 0:
            return middle
        new = middle + (middle - low) * np.sign(a - b) * c / root
        d = apart(new)
        if d == 0 or abs(high - low) <= 1e-14 * max(abs(high), 1e-300):
            return float(new)
        if c * d < 0:
            low, high, a, b = (middle, new, c, d) if middle < new else (new, middle, d, c)
        elif a * d < 0:
            high, b = new, d
        else:
            low, a = new, d
    return float(new)
