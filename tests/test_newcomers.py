"""What a newcomer's answers to the first lessons are told, as they were written."""

import linecache

import numpy as np
import pytest
import sympy as sp

from bplib.course.checking import CheckFailed, assess, check
from bplib.course.checks import report
from bplib.course.checks.recognition.raised import POWER
from bplib.course.names import codes, in_names, spoken
from bplib.course.registry import find


def answered(name, source, asked="", **space):
    """Return the verdict on an answer that was written in a notebook's cell."""
    file = f"<cell of {name} {hash(source)}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    space = {"np": np, "sp": sp, **space}
    exec(compile(source, file, "exec"), space)
    answer, exercise = eval(asked, space) if asked else space[name], find(name)
    case = exercise.inputs(exercise.fixed_seed)[0]
    return spoken(assess(name, answer), exercise, case, answer)


def told(verdict):
    """Return a verdict's rows by their labels."""
    return {label: text for label, text, _ in report.rows(verdict)}


# ---- brackets ------------------------------------------------------------------------------------

BRACKETS = {
    "nudged_slopes": """
def nudged_slopes(loss_of, w, b, h):
    return loss_of(w+h, b) - loss_of(w, b)/h, loss_of(w, b+h) - loss_of(w, b)/h
""",
    "central_difference": """
def central_difference(f, x, h):
    return f(x+h) - f(x-h) / 2*h
""",
}


@pytest.mark.parametrize("name", BRACKETS)
def test_brackets_that_are_left_out(name):
    assert answered(name, BRACKETS[name]).question == (
        "What is the division to apply to: to the whole sum, or to the term beside it?"
    )


BELOW = "What is to stand below the line, and does all of it stand there?"
NO_DIVISION = {
    "gate_backward": (
        """
def gate_backward(operation, inputs, upstream):
    if operation == "+":
        return [upstream, upstream]
    if operation == "*":
        return [inputs[1] * upstream, inputs[0] * upstream]
    if operation == "max":
        return [upstream * (one == max(inputs)) for one in inputs]
    a = 1 + np.exp(-inputs[0])
    return [a * (1 - a) * upstream]
""",
        BELOW,
    ),
    "stable_sigmoid": (
        """
def stable_sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 + e, e / (1 + e))
""",
        BELOW,
    ),
    "central_difference": (
        "def central_difference(f, x, h):\n    return f(x + h) - f(x - h) * (0.5 * h)",
        "What is the division to apply to: to the whole sum, or to the term beside it?",
    ),
}


@pytest.mark.parametrize("name", NO_DIVISION)
def test_no_division_is_said_to_be_there(name):
    source, question = NO_DIVISION[name]
    assert answered(name, source).question == question


def test_a_minus_without_its_brackets_in_a_formula():
    source = "w, x, b = sp.symbols('w x b')\na = 1 / (1 + sp.exp(-w*x + b))\ns = a * (1 - a)"
    found = answered("sigmoid_neuron_slopes", source, "{'d_w': s*x, 'd_b': s, 'd_x': s*w}")
    assert found.question.endswith("does a minus in front of a bracket lack the bracket?")


# ---- what comes back, and what does not ----------------------------------------------------------

GATE = """
def gate_backward(operation, inputs, upstream):
    if operation == "+":
        return [upstream, upstream]
"""
TIMES = """\
    if operation == "*":
        return [inputs[0] * upstream, inputs[1] * upstream]
"""
REST = """\
    if operation == "*":
        return [inputs[1] * upstream, inputs[0] * upstream]
    if operation == "max":
        return [upstream * (one == max(inputs)) for one in inputs]
    a = 1 / (1 + np.exp(-inputs[0]))
    return a * (1 - a) * upstream
"""


def test_branches_that_are_not_written_come_last():
    found = answered("gate_backward", GATE.replace("[upstream,", "[upstream / 2,"))
    assert found.called.startswith("gate_backward(operation='+'")
    assert found.question.endswith(
        "\nAnd in 6 other cases None comes back: which lines are for them, and do they `return`?"
    )
    both = answered("gate_backward", GATE.replace("[upstream, upstream", "2 * [upstream / 2"))
    assert both.question.startswith("If one input of a sum grows by 0.01")
    times = answered("gate_backward", GATE + TIMES)
    assert times.called.startswith("gate_backward(operation='*'")
    assert times.slips == ["slip: product not swapped"]
    assert times.question.startswith("If the other factor is 1000")
    assert times.right_for == "1 of 7 cases; wrong for “operation='*'”"


def test_none_alone_is_asked_of_the_cases_in_which_it_comes():
    found = answered("gate_backward", GATE)
    assert (found.got, found.expected) == ("None", "a list of 2 numbers")
    assert found.question == (
        "Your function returned None here. Which lines of yours are for this case, and do they end "
        "in `return`?"
    )


