#!/usr/bin/env bash
# scikit-learn 1.9.1: MLPRegressor(alpha=...) without a hidden layer is a ridge regression. A good
# guess from its documentation ("the L2 regularization term is divided by the sample size") is that
# a solver is the way and not the goal; L-BFGS has it so. But _backprop divides alpha by the rows of
# a *batch*, and batch_size="auto" means at most 200 for SGD and Adam: from 1,000 rows they learn
# with alpha times 5. 201 rows make a batch of 200 and one of a single row (gen_batches), whose step
# has the whole alpha: with one row more, alpha counts a hundredfold, and the weights nearly vanish.
# There is no warning. What helps: a batch_size that divides the number of rows, and alpha times
# batch_size / rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
OPENBLAS_NUM_THREADS=1 "$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
import warnings

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.neural_network import MLPRegressor

ALPHA = 20.0
SLOW = {"solver": "sgd", "learning_rate_init": 0.001, "momentum": 0, "tol": 0, "n_iter_no_change": 8000}
rng = np.random.default_rng(0)
X = rng.normal(size=(1000, 3))
y = X @ [1.0, -2.0, 3.0] + rng.normal(size=1000)


def learned(rows, **settings):
    net = MLPRegressor(hidden_layer_sizes=(), max_iter=8000, random_state=0)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        w = net.set_params(**{"alpha": ALPHA, **settings}).fit(X[:rows], y[:rows]).coefs_[0]
    assert all("Maximum iterations" in str(one.message) for one in said), said  # all 8,000 were wanted
    return np.linalg.norm(w)


for rows in (200, 201, 1000):
    nets = {"lbfgs": learned(rows, solver="lbfgs", tol=1e-12), "sgd": learned(rows, **SLOW)}
    if rows == 201:
        nets["mended"] = learned(rows, **SLOW, batch_size=67, alpha=ALPHA * 67 / 201)
    ridge = {
        times: np.linalg.norm(Ridge(alpha=times * ALPHA).fit(X[:rows], y[:rows]).coef_)
        for times in (1, 2, 5, 10, 20, 50, 100, 200)
    }
    for name, length in nets.items():
        times = min(ridge, key=lambda times: abs(ridge[times] - length))
        print(f"{rows:4} rows, {name:6} length of w {length:.1f}, as ridge with alpha times {times}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
 200 rows, lbfgs  length of w 3.4, as ridge with alpha times 1
 200 rows, sgd    length of w 3.4, as ridge with alpha times 1
 201 rows, lbfgs  length of w 3.4, as ridge with alpha times 1
 201 rows, sgd    length of w 0.3, as ridge with alpha times 100
 201 rows, mended length of w 3.4, as ridge with alpha times 1
1000 rows, lbfgs  length of w 3.7, as ridge with alpha times 1
1000 rows, sgd    length of w 3.4, as ridge with alpha times 5
SEEN
echo "as found"
