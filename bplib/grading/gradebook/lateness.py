"""What comes off for handing in late, by nbgrader's own plugin."""

from datetime import datetime, timedelta

from nbgrader.preprocessors import AssignLatePenalties
from traitlets import TraitError
from traitlets.config import Config

from bplib.course.lessons import CourseError

_SETTING = "c.AssignLatePenalties.plugin_class in nbgrader_config.py"


class Lateness:
    """Penalties as nbgrader's `AssignLatePenalties` takes them, without a look at the gradebook.

    Parameters
    ----------
    config : Config
        nbgrader's configuration; it may name another plugin.

    Raises
    ------
    CourseError
        If the plugin is none, or cannot be made.
    """

    def __init__(self, config: Config) -> None:
        try:
            self._step = AssignLatePenalties(config=config)
            self._step.init_plugin()
        except Exception as error:  # an instructor's own plugin
            what = "" if isinstance(error, TraitError) else f"{type(error).__name__}: "
            raise CourseError(f"{_SETTING} cannot be used: {what}{error}") from None

    def seconds(
        self, handed_in: datetime | None, due: datetime | None, extension: timedelta | None
    ) -> float:
        """Return by how many seconds a submission is late; 0 where no time is known."""
        if handed_in is None or due is None:
            return 0.0
        return max(0.0, (handed_in - due - (extension or timedelta())).total_seconds())

    def penalty(self, student: str, score: float, seconds: float) -> float | None:
        """Return the points to take off: at least none, at most the score; None where in time.

        Raises
        ------
        CourseError
            If the plugin raises, or returns no number.
        """
        if seconds <= 0:
            return None
        plugin = self._step.plugin_inst
        try:
            asked = plugin.late_submission_penalty(student, score, seconds)
            return None if asked is None else min(max(0.0, float(asked)), score)
        except Exception as error:  # an instructor's own plugin
            raise CourseError(
                f"{_SETTING} cannot be used: {type(plugin).__name__} raised "
                f"{type(error).__name__}: {error}"
            ) from None