@pytest.mark.parametrize(
    ("name", "signature"),
    [
        ("double", "x"),
        ("central_difference", "f, x, h"),
        ("line_and_loss", "x, y, w, b"),
        ("step_downhill", "slope_w, slope_b, w, b, lr"),
        ("graph_backward", "nodes"),
    ],
)
def test_a_missing_return_is_asked_for_whatever_should_come_back(name, signature):
    found = answered(name, f"def {name}({signature}):\n    print(1)")
    assert found.question == (
        "Your function returned None. Does it end in `return`, or does it only print?"
    )


def test_a_number_in_place_of_a_list_of_one():
    found = answered("gate_backward", GATE + REST)
    assert (found.got, found.expected) == ("a number", "a list of one number")
    assert found.question == (
        "Your number is right, and stands alone. Is it asked for so, or in a list or an array of "
        "one?"
    )


def test_cases_and_parts_are_told_apart():
    found = answered(
        "line_and_loss",
        "def line_and_loss(x, y, w, b):\n"
        "    p = w * x + b\n"
        "    return p, sum((p[n] - y[n])**2 for n in range(3)) / 3",
    )
    assert found.right_for == (
        "1 of 4 cases; wrong for “ten samples”, “five samples, the line misses only the last”, "
        "“seven samples”. Right in all of them: p"
    )


def test_none_beside_branches_that_are_not_written_is_judged():
    rest = "    if operation == '*':\n        return None\n    raise NotImplementedError\n"
    found = answered("gate_backward", GATE + rest)
    assert (found.outcome, found.got) == ("wrong type or shape", "None")
    assert found.called.startswith("gate_backward(operation='*'")
    assert found.question.startswith("Your function returned None here. Which lines")


LARGEST = """\
    if operation == "*":
        return [inputs[1] * upstream, inputs[0] * upstream]
    if operation == "max":
        return [upstream * (one == max(map(abs, inputs))) for one in inputs]
"""


@pytest.mark.parametrize("rest", ["", "    raise KeyError(operation)\n"])
def test_no_answer_is_said_to_be_right_where_cases_were_left_out(rest):
    found = answered("gate_backward", GATE + LARGEST + rest)
    assert "right but for" not in found.question
    sigmoid = GATE + LARGEST + REST.replace("return a * (1 - a) * upstream", "return [a * (1 - a)]")
    sigmoid = sigmoid.replace("(1 - a)]", "(1 - a) * upstream]")
    assert answered("gate_backward", sigmoid).question.startswith("Your answer is right but for")


@pytest.mark.parametrize(
    ("returned", "which"),
    [("p, print(p)", "`loss`"), ("print(p), sum((p - y)**2) / len(y)", "`p`")],
)
def test_a_part_that_is_none_is_named(returned, which):
    source = f"def line_and_loss(x, y, w, b):\n    p = w * x + b\n    return {returned}"
    found = answered("line_and_loss", source)
    assert found.slips == ["relation: None in a part"]
    assert found.question == (
        f"Of what you return, {which} is None. Which expression stands there, and does it give a "
        "value, or only print one?"
    )


def test_entries_that_are_none_are_no_missing_return():
    found = answered("gate_backward", GATE.replace("[upstream, upstream]", "[None, None]"))
    assert found.question.startswith("Of what you return, a part is None. Which expression")
    assert found.question.splitlines()[1].startswith("And in 6 other cases None comes back")


# ---- a graph as a dictionary ---------------------------------------------------------------------

WALK = """
def graph_backward(nodes):
    grad = {start}
    for name, inputs, slopes in reversed(nodes):
        for i, s in zip(inputs, slopes):
            grad[i] {way} s * grad[name]
    return grad
"""


@pytest.mark.parametrize(
    ("start", "way", "question"),
    [
        (
            "{nodes[-1][0]: 1.0}",
            "+=",
            "Which key is not there yet, the first time, and what would have to stand there?",
        ),
        (
            "{node[0]: 0.0 for node in nodes} | {nodes[-1][0]: 1.0}",
            "=",
            "When a second consumer reports to a node, what happens to the first report?",
        ),
        (
            "{nodes[-1][0]: 1.0}",
            "=",
            "When a second consumer reports to a node, what happens to the first report?\nAnd in 1 "
            "other case a call ends with KeyError: what is different there?",
        ),
        (
            "{nodes[-1]: 1.0}",
            "+=",
            "A key of a dict, or an item of a set, can neither be a list nor hold one. Is one part "
            "of it meant?",
        ),
    ],
)
def test_a_walk_over_a_graph(start, way, question):
    source = WALK.replace("{start}", start).replace("{way}", way)
    assert answered("graph_backward", source).question == question


