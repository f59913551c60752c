#!/usr/bin/env bash
# SymPy 1.14.0: random streams in forked processes. A good guess is that a forked child which seeds
# `random` and SymPy's own `sympy.core.random` draws what no other child draws. `Dummy` takes the
# index that tells its symbols apart from a generator of its own, made at import, which neither seed
# reaches: children of one parent that has imported SymPy make "different" dummies with equal
# indices, so that expressions which they send to one another mix symbols up. Seeding that private
# generator in each child is what helps.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check sympy==1.14.0
"$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
import multiprocessing
import random

import sympy
from sympy.core.random import seed


def index(number, own):
    random.seed(number)
    seed(number)
    if own:
        sympy.Dummy._prng.seed(number)
        sympy.Dummy._base_dummy_index = sympy.Dummy._prng.randint(10**6, 9 * 10**6)
    return sympy.Dummy("x").dummy_index


if __name__ == "__main__":
    for own in (False, True):
        found = []
        for number in (1, 2, 3):  # each in a process of its own, forked from this one
            with multiprocessing.get_context("fork").Pool(1) as pool:
                found.append(pool.apply(index, (number, own)))
        told = "also the private generator" if own else "random and sympy.core.random"
        print(f"seeded: {told:30} different indices of three children: {len(set(found))}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
seeded: random and sympy.core.random   different indices of three children: 1
seeded: also the private generator     different indices of three children: 3
SEEN
echo "as found"
