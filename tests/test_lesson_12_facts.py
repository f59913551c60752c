"""What lesson 12 claims, computed in another way."""

import math
from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
import sympy as sp

from bplib.autodiff import Tensor
from bplib.course.experiments import lesson_12 as engines
from bplib.course.experiments import lesson_12_peers as peers
from bplib.course.registry import find


@pytest.fixture(scope="module")
def lesson(root):
    path = root / "solutions" / "12_autodiff_engine" / "12_autodiff_engine.ipynb"
    return {cell.id: cell for cell in nbformat.read(path, 4).cells}


@pytest.fixture(scope="module")
def engine(lesson):
    """Return what the lesson prints: a class that grows, and what lets a node speak once."""
    silent = SimpleNamespace(draw_memory=lambda *_: None, steps_back=lambda *_: None)
    names = {"engines": silent, "print": lambda *_: None}
    for cell in ("a-product", "walk-by-hand", "first-backward", "sorted-engine"):
        exec(lesson[cell].source, names)
    return SimpleNamespace(**{name: names[name] for name in ("Number", "order", "backward")})


@pytest.fixture(scope="module")
def printed_engine(engine):
    """Return the class that the lesson prints."""
    return engine.Number


def x_after(rounds):
    """Return the formula of the logistic map after so many rounds."""
    formula = sp.Symbol("x")
    for _ in range(rounds):
        formula = 4 * formula * (1 - formula)
    return formula


def test_sympys_derivatives_explode_and_an_engines_do_not():
    x = sp.Symbol("x")
    formula, counts, function = x, [], []
    for _ in range(6):
        counts.append(sp.count_ops(sp.diff(formula, x)))
        function.append(sp.count_ops(formula))
        formula = 4 * formula * (1 - formula)
    assert counts == [0, 2, 21, 82, 264, 768]
    assert function[4] == 38
    pieces, ends = sp.cse(sp.diff(x_after(5), x))  # what it finds afterwards is short again
    assert sum(sp.count_ops(piece) for _, piece in pieces) + sp.count_ops(ends[0]) < 105


def test_what_an_engine_does_at_most_for_each_operation():
    """Count for the logistic map: values, slopes that are computed, and the walk back."""
    count = 0

    class Counted:
        def __init__(self, data, inputs=()):
            self.data, self.inputs, self.grad = data, inputs, 0.0

        def result(self, value, *pairs):
            nonlocal count
            count += 1 + sum(slope not in (1.0, -1.0) for _, slope in pairs)  # 1 needs no work
            return Counted(value, pairs)

    x, rounds = Counted(0.3), 5
    trail, last = [], x
    for _ in range(rounds):
        less = last.result(1 - last.data, (last, -1.0))
        four = last.result(4 * last.data, (last, 4.0))
        last = four.result(four.data * less.data, (four, less.data), (less, four.data))
        trail += [less, four, last]
    last.grad = 1.0
    for node in reversed(trail):
        for source, slope in node.inputs:
            source.grad += slope * node.grad
            count += 2
    z, slope = sp.Symbol("z"), 1.0
    formula = z
    for _ in range(rounds):
        formula = 4 * formula * (1 - formula)
    slope = float(sp.diff(formula, z).subs(z, 0.3))
    assert x.grad == pytest.approx(slope)
    assert count <= 7 * 3 * rounds == 105


def test_the_printed_engine_on_a_product_and_a_sum(engine, lesson):
    """x y + x at 3 and 4: reports 1 and 4 at x, 3 at y; by a nudge 0.05 / 0.01."""
    x, y = engine.Number(3.0), engine.Number(4.0)
    p = x * y
    f = p + x
    assert (p.data, p.slopes, f.data, f.slopes) == (12, (4, 3), 15, (1, 1))
    assert 3.01 * 4 - 12 == pytest.approx(4 * 0.01)
    assert 3.01 * 4 + 3.01 == pytest.approx(15.05)
    f.backward()
    assert (p.grad, x.grad, y.grad) == (1, 1 + 4, 3)
    assert engine.order(f, []) == [x, y, p, f]
    x.grad = y.grad = p.grad = 0.0
    engine.backward(f)
    assert (f.grad, p.grad, x.grad, y.grad) == (1, 1, 5, 3)
    drawn = engines.steps_back(f, {"x": x, "y": y, "p": p, "f": f}, {"p": "×", "f": "+"})
    assert "3. f has spoken to p and x: Held: x 1, y 0, p 1, f 1" in drawn.alt
    assert drawn.alt.endswith("Held: x 5, y 3, p 1, f 1.")
    assert "gradients: x 5, y 3" in str(lesson["first-backward"].outputs)


