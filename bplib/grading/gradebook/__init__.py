"""The gradebook: scores that are kept, and the pages that people read.

`nbgrader_side` stands behind nbgrader's commands, `batch` behind `bplib grade`, `exchange` behind
the exchange; `register` tells the gradebook of a lesson, `records` keeps what is needed to get a
score again; `page`, `clean`, `apart` and `converters` make the pages. Imports all other wings.
"""
