"""The tape: what was computed with numbers, one record an operation, and the walk back over it.

A record holds its local derivatives as numbers, computed on the way forward. The order in which
records are written is a topological order, so the way back is a loop from the last record to the
first: no search, no recursion, no closure, and nothing that Python's garbage collector has to
look through again and again.

A tape grows until `Value.backward`, `Value.item`, `float`, `print` or `draw` ends it; what is
computed after that goes to a new tape. Each thread writes its own. Where gradients are not wanted,
compute under `no_grad`.
"""

import heapq
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# symbol, value, place of the first input, slope by it, place of the second input, slope by it.
# Place 0 stands for a constant; its "slope" is the constant, and what is sent there is never
# read. A one-input operation has the second slope None. A fused record has the first place
# FUSED, and in place of its slope a `Fused`.
Record = tuple[str, float, int, Any, int, Any]
# weights, places of the weights, inputs, places of the inputs, bias, place of the bias, slope
Row = tuple[list[float], list[int]]
Fused = tuple[list[float], list[int], list[float], list[int], float, int, float]

FUSED = -1
CONSTANT: Record = ("", 0.0, 0, 0.0, 0, None)
_serials = itertools.count()


class Entry:
    """What a tape knows of a `Value`: its number, and where it stands.

    Attributes
    ----------
    grad : float or None
        Shares of the gradient that were added so far.
    """

    __slots__ = ("_data", "_place", "_tape", "grad")
    _is_result = False
    _data: float
    grad: float | None
    _tape: "Tape | None"  # where it was used last, or made; None for a constant
    _place: int  # its place there


class Tape:
    """Records in the order in which they were computed.

    Attributes
    ----------
    serial : int
        Grows from tape to tape: a tape uses results of older tapes, never of younger ones.
    records : list of Record
        What was computed; the first one stands for all constants.
    leaves : dict of int to (Entry, float)
        By place: the numbers whose ``.grad`` is wanted, with what each held.
    imported : dict of int to (Tape, int)
        By place: a result of an older tape, as its tape and its place there.
    rows : dict of tuple to (list of float, list of int)
        Numbers and places of sequences of Values that were read before, while the tape is
        written and no number is changed.
    """

    __slots__ = ("imported", "leaves", "records", "rows", "serial")

    def __init__(self) -> None:
        self.serial = next(_serials)
        self.records: list[Record] = [CONSTANT]
        self.leaves: dict[int, tuple[Entry, float]] = {}
        self.imported: dict[int, tuple[Tape, int]] = {}
        self.rows: dict[tuple[Any, ...], Row] = {}

    def enter(self, value: Entry) -> int:
        """Return the place of a Value that is not on this tape yet; 0 for a constant."""
        home = value._tape
        if home is None:
            return 0
        if value._is_result and home.serial > self.serial:
            raise RuntimeError(
                "a result of another thread that goes on computing was used: call its item() "
                "there first, or go on from Value(result.item())"
            )
        place = len(self.records)
        self.records.append(("", value._data, 0, 0.0, 0, None))
        if value._is_result:
            self.imported[place] = home, value._place
        else:
            self.leaves[place] = value, value._data
            value._tape, value._place = self, place
        return place


class _Off(Tape):
    """Stands in for the tape under `no_grad`: to it, everything is a constant."""

    __slots__ = ()

    def enter(self, value: Entry) -> int:  # noqa: ARG002
        """Return 0."""
        return 0


class Recorder(threading.local):
    """Knows the tape that is written at present; each thread has its own.

    Attributes
    ----------
    tape : Tape
        The present tape.
    recording : bool
        False under `no_grad`.
    """

    def __init__(self) -> None:
        self.tape = Tape()
        self.recording = True

    def end_tape(self) -> None:
        """Let what is computed from now on go to a new tape, unless the present one is empty."""
        if self.recording and len(self.tape.records) > 1:
            for leaf, _ in self.tape.leaves.values():
                if not leaf._is_result:
                    leaf._tape = UNUSED  # so that a tape dies with the last result on it
            self.tape.rows.clear()
            self.tape = Tape()