def test_the_first_drawing_shows_the_slopes_that_a_product_remembers(engine):
    x, y = engine.Number(3.0), engine.Number(4.0)
    drawn = engines.draw_memory(x * y, {"x": x, "y": y}, {})
    assert "slope of v3 by x 4, slope of v3 by y 3" in drawn.alt
    assert ">4<" in drawn.content.decode()
    square = x * x
    assert engines.slopes_of(square, {"x": x, "s": square}) == {("x", "s", 0): 3, ("x", "s", 1): 3}


def test_the_engine_of_routes_makes_a_report_for_every_route(lesson):
    """On a ladder every rung reports twice to the one below: 1 + 2 + 4 + ... + 2^18."""
    assert f"{sum(2**k for k in range(19)):,}" == "524,287"
    assert "19 nodes: 524,287 reports" in str(lesson["every-route"].outputs)


def test_the_tape_stands_under_a_table_of_what_it_records(lesson):
    names = {"print": lambda *_: None}
    exec(lesson["broken"].source, names)
    values = [3.0]
    for record in names["tape"][1:]:
        (place, slope), again = record
        assert again == (place, slope)
        assert slope == values[place]  # a square: the slope by each of both is the other
        values.append(values[place] ** 2)
    assert values == [3, 9, 81]
    for row in ("0     x             3", "1     u = x·x       9", "2     f = u·u      81"):
        assert f"#   {row}  " in lesson["broken"].source


def test_the_printed_engine_is_careless_at_its_second_call(engine, lesson):
    # x = 3, u = x·x, f = u·u. First call: u 2·9 = 18, x 18·6 = 108.
    # Second: u holds 18, gets 18, speaks with 36: x gets 36·6 = 216 more.
    x = engine.Number(3.0)
    u = x * x
    f = u * u
    engine.backward(f)
    assert (x.grad, u.grad) == (108, 18)
    engine.backward(f)
    assert (x.grad, u.grad) == (108 + 216, 36)
    assert 108 + 216 == 3 * 4 * 3**3
    for row in ("call 1 | 18 | 108 | 108", "call 2 | 18 + 18 = 36 | 216 | 324"):
        assert f"| {row} |" in lesson["tape"].source
    x.grad = 0.0
    for _ in range(2):
        f.backward()  # by routes: reports travel, not what a node holds
    assert x.grad == 216


def test_equal_fields_are_taken_for_one_where_a_sample_comes_twice(engine):
    class Compared(engine.Number):
        __hash__ = None

        def __eq__(self, other):
            return vars(self) == vars(other)

        def __mul__(self, other):
            return Compared(self.data * other.data, (self, other), (other.data, self.data))

    @dataclass
    class Written:
        data: float

    with pytest.raises(TypeError, match="unhashable"):
        {Written(2.0)}
    w = Compared(0.3)
    same = [Compared(0.7) * w for _ in range(2)]
    assert same[0] is not same[1]
    assert same[0] == same[1]
    assert Compared(0.7) * w != Compared(0.8) * w
    x, y = Compared(2.0), Compared(2.0)
    u, v = x * x, y * y
    f = u * v
    engine.backward(f)
    assert (x.grad, y.grad, v.grad) == (16, 0, 4)


def losses(zeroed, seed, steps=201, lr=0.1):
    """Return the losses of the net 2-4-1 by arrays, with the gradients zeroed or summed up."""
    X, y = engines.eight_points()
    weights, total, found = engines.small_net(seed), [0.0] * 4, []
    for _ in range(steps):
        W1, b1, W2, b2 = weights
        A = np.tanh(X @ W1 + b1)
        error = A @ W2 + b2 - y
        found.append((error**2).mean())
        dP = 2 * error / len(X)
        dZ = dP @ W2.T * (1 - A**2)
        slopes = [X.T @ dZ, dZ.sum(0), A.T @ dP, dP.sum(0)]
        total = slopes if zeroed else [a + b for a, b in zip(total, slopes, strict=True)]
        weights = [w - lr * g for w, g in zip(weights, total, strict=True)]
    return found


def test_a_loop_that_forgets_to_zero_runs_ahead_and_swings():
    right, wrong = ([losses(zeroed, seed) for seed in range(5)] for zeroed in (True, False))
    assert [round(loss, 3) for loss in wrong[0][:3]] == [1.052, 1.029, 1.003]
    assert max(run[200] for run in right) < 0.01
    assert max(run[200] for run in wrong) > 0.5
    assert sum(b[50] < a[50] for a, b in zip(right, wrong, strict=True)) >= 4
    assert all(np.diff(run).max() > 0.001 for run in wrong)
    assert right[0][70] > 0.5  # "stays high for 70 steps"


