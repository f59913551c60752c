"""Slopes of chains and of several routes, and how a slope is measured."""
