"""Reading a submission: where it is, what it says, and what of it must run.

`intake` and `collect` find files, `uploads` reads whose they are by their names and `times` when
they came; `submission` reads one and finds the lesson's cells in it again, `needed` says which
cells its answers depend on. Imports nothing of the other wings of grading.
"""
