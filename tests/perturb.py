"""Last digits that another processor or library may round otherwise, rounded otherwise at random.

IEEE 754 fixes the result of + - * / and of a square root, not that of a sum of three terms, of a
matrix product or of exp: order, fused multiply-adds and polynomials differ by processor, number of
threads and version. `install` rewrites every call in bplib, and in cells through `Rewrite`, so that
such results are changed by one unit in the last place, up or down: of a sum or a product the last
place of its terms' magnitudes. What is exact in any order is left alone: integers, halves, shares
of counts, and sums of two terms. The change is a function of operation, shape and result, so that
the same computation twice still gives the same. Between two looks at the clock nothing is changed,
since a cell that measures time would measure the change.
"""

import argparse
import ast
import builtins
import functools
import importlib.abc
import importlib.machinery
import math
import operator
import os
import struct
import sys
import time
import zlib

import numpy as np

BUILTIN = type(len)
ODD = {2: 0x9E37, 4: 0x9E3779B1, 8: 0x9E3779B97F4A7C15}
UINT = {2: np.uint16, 4: np.uint32, 8: np.uint64}
WORD = 2**64 - 1
FRACTION_BITS = {2: 11, 4: 24, 8: 53}


def words(text):
    """Return the words of a text as a set."""
    return set(text.split())


# Functions whose value is not rounded by IEEE 754, as NumPy, math and SciPy spell them.
BENT = words("""
    exp exp2 expm1 log log2 log10 log1p sin cos tan sinh cosh tanh arcsin arccos arctan arcsinh
    arccosh arctanh asin acos atan asinh acosh atanh cbrt erf erfc gamma lgamma expit logit
    arctan2 atan2 hypot logaddexp logaddexp2 power float_power pow
""")
SUMS = words("sum mean average nansum nanmean trace")
OTHERS = words("""
    var std nanvar nanstd norm cov corrcoef convolve correlate polyfit polyval interp trapezoid
    inv pinv solve lstsq det slogdet svd svdvals eig eigh eigvals eigvalsh qr cholesky cond
    matrix_power multi_dot
""")
PRODUCTS = words("dot matmul vdot inner tensordot")
METHODS = {"sum", "mean", "dot", "var", "std", "trace"}
DRAWS = {"normal", "uniform", "exponential", "laplace", "logistic", "multivariate_normal"}


class Rewrite(ast.NodeTransformer):
    """Let every call, every matrix product and every power be looked at when it happens."""

    def visit_Call(self, node):
        self.generic_visit(node)
        return ast.copy_location(
            ast.Call(self._named("_perturbed_", node.func, [node.func]), node.args, node.keywords),
            node,
        )

    def visit_BinOp(self, node):
        self.generic_visit(node)
        name = {
            ast.MatMult: "_perturbed_matmul_",
            ast.Pow: "_perturbed_pow_",
            ast.Mult: "_perturbed_mul_",
            ast.Div: "_perturbed_div_",
        }.get(type(node.op))
        return self._named(name, node, [node.left, node.right]) if name else node

    @staticmethod
    def _named(name, node, arguments):
        call = ast.Call(ast.Name(name, ast.Load()), arguments, [])
        return ast.fix_missing_locations(ast.copy_location(call, node))


@functools.cache
def salt_of(*what):
    """Return a number of 64 bits for an operation on arrays that look so."""
    return zlib.crc32(repr(what).encode()) * 0x100000001


def salted(name, operands):
    """Return the salt for an operation of this run on these arrays."""
    return salt_of(name, Rewrite.seed, *((o.shape, o.strides) for o in operands))


def shifts(result, salt, places):
    """Return -1, 0 or 1 for every entry: a function of its bits, `salt` and, maybe, its place."""
    size = result.dtype.itemsize
    word = UINT[size]
    mixed = np.abs(result).view(word) ^ word(salt & (2 ** (8 * size) - 1))
    if places:
        mixed += np.arange(0, 7919 * mixed.size, 7919, word).reshape(mixed.shape)
    mixed *= word(ODD[size])
    mixed ^= mixed >> word(4 * size - 3)
    mixed *= word(ODD[size])
    mixed >>= word(4 * size)  # half of the bits: three times that, and the upper half of it
    mixed *= word(3)
    mixed >>= word(4 * size)
    return mixed.astype(result.dtype) - 1


