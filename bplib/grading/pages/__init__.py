"""What instructors and learners read of a grading: pages, made harmless, in processes apart.

`page` writes verdicts and a summary into a notebook, `clean` decides what may be shown of what a
learner wrote, `apart` and `converters` turn it into HTML where nothing can be harmed by it.
"""
