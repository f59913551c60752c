"""Fill in the wires."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_02_computational_graphs.shared import _sigmoid

_A = _sigmoid(2 * -1.5 + 1)

_SLOPE = _A * (1 - _A)


def _neuron_wires(slope: float) -> dict[str, float]:
    """Return the gradients of σ(wx + b) for a slope of the last gate."""
    return {"df_dz": slope, "df_db": slope, "df_dw": -1.5 * slope, "df_dx": 2 * slope}


def neuron_wires():
    return {"z": -2.0, "f": _A, **_neuron_wires(_SLOPE)}


EXERCISE = Numbers(
    neuron_wires,
    title="Fill in the wires",
    points=1,
    difficulty=1,
    minutes=3,
    read_again="Local times upstream",
    slips=[
        slip("product not swapped", result={"df_dw": 2 * _SLOPE, "df_dx": -1.5 * _SLOPE}).asks(
            "If w were 0, would moving x change the product?"
        ),
        slip(
            "sum split", result={"df_db": _SLOPE / 2, "df_dw": -0.75 * _SLOPE, "df_dx": _SLOPE}
        ).asks("If b grows by 0.01, by how much does the sum grow: by 0.01, or by half of it?"),
        slip("sigmoid as its own slope", result=_neuron_wires(_A)).asks(
            "Is that how high the sigmoid is at z, or how steep?"
        ),
        slip("z(1 − z)", result=_neuron_wires(-2.0 * 3.0)).asks(
            "In s(1 − s), is s what goes into the sigmoid, or what comes out?"
        ),
        slip("sigmoid's gate skipped", result=_neuron_wires(1.0)).asks(
            "Which gate stands between z and f, and what does it do to the gradient?"
        ),
        slip("upstream forgotten", result={"df_dw": -1.5, "df_dx": 2.0}).asks(
            "You have the slope of the product alone. What arrives at the product from above?"
        ),
        slip("bias forgotten in z", result={"z": -3.0}).asks(
            "What does the sum gate take besides wx?"
        ),
    ],
)
