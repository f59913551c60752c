#!/usr/bin/env bash
# jax 0.10.0 at the corner of ReLU. A good guess is that an engine has one convention there: the
# slope 0, as jax.nn.relu has it, or the middle of both sides, as jnp.maximum has it. Three spellings
# of one function have three slopes at 0: relu(x) has 0, maximum(x, 0) one half, (x + abs(x)) / 2 has
# 1, because abs(x) has the slope 1 there and not the middle, 0; maximum(x, -x), the same number for
# every x, has 0. So a unit whose sum is exactly 0, as at a blank pixel without bias, sends back all,
# half or nothing, depending on how its activation is written.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check jax==0.10.0 jaxlib==0.10.0
JAX_PLATFORMS=cpu "$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
import jax
import jax.numpy as jnp

for name, f in {
    "relu(x)": jax.nn.relu,
    "maximum(x, 0)": lambda x: jnp.maximum(x, 0.0),
    "where(x > 0, x, 0)": lambda x: jnp.where(x > 0, x, 0.0),
    "clip(x, 0, 1)": lambda x: jnp.clip(x, 0.0, 1.0),
    "(x + abs(x)) / 2": lambda x: (x + jnp.abs(x)) / 2,
    "abs(x)": jnp.abs,
    "maximum(x, -x)": lambda x: jnp.maximum(x, -x),
    "sqrt(x ** 2)": lambda x: jnp.sqrt(x**2),
}.items():
    print(f"{name:19} value {float(f(0.0)):g}  slope {float(jax.grad(f)(0.0)):g}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
relu(x)             value 0  slope 0
maximum(x, 0)       value 0  slope 0.5
where(x > 0, x, 0)  value 0  slope 0
clip(x, 0, 1)       value 0  slope 0.5
(x + abs(x)) / 2    value 0  slope 1
abs(x)              value 0  slope 1
maximum(x, -x)      value 0  slope 0
sqrt(x ** 2)        value 0  slope nan
SEEN
echo "as found"
