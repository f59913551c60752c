"""SymPy does the derivation: every gradient as the chain-rule product that a textbook writes.

Differentiating a whole network at once repeats every common part and explodes. Here, as in
backpropagation itself, each activation and each delta gets a symbol of its own, each line is one
use of the chain rule, and the total size grows in proportion to the number of parameters.

Read `formulas` (the calculus), `step` (a line), `chain` (the chain rule), then `derivation`, what
can be asked of it; `notation`, `display`, `matrix_form`, `values`, `numbers` and `compiled` turn
its lines into pages, exact numbers and NumPy. Imports the ground floor, which imports nothing from
here.
"""

from bplib.symbolic.derivation import Derivation, derive
from bplib.symbolic.display import Equations
from bplib.symbolic.formulas import ACTIVATION_FORMULAS, LOSS_FORMULAS
from bplib.symbolic.step import Link, Step

__all__ = [
    "ACTIVATION_FORMULAS",
    "LOSS_FORMULAS",
    "Derivation",
    "Equations",
    "Link",
    "Step",
    "derive",
]