def test_a_step_builds_a_new_graph_and_keeps_seventeen_parameters(lesson):
    """What the first attempt holds between steps is its parameters, with their old gradients."""
    right = find("operation_slopes").right_answer()
    names = {"math": math, "np": np, "engines": engines, "print": lambda *_: None}
    names |= {"operation_slopes": right, "working_version": lambda _, mine: mine}
    exec(lesson["value_gradients_answer"].source, names)
    names["Scalar"] = names["MyValue"]
    exec(lesson["objects"].source, names)
    parameters = [p for array in names["net"] for p in array.flat]
    assert len(parameters) == 17 == 8 + 4 + 4 + 1
    slopes = [p.grad for p in parameters]
    assert sum(slope != 0 for slope in slopes) >= 16
    again = names["loss_of"](names["net"])
    new, old = (engines.in_order(end) for end in (again, names["loss"]))
    assert {id(node) for node in new} & {id(node) for node in old} == {id(p) for p in parameters}
    results = [node for node in new if node.inputs]
    assert 200 < len(results) < 400
    assert not any(node.grad for node in results)
    again.backward()
    assert [p.grad for p in parameters] == pytest.approx([2 * slope for slope in slopes])


def test_the_best_line_of_the_eight_points_answers_0_everywhere():
    X, y = engines.eight_points()
    with_one = np.column_stack([X, np.ones(8)])
    line, *_ = np.linalg.lstsq(with_one, y, rcond=None)
    assert np.allclose(line, 0)
    assert np.mean((with_one @ line - y) ** 2) == pytest.approx(1)


def test_numbers_need_hundreds_of_records_where_tensors_need_a_handful(printed_engine):
    class Scalar(printed_engine):
        """What the forward pass needs beyond + and ×, one node an operation."""

        def made(self, other):
            other = other if isinstance(other, Scalar) else Scalar(other)
            return Scalar(0.0, (self, other), (0.0, 0.0))

        __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __truediv__ = __pow__ = made

        def tanh(self):
            return Scalar(0.0, (self,), (0.0,))

    X, y = engines.eight_points()
    W1, b1, W2, b2 = (
        np.vectorize(Scalar, otypes=[object])(array) for array in engines.small_net(0)
    )
    loss = ((np.tanh(X @ W1 + b1) @ W2 + b2 - y) ** 2).mean()
    results = [node for node in engines.in_order(loss) if node.inputs]
    assert 200 < len(results) < 400
    assert isinstance(loss, Scalar)
    W = Tensor(np.ones((2, 4)))
    assert (X @ W).tanh().data.shape == (8, 4)


def test_forward_mode_needs_337_runs_for_a_net_of_two_hidden_layers():
    widths = (2, 16, 16, 1)
    pairs = pairwise(widths)
    assert sum(before * after + after for before, after in pairs) == 337


def test_the_slope_of_newtons_loop_is_the_worse_one_by_a_factor_that_doubles(lesson):
    a = sp.Symbol("a")
    x, errors = sp.Integer(1), []
    for _ in range(4):
        x = (x + a / x) / 2
        slope = sp.diff(x, a).subs(a, 2)
        off = x.subs(a, 2) - sp.sqrt(2), slope - 1 / (2 * sp.sqrt(2))
        errors.append([abs(float(sp.N(e, 40))) for e in off])
    orders = [[round(math.log10(e / lead)) for e, lead in zip(pair, (2, 1), strict=True)]
              for pair in errors[2:]]  # fmt: skip
    assert orders == [[-6, -5], [-12, -11]]
    # relative errors; the root is √2 and its slope 1/(2√2)
    factors = [round(slope * 2 * math.sqrt(2) / (value / math.sqrt(2))) for value, slope in errors]
    assert factors == [7, 12, 24, 46]
    assert "approximation is a worse approximation" in lesson["recap"].source
    assert all(
        after < before for pair in zip(*errors, strict=True) for before, after in pairwise(pair)
    )


# ---- slopes at corners ---------------------------------------------------------------------------


def test_bplibs_slopes_at_corners():
    ours = peers.ours()
    assert list(ours) == list(peers.TABLE) == list(peers.ROWS)
    zero = ("relu(x)", "max(x, y)", "clip(x, 0, 1)", "|x|", "the same, with care")
    assert [ours[name] for name in zero] == [0] * 5
    assert math.isnan(ours["√(x² + y²)"])
    assert math.isnan(ours["ln x if x > 0 else 0"])


def test_the_clip_has_three_answers_and_the_size_two():
    assert len(set(peers.TABLE["clip(x, 0, 1)"])) == 3
    assert set(peers.TABLE["|x|"]) == {0, 1}
    for name in ("√(x² + y²)", "ln x if x > 0 else 0"):
        assert all(math.isnan(slope) for slope in peers.TABLE[name])


