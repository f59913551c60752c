"""Judging: from one submission to a score for every exercise.

`run` walks through it, `reply` cuts what its process sends into shape, `borrowed` looks whether the
library did the exercise, `scores` says what a score is. Imports `reading` and `isolation`.
"""
