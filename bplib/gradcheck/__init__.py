"""Gradient checking: is a gradient right, and where it is not, why?

`check_gradient` compares any gradient with a numeric one, `check_network` a network's; `causes`
names what went wrong, `layerwise` is the check that scales. Imports the ground floor.
"""

from bplib.gradcheck.check import *
