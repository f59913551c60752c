"""Data to learn from, how to cut it into batches, and what a network has to beat.

Imports nothing of bplib but `_support`; of the ground floor only `training` imports from here, the
batches.
"""
