"""bplib: reference implementations of backpropagation, small enough to read in an afternoon.

Read in the order of the lessons, its modules are the syllabus: `autodiff.graphs`, `activations`,
`losses`, `layers`, `network`, `gradcheck`, `autodiff`, `training`, `initializers`, `optimizers`,
`schedules`, then `beyond`. On this ground floor stand wings, which import it and which it does not
import: `autodiff`, `gradcheck`, `symbolic` (SymPy derives the same), `plots`, `data` and `beyond`;
`fast` holds the same numbers sooner. `course` has the lessons' exercises, `grading` the grader;
neither is needed by the rest. Every name below loads when it is first used.
"""

import importlib
import sys
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bplib import (
        activations,
        autodiff,
        beyond,
        data,
        fast,
        gradcheck,
        initializers,
        layers,
        losses,
        network,
        optimizers,
        plots,
        schedules,
        symbolic,
        training,
    )
    from bplib.gradcheck import check_gradient, check_network
    from bplib.network import Network
    from bplib.symbolic import derive
    from bplib.training import Trainer, fit

__version__ = "0.1.0"

__all__ = [
    "Network",
    "Trainer",
    "__version__",
    "activations",
    "autodiff",
    "beyond",
    "check_gradient",
    "check_network",
    "data",
    "derive",
    "fast",
    "fit",
    "gradcheck",
    "initializers",
    "layers",
    "losses",
    "network",
    "optimizers",
    "plots",
    "schedules",
    "symbolic",
    "training",
]

_NAMES = {
    "Network": "network",
    "Trainer": "training",
    "check_gradient": "gradcheck",
    "check_network": "gradcheck",
    "derive": "symbolic",
    "fit": "training",
}

if sys.version_info >= (3, 11):  # noqa: UP036 - an older one reaches this line, as `__main__` has it
    from bplib._support import foreign

    another = foreign.beside()
    if another:
        warnings.warn(foreign.sentence(another), stacklevel=2)

if not TYPE_CHECKING:  # a type checker, which would take any name then, has the imports above

    def __getattr__(name: str) -> Any:
        if name in _NAMES:
            return getattr(importlib.import_module(f"bplib.{_NAMES[name]}"), name)
        if name in __all__:
            return importlib.import_module(f"bplib.{name}")
        raise AttributeError(f"bplib has no {name!r}; it has {', '.join(__all__)}")


def __dir__() -> "list[str]":  # a Python that lacks it is told so by `__main__`
    return sorted(__all__)
