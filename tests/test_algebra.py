"""What stands in for SymPy gives the numbers that SymPy's expressions have."""

import numpy as np
import pytest
from test_exercises import EXERCISES

from bplib.course.checks import Expressions, slipped, together
from bplib.course.checks.algebra import Values, sp
from bplib.course.checks.recognition.alike import same
from bplib.course.checks.recognition.trial import Trials

NAMED = [exercise for exercise in EXERCISES if isinstance(exercise, Expressions)]


@pytest.mark.parametrize("exercise", NAMED, ids=lambda exercise: exercise.name)
def test_every_mistake_and_every_pair_has_the_numbers_of_its_expression(exercise):
    cases = exercise.inputs(0)
    right = exercise.expected(cases)
    for slips in ((), *together(exercise.slips)):
        by_sympy = Trials(
            exercise, cases, exercise.collect(cases, exercise.mistaken(*slips)), right
        )
        numbers = by_sympy.run(slipped(exercise.reference, *slips), 0)
        assert numbers.keys() == by_sympy.mine[0].keys()
        for name, values in numbers.items():
            assert same(by_sympy.mine[0][name], values, 1e-9), (slips, name)


POINTS = {"a": np.array([0.5, -2.0, 3.0]), "b": np.array([1.5, 0.25, -1.0])}


def both(made):
    """Return an expression's numbers, by SymPy and by what stands in for it."""
    expression = made()
    with sp.at_points(POINTS):
        numbers = made()
    import sympy

    def at(k):
        point = {name: values[k] for name, values in POINTS.items()}
        return np.array(sympy.Matrix([expression]).subs(point), dtype=float).ravel()

    found = numbers.numbers if isinstance(numbers, Values) else numbers
    return np.array([at(k) for k in range(3)]), np.reshape(found, (3, -1))


@pytest.mark.parametrize(
    "made",
    [
        lambda: sp.exp(sp.Symbol("a")) * sp.Rational(1, 3) + sp.Integer(2),
        lambda: sp.Matrix([["a", 1], [2, "b"]]) * sp.Matrix([["b"], ["a"]]),
        lambda: sp.Matrix([["a", "b"]]).T * sp.Matrix([[1, "a"]]) / 2,
        lambda: -sp.Matrix([["a", "b"]]) + 3 * sp.Matrix([["b", 1]]) - sp.Matrix([[1, 1]]),
        lambda: sp.Symbol("a") * sp.Matrix([["a", "b"]]) * sp.Symbol("b"),
        lambda: sp.Matrix(2, 2, lambda r, c: sp.Symbol("ab"[r]) + c)[1, :],
        lambda: sp.Matrix(2, 2, lambda r, c: sp.Symbol("ab"[r]) + c)[:, 0],
        lambda: sp.Matrix(2, 2, lambda r, c: sp.Symbol("ab"[r]) + c)[-1:, :],
        lambda: sp.Matrix([["a", "b"], [1, 2]])[2] + sum(sp.Matrix([["a", "b"]])),
        lambda: sp.Matrix([["a", "b"]]).multiply_elementwise(sp.Matrix([["b", 2]]).ones(1, 2)),
    ],
)
def test_matrices_and_symbols(made):
    by_sympy, numbers = both(made)
    np.testing.assert_allclose(numbers, by_sympy, rtol=1e-14)


def test_shapes_that_do_not_fit_and_symbols_that_are_not_there():
    with sp.at_points(POINTS):
        row = sp.Matrix([["a", "b"]])
        for wrong in (lambda: row * row, lambda: row + row.T, lambda: row + 1):
            with pytest.raises(ValueError, match=r"shape|size"):
                wrong()
        with pytest.raises(KeyError):
            sp.symbols("a c")


def test_sympy_is_itself_again_afterwards():
    import sympy

    with pytest.raises(ZeroDivisionError), sp.at_points(POINTS):
        raise ZeroDivisionError
    assert sp.Symbol("a") == sympy.Symbol("a")
