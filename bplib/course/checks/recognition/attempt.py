"""An attempt to explain one answer: its trials, and the mistakes that can be tried on it."""

import functools
import math
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np

from bplib.course.checks.recognition.alike import Parts, array, numbers_of, pieces
from bplib.course.checks.recognition.arguments import given_mistakes
from bplib.course.checks.recognition.mistake import Finding, Mistake, own_mistake
from bplib.course.checks.recognition.numbers import of_a_number
from bplib.course.checks.recognition.relations import relation
from bplib.course.checks.recognition.running import TURNS
from bplib.course.checks.recognition.seen import Seen
from bplib.course.checks.recognition.trial import Trials
from bplib.course.checks.recognition.variants import Variants, variants_of
from bplib.course.checks.recognition.ways import Relation
from bplib.course.checks.slips import is_open, slipped

EFFORT = 26_000  # calls and lines
EFFORT_OF_A_TRIAL = 60
MOST_PAIRS = 300
MOST_CHANGES = 600
MOST_GROUPS = 12
MOST_NUMBERS = 200_000
_NOTHING = np.zeros(0)


class Attempt(Seen):
    """What every search needs.

    Parameters
    ----------
    trials : Trials
        The answer's results.
    """

    def __init__(self, trials: Trials) -> None:
        self.trials = trials
        self.exercise = trials.exercise
        self.own = [own_mistake(one) for one in self.exercise.slips if not is_open(one)]
        self.first = trials.order[0]
        self.tried: list[tuple[Mistake, Parts]] = []
        self._effects: dict[Mistake, tuple[frozenset[str], frozenset[str]]] = {}
        self._values: dict[Mistake, dict[str, np.ndarray]] = {}
        self._relations: dict[str, Relation | None] = {}
        self._effort: int | None = None

    @property
    def variants(self) -> Variants | None:
        """The variants of the reference, where its source can be read: no more than are tried."""
        return variants_of(self.exercise.reference, 32 * (self.worth(MOST_CHANGES) // 32 + 1))

    def answer(self, *mistakes: Mistake) -> Any:
        """Return the reference with mistakes made; their switches are on until the next answer."""
        slips = [one for mistake in mistakes for one in mistake.slips]
        numbers = [number for mistake in mistakes for number in mistake.switches]
        reference = self.exercise.reference
        if numbers and self.variants:
            self.variants.switched(numbers)
            reference = self.variants.answer
        return slipped(reference, *slips) if slips else reference

    def gives(self, k: int, *mistakes: Mistake) -> Parts:
        """Return what mistakes together give in a case."""
        if k == self.first and len(mistakes) == 1 and mistakes[0] in self.own:
            return self.trials.of_slip(mistakes[0].slips[0])
        keys = tuple(mistake.key for mistake in mistakes)
        key = keys[0] if len(keys) == 1 else keys
        found: Parts = self.trials.once(k, key, lambda: self.trials.run(self.answer(*mistakes), k))
        return found

    def worth(self, most: int, share: float = 1.0) -> int:
        """Return how many trials are worth their time: fewer of a reference that does much."""
        if self._effort is None:
            reference = self.exercise.reference
            done = self.trials.once(self.first, "effort", lambda: self.trials.effort(reference))
            self._effort = EFFORT_OF_A_TRIAL + done
        return min(most, int(share * EFFORT / self._effort))

    def explains(self, *mistakes: Mistake, first: Parts | None = None) -> bool:
        """Whether some mistakes together give what came back in every case."""
        if self.exercise.kind in TURNS:
            return self.trials.explains(self.answer(*mistakes), first)
        return all(
            self.trials.alike(
                first if first is not None and k == self.first else self.gives(k, *mistakes), k
            )
            for k in self.trials.order
        )

    def relation_to_right(self, name: str) -> Relation | None:
        """Return how a part follows from the right one, looked for once."""
        if name not in self._relations:
            self._relations[name] = self.part_relation(name, self.trials.right)
        return self._relations[name]

    def part_relation(self, name: str, right: Sequence[Parts]) -> Relation | None:
        """Return how a part follows from what is right, or from what a mistake gives."""
        pairs = [
            (m[name], r[name])
            for m, r in zip(self.trials.mine, right, strict=True)
            if name in m and name in r
        ]
        some = len(pairs) < len(self.trials.mine)
        if not pairs or (some and self.exercise.kind != "class"):
            return None
        mine, theirs = zip(*pairs, strict=True)
        if self.exercise.kind == "numbers":
            others_ = {n: v for n, v in self.trials.right[0].items() if n != name}
            label = name in self.exercise.labels  # type: ignore[attr-defined]
            return of_a_number(mine[0], theirs[0], others_, self.trials.same, label)
        return relation(mine, theirs, self.exercise.rtol)

    def singles(self) -> Iterator[Mistake]:
        """Yield the changes of the source and of the arguments, the commonest first."""
        found: list[Mistake] = list(given_mistakes(self.exercise, self.trials))
        if self.variants:
            found += [
                Mistake(f"line: {name}", name, asked, -1, switches=tuple(numbers))
                for (name, asked), numbers in self.variants.everywhere.items()
                if len(numbers) > 1
            ]
            found += [
                Mistake(f"line: {v.name}", v.name, v.question, v.rank, switches=(v.number,))
                for v in self.variants.all
            ]
        yield from sorted(found, key=lambda mistake: mistake.rank)

    def telling_entry(self) -> tuple[str, tuple[int, ...]] | None:
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

    def without_brackets(self) -> list[Finding]:
        """Find brackets that are left out, which may look like a factor where a number is fixed."""
        if self.trials.raised or not self.tells():
            return []
        usual = (one for one in self.singles() if one.rank < 0)
        told = (one for one in usual if self.trials.may_tell(one) and self.explains(one))
        return next(([one.found()] for one in told), [])

    def may_be_both(self, one: Mistake, other: Mistake) -> bool:
        """Whether two mistakes may be made at once, by what each of them changes alone.

        Where the one leaves a piece right, both together give what the other gives.
        """
        if not one.goes_with(other):
            return False
        if one not in self._effects or other not in self._effects:
            return True
        (kept, gives), (others_kept, others_give) = self._effects[one], self._effects[other]
        return kept <= others_give and others_kept <= gives

    def apart(self, one: Mistake, other: Mistake) -> float:
        """Return how far an answer is from what two mistakes would give if their effects added up.

        Where they multiply instead, the logarithms add up. Who has no numbers is not apart.
        """
        four = (*self._known, self._numbers(one), self._numbers(other))
        off = []
        for name in self._known[1]:
            mine, right, a, b = (parts.get(name, _NOTHING) for parts in four)
            if right.size and right.shape == mine.shape == a.shape == b.shape:
                scale = np.maximum(np.abs(mine), np.abs(right)) + 1e-300
                with np.errstate(all="ignore"):
                    guesses = (a + b - right, a * b / right)
                    gaps = [np.abs(guess - mine) / scale for guess in guesses]
                off.append(min(np.nan_to_num(gap, nan=1.0).clip(max=1).mean() for gap in gaps))
        return float(np.mean(off)) if off else 0.0

    @functools.cached_property
    def _pieces(self) -> tuple[Parts, Parts]:
        """The pieces of the answer and of what is right."""
        return pieces(self.trials.mine[self.first]), pieces(self.trials.right[self.first])

    @functools.cached_property
    def _known(self) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """The numbers of the answer and of what is right, by part."""
        mine, right = self.trials.mine[self.first], self.trials.right[self.first]
        return (
            {name: numbers_of(part) for name, part in mine.items()},
            {name: numbers_of(part) for name, part in right.items()},
        )

    def _numbers(self, mistake: Mistake) -> dict[str, np.ndarray]:
        """Return the numbers that a mistake alone gives, by part."""
        if mistake not in self._values:
            theirs = dict(self.tried).get(mistake, {})
            self._values[mistake] = {name: numbers_of(part) for name, part in theirs.items()}
        return self._values[mistake]

    def remember(self, mistake: Mistake, theirs: Parts) -> None:
        """Keep what a mistake alone gives: which pieces are right, and which are the answer's."""
        self.tried.append((mistake, theirs))
        mine, right = self._pieces
        found = pieces(theirs)
        self._effects[mistake] = (
            frozenset(n for n in right if self.trials.same(right[n], found.get(n))),
            frozenset(n for n in right if self.trials.same(mine.get(n), found.get(n))),
        )

    def contradictions(self, mistake: Mistake) -> int:
        """Return how many parts a mistake changes that are right in the answer."""
        theirs = next(parts for one, parts in self.tried if one is mistake)
        right = self.trials.right[self.first]
        return sum(
            name not in self.trials.wrong and not self.trials.same(right[name], theirs.get(name))
            for name in right
        )

    def each_case(self) -> list[Finding]:
        """Find three slips or more that explain all together, each of which explains cases alone.

        They come in the order of the cases.
        """
        wrong = sorted(self._wrong_cases())
        if self.exercise.kind == "class" or len(wrong) < 3 or not self.tells():
            return []
        if len(self.own) * len(wrong) > self.worth(MOST_CHANGES):
            return []
        by_case = [
            [one for one in self.own if self.trials.alike(self.gives(k, one), k)] for k in wrong
        ]
        if math.prod(map(len, by_case)) > MOST_PAIRS:
            return []
        groups = {frozenset(group): group for group in product(*by_case)}
        likely = [
            list(dict.fromkeys(group))
            for together, group in groups.items()
            if len(together) > 2 and all(a.goes_with(b) for a, b in combinations(together, 2))
        ]
        if len(likely) > MOST_GROUPS:  # of those that are not tried, another may explain all
            return []
        found = [group for group in likely if self.explains(*group)]
        return [mistake.found() for mistake in found[0]] if len(found) == 1 else []

    def own_of(self, parts: Sequence[str]) -> Mistake | None:
        """Return a slip that gives some parts in every case, whatever it makes of the others."""
        for one in self.own[: self.worth(MOST_CHANGES, 0.3)]:
            if all(
                name in theirs and self.trials.same(self.trials.mine[k].get(name), theirs[name])
                for k in self.trials.order
                for theirs in [self.gives(k, one)]
                for name in parts
            ):
                return one
        return None

    def parts_explained(self) -> dict[str, list[Mistake]]:
        """Return by wrong part the mistakes that give it in every case."""
        explained: dict[str, list[Mistake]] = {}
        for name, places in self.trials.wrong.items():
            if name not in self.trials.right[0]:
                continue
            k = self.first if self.first in places else places[0]
            for mistake, theirs in self.tried:
                if k != self.first:
                    theirs = self.gives(k, mistake)
                mine = self.trials.mine[k].get(name)
                if (
                    name in theirs
                    and self.trials.same(mine, theirs[name])
                    and all(
                        self.trials.same(
                            self.trials.mine[j].get(name),
                            self.gives(j, mistake).get(name),
                        )
                        for j in self.trials.order
                        if j != k
                    )
                ):
                    explained.setdefault(name, []).append(mistake)
        return explained