UNUSED = Tape()
RECORDER = Recorder()


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute without recording: results are constants, for Values and for Tensors.

    Other threads go on recording.

    Examples
    --------
    >>> from bplib.autodiff import Value
    >>> w = Value(3.0)
    >>> with no_grad():
    ...     y = w * w
    >>> y.requires_grad
    False
    """
    before = RECORDER.tape, RECORDER.recording
    RECORDER.tape, RECORDER.recording = _Off(), False
    try:
        yield
    finally:
        RECORDER.tape, RECORDER.recording = before


def sweep(tape: Tape, place: int, gradient: float) -> dict[Tape, list[float]]:
    """Return the gradient of one output by every record that it may depend on.

    Let f be the output, and let the record k hold v = op(u₁, u₂) with the slopes ∂v/∂u₁ and
    ∂v/∂u₂. Every consumer of v was recorded after v. So when the loop, running backwards,
    reaches k, all of them have added their shares, ∂f/∂v is complete, and

        ∂f/∂u₁ += ∂v/∂u₁ · ∂f/∂v,        ∂f/∂u₂ += ∂v/∂u₂ · ∂f/∂v.

    Records whose gradient is 0 pass nothing on and are skipped.

    Parameters
    ----------
    tape : Tape
        The tape that the output is on.
    place : int
        Its place there.
    gradient : float
        ∂f/∂(output): 1 for the gradient of the output itself.

    Returns
    -------
    dict of Tape to list of float
        For every tape that was visited, ∂f/∂(record) by place.
    """
    gradients = {tape: [0.0] * place + [gradient]}
    youngest_first = [(-tape.serial, tape)]
    while youngest_first:
        _, tape = heapq.heappop(youngest_first)
        _walk_back(tape, gradients[tape])
        for at, (older, there) in tape.imported.items():
            if at < len(gradients[tape]) and gradients[tape][at]:
                if older not in gradients:
                    gradients[older] = []
                    heapq.heappush(youngest_first, (-older.serial, older))
                known = gradients[older]
                known += [0.0] * (there + 1 - len(known))
                known[there] += gradients[tape][at]
    return gradients


def _walk_back(tape: Tape, gradients: list[float]) -> None:
    """Complete the gradients of one tape in place, from the last record to the first."""
    records = tape.records
    for place in range(len(gradients) - 1, 0, -1):
        gradient = gradients[place]
        if gradient:
            _, _, first, by_first, second, by_second = records[place]
            if first != FUSED:
                gradients[first] += gradient * by_first
                if second:
                    gradients[second] += gradient * by_second
            else:
                weights, weight_at, inputs, input_at, _, bias_at, slope = by_first
                gradient *= slope
                if gradient:
                    for at, weight in zip(input_at, weights, strict=False):
                        gradients[at] += gradient * weight
                    for at, value in zip(weight_at, inputs, strict=False):
                        gradients[at] += gradient * value
                    gradients[bias_at] += gradient


def accumulate(gradients: dict[Tape, list[float]]) -> None:
    """Add what `sweep` found to the ``.grad`` of every leaf.

    Parameters
    ----------
    gradients : dict of Tape to list of float
        What `sweep` returned.

    Raises
    ------
    RuntimeError
        If the number in a leaf was changed since it was used; no ``.grad`` is touched then.
    """
    found = [
        (leaf, seen, known[place])
        for tape, known in gradients.items()
        for place, (leaf, seen) in tape.leaves.items()
        if place < len(known)
    ]
    for leaf, seen, gradient in found:
        if gradient and leaf._data is not seen and leaf._data != seen:
            raise RuntimeError(
                f"a Value was changed from {seen:g} to {leaf._data:g} after the output was "
                "computed from it: call backward() first, or compute the output again"
            )
    for leaf, _, gradient in found:
        leaf.grad = gradient if leaf.grad is None else leaf.grad + gradient
