"""What may be tried, and what was found."""

import re
from dataclasses import dataclass

from bplib.course.checks.recognition.ways import Relation
from bplib.course.checks.slips import Slip

NOTHING = "relation: nothing returned"  # the id of a missing `return`
NONE_INSIDE = "relation: None in a part"
SOME_CASES = "relation: wrong in some cases"  # the id of an answer that is right in all others


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
class Mistake:
    """What is tried: slips, switches of variants, or both."""

    id: str
    name: str
    question: str
    rank: int = 0
    slips: tuple[Slip, ...] = ()
    switches: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, str, tuple[int, ...]]:
        """What tells it from all other mistakes that are tried on the same cases."""
        return self.id, self.name, self.switches

    def goes_with(self, other: "Mistake") -> bool:
        """Whether both can be made at once."""
        return all(a.goes_with(b) for a in self.slips for b in other.slips)

    def found(self, *parts: str) -> Finding:
        """Return it as a finding, with the parts that it explains where it is not the whole."""
        return Finding(self.id, self.name, self.question, parts)


def own_mistake(one: Slip) -> Mistake:
    """Return a slip of the exercise as what is tried."""
    return Mistake(f"slip: {one.name}", one.name, one.question, slips=(one,))


def of_relation(found: Relation, when: str = "") -> Mistake:
    """Return a relation as what was found.

    What it says of the values, such as that they are right, may be true in some cases only, or once
    another mistake is mended: `when` says so.
    """
    question = found.question
    if when and re.match(r"[^?]*\.\s", question):
        question = f"{when}, {question[0].lower()}{question[1:]}"
    return Mistake(f"relation: {found.counted_as or found.name}", found.name, question)
