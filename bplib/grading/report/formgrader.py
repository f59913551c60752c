"""Formgrader's link to the report: an extension of Jupyter's server, beside nbgrader's own.

nbgrader's Formgrader has no place for more pages, but it is made of handlers of the server and of
templates in one Jinja environment. So the handlers here are added before nbgrader's, whose last one
answers for every other address below `formgrader/`, and the entry in the menu comes by Jinja's own
hook, an extension that sees a template's text before it is compiled.

A report with names leads to graded notebooks by their paths. Below Formgrader's address the same
links lead to its page of the submission.
"""

import asyncio
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2.ext import Extension
from jupyter_server.utils import url_escape, url_path_join
from nbgrader.api import MissingEntry
from nbgrader.server_extensions.formgrader.base import BaseHandler, check_notebook_dir, check_xsrf
from tornado import web

from bplib.course.lessons import CourseError, lesson_names
from bplib.grading.report.make import FOLDER, make

TEMPLATE = Path(__file__).with_name("formgrader.tpl")
ENTRY = """
<li role="presentation"{% if bplib_report is defined %} class="active"{% endif %}>
<a href="{{ base_url }}/formgrader/report">Report</a></li>
"""
_SIDEBAR = re.compile(r"\{%-?\s*block sidebar\s*-?%\}.*?\{%-?\s*endblock\b.*?%\}", re.DOTALL)
_KINDS = {".html": "text/html; charset=utf-8", ".csv": "text/csv; charset=utf-8"}


class Entry(Extension):
    """Puts the report at the end of Formgrader's menu."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Return a template's text, that of the menu with one entry more."""
        if name != "base.tpl":
            return source
        return _SIDEBAR.sub(lambda found: found[0] + ENTRY, source, count=1)


class Reports(BaseHandler):
    """The list of reports, and the making of one."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self) -> None:
        """Show which reports there are, and of when."""
        self._show("")

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    async def post(self) -> None:
        """Make a report, of the lesson that is named or of all, and show it."""
        lesson = self.get_body_argument("lesson", "")
        anonymous = self.get_body_argument("anonymous", "") == "yes"
        try:
            made = await asyncio.to_thread(make, self.coursedir, lesson, anonymous=anonymous)
        except CourseError as error:
            self._show(str(error))
        else:
            self.redirect(f"{self.base_url}/formgrader/report/{made.page.name}")

    def _show(self, error: str) -> None:
        root = Path(self.coursedir.root)
        environment = self.settings["nbgrader_jinja2_env"]
        template = environment.from_string(TEMPLATE.read_text("utf-8"))
        xsrf = self.xsrf_token
        rows = [("", "All lessons"), *((name, name) for name in lesson_names(root))]
        self.write(
            template.render(
                base_url=self.base_url,
                bplib_report=True,
                error=error,
                rows=[(lesson, shown, _made(root / FOLDER, lesson)) for lesson, shown in rows],
                xsrf=xsrf.decode() if isinstance(xsrf, bytes) else xsrf,
            )
        )


def _made(folder: Path, lesson: str) -> list[tuple[str, str, str]]:
    """Return the reports of a lesson: the name of the file without its end, what it is, when."""
    found = []
    for end, what in (("", "with names"), ("-anonymous", "with pseudonyms")):
        stem = (lesson or "index") + end
        path = folder / f"{stem}.html"
        if path.is_file():
            when = datetime.fromtimestamp(path.stat().st_mtime)
            found.append((stem, what, f"{when:%Y-%m-%d %H:%M}"))
    return found


class ReportFile(BaseHandler):
    """A report's page or table."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self, name: str) -> None:
        """Send the file."""
        path = Path(self.coursedir.root, FOLDER, name)
        if not path.is_file():
            raise web.HTTPError(404, f"there is no report {name}")
        self.set_header("Content-Type", _KINDS[path.suffix])
        self.set_header("X-Content-Type-Options", "nosniff")
        self.write(path.read_bytes())


class Submission(BaseHandler):
    """Where the path of a graded notebook leads below Formgrader's address: to its page there."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self, student: str, lesson: str) -> None:
        """Redirect to the page of a submission."""
        try:
            found = self.gradebook.find_submission_notebook(lesson, lesson, student)
        except MissingEntry:
            raise web.HTTPError(404, "the gradebook does not know this work") from None
        self.redirect(f"{self.base_url}/formgrader/submissions/{found.id}/")


class Submissions(BaseHandler):
    """Where the folder of what is not graded leads: to the lesson's list of submissions."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self, lesson: str) -> None:
        """Redirect to the list."""
        self.redirect(f"{self.base_url}/formgrader/manage_submissions/{url_escape(lesson)}")


HANDLERS = [
    (r"/formgrader/report/?", Reports),
    (r"/formgrader/report/([\w-]+\.(?:html|csv))", ReportFile),
    (r"/formgrader/autograded/([^/]+)/([^/]+)/[^/]+\.ipynb", Submission),
    (r"/formgrader/submitted/[^/]+/([^/]+)/?", Submissions),
]


def load(serverapp: Any) -> None:
    """Add the report to the Formgrader of a server, where it has one."""
    webapp = serverapp.web_app
    base = webapp.settings["base_url"]
    webapp.add_handlers(".*$", [(url_path_join(base, path), page) for path, page in HANDLERS])

    def add_entry() -> None:
        environment = webapp.settings.get("nbgrader_jinja2_env")
        if environment is not None:
            environment.add_extension(Entry)

    # nbgrader's extension makes its environment after this one is loaded
    serverapp.io_loop.add_callback(add_entry)
