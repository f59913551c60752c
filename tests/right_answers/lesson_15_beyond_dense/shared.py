"""What right answers of lesson 15 share."""

import sympy as sp

w, h0, x1, x2, x3 = sp.symbols("w h0 x1 x2 x3", positive=True)
