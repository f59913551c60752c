"""`bplib check`: run a learner's own notebooks with nbval and say how each exercise stands.

`notebook` reads one, `untouched` knows those that nobody has written in, `memory` what was found
last time, `running` runs what has changed:
`server` is the process that it is run from, `kernel` forks kernels there, `staging` is what nbval
is given, `listener` what it is listened to with. `rows` makes rows of what was seen, `checking`
goes through the lessons, `tables` and `command` show it.
"""
