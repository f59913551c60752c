#!/usr/bin/env bash
# jax 0.10.0: jax.test_util.check_grads. A good guess is that a checker gets stricter, or stays as it
# is, with more entries to compare. It compares entry by entry, but multiplies both tolerances, its own
# and given ones, by the number of entries of the output: from 1,000 entries on its 0.002 for float32
# means 200 % of every entry. In the forward mode (the only one there is through a while loop) a slope of
# sigmoid that is zero, or has the wrong sign, passes then, with rtol=atol=0.001 as well. The reverse
# mode compares one number and finds it. What helps is checking few entries at a time, or both modes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check jax==0.10.0 jaxlib==0.10.0
JAX_PLATFORMS=cpu "$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
import jax
import jax.numpy as jnp
from jax.test_util import check_grads


def sigmoid(factor):  # one whose slope is so many times the right one
    activation = jax.custom_jvp(jax.nn.sigmoid)
    activation.defjvp(lambda z, dz: (a := jax.nn.sigmoid(z[0]), factor * a * (1 - a) * dz[0]))
    return activation


def said(factor, entries, **settings):
    try:
        check_grads(sigmoid(factor), (jnp.linspace(-2, 2, entries),), order=1, **settings)
    except AssertionError:
        return "refused"
    return "passed"


print("right", said(1, 2000, modes=["fwd"]))
for name, factor in {"zero": 0, "wrong sign": -1}.items():
    for entries in (10, 2000):
        forward, reverse = said(factor, entries, modes=["fwd"]), said(factor, entries, modes=["rev"])
        strict = said(factor, entries, modes=["fwd"], rtol=1e-3, atol=1e-3)
        print(f"{name}, {entries} entries: forward {forward}, to 0.001 {strict}, reverse {reverse}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
right passed
zero, 10 entries: forward refused, to 0.001 refused, reverse refused
zero, 2000 entries: forward passed, to 0.001 passed, reverse refused
wrong sign, 10 entries: forward refused, to 0.001 refused, reverse refused
wrong sign, 2000 entries: forward passed, to 0.001 passed, reverse refused
SEEN
echo "as found"
