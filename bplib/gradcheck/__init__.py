"""Gradient checking: whether a gradient is right and, where it is not, why.

`numeric` differentiates by function values alone; `check` compares any gradient with that, and a
network's, array by array as in `compare`; `along` looks for kinks and rounding noise beside a
point; `report` says what was found, `causes` what kind of mistake differs like this, and
`layerwise` is the check of a network that scales. Imports the ground floor, which imports nothing
from here.
"""

from bplib.gradcheck.check import check_gradient, check_network
from bplib.gradcheck.numeric import complex_step_gradient, numerical_gradient, relative_error
from bplib.gradcheck.report import GradientReport

__all__ = [
    "GradientReport",
    "check_gradient",
    "check_network",
    "complex_step_gradient",
    "numerical_gradient",
    "relative_error",
]
