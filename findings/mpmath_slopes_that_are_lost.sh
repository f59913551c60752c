#!/usr/bin/env bash
# mpmath 1.4.1: diff, to check the slope of a neuron's loss, (tanh(w x) - y)^2 + 0.1 w^2. A good
# guess is that with math.tanh in place of mp.tanh it is right to some eight digits, as by other
# finite differences. diff (hsteps) raises the precision and goes 2^-63 to each side. math.tanh
# takes its number as a float, which does not move by that: its slope is 0, and what mpmath computes
# itself stays. The answer, 0.2 w, looks like a slope, and is that of weight decay alone. fp.diff,
# of the context that is there for floats, takes the same step, as fp cannot raise its precision: 0
# everywhere here, with fp.tanh too; fp.jacobian is right. So a check calls a right backpropagation
# wrong, and one that forgets the data right. What helps: mpmath's own functions in mp, or h=1e-5.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check mpmath==1.4.1
"$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
import math

from mpmath import fp, mp


def loss(tanh):
    return lambda w: (tanh(w * 1.5) - 0.25) ** 2 + 0.1 * w**2


def by_hand(w):
    a = math.tanh(w * 1.5)
    return 2 * (a - 0.25) * (1 - a**2) * 1.5 + 0.2 * w


ways = {
    "by hand": by_hand,
    "mp.diff, mp.tanh": lambda w: mp.diff(loss(mp.tanh), w),
    "mp.diff, math.tanh": lambda w: mp.diff(loss(math.tanh), w),
    "mp.diff, math.tanh, h=1e-5": lambda w: mp.diff(loss(math.tanh), w, h=1e-5),
    "fp.diff, fp.tanh": lambda w: fp.diff(loss(fp.tanh), w),
    "fp.diff, fp.tanh, h=1e-5": lambda w: fp.diff(loss(fp.tanh), w, h=1e-5),
    "fp.jacobian, fp.tanh": lambda w: fp.jacobian(lambda w: [loss(fp.tanh)(w)], [w])[0, 0],
}
for name, slope in ways.items():
    print(f"{name:26}", *(f"{float(slope(w)):7.4f}" for w in (0.5, 1.0, 1.5)))
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
by hand                     0.7893  0.5552  0.3949
mp.diff, mp.tanh            0.7893  0.5552  0.3949
mp.diff, math.tanh          0.1000  0.2000  0.3000
mp.diff, math.tanh, h=1e-5  0.7893  0.5552  0.3949
fp.diff, fp.tanh            0.0000  0.0000  0.0000
fp.diff, fp.tanh, h=1e-5    0.7893  0.5552  0.3949
fp.jacobian, fp.tanh        0.7893  0.5552  0.3949
SEEN
echo "as found"
