"""What every module of the teaching library may import: checks of arguments, a progress bar.

Imports nothing of bplib, and is no part of its interface.
"""
