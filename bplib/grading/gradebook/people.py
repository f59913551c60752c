"""What the gradebook notes of students: what they are called, and a platform's id of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nbgrader.api import Gradebook, Student
from nbgrader.coursedir import CourseDirectory

from bplib.grading.gradebook import records
from bplib.grading.reading.uploads import Sender

_FORMS = {"Moodle": "Participant {}", "Canvas": "{}", "Brightspace": "Brightspace {}"}
_OURS = re.compile(r"(?:Participant |Brightspace )?\d+")
STABLE = ("Canvas", "Brightspace")  # platforms whose number is a student's own in every lesson


@dataclass(frozen=True)
class Person:
    """A student: the gradebook's id, a name, an address and the platform's id, or empty texts."""

    student: str
    name: str = ""
    email: str = ""
    platform_id: str = ""


def platform_id(sender: Sender) -> str:
    """Return a platform's id as the gradebook keeps it, in `lms_user_id`.

    Canvas's is its plain number, which tools for Canvas expect there; that of Moodle is written as
    in its worksheets, and is a participant's of one assignment.
    """
    if not sender.student or sender.platform not in _FORMS:
        return ""
    return _FORMS[sender.platform].format(sender.student)


def known_ids(coursedir: CourseDirectory) -> dict[str, str]:
    """Return the platforms' ids that are noted, by student."""
    path = records.sqlite_path(coursedir.db_url)
    if path is not None and not path.exists():
        return {}
    with Gradebook(coursedir.db_url, coursedir.course_id) as book:
        found = book.db.query(Student.id, Student.lms_user_id)
        return {student: known for student, known in found if _OURS.fullmatch(known or "")}


def note(coursedir: CourseDirectory, people: Iterable[Person]) -> None:
    """Add students who are new, and fill in what is not known yet of the others.

    What is there stays. A whole name is never cut into two.
    """
    wanted = {person.student: person for person in people}
    if not wanted:
        return
    records.make_gradebook(coursedir)
    with Gradebook(coursedir.db_url, coursedir.course_id) as book:
        known = {student.id: student for student in book.db.query(Student)}
        for person in wanted.values():
            found = known.get(person.student)
            if found is None:
                found = Student(id=person.student)
                book.db.add(found)
            if person.name and not found.first_name and not found.last_name:
                # Formgrader shows "last name, first name", and "None" where there is none
                found.last_name, found.first_name = person.name, ""
            found.email = found.email or person.email or None
            found.lms_user_id = found.lms_user_id or person.platform_id or None
        book.db.commit()
