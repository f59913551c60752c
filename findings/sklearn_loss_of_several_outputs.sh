#!/usr/bin/env bash
# scikit-learn 1.9.1: MLPRegressor with several outputs. A good guess is that the gradient which it
# computes is that of the loss which it reports. The loss is the mean over outputs, the gradient that of
# the sum: with four outputs four times as long, except for the part of alpha. L-BFGS gets both and stops in
# its line search when they disagree. So four outputs learned at once, which without a hidden layer are
# four separate ridge regressions, end elsewhere than learned alone, at the minimum of neither loss.
# A ConvergenceWarning says that it stopped, not that the two do not belong together.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
OPENBLAS_NUM_THREADS=1 "$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
import warnings

import numpy as np
from scipy.optimize import approx_fprime
from sklearn.linear_model import Ridge
from sklearn.neural_network import MLPRegressor


class Watched(MLPRegressor):
    def _loss_grad_lbfgs(self, weights, *others):  # what L-BFGS asks
        ask = super()._loss_grad_lbfgs
        if not hasattr(self, "ratio"):
            right = approx_fprime(weights, lambda w: ask(w.copy(), *others)[0], 1e-6)
            self.ratio = np.linalg.norm(ask(weights, *others)[1]) / np.linalg.norm(right)
        return ask(weights, *others)


def learned(Y, alpha):
    settings = {"hidden_layer_sizes": (), "solver": "lbfgs", "max_iter": 5000, "tol": 1e-12}
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        net = Watched(**settings, alpha=alpha, random_state=0).fit(X, Y)
    net.said = sorted({one.category.__name__ for one in said})
    return net


rng = np.random.default_rng(0)
X, Y = rng.normal(size=(20, 3)), rng.normal(size=(20, 4))
for outputs in (1, 2, 4):
    ratio = learned(Y[:, :outputs].squeeze(), 0.0).ratio
    print(f"outputs: {outputs}, the gradient is {ratio:.3f} times that of the loss")
together = learned(Y, 10.0)
print("warnings, all at once:", ", ".join(together.said) or "none")
alone = np.column_stack([learned(Y[:, k], 10.0).coefs_[0] for k in range(4)])
for name, W in {"each alone": alone, "all at once": together.coefs_[0]}.items():
    for of, alpha in {"sum": 10.0, "mean": 40.0}.items():
        away = np.abs(W - Ridge(alpha=alpha).fit(X, Y).coef_.T).max()
        print(f"{name}, from the minimum of the {of}:", "below 0.001" if away < 1e-3 else "above 0.01")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
outputs: 1, the gradient is 1.000 times that of the loss
outputs: 2, the gradient is 2.000 times that of the loss
outputs: 4, the gradient is 4.000 times that of the loss
warnings, all at once: ConvergenceWarning
each alone, from the minimum of the sum: below 0.001
each alone, from the minimum of the mean: above 0.01
all at once, from the minimum of the sum: above 0.01
all at once, from the minimum of the mean: above 0.01
SEEN
echo "as found"
