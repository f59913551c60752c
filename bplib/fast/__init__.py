"""The same numbers sooner: a step without temporaries, and many seeds as one network.

Imports the tables of `activations` and `losses`; only `training` imports from here.
"""
