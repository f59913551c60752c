"""What Jupyter's server loads of bplib: the report beside nbgrader's Formgrader."""

from typing import Any

FORMGRADER = "nbgrader.server_extensions.formgrader"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """Add the report, but only where Formgrader is there, since nothing else needs the grader."""
    if serverapp.jpserver_extensions.get(FORMGRADER):
        from bplib.grading.report import formgrader

        formgrader.load(serverapp)
