"""Reverse-mode automatic differentiation, for numbers and for arrays.

`tape` records operations on numbers and walks back over them; `scalar` has the numbers, `array`
the arrays, `draw` the pictures. Names and meaning are PyTorch's: gradients accumulate in
``.grad``, ``backward()`` adds, ``zero_grad()`` forgets.
"""

from bplib.autodiff.array import Tensor, softmax_cross_entropy, unbroadcast
from bplib.autodiff.draw import draw
from bplib.autodiff.scalar import Value, dot, neuron
from bplib.autodiff.tape import no_grad

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
