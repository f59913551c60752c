"""Deriving with SymPy: time for networks of several sizes, each with SymPy's cache empty."""

from pairing import paired, where_time_goes
from sympy.core.cache import clear_cache

from bplib.symbolic import derive


def compiled(*sizes):
    bends = ("tanh",) * (len(sizes) - 2) + ("softmax",)
    return derive(sizes, bends, "cross_entropy").lambdify()


def displayed():
    steps = derive((2, 2, 1), ("sigmoid", "sigmoid"), "binary_cross_entropy")
    return steps.show()._repr_markdown_()


WORK = {
    "8-16-16-2, derived and compiled": (lambda: compiled(8, 16, 16, 2), 450),
    "8-16-2, derived and compiled": (lambda: compiled(8, 16, 2), 178),
    "16-32-2, derived and compiled": (lambda: compiled(16, 32, 2), 610),
    "2-2-1, every step displayed": (displayed, 9),
}


@paired(["SymPy"], WORK)
def test_derivation(benchmark, round, case, contender):
    benchmark.group = "symbolic"
    work, parameters = WORK[contender]
    if contender == "8-16-16-2, derived and compiled" and round == 0:
        benchmark.extra_info["where"] = where_time_goes(work)
    benchmark.extra_info["parameters"] = parameters
    benchmark.pedantic(work, setup=clear_cache, rounds=1)
