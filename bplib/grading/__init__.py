"""Grading: submissions run in a sandbox and are judged outside of it.

The walk of a submission is the order of the folders: `reading` finds it and reads its bytes,
`isolation` runs its cells where they see nothing, `judging` draws inputs, compares and scores,
`gradebook` keeps the scores and makes the pages. `selftest` tries all of it before grading begins.
Grading imports the course and the library; nothing imports grading but the command line.
"""
