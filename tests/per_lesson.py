"""A class of tests for every lesson, so that lessons are tested side by side."""

from bplib.course.registry import lesson_exercises

LESSONS = tuple(lesson_exercises())


def per_lesson(template):
    """Return a class per lesson, by name, each with the template's tests and its `lesson`."""
    return {
        f"Test{template.__name__}{lesson.title().replace('_', '')}": type(
            template.__name__, (template,), {"lesson": lesson, "__module__": template.__module__}
        )
        for lesson in LESSONS
    }
