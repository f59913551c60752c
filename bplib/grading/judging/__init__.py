"""Judging: from one submission to a score for every exercise.

`run` walks through it, `reply` cuts what its process sends into shape, `scores` says what a score
is; `bplib.course.borrowed` looks whether the library did the exercise. Imports `reading` and
`isolation`.
"""
