"""Slopes of chains, of several routes, and the order of multiplication."""
