"""What comes off for handing in late, by nbgrader's own plugin."""

from datetime import datetime, timedelta

from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config


class Lateness:
    """Penalties as nbgrader's `AssignLatePenalties` takes them, without a look at the gradebook.

    Parameters
    ----------
    config : Config
        nbgrader's configuration; it may name another plugin.
    """

    def __init__(self, config: Config) -> None:
        self._step = AssignLatePenalties(config=config)
        self._step.init_plugin()

    def seconds(
        self, handed_in: datetime | None, due: datetime | None, extension: timedelta | None
    ) -> float:
        """Return by how many seconds a submission is late; 0 where no time is known."""
        if handed_in is None or due is None:
            return 0.0
        return max(0.0, (handed_in - due - (extension or timedelta())).total_seconds())

    def penalty(self, student: str, score: float, seconds: float) -> float | None:
        """Return the points to take off: at least none, at most the score; None where in time."""
        if seconds <= 0:
            return None
        asked = self._step.plugin_inst.late_submission_penalty(student, score, seconds)
        return None if asked is None else min(max(0.0, float(asked)), score)
