"""A learner's own copy of the lessons: made, renewed without loss, and what was solved in it.

`places` says what is where in it, `files` writes whole files or none, `copies` makes one, `carry`
brings what somebody wrote into a newer lesson, `renewal` does so for all lessons. `progress`
records checks, `standing` reads the record, `outline` is the course in figures, `ahead` finds the
next thing to do, `review` what comes back as a question, `pages` shows all of it.
"""
