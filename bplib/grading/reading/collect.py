"""`nbgrader zip_collect` with what platforms hand out and learners upload."""

import tempfile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from nbgrader.plugins import ExtractorPlugin
from nbgrader.plugins.zipcollect import FileNameCollectorPlugin
from traitlets import Unicode

from bplib.grading.reading.sorting import Sorter, Work, latest
from bplib.grading.reading.uploads import Sender


class SafeExtractor(ExtractorPlugin):
    """Puts what every learner handed in last into a folder of its own.

    nbgrader's own extractor unpacks archives in archives without an end and without a limit, and
    one file that it cannot read ends the whole command.
    """

    timezone = Unicode("UTC", help="The zone of times in names that name none.").tag(config=True)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Sort the notebooks of a folder, and of the archives in it, by learner."""
        pattern = FileNameCollectorPlugin(parent=self.parent).named_regexp
        self.lesson: str = self.parent.coursedir.assignment_id
        try:
            zone = ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError):
            self.parent.fail(f"SafeExtractor.timezone is {self.timezone!r}, which is no zone")
        self.latest: dict[str, Sender] = {}
        with tempfile.TemporaryDirectory(dir=extracted_path) as staged:
            sorter = Sorter([self.lesson], Path(staged), zone, pattern, mixed=True)
            sorter.folder(Path(archive_path))
            for left in sorter.left:
                self.log.error("Not collected: %s: %s", left.shown, left.why)
            for student, work in self._by_student(sorter.work).items():
                try:
                    lay_out(Path(extracted_path, student), work, self.lesson)
                except OSError as reason:
                    self.log.error("Not collected: %s: %s", student, reason)
        self.learnt(list(self.latest.values()))
        if not self.latest and any(Path(archive_path).iterdir()):
            self.parent.fail(f"Nothing in {archive_path} was collected")

    def _by_student(self, every: list[Work]) -> dict[str, list[Work]]:
        """Return what each learner handed in last."""
        found: dict[str, list[Work]] = {}
        for work in every:
            if work.sender.student:
                found.setdefault(work.sender.student, []).append(work)
            else:
                self.log.error(
                    "Not collected: %s: its name tells no id: `bplib collect --roster` reads it",
                    work.shown,
                )
        for student, attempts in found.items():
            found[student], earlier = latest(attempts)
            self.latest[student] = found[student][0].sender
            for one in earlier:
                self.log.warning("Left: %s: %s has a later attempt", one.shown, student)
        return found

    def learnt(self, senders: list[Sender]) -> None:
        """Do something with what the names of uploads told of learners."""


class Collector(FileNameCollectorPlugin):
    """Reads what `SafeExtractor` has laid out."""

    def collect(self, submitted_file: str) -> dict[str, Any]:
        """Return whose a notebook is, its name and its time."""
        path = Path(submitted_file)
        whose = self.parent.extractor_plugin_inst.latest[path.parent.name]
        return {"student_id": whose.student, "file_id": path.name, "timestamp": whose.time}


def lay_out(folder: Path, work: list[Work], lesson: str) -> list[str]:
    """Put a learner's notebooks into a new folder; return what they are called there.

    Two of one name are told apart by their folders.
    """
    folder.mkdir(parents=True)
    found = {(one.uncopied, one.path.read_bytes()): one for one in work}
    cut = [name for name, _ in found]
    names = [one.parts[-1] if cut.count(name) > 1 else name for (name, _), one in found.items()]
    names = [name or f"{lesson}.ipynb" for name in names]
    made = []
    for number, (name, ((_, content), one)) in enumerate(zip(names, found.items(), strict=True), 1):
        if names.count(name) > 1:
            name = " - ".join((str(number), *one.parts[:-1], name))[-200:]
        (folder / name).write_bytes(content)
        made.append(name)
    return made
