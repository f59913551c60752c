"""The course: lessons as files, exercises, checks and what lessons show.

A lesson begins with ``from bplib.course import begin, check, predicted, working_version``.

`checks` calls answers and judges them, `exercises` holds what is asked, `experiments` what lessons
show; `registry` finds an exercise, `checking` and `display` are a lesson's side of it; `build`,
`coursemap` and `selfcheck` are the commands. The course imports the library, never
`bplib.grading`; nothing of the library imports the course.
"""

from bplib.course.checking import check, working_version
from bplib.course.display import begin, predicted

__all__ = ["begin", "check", "predicted", "working_version"]
