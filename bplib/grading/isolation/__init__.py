"""Isolation: a process that sees no network, no file of anybody's and no answer.

`session` keeps one submission's process; `sandbox` starts it at the best of the `levels` that work
here; `places` says what it sees; `seccomp` and `landlock` take rights away; `shell` is what runs
inside, `wire` the pipe to it, `lesson_side` what it finds in place of the course, `scratch` its
folder. Imports nothing of the other wings of grading.
"""
