"""The picture in `bplib/grading/REPORT.md`: `python tests/report_picture.py` takes it."""

import io
import json
import re
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import report_class
from PIL import Image
from playwright.sync_api import sync_playwright

from bplib.grading.report import history, make

PAGE = Path(__file__).resolve().parent.parent / "bplib" / "grading" / "REPORT.md"
PICTURE = PAGE.with_name("report.png")
OUTPUT = re.compile(r"(<!-- output: begin[^\n]*\n).*?(<!-- output: end)", re.DOTALL)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NOW = datetime(2026, 12, 4, 9, 30)
WIDTH, HEIGHT = 1200, 2700


def draw(folder):
    """Make a report of a large class that has a history of one week."""
    course = report_class.large(folder / "course")
    make.make(course, now=NOW - timedelta(days=8))
    past = folder / "course" / history.FILE
    lines = [json.loads(line) for line in past.read_text("utf-8").splitlines()]
    for line in lines:  # a week ago a tenth had not handed in, and some answers were wrong still
        line["graded"] -= line["graded"] // 10
        line["mean"] -= 2.6
        for place, (name, (passed, tried)) in enumerate(line["exercises"].items()):
            right = min(passed / tried + (0.02, -0.05, 0.0, -0.11)[place % 4], 1)
            line["exercises"][name] = int(0.9 * tried * right), int(0.9 * tried)
    past.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return make.make(course, now=NOW)


def photograph(page):
    """Return the page's top in the light theme as PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        size = {"width": WIDTH, "height": HEIGHT}
        tab = browser.new_context(viewport=size, color_scheme="light").new_page()
        tab.goto(page.as_uri())
        return tab.screenshot()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = draw(Path(folder).resolve())
        taken = Image.open(io.BytesIO(photograph(made.page)))
        taken.quantize(64, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
        files = [str(path.relative_to(made.page.parents[1])) for path in (made.page, made.table)]
    lines = "\n".join(["```console", "$ bplib report", made.summary, *files, "```", ""])
    PAGE.write_text(OUTPUT.sub(rf"\g<1>{lines}\g<2>", PAGE.read_text("utf-8")), "utf-8")
    print(f"{PICTURE}: {PICTURE.stat().st_size:,} bytes")
