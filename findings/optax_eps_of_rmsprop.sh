#!/usr/bin/env bash
# optax 0.2.8: where eps stands. A good guess is that one library adds eps at one place, outside the
# root, as its adam and PyTorch's RMSprop do, so that 1e-8 matters for slopes near 1e-8 only.
# optax.rmsprop adds its 1e-8 inside the root (eps_in_sqrt=True), where it acts like 1e-4: for slopes
# of 1e-6 the first step is 300 times shorter than by the formula with eps outside, and the step is
# no longer the same for all sizes of slopes, which is what RMSprop is for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    optax==0.2.8 jax==0.10.0 jaxlib==0.10.0
JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 "$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
import jax.numpy as jnp
import optax

kinds = {
    "rmsprop": optax.rmsprop(1.0),
    "rmsprop, eps_in_sqrt=False": optax.rmsprop(1.0, eps_in_sqrt=False),
    "adam": optax.adam(1.0),
}
for name, optimizer in kinds.items():
    steps = []
    for slope in (1.0, 1e-2, 1e-4, 1e-6):
        w = jnp.zeros(())
        step, _ = optimizer.update(jnp.asarray(slope), optimizer.init(w), w)
        steps.append(f"{float(-step):9.4f}")
    print(f"{name:27}", *steps)
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
rmsprop                        3.1623    3.1607    0.9535    0.0100
rmsprop, eps_in_sqrt=False     3.1623    3.1623    3.1613    3.0653
adam                           1.0000    1.0000    0.9999    0.9901
SEEN
echo "as found"
