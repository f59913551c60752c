"""No verdict by luck, and every mistake by its name, alone and in pairs: `make test-slips`.

For every exercise: on `SEEDS` seeds each right answer passes and each slip is refused; each slip
alone is recognised as itself; each pair of slips that goes together is recognised as both, or
belongs to those that `pairs.json` lists with what they look like: the right answer on all `SEEDS`
seeds, or something simpler. Where that is made of slips, `PROOF` seeds say whether it gives the
same on every one, or on some inputs only. A pair whose results differ from
another's by no more than rounding may look like the other on another processor, so one pair in a
hundred may differ from what is recorded. `python tests/every_slip.py --record` writes `pairs.json`,
from which the table of exercises is made.
"""

import argparse
import concurrent.futures
import json
import sys
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).parent
RECORD = HERE / "pairs.json"
SEEDS = 200
PAIR_SEEDS = (None, 1)
PROOF = range(2, 22)
RIGHT = "the right answer"
SOMETIMES = ", on some inputs"


def seeds_of(exercise):
    """Return faults: right answers that are refused on a seed, slips that are accepted on one."""
    from exercise_table import right_answers

    from bplib.course.checks import Code
    from bplib.course.checks.slips import is_open

    answers = [("the reference", exercise.right_answer())]
    answers += [(f"right answer {k}", a) for k, a in enumerate(right_answers(exercise.name))]
    wrong = [(one.name, exercise.mistaken(one)) for one in exercise.slips if not is_open(one)]
    found = []
    for seed in range(SEEDS) if isinstance(exercise, Code) else (0,):
        questions = asked(exercise, seed)
        for name, answer in answers:
            if refused(exercise, questions, answer):
                found.append(f"{exercise.name}: {name} is refused with seed {seed}")
        for name, answer in wrong:
            if not refused(exercise, questions, answer):
                found.append(f"{exercise.name}: {name!r} is accepted with seed {seed}")
    return found


def asked(exercise, seed):
    """Return what is asked with a seed: requests, each with the right values of its cases.

    Every case is a request of its own, but those of a class: its objects may share what it keeps.
    """
    cases = exercise.inputs(seed)
    right = exercise.expected(cases)
    if exercise.kind == "class":
        return [(exercise.requests(cases), right)]
    return [(exercise.requests(cases[k : k + 1]), right[k : k + 1]) for k in range(len(cases))]


def refused(exercise, questions, answer):
    """Whether an answer is refused, by the first case that is wrong."""
    import numpy as np

    from bplib.course.checks.calling import collect

    for request, right in questions:
        with np.errstate(all="ignore"):
            results = collect(request, answer)
        if len(results) != len(right) or any(map(exercise.fault, results, right)):
            return True
    return False


def pairs_of(exercise):
    """Return of every pair of slips what it is recognised as, where that is not both.

    Returns
    -------
    told : int
        How many pairs are recognised as both.
    others : dict of str to str
        The other pairs, with what they look like: something simpler, or other pairs, so that none
        is claimed; "" where no name was found.
    """
    from bplib.course.checks.cases import Cases
    from bplib.course.checks.slips import is_open, together

    told, others = 0, {}
    seeds = [exercise.fixed_seed if seed is None else seed for seed in PAIR_SEEDS]
    drawn = [Cases(exercise.inputs(seed)) for seed in seeds]
    known = [(cases, exercise.expected(cases)) for cases in drawn]
    for pair in together(exercise.slips):
        if len(pair) < 2 or any(map(is_open, pair)):
            continue
        like = looks_like(exercise, pair, known)
        if like is None:
            told += 1
        else:
            others[" + ".join(sorted(one.name for one in pair))] = like
    return told, others


def looks_like(exercise, pair, known):
    """Return what a pair is taken for in cases that are known; None where it is both in all."""
    from bplib.course.checks.recognition.search import _recognise

    names = {one.name for one in pair}
    for cases, right in known:
        try:
            results = exercise.collect(cases, exercise.mistaken(*pair))
        except (ArithmeticError, ValueError):  # named values that cannot be computed so
            return "a pair that has no values"
        found = _recognise(exercise, cases, results, right)
        if {one.name for one in found} != names:
            like = " + ".join(one.name for one in found)
            if not like:
                wrong = exercise.mistaken(*pair)
                if any(refused(exercise, asked(exercise, seed), wrong) for seed in range(SEEDS)):
                    return equals(exercise, cases, results, names)
                return RIGHT
            return like + SOMETIMES * differs(exercise, pair, found)
    return None


def differs(exercise, pair, found):
    """Whether slips that were found give something else than a pair on one of the other seeds."""
    own = {f"slip: {one.name}": one for one in exercise.slips}
    if not all(one.id in own for one in found):
        return False
    slips = [own[one.id] for one in found]
    if not all(a.goes_with(b) for a, b in combinations(slips, 2)):
        return False
    for seed in PROOF:
        cases = exercise.inputs(seed)
        if not exercise.makes(slips, cases, exercise.collect(cases, exercise.mistaken(*pair))):
            return True
    return False


def equals(exercise, cases, results, names):
    """Return the pairs that give the same results as a pair of which none is claimed."""
    from bplib.course.checks.slips import is_open, together

    closed = [one for one in exercise.slips if not is_open(one)]
    return " or ".join(
        " + ".join(one.name for one in group)
        for group in together(closed)
        if {one.name for one in group} != names and exercise.makes(group, cases, results)
    )


def examine(name):
    """Return an exercise's faults and what its pairs look like."""
    from bplib.course.checks import Training
    from bplib.course.registry import find

    exercise = find(name)
    if isinstance(exercise, Training):
        return name, [], (0, {})
    return name, seeds_of(exercise), pairs_of(exercise)


def differing(name, recorded, found):
    """Return in words the pairs of an exercise that are not told as they were recorded."""
    before, now = recorded["others"], found["others"]
    lines = [
        f"{name}: {pair} was told as {before.get(pair, 'both')}, is told as {now.get(pair, 'both')}"
        for pair in sorted(before.keys() | now.keys())
        if before.get(pair) != now.get(pair)
    ]
    if recorded["both"] + len(before) != found["both"] + len(now):
        lines.append(f"{name}: another number of pairs than recorded")
    return lines


def main():
    """Examine every exercise, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="exercises; all where none is named")
    parser.add_argument("--record", action="store_true", help="write pairs.json")
    options = parser.parse_args()
    from tqdm import tqdm

    from bplib.course.registry import modules

    names = options.names or sorted(modules())
    record = json.loads(RECORD.read_text("utf-8")) if RECORD.is_file() else {}
    faults, pairs, moved = [], 0, []
    with concurrent.futures.ProcessPoolExecutor() as pool:
        for name, wrong, (told, others) in tqdm(pool.map(examine, names), total=len(names)):
            faults += wrong
            found = {"both": told, "others": others}
            if options.record:
                record[name] = found
            else:
                pairs += told + len(others)
                moved += differing(name, record.get(name, {"both": 0, "others": {}}), found)
    print("\n".join(moved) or "all pairs as recorded")
    if len(moved) > pairs / 100:
        faults.append(f"{len(moved)} of {pairs} pairs are not as recorded")
    if options.record:
        RECORD.write_text(json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    print("\n".join(faults) or f"{len(names)} exercises, {SEEDS} seeds: no verdict by luck")
    return bool(faults)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    sys.exit(main())
