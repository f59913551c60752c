"""Engines: where jobs run. `local` has this machine's cores, `cluster` a Dask scheduler's workers.

An engine takes jobs and gives back what `bplib.grading.work.work` made of each, in any order. It
knows no student and no gradebook.
"""
