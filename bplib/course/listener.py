"""A pytest plugin that writes down what nbval saw of every cell, one JSON line each."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bplib.course import lean  # noqa: F401 - before nbval imports nbformat

RESULTS = "BPLIB_CHECK_RESULTS"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: Any) -> Any:
    """Append the outputs and the error of a cell to the file that `RESULTS` names."""
    report = (yield).get_result()
    if report.when != "call" or not hasattr(item, "cell"):
        return
    record = {
        "cell": item.cell.id,
        "outputs": item.test_outputs or [],
        "error": str(report.longrepr) if report.failed else "",
    }
    with Path(os.environ[RESULTS]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
