"""A function, named numbers and a SymPy expression, once each."""
