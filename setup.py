"""Puts the lessons into the wheel; all else about it stands in pyproject.toml."""

import hashlib
import json
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

COURSE = Path("bplib", "course", "packaged")


def is_as_handed_out(lesson: Path) -> bool:
    """Whether nobody has typed into a lesson; `bplib.course.notebooks` says the same."""
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    typed = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    mark = hashlib.sha256(json.dumps(typed).encode()).hexdigest()
    return bool(notebook["metadata"].get("bplib", {}).get("handed_out") == mark)


class WithLessons(build_py):
    """Copies the course beside the modules, except for an editable installation."""

    def run(self) -> None:
        """Copy the modules, then the lessons."""
        super().run()
        if self.editable_mode:
            return
        here = Path(__file__).resolve().parent
        lessons = sorted(here.glob("lessons/[0-9][0-9]_*/[0-9][0-9]_*.ipynb"))
        typed_in = [lesson.stem for lesson in lessons if not is_as_handed_out(lesson)]
        if typed_in:
            raise SystemExit(
                f"{', '.join(typed_in)}: somebody has typed into them, and a wheel hands them out; "
                "build it in a fresh clone"
            )
        kinds = (".md", ".ipynb", ".json")
        beside = [path for path in here.glob("lessons/*") if path.suffix in kinds]
        for path in [*lessons, *beside, here / "nbgrader_config.py"]:
            target = Path(self.build_lib) / COURSE / path.relative_to(here)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


setup(cmdclass={"build_py": WithLessons})
