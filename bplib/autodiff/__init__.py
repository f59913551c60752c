"""Reverse-mode automatic differentiation, for numbers and for arrays.

`graphs` goes back through a graph that is given as data. `tape` records operations on numbers and
walks back over them; `value` has the numbers, `fused` whole neurons. `array` has the arrays,
`operands` what they compute with, `from_numpy` what NumPy's functions do with them, `rules` their
longer rules, `backward` their way back, `guard` what notices that one was changed; `draw` draws
either. Names and meaning are PyTorch's: gradients accumulate in ``.grad``, ``backward()`` adds,
``zero_grad()`` forgets.

Imports the ground floor, which imports nothing from here, and of `plots` the graphs.
"""

from bplib.autodiff.array import Tensor, softmax_cross_entropy
from bplib.autodiff.backward import unbroadcast
from bplib.autodiff.draw import draw
from bplib.autodiff.fused import dot, neuron
from bplib.autodiff.tape import no_grad
from bplib.autodiff.value import Value

__all__ = [
    "Tensor",
    "Value",
    "dot",
    "draw",
    "neuron",
    "no_grad",
    "softmax_cross_entropy",
    "unbroadcast",
]