def test_what_is_done_every_time_is_asked_for_its_condition():
    found = answered(
        "backward_order",
        """
def backward_order(inputs_of):
    waits = dict.fromkeys(inputs_of, 0)
    for inputs in inputs_of.values():
        for i in inputs:
            waits[i] += 1
    order = [name for name in inputs_of if waits[name] == 0]
    for name in order:
        for i in inputs_of[name]:
            waits[i] -= 1
            order.append(i)
    return order
""",
    )
    assert found.question == (
        "Yours does every time what the rule does only where a condition holds. Which?"
    )


# ---- named values --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values", "question"),
    [
        (
            "first_numbers",
            {"slope": 6, "change": (0, 5)},
            "Is 0.5 meant? Python writes a point; a comma makes two values.",
        ),
        (
            "slope_and_prediction",
            {"slope": "-3/4", "estimate": 0.075, "actual": 0.0789},
            "`slope` is text, since it stands in quotes. What is it without them?",
        ),
        (
            "forensics_222",
            {"error_by_the_method": 0.291027774, "suspect": "updated weights"},
            "`suspect` is to be a number. Which one is meant by what stands in quotes?",
        ),
        (
            "first_expression",
            {"derivative": "2*x"},
            "`derivative` is text, since it stands in quotes. What is it without them?",
        ),
        (
            "wrong_tables",
            {"table_A": len, "table_B": "again", "right_x": 52},
            "`table_A` is to be a word. Does it stand in quotes?",
        ),
    ],
)
def test_a_value_of_another_kind_is_told_before_all_else(name, values, question):
    assert assess(name, values).question == question


@pytest.mark.parametrize("line", [(4, 5), (5, 0)])
def test_a_label_of_two_values_is_asked_about_no_point(line):
    found = assess("misprinted_line", {"wrong_line": line, "entry": -0.6282, "dy_dx": -1.907})
    assert found.question == "Which kind of value does the statement ask for as `wrong_line`?"


def test_a_number_that_says_which_is_not_said_to_be_near_or_far():
    found = assess("misprinted_line", {"wrong_line": 2, "entry": -0.6282, "dy_dx": -1.907})
    assert (found.place, found.expected) == ("wrong_line", "another one")
    assert found.question == "What speaks for 2 as `wrong_line`, and what would speak against it?"


@pytest.mark.parametrize(
    ("name", "place", "value", "question"),
    [
        ("conv_shapes", "pooled_rows", 7, "Your number is larger by 1. What is counted"),
        ("first_flat_integers", "half", 7, "Your number is smaller by 1. What is counted"),
        ("relu_claim", "right_answers", 2, "Your number is smaller by 1. What is counted"),
        ("one_one_one_slopes", "tanh_at_0", -1, "Which sign has this number?"),
        ("one_one_one_slopes", "tanh_at_0", 0.5, "Your number is half of what is asked for."),
        ("misprinted_line", "wrong_line", (4, 5), "Which kind of value does the statement ask for"),
        ("read_curves", "A", (4, 5), "Which kind of value does the statement ask for"),
    ],
)
def test_what_is_counted_is_no_label_and_no_label_is_a_decimal(name, place, value, question):
    exercise = find(name)
    [right] = exercise.expected(exercise.inputs(exercise.fixed_seed))
    assert question in assess(name, {**right, place: value}).question


def test_values_are_called_what_the_cell_calls_them():
    answer = {"z_value": -2, "f_value": 0.1192, "z_gradient": ..., "b_gradient": ...}
    found = assess("neuron_wires", answer | {"w_gradient": ..., "x_gradient": ...})
    assert found.blank == ["z_gradient", "b_gradient", "w_gradient", "x_gradient"]


@pytest.mark.parametrize("value", [..., 0.105])
def test_a_check_cell_of_before_a_renaming_is_told_of_the_update(value):
    older = dict.fromkeys(("z", "f", "df_dz", "df_db", "df_dw", "df_dx"), value)
    for answer in (older, {"z_value": -2}):
        question = assess("neuron_wires", answer).question
        assert question.endswith("Then `bplib update` brings the newer one.")
    function = assess("double", {"x": 1} if value is ... else lambda x: {"x": 1})
    assert "bplib update" not in function.question


# ---- the names in an answer ----------------------------------------------------------------------

STEP = """
def step_downhill(slope_w, slope_b, w, b, eta):
    dw, db = slope_w(w, b), slope_b(w, b)
    return w - lr * dw, b - lr * db
"""


