"""The exercises: a folder for each lesson, a file for each exercise, called as its check is.

From top to bottom such a file holds what the exercise asks, its reference, its inputs, its slips
and the `Exercise`. What several exercises of a lesson share stands in the lesson's `shared`. An
exercise imports from `bplib.course.checks`, the library and `bplib.course.experiments`; nobody but
`bplib.course.registry` and other exercises imports one, and no submission can see one.
"""
