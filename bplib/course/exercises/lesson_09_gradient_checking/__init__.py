"""Checking gradients, and repairing what the check finds."""
