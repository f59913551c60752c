"""nbgrader's configuration: `nbgrader …` works from this folder as it is."""

import os
import sys

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearSolutions,
    GetGrades,
    OverwriteCells,
    OverwriteKernelspec,
)

from bplib.course.preprocessors import ClearAnswers
from bplib.grading.gradebook import exchange
from bplib.grading.gradebook.nbgrader_side import (
    FeedbackSummary,
    Judge,
    SaveScores,
    SubmissionExporter,
)
from bplib.grading.pages import clean
from bplib.grading.reading.collect import Collector

c = get_config()  # noqa: F821, the name is given to every configuration file

# nbgrader calls `alembic` by name when it first makes a gradebook; without it the database is
# left half made.
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")

c.CourseDirectory.course_id = "bplib"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"

c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.ClearAnswers.code_stub = {"python": "raise NotImplementedError"}
c.GenerateAssignment.preprocessors = [
    ClearAnswers if step is ClearSolutions else step
    for step in GenerateAssignment.preprocessors.make_dynamic_default()
]

# Submissions are read as they come, run in a sandbox, and judged outside of it.
c.Autograde.exporter_class = SubmissionExporter
c.Autograde.sanitize_preprocessors = [OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [Judge, SaveScores, AssignLatePenalties, CheckCellMetadata]

# The pages of feedback and of Formgrader: a summary on top, and nothing of a learner's that runs.
c.GenerateFeedback.preprocessors = [GetGrades, FeedbackSummary, CSSHTMLHeaderPreprocessor]
c.HTMLExporter.filters = clean.FILTERS

# The exchange: a lesson stands alone where it is fetched; one learner's trouble is not everybody's.
c.ExchangeFactory.release_assignment = exchange.ReleaseAssignment
c.ExchangeFactory.collect = exchange.Collect
c.ExchangeFactory.release_feedback = exchange.ReleaseFeedback
exchange.read_times_alike()

# The Validate button runs a lesson as its author does, without a sandbox, in a kernel that tells
# the terminal of errors alone: that it talks in plain text stays inside of the machine.
c.Execute.timeout = 60
c.Execute.extra_arguments = ["--log-level=ERROR"]

# `nbgrader zip_collect` reads uploads as Moodle, Canvas and Blackboard name them, and
# "STUDENT_attempt_TIME_LESSON.ipynb". Times that name no zone are in this one.
c.ZipCollectApp.extractor_plugin = exchange.Uploads
c.ZipCollectApp.collector_plugin = Collector
c.SafeExtractor.timezone = "UTC"
