"""A newcomer's way from nothing to the first solved exercise."""

import os
import sys
from pathlib import Path

from chromium import watched
from course import Course, read, started, wait_for
from learner import LESSON, RIGHT, card
from notebook import Notebook
from playwright.sync_api import Browser, expect
from way import SCREEN, Way


def first_exercise(browser: Browser, course: Course, way: Way) -> None:
    """Type `make lab` in a clone where nothing is installed, and solve an exercise."""
    told = course.place / "told to open"
    opener = course.place / "opener"
    opener.write_text(f'#!/bin/sh\necho "$1" > "{told}"\n', encoding="utf-8")
    opener.chmod(0o755)
    bare = {
        **course.environment,
        "PATH": os.environ["PATH"],
        "BROWSER": str(opener),
        "PIP_CACHE_DIR": str(course.place / "nothing fetched before"),
    }
    del bare["PYTHONPATH"]
    log = course.place / "make lab.log"
    command = ("make", "lab", f"PYTHON={Path(sys.executable).resolve()}")
    with started(command, course.folder, bare, log) as process, watched(browser) as session:
        with way.step("`make lab`: everything is fetched and installed"):
            wait_for(lambda: "Starting JupyterLab" in read(log), "JupyterLab", process, log)
        way.terminal("make lab", read(log), course.folder)
        page = session.page(*SCREEN)
        with way.step("JupyterLab starts; the browser shows lesson 00"):
            wait_for(lambda: read(told).endswith("\n"), "a browser to be opened", process, log)
            page.goto(read(told).strip())
            path = course.folder / "my-lessons" / LESSON / f"{LESSON}.ipynb"
            notebook = Notebook(page, path)
        way.picture(page, "lesson")
        with way.step("Shift + Enter: the first cell runs"):
            expect(notebook.run("imports")).to_contain_text("45")
        with way.step("nothing written yet: the check says what to do"):
            notebook.run("double_answer")
            notebook.run("double")
            expect(card(notebook, "double")).to_contain_text("not attempted")
        way.picture(page, "not-attempted")
        notebook.type_over("double_answer", "raise NotImplementedError", "return x * x")
        with way.step("a wrong answer: the check names the mistake"):
            notebook.run("double_answer")
            notebook.run("double")
            expect(card(notebook, "double")).to_contain_text("Ask yourself:")
        way.picture(page, "mistake")
        notebook.type_over("double_answer", "return x * x", RIGHT)
        with way.step("the right answer: solved"):
            notebook.run("double_answer")
            notebook.run("double")
            expect(card(notebook, "double")).to_contain_text("✓ double: passed")
        way.picture(page, "solved")
        with way.step("the map of the course: what is done, and what comes next"):
            table = notebook.run("progress").get_by_role("table")
            expect(table).to_contain_text("1/3")
        table.evaluate("place => place.scrollIntoView()")
        way.picture(page, "progress")
        notebook.save()
    course.installed()
