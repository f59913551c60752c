"""bplib: reference implementations of backpropagation, small enough to read in an afternoon.

Read in this order, its modules are the syllabus: `graphs`, `activations`, `losses`, `initializers`,
`layers`, `network`, `gradcheck`, `optimizers`, `schedules`, `training`, `symbolic`, `plots`, with
`datasets` beside them; `fast` holds the same numbers sooner. `exercises` and `checks` hold what the
lessons ask, `experiments` what they show. Every name loads when it is first used.
"""

import importlib
from typing import Any

__version__ = "0.1.0"

_MODULES = (
    "activations",
    "autodiff",
    "baselines",
    "blocks",
    "checks",
    "convolution",
    "datasets",
    "exercises",
    "experiments",
    "fast",
    "feedback",
    "gradcheck",
    "graphs",
    "initializers",
    "layers",
    "layerwise",
    "levenberg_marquardt",
    "losses",
    "many_seeds",
    "network",
    "optimizers",
    "plots",
    "recurrent",
    "schedules",
    "symbolic",
    "training",
)
_NAMES = {
    "Network": "network",
    "Trainer": "training",
    "check_gradient": "gradcheck",
    "check_network": "gradcheck",
    "derive": "symbolic",
    "fit": "training",
}

__all__ = ["__version__", *_MODULES, *_NAMES]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"bplib.{name}")
    if name in _NAMES:
        return getattr(importlib.import_module(f"bplib.{_NAMES[name]}"), name)
    raise AttributeError(f"bplib has no {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