@pytest.mark.parametrize("library", peers.VERSIONS)
@pytest.mark.filterwarnings("ignore")
def test_other_engines_give_the_slopes_of_the_table(library, monkeypatch):
    monkeypatch.setenv("BPLIB_PEERS", "")
    pytest.importorskip(peers.MODULES[library])
    assert "gives the slopes of its column" in peers.compared(library)


def test_a_library_is_not_asked_while_the_course_is_built(monkeypatch):
    monkeypatch.setenv("BPLIB_PEERS", "none")
    for library in peers.VERSIONS:
        assert "not installed here" in peers.compared(library)


def test_the_first_try_keeps_the_last_report(lesson, engine):
    """x y + x at 3 and 4: p reports 4 to x, then f reports 1, which replaces it."""
    names = {"Number": type("Number", (engine.Number,), {}), "print": lambda *_: None}
    x, y = names["Number"](3.0), names["Number"](4.0)
    p = names["Number"](12.0, (x, y), (4.0, 3.0))
    names |= {"x": x, "y": y, "f": names["Number"](15.0, (p, x), (1.0, 1.0))}
    exec(lesson["first-try"].source, names)
    assert (x.grad, y.grad) == (1, 3)
    assert "x 1, y 3" in str(lesson["first-try"].outputs)
    u = names["Number"](3.0)
    names["Number"](9.0, (u, u), (3.0, 3.0)).backward()
    assert u.grad == 3


def test_each_of_the_two_pieces_of_an_engine_is_tried_alone(lesson):
    right = find("operation_slopes").right_answer()
    names = {"math": math, "engines": engines, "operation_slopes": right}
    names |= {"working_version": lambda _, mine: mine, "print": lambda *_: None}
    exec(lesson["value_gradients_answer"].source, names)
    record, kind = names["record"], names["MyValue"]
    assert engines.pieces(record, kind) == "record alone:   right\nbackward alone: right"

    def blank(*_):
        raise NotImplementedError

    def swapped(operation, a, b=None):
        made = record(operation, a, b)
        made.slopes = made.slopes[::-1]
        return made

    def numbers(operation, a, b=None):
        made = record(operation, a, b)
        made.inputs = (a, b)
        return made

    said = [engines.pieces(wrong, kind) for wrong in (blank, swapped, numbers, lambda *_: 6.0)]
    assert all(text.endswith("backward alone: right") for text in said)
    for text, words in zip(
        said,
        ("not written yet", "slopes 2, 3, not 6 and 3, 2", "a new number 2", "no MyValue"),
        strict=True,
    ):
        assert words in text.splitlines()[0]
    other = type("Other", (kind,), {"backward": blank})
    assert engines.pieces(record, other).splitlines()[1] == "backward alone: not written yet"
    other.backward = lambda self: setattr(self.inputs[1], "grad", 1.0)
    names["MyValue"] = other
    assert "it leaves 1 in x and 0 in y, not 5 and 3" in engines.pieces(record, other)
    other.backward = lambda self: self.nothing
    assert "stops with AttributeError" in engines.pieces(record, other)


def test_an_engine_that_overwrites_is_right_without_forks_and_wrong_on_a_square(engine):
    def overwritten(end, order):
        end.grad = 1.0
        for node in reversed(order):
            for source, slope in zip(node.inputs, node.slopes, strict=True):
                source.grad = slope * node.grad

    x = engine.Number(3.0)
    square = x * x
    overwritten(square, engine.order(square, []))
    assert x.grad == 3
    u, v, w = (engine.Number(k) for k in (2.0, 5.0, 7.0))
    plain = u * v + w
    overwritten(plain, engine.order(plain, []))
    assert (u.grad, v.grad, w.grad) == (5, 2, 1)


def test_the_cases_that_the_cell_of_the_class_fills_in(lesson):
    right = find("operation_slopes").right_answer()
    names = {"math": math, "engines": engines, "operation_slopes": right}
    names |= {"working_version": lambda _, mine: mine}
    exec(lesson["value_gradients_answer"].source, names)
    v = names["MyValue"](3)
    made = names["record"]("*", 2, v)
    assert (made.data, made.slopes, made.symbol) == (6, (3, 2), "*")
    assert made.inputs[0].data == 2
    assert made.inputs[1] is v
    bent = names["record"]("tanh", v)
    assert bent.inputs == (v,)
    assert bent.slopes == (pytest.approx(1 - math.tanh(3) ** 2),)
    stages = [lambda x, y: x * y, lambda x, y, p: p + x]
    assert names["value_gradients"](stages, [2, 3]) == (8, [4, 2])
