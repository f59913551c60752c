"""Plain data survives the way between two processes."""

import array
import collections
import enum
import itertools
import json
import math
import types

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bplib.course.checking import assess
from bplib.course.checks.data import Missing, Unknown, pack, unpack
from bplib.course.checks.verdict import Outcome


def test_strings_and_numbers_of_other_types_are_what_they_are():
    class Quiet:
        pass

    class Number(Quiet, float):
        pass

    class Curve(enum.IntEnum):
        SLOPE = 6

    assert pack(np.array(["mse", "none"])[0]) == "mse"
    assert pack(Number(0.5)) == 0.5
    assert pack(Curve.SLOPE) == 6
    assert type(pack(Curve.SLOPE)) is int


@pytest.mark.parametrize(
    "made",
    [
        lambda items: (item for item in items),
        lambda items: map(float, items),
        lambda items: dict.fromkeys(items).keys(),
        lambda items: dict(enumerate(items)).values(),
        lambda items: reversed([items[1], items[0]]),
        collections.deque,
        lambda items: np.array(items, dtype=object),
        lambda items: array.array("d", items),
    ],
)
def test_whatever_has_an_order_is_a_list(made):
    assert unpack(pack(made([1.0, 2.0]))) == [1.0, 2.0]
    assert unpack(pack({"a": made([1.0, 2.0])})) == {"a": [1.0, 2.0]}


def test_other_forms_of_words_and_dicts():
    assert pack(np.array("early")) == "early"
    assert pack(np.array(["a", "b"])) == ["a", "b"]
    assert pack(types.MappingProxyType({"a": 1})) == pack({"a": 1})


def test_a_list_without_end_is_no_list():
    assert unpack(pack(itertools.count())) == Unknown("a list without end")


def test_derivatives_are_carried_out():
    x, z = sp.symbols("x z")
    assert pack(sp.Derivative(x**2, x)) == pack(2 * x)
    assert pack(3 * sp.Subs(z**2, z, x)) == pack(3 * x**2)
    assert "Derivative" in str(pack(sp.Derivative(sp.Function("f")(x), x)))


def test_a_key_that_cannot_be_one_is_unknown():
    assert unpack(pack({sp.Symbol("a"): 1})) == {Unknown("Tree"): 1}


def test_a_product_that_is_not_done_yet_is_done():
    A, B = sp.Matrix([[1, 2]]), sp.Matrix([[3, 4]])
    assert pack(sp.HadamardProduct(A, B)) == pack(sp.Matrix([[3, 8]]))


plain = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.floats(allow_nan=False),
        st.text(max_size=5),
        hnp.arrays(
            st.sampled_from([np.float64, np.float32, np.int64, np.bool_, np.complex128]),
            hnp.array_shapes(min_dims=0, max_dims=3, max_side=3),
            elements={"allow_nan": False},
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=3), inner, max_size=3),
    ),
    max_leaves=6,
)


def same(a, b):
    if isinstance(a, np.ndarray | np.generic):
        return np.asarray(a).dtype == np.asarray(b).dtype and np.array_equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b


@given(plain)
def test_plain_data_survives_json(value):
    assert same(value, unpack(json.loads(json.dumps(pack(value), allow_nan=False))))


def test_a_complex_number_travels_and_is_another_thing_than_a_number():
    assert unpack(json.loads(json.dumps(pack(1 + 2j)))) == 1 + 2j
    verdict = assess("double", lambda x: np.asarray(x) * (2 + 0j))
    assert (verdict.outcome, verdict.got) == (Outcome.WRONG_TYPE, "a complex number")
    assert verdict.expected == "a number"


def test_what_is_not_plain_arrives_as_its_name():
    assert unpack(pack(object())) == Unknown("object")
    assert unpack(pack(...)) == Missing()
    assert unpack(pack(None)) == Missing(none=True)
    assert math.isnan(unpack(pack(math.nan)))
    assert unpack(pack(np.array([object()]))) == [Unknown("object")]
    assert unpack(pack({1, 2})) == Unknown("set")
    assert unpack(pack(b"ab")) == Unknown("bytes")
    cycle = []
    cycle.append(cycle)
    assert "nested too deeply" in json.dumps(pack(cycle))


@pytest.mark.parametrize("data", [None, {"$what": 1}, {"$array": "", "dtype": "f8"}])
def test_unknown_data_is_refused(data):
    with pytest.raises(ValueError):
        unpack(data)
