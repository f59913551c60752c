"""A class of students, built by code from the lessons, with the scores they deserve.

Every student has one way of answering. What each deserves is known without running anything:
a way of answering either earns an exercise's points or it does not.
"""

import ast
import functools
from pathlib import Path

import lesson_files
import nbformat
from exercise_table import answers_source, in_order, right_answers
from per_lesson import LESSONS

from bplib.course import notebooks
from bplib.course.borrowed import borrowed
from bplib.course.checks import Class, Code, Training
from bplib.course.checks.called import called
from bplib.course.lessons import notebook_path
from bplib.course.registry import find, lesson_of

ROOT = Path(__file__).resolve().parent.parent


def answer_names(check_source):
    """Return the variables that a check cell hands to `check`, by the name it gives them."""
    statements = ast.parse(check_source).body
    answer = statements[-1].value.args[1]
    if isinstance(answer, ast.Name) and len(statements) > 1:
        answer = statements[0].value
    if isinstance(answer, ast.Name):
        return {"": answer.id}
    names = {}
    for part in [node for node in ast.walk(answer) if isinstance(node, ast.Dict)]:
        pairs = zip(part.keys, part.values, strict=True)
        names |= {key.value: value.id for key, value in pairs if key is not None}
    return names


def is_code(name):
    return isinstance(find(name), Code)


def perfect(name, solution, stub, names):
    return solution


def blank(name, solution, stub, names):
    return stub


@functools.cache
def handed_out(lesson):
    """Return the code cells of a lesson as handed out."""
    cells = lesson_files.lesson(ROOT, lesson).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def borrows(name, answer):
    """Whether an answer lets bplib do the exercise."""
    exercise = find(name)
    request = exercise.requests(exercise.inputs(1))
    return is_code(name) and bool(
        borrowed(exercise, called(request, answer), handed_out(lesson_of(name)))
    )


def pasted(name, names, number):
    """Return one of the tests' answers with all that it needs, and its names."""
    answer = f"ANSWERS[{number}]"
    lines = [f'{v} = {answer}["{key}"]' if key else f"{v} = {answer}" for key, v in names.items()]
    return "\n".join([answers_source(name), *lines])


def own_answer(name):
    """Return the number of the first right answer that borrows nothing from bplib."""
    answers = right_answers(name)
    return next((k for k, answer in enumerate(answers) if not borrows(name, answer)), None)


def another_style(name, solution, stub, names):
    """A right answer written differently: the tests' own, pasted into the cell."""
    return pasted(name, names, own_answer(name))


def borrowed_answer(name):
    """Return the number of the first right answer that borrows from bplib; None without one."""
    answers = right_answers(name)
    return next((k for k, answer in enumerate(answers) if borrows(name, answer)), None)


def borrowing(name, solution, stub, names):
    """A right answer that lets bplib do the work, where the tests have one."""
    number = borrowed_answer(name)
    return pasted(name, names, own_answer(name) if number is None else number)


def with_warning(name, solution, stub, names):
    """A right answer that warns, prints and writes to stderr, whenever it is called."""
    noise = 'import sys, warnings\nwarnings.warn("careful")\nprint("thinking", file=sys.stderr)\n'
    if not is_code(name) or isinstance(find(name), Class):
        return noise + solution
    return f"""{solution}

def _noisy(quiet):
    def answer(*arguments):
        import sys, warnings
        warnings.warn("careful")
        print("thinking", file=sys.stderr)
        print("still thinking")
        return quiet(*arguments)
    return answer

{names[""]} = _noisy({names[""]})"""


def only_the_first(name, solution, stub, names):
    """Half-solved: every lesson's first exercise, and nothing else."""
    return solution if in_order(lesson_of(name))[0].name == name else stub


def instead(code, values):
    """Return a way of answering that replaces what a function returns, and every value."""

    def way(name, solution, stub, names):
        if is_code(name):
            return f"def {names['']}(*arguments, **named):\n    {code}"
        return "\n".join(f"{variable} = {values}" for variable in names.values())

    return way


raises = instead("return 1 / 0", "1 / 0")
prints_only = instead("print(sum(map(len, map(str, arguments))))", "print('42')")
returns_text = instead("return 'forty-two'", "'forty-two'")
always_zero = instead("return 0.0", "0.0")
wrong_shape = instead("return [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]", "[[1.0] * 7]")


def slightly_off(name, solution, stub, names):
    """Almost right: every number is off by one part in a hundred and a bit."""
    if isinstance(find(name), Class | Training):
        return raises(name, solution, stub, names)
    if not is_code(name):
        return (
            solution
            + "\n"
            + "\n".join(
                f"{v} = {v} + '?' if isinstance({v}, str) else {v} * 1.01 + 0.01"
                for v in names.values()
            )
        )
    return f"""{solution}

def _off(value):
    if isinstance(value, dict):
        return {{key: _off(item) for key, item in value.items()}}
    if isinstance(value, (tuple, list)):
        return type(value)(_off(item) for item in value)
    if isinstance(value, str):
        return value + "?"
    return value * 1.01 + 0.01

def _sloppy(exact):
    return lambda *arguments: _off(exact(*arguments))

{names[""]} = _sloppy({names[""]})"""


def syntax_error(name, solution, stub, names):
    return "def (:"


def other_name(name, solution, stub, names):
    """A right answer under a name that nobody looks for."""
    for variable in names.values():
        solution = solution.replace(f"def {variable}(", f"def my_{variable}(")
        solution = solution.replace(f"class {variable}", f"class my_{variable}")
        solution = solution.replace(f"{variable} = ", f"my_{variable} = ")
    return solution


def gives_up(name, solution, stub, names):
    return "raise SystemExit"


FULL = {"ada": perfect, "emmy": another_style, "grace": with_warning}
NOTHING = {
    "bob": blank,
    "carl": raises,
    "dora": prints_only,
    "erik": returns_text,
    "finn": always_zero,
    "gus": wrong_shape,
    "hana": slightly_off,
    "ivan": syntax_error,
    "jo": other_name,
}
STUDENTS = {**FULL, **NOTHING, "kim": only_the_first, "lena": borrowing}


def takes(student, lesson):
    """Whether a student hands in a lesson: one does every lesson, the others one each."""
    number = list(STUDENTS).index(student)
    return student == "emmy" or number % len(LESSONS) == LESSONS.index(lesson)


def deserved(student, name):
    """Return the points that a student deserves for an exercise; None where they are held."""
    exercise = find(name)
    if student == "lena":
        return exercise.points if borrowed_answer(name) is None else None
    if student == "kim":
        return exercise.points if in_order(lesson_of(name))[0] is exercise else 0
    return exercise.points if student in FULL else 0


def answered(lesson, way, root=ROOT):
    """Return a lesson's notebook, answered in one way, as it is handed in."""
    solution = notebooks.read(notebook_path(root, "solutions", lesson))
    solved = {key: cell.source for key, cell in notebooks.answer_cells(solution).items()}
    notebook = lesson_files.lesson(root, lesson)
    checks = notebooks.exercise_cells(notebook)
    for key, cell in notebooks.answer_cells(notebook).items():
        name = key.removesuffix("_answer")
        cell.source = way(name, solved[key], cell.source, answer_names(checks[name].source))
    return nbformat.writes(notebook).encode()


def hand_in(root, folder, lesson):
    """Write the submissions of a lesson under ``submitted/``; return who handed in."""
    students = [student for student in STUDENTS if takes(student, lesson)]
    for student in students:
        path = Path(folder) / "submitted" / student / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answered(lesson, STUDENTS[student], root))
    return students
