"""An engine in the process of the test itself: what a test patches holds for the worker too."""

from bplib.grading.engines.engine import Finished, reply
from bplib.grading.gradebook import batch
from bplib.grading.work import work


class Here:
    """Does one job after another, with this process's own warm sandbox."""

    def results(self, tasks):
        for task in tasks:
            said = reply(work, task.job)
            yield Finished(task.number, said.get("found", {}), said.get("why", ""))

    def close(self):
        pass


def grade_class(root, wanted, **options):
    """Grade a class in this process; return the rows."""
    return batch.grade_class(root, wanted, Here(), **options)