def number_moved(value, salt, magnitude):
    """Return what `moved` gives for a single number, without the detour by an array."""
    size = abs(value)
    if not math.isfinite(size) or (size in (0, 1) if magnitude is None else magnitude == 0):
        return value
    (bits,) = struct.unpack("<Q", struct.pack("<d", size))
    mixed = (bits ^ salt) * ODD[8] & WORD
    mixed = (mixed ^ mixed >> 29) * ODD[8] & WORD
    return value + ((mixed >> 32) * 3 // 2**32 - 1) * math.ulp(max(size, magnitude or 0))


def moved(result, name, operands=(), magnitude=None, places=False):
    """Return an array or a number with its last digits changed; in place where it can be.

    `magnitude` has the shape of the result: where it is 0, the result is exact.
    """
    if isinstance(result, tuple):  # of a decomposition
        changed = [moved(part, name) for part in result]
        return type(result)(*changed) if hasattr(result, "_fields") else tuple(changed)
    if type(result) in (float, np.float64):
        near = None if magnitude is None else float(np.reshape(magnitude, ()))
        return type(result)(number_moved(float(result), salted(name, operands), near))
    if type(result) is complex:
        return complex(moved(np.asarray(result), name, operands, magnitude, places)[()])
    array = np.asarray(result)
    if array.dtype.kind == "c":
        array = np.array(array) if not isinstance(result, np.ndarray) else array
        near = (None, None) if magnitude is None else (np.real(magnitude), np.imag(magnitude))
        for part, size in zip((array.real, array.imag), near, strict=True):
            part[...] = moved(np.array(part), name, operands, size, places)
        return array if isinstance(result, np.ndarray) else array[()]
    if array.dtype.kind != "f" or array.dtype.itemsize not in UINT:
        return result
    if magnitude is not None and not np.any(magnitude):
        return result
    salt = salted(name, operands)
    flat = np.ascontiguousarray(array)  # of one axis where it had none
    size = np.abs(flat)
    with np.errstate(all="ignore"):
        if magnitude is None:  # 0, 1 and -1 are what functions give where they are exact
            step = np.spacing(size) * ((size != 0) & (size != 1))
        else:
            near = np.asarray(magnitude, array.dtype).reshape(flat.shape)
            step = np.spacing(np.maximum(near, size)) * (near > 0)
        step[~np.isfinite(step)] = 0
        changed = (flat + shifts(flat, salt, places) * step).reshape(array.shape)
    if isinstance(result, np.ndarray) and result.flags.writeable:
        result[...] = changed
        return result
    return changed[()]


def quantum(*arrays):
    """Return the bits after the point with which all numbers can be written; None if too many."""
    if any((first := array.flat[0] * 1024) != np.rint(first) for array in arrays if array.size):
        return None
    for bits in (0, 4, 10):
        scaled = [array * 2.0**bits for array in arrays]
        if all(np.array_equal(array, np.rint(array)) for array in scaled):
            return bits
    return None


def magnitudes(terms):
    """Return the sizes of real or complex numbers, part by part."""
    return np.abs(terms.real) + 1j * np.abs(terms.imag) if np.iscomplexobj(terms) else np.abs(terms)


def parts(*arrays):
    """Return real arrays as they are, and of complex ones both parts."""
    return [p for a in arrays for p in ((a.real, a.imag) if np.iscomplexobj(a) else (a,))]


def sum_magnitude(terms, result, **how):
    """Return the sum of the terms' magnitudes; 0 where no order changes the sum."""
    if terms.dtype.kind not in "fc":
        return None
    how = {name: how[name] for name in ("axis", "keepdims") if how.get(name) is not None}
    total = np.reshape(magnitudes(terms).sum(**how), np.shape(result))
    bits = quantum(*parts(terms))
    room = FRACTION_BITS[np.asarray(result).real.dtype.itemsize]
    if bits is not None and np.all(np.abs(total) < 2.0 ** (room - bits)):
        return np.zeros(np.shape(result))
    if terms.size > 4 * np.size(result) and np.count_nonzero(terms) == terms.size:
        return total
    fixed = np.reshape(in_any_order(terms, **how), np.shape(result))
    return np.where(fixed, 0, total)


def in_any_order(terms, **how):
    """Say where sums are the same in any order: two terms, or up to four equal ones that cancel."""
    count, largest = (terms != 0).sum(**how), np.abs(terms).max(**how, initial=0.0)
    equal = (np.abs(terms).sum(**how) == count * largest) & (terms.sum(**how) == 0)
    return (count <= 2) | ((count <= 4) & equal)


def product_magnitude(a, b, result, multiply):
    """Return |A| times |B|; 0 where every order of the sums gives the same."""
    if a.ndim == 0 or b.ndim == 0:
        return np.zeros(np.shape(result))
    real = np.isrealobj(a) and np.isrealobj(b)
    if real and (a.shape[-1] == 1 or one_hot(a, -1) or (b.ndim > 1 and one_hot(b, -2))):
        return np.zeros(np.shape(result))
    if real:
        total = multiply(np.abs(a), np.abs(b))
    else:
        (re, im), (x, y) = ((np.abs(m.real), np.abs(m.imag)) for m in (a, b))
        total = multiply(re, x) + multiply(im, y) + 1j * (multiply(re, y) + multiply(im, x))
    bits = quantum(*parts(a, b))
    room = FRACTION_BITS[np.asarray(result).real.dtype.itemsize]
    if bits is not None and np.all(np.abs(total) < 2.0 ** (room - 2 * bits)):
        return np.zeros(np.shape(result))
    if real and a.shape[-1] <= 8:
        total = np.where(multiply((a != 0) * 1.0, (b != 0) * 1.0) <= 1, 0, total)
        if a.shape[-1] <= 4 and min(a.ndim, b.ndim) > 1 and any(map(powers_of_two, (a, b))):
            terms = a[..., :, :, np.newaxis] * b[..., np.newaxis, :, :]  # without rounding
            total = np.where(in_any_order(terms, axis=-2), 0, total)
    return total


def one_hot(array, axis):
    """Say whether no more than one number along an axis is not 0."""
    if np.count_nonzero(array) * array.shape[axis] > array.size:
        return False
    return bool((np.count_nonzero(array, axis=axis) <= 1).all())


def powers_of_two(array):
    """Say whether a product with these numbers needs no rounding."""
    return bool(np.isin(np.abs(np.frexp(array)[0]), (0, 0.5)).all())


def product(multiply, name):
    """Return a matrix product whose last digits are changed."""

    def call(a, b, *rest, **options):
        result = multiply(a, b, *rest, **options)
        if not isinstance(result, np.ndarray | np.generic) or result.dtype.kind not in "fc":
            return result
        a, b = np.asarray(a), np.asarray(b)
        return moved(result, name, (a, b), product_magnitude(a, b, result, multiply), True)

    return call


def summing(total, name):
    """Return a sum or a mean, as a function of its terms, whose last digits are changed."""

    @functools.wraps(total)
    def call(terms, *rest, **options):
        result = total(terms, *rest, **options)
        if not isinstance(result, np.ndarray | np.generic) or result.dtype.kind not in "fc":
            return result
        if name in ("average", "trace"):
            return moved(result, name)
        values = np.asarray(terms)
        magnitude = sum_magnitude(values, result, **{"axis": rest[0] if rest else None, **options})
        if magnitude is None:
            return result
        if "mean" in name:
            magnitude = magnitude / max(1, values.size // max(1, result.size))
        return moved(result, name, (values,), magnitude, True)

    return call


def bent(function, name):
    """Return a function of single numbers whose last digits are changed."""

    def call(*arguments, **options):
        if name.removeprefix("math.") in ("power", "pow", "float_power"):
            return power(*arguments, function=function, **options)
        result = function(*arguments, **options)
        return moved(result, name)

    return call


def power(base, exponent, *rest, function=operator.pow, **options):
    """Return a power; squares, roots and reciprocals are exact, and so are powers of integers."""
    result = function(base, exponent, *rest, **options)
    if not isinstance(result, float | complex | np.ndarray | np.generic):
        return result
    if np.asarray(result).dtype.kind not in "fc":
        return result
    if np.ndim(exponent) == 0 and exponent in (-1, 0, 0.5, 1, 2):
        return result
    if np.isrealobj(result) and quantum(np.frexp(result)[0] * 2.0**16) is not None:
        return result
    return moved(result, "power")


def einsum(subscripts, *operands, **options):
    """Return an einsum whose last digits are changed."""
    result = np.einsum(subscripts, *operands, **options)
    inputs, _, output = subscripts.partition("->")
    if result.dtype.kind not in "fc" or not set(inputs) - set(output) - set(", "):
        return result  # nothing is summed
    operands = [np.asarray(operand) for operand in operands]
    if quantum(*parts(*operands)) == 0:
        return result
    if np.iscomplexobj(result):
        return moved(result, "einsum")
    options.pop("out", None)
    magnitude = np.einsum(subscripts, *(np.abs(o) for o in operands), **options)
    return moved(result, "einsum", operands, magnitude, True)


def plain_sum(terms, /, start=0):
    """Return Python's sum; since 3.12 it is compensated, so last digits depend on the version."""
    terms = list(terms)
    result = builtins.sum(terms, start)
    if type(result) is not float or not all(isinstance(t, int | float) for t in terms):
        return result
    magnitude = sum_magnitude(np.array([start, *terms], float), result)
    return moved(result, "sum", (), magnitude, True)


def complex_only(function, name):
    """Return * or /: of complex numbers the last digits depend on fused operations."""

    def call(a, b):
        result = function(a, b)
        arrays = isinstance(result, complex | np.ndarray | np.generic)
        both = arrays and np.iscomplexobj(a) and np.iscomplexobj(b)
        return moved(result, name) if both else result

    return call


def table():
    """Return what stands in for which function, by its identity."""
    found = {id(builtins.sum): plain_sum, id(np.einsum): einsum, id(time.perf_counter): clock}
    places = [np, np.linalg, math]
    if "scipy.special" in sys.modules:
        places.append(sys.modules["scipy.special"])
    for place in places:
        spelt = "math." if place is math else ""
        for names, make in ((BENT | OTHERS, bent), (SUMS, summing), (PRODUCTS, product)):
            for name in names & set(dir(place)):
                function = getattr(place, name)
                found[id(function)] = make(function, spelt + name)
    return found


KNOWN = {}


def perturbed(function):
    """Return what stands in for a function, or the function itself."""
    if stand_in := KNOWN.get(id(function)):
        return stand_in
    if type(function) is BUILTIN:
        owner = function.__self__
        if isinstance(owner, np.ndarray | np.generic):
            name = function.__name__
            if name in METHODS and owner.dtype.kind in "fc":
                make = product if name == "dot" else bent if name in ("var", "std") else summing
                return functools.partial(make(getattr(type(owner), name), name), owner)
        elif type(owner) is np.ufunc and function.__name__ == "reduce" and owner is np.add:
            return summing(function, "reduce")
    elif type(function).__name__ == "builtin_function_or_method" or hasattr(function, "__self__"):
        owner = getattr(function, "__self__", None)
        if isinstance(owner, np.random.Generator) and function.__name__ in DRAWS:
            return bent(function, "draw")
    return function


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module from its source, rewritten; nothing of it is kept on disk."""

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        tree = ast.parse(self.get_data(path), path)
        return compile(Rewrite().visit(tree), path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds bplib's modules for `Loader`."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] != "bplib":
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = Loader(spec.loader.name, spec.loader.path)
        return spec


def clock():
    """Return the time; stop changing digits, or begin again."""
    measuring = vars(builtins)["_perturbed_"] is perturbed
    vars(builtins).update(PLAIN if measuring else CHANGING)
    return time.perf_counter()


CHANGING = {
    "_perturbed_": perturbed,
    "_perturbed_matmul_": product(operator.matmul, "matmul"),
    "_perturbed_pow_": power,
    "_perturbed_mul_": complex_only(operator.mul, "times"),
    "_perturbed_div_": complex_only(operator.truediv, "over"),
}
PLAIN = {
    "_perturbed_": lambda function: clock if function is time.perf_counter else function,
    "_perturbed_matmul_": operator.matmul,
    "_perturbed_pow_": operator.pow,
    "_perturbed_mul_": operator.mul,
    "_perturbed_div_": operator.truediv,
}


def install(seed):
    """Change last digits from now on, in bplib and in whatever `Rewrite` has rewritten."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "bplib"]:
        del sys.modules[name]
    Rewrite.seed = seed
    KNOWN.update(table())
    vars(builtins).update(CHANGING)
    sys.meta_path.insert(0, Finder())


def run_perturbed(sources, folder, seed):
    """Run cells as `stored_outputs.run_cells` does, their last digits changed."""
    from stored_outputs import run_cells

    install(seed)
    return run_cells(sources, folder, lambda shell: shell.ast_transformers.append(Rewrite()))


def main():
    """Run lessons with their last digits changed; exit 1 if an output moved or a run died."""
    import stored_outputs
    from ran import record

    from bplib.course.lessons import lesson_names

    parser = argparse.ArgumentParser(description="Run lessons with last digits changed at random.")
    parser.add_argument("--lesson", action="append", help="such as 05; all without")
    parser.add_argument("--seeds", type=int, default=3, help="runs of each lesson")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--record", action="store_true", help="renew README's table")
    given = parser.parse_args()
    lessons = [
        name
        for name in lesson_names(stored_outputs.ROOT)
        if not given.lesson or name[:2] in given.lesson
    ]
    seeds = range(given.first, given.first + given.seeds)
    jobs = [(lesson, run_perturbed, seed) for lesson in lessons for seed in seeds]
    failed = 0
    for (lesson, _, seed), found in zip(
        jobs, stored_outputs.run_all(jobs, os.cpu_count() or 1), strict=True
    ):
        failed += bool(found)
        says = stored_outputs.counted(found)
        print(f"{lesson}, seed {seed}: {says}", *found, sep="\n", flush=True)
    print(f"{len(jobs) - failed} passed, {failed} failed")
    if given.record and not given.lesson and not failed:
        record("perturbed", {"seeds": given.seeds})
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
