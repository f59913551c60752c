"""Squared error, both cross-entropies, and their slopes.

Losses sum over the C outputs and average over the N samples; only the mean squared error divides
by C too.
"""
