"""Neurons, activation functions and their slopes, a layer on a batch."""
