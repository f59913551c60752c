#!/usr/bin/env bash
# autograd 1.9.1 (HIPS): weights cut to whole numbers, as in a quantized net, or counted when not 0.
# A good guess is that every spelling of a step has the slope 0, as in JAX and by finite
# differences, and as autograd has it for trunc, int64 and !=. But w.astype(int) has the slope of no
# cast at all, and so have w.astype(bool) and array(w, dtype=int): the rules of _astype and of
# _array_from_scalar_or_array send the slope back through any cast, a straight-through estimator
# that nobody has asked for. So the spelling decides whether a cut weight is trained, and a count of
# weights that are not 0 is a penalty which pulls down also those below 0. What helps: trunc, round
# or a comparison in place of astype; check_grads finds it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    autograd==1.9.1 numpy==2.4.6 jax==0.10.2 jaxlib==0.10.2
JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 "$folder/venv/bin/python" -W ignore::UserWarning - \
    > "$folder/seen" <<'PYTHON'
import autograd
import autograd.numpy as anp
import jax
import jax.numpy as jnp
import numpy as np

SPELLINGS = {
    "trunc(w)": lambda np, w: np.trunc(w),
    "int64(w)": lambda np, w: np.int64(w),
    "array(w, dtype=int)": lambda np, w: np.array(w, dtype=int),
    "w.astype(int)": lambda np, w: w.astype(int),
    "w != 0": lambda np, w: w != 0,
    "w.astype(bool)": lambda np, w: w.astype(bool),
}
w = np.array([0.5, -1.75, 2.25])
for name, spelling in SPELLINGS.items():
    values, slopes = [], []
    for engine, numpy in ((autograd, anp), (jax, jnp)):
        def total(w):
            return numpy.sum(3.0 * spelling(numpy, w))

        values.append(float(total(numpy.array(w))))
        slopes.append([float(slope) for slope in engine.grad(total)(numpy.array(w))])
    assert values[0] == values[1], values
    numerical = [(total(w + h) - total(w - h)) / 2e-3 for h in 1e-3 * np.eye(3)]
    assert not np.any(numerical), numerical
    print(f"{name:19} value {values[0]:g}, autograd {slopes[0]}, jax {slopes[1]}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
trunc(w)            value 3, autograd [0.0, 0.0, 0.0], jax [0.0, 0.0, 0.0]
int64(w)            value 3, autograd [0.0, 0.0, 0.0], jax [0.0, 0.0, 0.0]
array(w, dtype=int) value 3, autograd [3.0, 3.0, 3.0], jax [0.0, 0.0, 0.0]
w.astype(int)       value 3, autograd [3.0, 3.0, 3.0], jax [0.0, 0.0, 0.0]
w != 0              value 9, autograd [0.0, 0.0, 0.0], jax [0.0, 0.0, 0.0]
w.astype(bool)      value 9, autograd [3.0, 3.0, 3.0], jax [0.0, 0.0, 0.0]
SEEN
echo "as found"
