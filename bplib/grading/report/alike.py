"""Groups of students whose answers to several exercises are written alike: a hint, no verdict.

An exercise dictates much of its answer, so that two answers of one shape mean little where many
have it. Agreement counts by its rarity: a shape that c of N students write is worth
log2(N / (c - 1)) bits, how surprising it is that one more student writes what c - 1 others do,
and never more than half a bit for every part that the handed-out stub does not already hold. A
group is named where the bits of at least `LEAST` exercises of one lesson outweigh the number of
pairs of students and of choices of exercises among which one could have looked: would all students
write independently of each other, fewer than one lesson in `LESSONS` would show a group.
"""

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bplib.grading.report.count import group, judged
from bplib.grading.report.read import Reading
from bplib.grading.report.shape import Shape, shape

LEAST = 3  # exercises in which two students must agree
LESSONS = 100
COMMON = 8  # a shape that more than one student in so many writes is dictated by the exercise
BITS_A_PART = 0.5


@dataclass(frozen=True)
class Agreement:
    """One exercise that members of a group write alike.

    Attributes
    ----------
    exercise : str
        Its name.
    members : int
        Members of the group who write it so.
    writers, answers : int
        Students of the class who write it so, of how many.
    """

    exercise: str
    members: int
    writers: int
    answers: int


@dataclass(frozen=True)
class Group:
    """Students whose answers in a lesson agree beyond what the exercises dictate.

    Attributes
    ----------
    lesson : str
        The lesson.
    students : tuple of str
        Their ids.
    agreements : tuple of Agreement
        The rarest first.
    """

    lesson: str
    students: tuple[str, ...]
    agreements: tuple[Agreement, ...]


def groups(found: Reading) -> list[Group]:
    """Return the groups of all lessons: those that agree in most exercises first."""
    rows = []
    for lesson in found.lessons:
        answers: dict[str, dict[str, str]] = {}
        for work in found.graded:
            for answer in judged(work) if work.lesson == lesson else []:
                if group(answer) in ("passed", "wrong", "held"):
                    answers.setdefault(answer.exercise, {})[work.student] = answer.source
        rows += alike(lesson, answers, found.stubs.get(lesson, {}))
    return sorted(rows, key=lambda row: (-len(row.agreements), row.lesson, row.students))


def alike(
    lesson: str, answers: Mapping[str, Mapping[str, str]], stubs: Mapping[str, str]
) -> list[Group]:
    """Return the groups of one lesson.

    Parameters
    ----------
    lesson : str
        Its name.
    answers : mapping of str to mapping
        By exercise and student: the text of the answer.
    stubs : mapping of str to str
        By exercise: the answer's cell as it was handed out.

    Returns
    -------
    list of Group
        In the order of their first students.
    """
    shapes = {
        exercise: _shapes(by_student, shape(stubs.get(exercise, "")))
        for exercise, by_student in answers.items()
    }
    wrote: dict[str, set[str]] = {}
    for exercise, by_student in shapes.items():
        for student in by_student:
            wrote.setdefault(student, set()).add(exercise)
    shared: dict[tuple[str, str], list[float]] = {}
    for exercise, by_student in shapes.items():
        for pair, bits in _pairs(by_student, shape(stubs.get(exercise, ""))):
            shared.setdefault(pair, []).append(bits)
    needed = math.log2(max(1, math.comb(len(wrote), 2))) + math.log2(LESSONS)
    linked = [
        (one, other)
        for (one, other), bits in shared.items()
        if len(bits) >= LEAST and _surprise(bits, len(wrote[one] & wrote[other])) >= needed
    ]
    return [
        Group(lesson, members, tuple(_agreements(members, shapes))) for members in _joined(linked)
    ]


def _shapes(by_student: Mapping[str, str], stub: Shape | None) -> dict[str, Shape]:
    """Return the shapes of those answers that are Python and not the stub."""
    found = {}
    for student, source in sorted(by_student.items()):
        one = shape(source)
        if one is not None and (stub is None or one.digest != stub.digest):
            found[student] = one
    return found


def _by_shape(by_student: Mapping[str, Shape]) -> dict[bytes, list[str]]:
    writers: dict[bytes, list[str]] = {}
    for student, one in by_student.items():
        writers.setdefault(one.digest, []).append(student)
    return writers


def _pairs(
    by_student: Mapping[str, Shape], stub: Shape | None
) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield the pairs of students who share a rare shape, and what that is worth in bits."""
    every = len(by_student)
    for students in _by_shape(by_student).values():
        if 2 <= len(students) <= max(2, every // COMMON):
            own = by_student[students[0]].beyond(stub)
            bits = min(math.log2(every / (len(students) - 1)), BITS_A_PART * own)
            for pair in itertools.combinations(students, 2):
                yield pair, bits


def _surprise(bits: list[float], both: int) -> float:
    """Return the bits of the best choice of shared exercises, less those of having chosen."""
    ordered = sorted(bits, reverse=True)
    return max(
        sum(ordered[:k]) - math.log2(math.comb(both, k)) for k in range(LEAST, len(ordered) + 1)
    )


def _joined(linked: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the groups that pairs join."""
    leader: dict[str, str] = {}

    def first(student: str) -> str:
        while leader.setdefault(student, student) != student:
            student = leader[student]
        return student

    for one, other in linked:
        one, other = sorted((first(one), first(other)))
        leader[other] = one
    members: dict[str, list[str]] = {}
    for student in sorted(leader):
        members.setdefault(first(student), []).append(student)
    return [tuple(group) for _, group in sorted(members.items())]


def _agreements(
    members: tuple[str, ...], shapes: Mapping[str, Mapping[str, Shape]]
) -> list[Agreement]:
    """Return the exercises that at least two members write alike and few others do."""
    rows = []
    for exercise, by_student in shapes.items():
        writers = _by_shape(by_student)
        mine = [by_student[student].digest for student in members if student in by_student]
        most = max(mine, key=lambda digest: (mine.count(digest), digest), default=None)
        if most is None or mine.count(most) < 2:
            continue
        if len(writers[most]) <= max(2, len(by_student) // COMMON):
            rows.append(Agreement(exercise, mine.count(most), len(writers[most]), len(by_student)))
    return sorted(rows, key=lambda row: (row.writers, -row.members, row.exercise))
