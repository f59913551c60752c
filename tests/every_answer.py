"""Answers as learners write them: the right ones pass, of the wrong ones mistakes have names."""

import learners
import pytest

ANSWERS = learners.answers()
LESSONS = sorted({answer["lesson"] for answer in ANSWERS})
SEEDS = (None, 1, 2)  # the visible check, and two others


@pytest.mark.parametrize("lesson", LESSONS)
def test_verdicts_and_names(lesson):
    """A verdict is that of every seed; a mistake has a name on every seed, or a reason."""
    faults = []
    for answer in ANSWERS:
        if answer["lesson"] != lesson:
            continue
        found = list(learners.verdicts(answer, SEEDS))
        passed = {verdict.passed for verdict in found}
        wanted = not answer["mistake"] or "allowed" in answer
        about = answer["exercise"], answer["mistake"]
        if "refused" in answer:
            wanted = False
        if passed != {wanted}:
            faults.append((about, "passed" if True in passed else "refused"))
        elif not wanted:
            named = all(verdict.mistake for verdict in found)
            if named == ("unnamed" in answer):
                faults.append((about, "named" if named else "has no name on some seed"))
            questions = [line for verdict in found for line in verdict.question.split("\n") if line]
            faults += [(about, line) for line in questions if "?" not in line]
    assert not faults


def share_named(answers):
    return sum("unnamed" not in answer for answer in answers) / len(answers)


def test_most_mistakes_have_names():
    """One at a time nine in ten, two at once seven in ten; of the others the file says why."""
    wrong = [a for a in ANSWERS if a["mistake"] and "allowed" not in a]
    assert share_named([a for a in wrong if not a["two"]]) >= 0.9
    assert share_named([a for a in wrong if a["two"]]) >= 0.7
    for answer in ANSWERS:
        for why in ("allowed", "unnamed", "refused"):
            assert len(answer.get(why, "a reason in words")) > 10
