#!/usr/bin/env bash
# flax 0.12.8: LayerNorm and BatchNorm of 4095.5 and 4096.5, as of a column of pressures. A good guess is
# -1 and 1, as Keras has it on JAX: the differences from the mean are exact in float32.
# Flax takes the variance as the mean of squares minus the square of the mean (use_fast_variance=True): 0
# here, so that epsilon alone divides. The layer that is there to make features one size returns -500 and
# 500, and sends back slopes that are more than a hundred times too large, without a NaN to show it.
# use_fast_variance=False mends it, and so does taking a mean off before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    flax==0.12.8 jax==0.10.0 jaxlib==0.10.0 keras==3.15.1
JAX_PLATFORMS=cpu KERAS_BACKEND=jax "$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
import jax
import jax.numpy as jnp
import keras
from flax import linen

layers = {
    "flax LayerNorm": linen.LayerNorm(),
    "flax LayerNorm, slow": linen.LayerNorm(use_fast_variance=False),
    "flax BatchNorm": linen.BatchNorm(use_running_average=False),
    "keras LayerNorm": keras.layers.LayerNormalization(epsilon=1e-6),
}
for name, layer in layers.items():
    for mean in (0.0, 4096.0):
        x = mean + jnp.array([[-0.5, 0.5] * 4])
        if "Batch" in name:
            x = x.T
        f = layer if "keras" in name else lambda x: layer.init_with_output(jax.random.key(0), x)[0]
        out, slopes = f(x).ravel(), jax.grad(lambda x: f(x)[0, 0])(x)
        size = "above 100" if jnp.abs(slopes).max() > 100 else "below 2"
        print(f"{name:20} mean {mean:4.0f}: {out[0]:7.2f} {out[1]:6.2f}, slopes {size}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
flax LayerNorm       mean    0:   -1.00   1.00, slopes below 2
flax LayerNorm       mean 4096: -500.00 500.00, slopes above 100
flax LayerNorm, slow mean    0:   -1.00   1.00, slopes below 2
flax LayerNorm, slow mean 4096:   -1.00   1.00, slopes below 2
flax BatchNorm       mean    0:   -1.00   1.00, slopes below 2
flax BatchNorm       mean 4096: -158.11 158.11, slopes above 100
keras LayerNorm      mean    0:   -1.00   1.00, slopes below 2
keras LayerNorm      mean 4096:   -1.00   1.00, slopes below 2
SEEN
echo "as found"
