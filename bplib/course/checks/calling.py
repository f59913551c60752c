"""Calling an answer: what happens in the learner's process, and nothing else.

This module knows no exercise: it unpacks inputs, calls, and packs what came back. What the
answer prints or warns is kept; an exception is kept with the learner's own lines.
"""

import contextlib
import io
import linecache
import re
import sysconfig
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bplib.course.checks.data import (
    CallOutcome,
    CallResult,
    Missing,
    Raised,
    Request,
    Tree,
    TreeMatrix,
    Unknown,
    listed,
    pack,
    unpack,
)

MAX_PRINTED = 4_000
_HERE = str(Path(__file__).parents[2])
_LIBRARIES = tuple({sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")})


class _Printed(io.StringIO):
    """Keeps the first `MAX_PRINTED` characters and drops the rest."""

    encoding = "utf-8"

    def close(self) -> None:
        """Stay open: an answer may close its output, and what it wrote is still asked for."""

    def write(self, text: str) -> int:
        room = MAX_PRINTED - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


def collect(
    request: Request, answer: Any, results: list[CallResult] | None = None
) -> list[CallResult]:
    """Call an answer on every case of a request.

    Parameters
    ----------
    request : Request
        In which way to call it, and with which inputs.
    answer : object
        The learner's function, class or value.
    results : list of CallResult, optional
        Where the results go, one after another: what is there when a call is broken off is done.

    Returns
    -------
    list of CallResult
        One per case, as JSON data; none follows a case that was not attempted.
    """
    results = [] if results is None else results
    kind = request["kind"]
    if kind == "value":
        results.append(_result(value=pack(answer)))
        return results
    if answer is ... or answer is None:
        results += [_result("not attempted") for _ in request["cases"]]
        return results
    if not callable(answer):
        results += [_result("not callable", value=pack(answer)) for _ in request["cases"]]
        return results
    call = {"function": _call_function, "steps": _call_steps, "class": _call_class}[kind]
    for case in request["cases"]:
        results.append(_guarded(call, answer, case))
        if results[-1]["outcome"] == "not attempted":
            break
    return results


def _result(
    outcome: CallOutcome = "returned",
    value: Any = None,
    printed: str = "",
    warnings: list[str] | None = None,
    changed: list[str] | None = None,
    error: Raised | None = None,
) -> CallResult:
    return {
        "outcome": outcome,
        "value": value,
        "printed": printed,
        "warnings": warnings or [],
        "changed": changed or [],
        "error": error,
    }


def _guarded(call: Callable[[Any, Any, list[str]], Any], answer: Any, case: Any) -> CallResult:
    printed = _Printed()
    changed: list[str] = []
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(record=True) as caught,
    ):
        warnings.simplefilter("always")
        try:
            with _same_settings():
                result = _result(value=pack(call(answer, case, changed)))
        except NotImplementedError:
            result = _result("not attempted")
        except (Exception, SystemExit) as error:
            result = _result("raised", error=describe(error))
    result["printed"] = printed.getvalue()
    told = dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught)
    result["warnings"] = list(told)[:5]
    result["changed"] = sorted(changed)
    return result


def _call_function(answer: Any, case: Any, changed: list[str]) -> Any:
    with _watched(unpack(case)["arguments"], changed) as arguments:
        return listed(answer(*arguments.values()))


def _call_steps(answer: Any, case: Any, changed: list[str]) -> list[Any]:
    data = unpack(case)
    state, outputs = data["start"], []
    for inputs in data["inputs"]:
        with _watched({**state, **inputs, **data["constants"]}, changed) as arguments:
            output = listed(answer(*arguments.values()))
        outputs.append(output)
        values = (output,) if len(state) == 1 else output
        if isinstance(values, np.ndarray) and values.ndim:
            values = list(values)
        if output is None or not isinstance(values, tuple | list) or len(values) != len(state):
            break
        state = dict(zip(state, map(_handed_back, values), strict=True))
    return outputs


def _handed_back(value: Any) -> Any:
    """Return a copy of what an answer returned, for its next call; what cannot travel as it is."""
    copied = unpack(pack(value))
    return copied if _is_plain(copied) else value


def _is_plain(value: Any) -> bool:
    """Whether nothing in a value stands in for what cannot travel."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return not isinstance(value, Missing | Tree | TreeMatrix | Unknown)


def _call_class(answer: Any, case: Any, changed: list[str]) -> list[Any]:
    data = unpack(case)
    with _watched(data["init"], changed) as arguments:
        made = answer(*arguments.values())
    outputs = []
    for method, inputs in data["calls"]:
        if method == "another":
            answer(*inputs.values())
            continue
        if method == "anew":
            made = answer(*inputs.values())
            outputs.append(unpack(pack(None)))
            continue
        if method == "get":
            outputs.append(unpack(pack(getattr(made, inputs["attribute"]))))
            continue
        with _watched(inputs, changed) as arguments:
            outputs.append(unpack(pack(getattr(made, method)(*arguments.values()))))
    return outputs


@contextlib.contextmanager
def _watched(arguments: dict[str, Any], changed: list[str]) -> Iterator[dict[str, Any]]:
    """Note the names of the arguments that a call changes in place."""
    before = {name: pack(value) for name, value in arguments.items()}
    yield arguments
    changed += [n for n, v in arguments.items() if pack(v) != before[n] and n not in changed]


@contextlib.contextmanager
def _same_settings() -> Iterator[None]:
    """Let NumPy warn of overflow and the like, and warn where an answer puts an end to that."""
    with np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"):
        before = np.geterr()
        yield
        changed = np.geterr() != before
    if changed:
        warnings.warn("np.seterr changed NumPy's own warnings for good", stacklevel=2)


def describe(error: BaseException) -> Raised:
    """Return an exception's type, message and the learner's own lines of its traceback."""
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        name = frame.filename
        if name.startswith(_HERE) or (
            name.startswith((*_LIBRARIES, "<frozen"))
            or name.endswith(".pyx")
            or name == "<formula>"
        ):
            continue
        source = linecache.getline(name, frame.lineno or 0).strip()
        lines.append(f"line {frame.lineno} in {frame.name}: {source}")
    try:
        message = re.sub(r" at 0x[0-9a-f]+", "", str(error))
    except Exception:
        message = "its message cannot be shown"
    return {"type": type(error).__name__, "message": message[:500], "lines": lines[-6:]}