def test_what_is_read_from_the_notebook_is_noticed():
    noticed = "Your code reads `lr`, which is none of its inputs."
    found = answered("step_downhill", STEP, lr=0.1)
    assert found.noticed == [noticed]
    assert told(found)["Noticed"] == noticed
    assert answered("step_downhill", STEP.replace("eta", "lr"), lr=0.1).noticed == []
    assert answered("step_downhill", STEP.replace("dw, db =", "dw = np.pi;"), lr=len).noticed == []


def test_an_answer_whose_parts_cannot_be_looked_at_is_judged_all_the_same():
    source = """
class Shy:
    def __getattr__(self, name):
        raise RuntimeError


class double:
    shy = Shy()

    def __new__(cls, x):
        return x
"""
    assert answered("double", source).outcome == "wrong values"


CARET = "Your code has a `^`: is a power meant? In Python it is written `**`."


def test_a_power_that_raises_nothing_is_noticed():
    source = "def double(x):\n    return np.asarray(x).astype(int) ^ 2"
    assert answered("double", source).noticed == [CARET]
    for kept in ("int(x)", "10", "int(x > 0) + int(x)"):
        source = f"def double(x):\n    y = {kept}\n    return y ^ 2 if x > 0 else y"
        assert answered("double", source).noticed == [CARET]
    found = answered("double", "def double(x):\n    return 2.0 ^ x")
    assert (found.question, found.noticed) == (POWER, [])


@pytest.mark.parametrize(
    "logic",
    ["(x > 0) ^ False", "True ^ (x in (1, 2))", "(not x) ^ bool(x)", "(x is None) ^ (x < 3)"],
)
def test_an_exclusive_or_is_no_power(logic):
    assert answered("double", f"def double(x):\n    return x * 3 * ({logic})").noticed == []
    record = {"slope": f"slope = 5 + ({logic})", "change": "change = 1"}
    values = {"slope": 5, "change": 1}
    exercise = find("first_numbers")
    case = exercise.inputs(exercise.fixed_seed)[0]
    assert spoken(assess("first_numbers", values), exercise, case, values, record).noticed == []
    record["slope"] = "slope = 7 ^ 2"
    assert spoken(assess("first_numbers", values), exercise, case, values, record).noticed == [
        CARET
    ]


@pytest.mark.parametrize(
    ("line", "meant"), [("losses", "Is `loss` meant"), ("Loss", "Is `loss` meant")]
)
def test_a_name_that_is_nearly_there_is_one_of_the_answer_s_own(line, meant):
    source = (
        "def line_and_loss(x, y, w, b):\n"
        "    p = w * x + b\n"
        "    loss = np.mean((p - y)**2)\n"
        f"    return p, {line}"
    )
    assert answered("line_and_loss", source).question.startswith(meant)


def test_a_name_that_is_not_there_leaves_the_other_cases_asked_for():
    found = answered("gate_backward", GATE.replace("[upstream, upstream", "[upstream, upstrem"))
    asked, others = found.question.splitlines()
    assert asked == "Is `upstream` meant where you have `upstrem`?"
    assert others.startswith("And in 6 other cases None comes back")


@pytest.mark.parametrize(("used", "undefined"), [("w * x.T", "t"), ("w * x", "e")])
def test_no_attribute_and_no_number_of_numpy_is_taken_for_a_letter(used, undefined):
    source = (
        f"def line_and_loss(x, y, w, b):\n    p = {used} + b\n    return p, np.mean({undefined}**2)"
    )
    assert answered("line_and_loss", source).question.startswith(
        f"Is `{undefined}` a letter of the formula? Where is it among your inputs"
    )


@pytest.mark.parametrize(
    "inside",
    ["raise KeyError(name)", "return self.there[name]", "return getattr(self, name + '_')"],
)
def test_an_object_that_answers_every_look_with_an_exception_is_judged(inside):
    source = f"""
class Odd:
    def __getattr__(self, name):
        {inside}

    def __call__(self, x):
        return x * x
"""
    found = answered("double", source, "Odd()")
    assert found.outcome == "wrong values"
    space = {}
    exec(source, space)
    with pytest.raises(CheckFailed):
        check("double", space["Odd"]())
    assert list(codes(space["Odd"]())) == []


@pytest.mark.parametrize(
    ("question", "spoken_as"),
    [
        ("Which rounds (`grad = …`): all?", "Which rounds (`grad = …`): all?"),
        ("Which rounds (`gradients = …`): all?", "Which rounds: all?"),
        (
            "You use `here` (`dw = …`) where the rule names another quantity. Which?",
            "You use one quantity where the rule names another quantity. Which?",
        ),
    ],
)
def test_a_question_names_only_what_stands_in_the_answer(question, spoken_as):
    assert in_names(question, frozenset({"grad", "w"})) == spoken_as
