"""Every example in a docstring of bplib does what it shows."""

import doctest
import importlib
import pkgutil

import pytest

import bplib

MODULES = [
    found.name
    for found in pkgutil.walk_packages(bplib.__path__, "bplib.")
    if found.name != "bplib.__main__"
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_show_what_happens(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name))]
    assert sum(len(test.examples) for test in found) >= 20
