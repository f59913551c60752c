"""The same numbers sooner: a training step without temporary arrays.

`Network.backward` and the optimizers are the page of equations. Here they are again for the loop
that runs them a million times; `tests/test_fast.py` proves both equal. Five things save time:

1. W and b of a layer lie one after the other in the flat parameters, so both are one block of shape
   (n_in + 1, n_out). With a column of ones beside its inputs, one product gives
   Z = [A_prev, 1] @ [W; b], and one gives [dW; db] = [A_prev, 1].T @ dZ.
2. Every result goes into a buffer that is made once for a batch size, and begins where a cache line
   does: of an array that begins elsewhere, every vector of 64 bytes lies on two lines.
3. A slope comes from what the forward pass has kept, a(1 - a) or 1 - a^2, and the sigmoid from
   tanh, which has no branches: sigma(z) = (1 + tanh(z/2)) / 2.
4. Constants are arrays without axes, which NumPy takes without a conversion, and an update goes
   through many parameters piece by piece, so that each piece stays near the processor.
5. In small nets the calls cost more than the numbers. So products and sums of products are methods,
   a.dot(b, out), which need half the time of np.dot; the array of a result is the last argument,
   without its name (only np.maximum wants it); and functions keep the arrays that they work on.

`gradient` has the loop, `activations` and `outputs` its steps, `updates` the optimizers. Beside
them, `many_seeds` trains many small networks as one. Imports the ground floor, of which only
`training` imports from here.
"""

from bplib.fast.gradient import Gradient, with_ones
from bplib.fast.updates import in_place

__all__ = ["Gradient", "in_place", "with_ones"]
