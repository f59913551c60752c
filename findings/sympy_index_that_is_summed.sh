#!/usr/bin/env bash
# SymPy 1.14.0: the slope of softmax by its textbook formula, with a sum over j and a derivative by x[j].
# A good guess is that the j of the sum is bound and has nothing to do with another: by j itself the sum has
# the slope 0. By x[j], Sum.diff looks into the sum as if both were the same j:
# each term gets the slope 1 by "its" x[j], and log-sum-exp has the slope 1 in place of a softmax. With any
# other letter for the index of the derivative it is right; no error or warning tells them apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check sympy==1.14.0
"$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
from sympy import IndexedBase, Sum, exp, log, symbols

i, j, k = symbols("i j k", integer=True)
x = IndexedBase("x")
total = Sum(exp(x[j]), (j, 0, 2))
print("the sum by j itself:", total.diff(j))
for name, value in {"log-sum-exp": log(total), "softmax of i": exp(x[i]) / total}.items():
    for index in (k, j):
        slope = value.diff(x[index]).subs({i: 0, index: 1}).doit()
        number = slope.subs({x[0]: 0, x[1]: 0, x[2]: 0})
        print(f"{name:12} by x[{index}], at i = 0, {index} = 1, x = (0, 0, 0): {number}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
the sum by j itself: 0
log-sum-exp  by x[k], at i = 0, k = 1, x = (0, 0, 0): 1/3
log-sum-exp  by x[j], at i = 0, j = 1, x = (0, 0, 0): 1
softmax of i by x[k], at i = 0, k = 1, x = (0, 0, 0): -1/9
softmax of i by x[j], at i = 0, j = 1, x = (0, 0, 0): -1/3
SEEN
echo "as found"
