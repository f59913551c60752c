"""Write the value and the gradient of every wire of the neuron σ(wx + b)."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_03_computational_graphs.shared import sigmoid, slope


def neuron_wires(*, bend=slope, share=(1, 1), swap=lambda w, x: (x, w)):
    """Return what stands on the wires for w = 2, x = −1.5 and b = 1."""
    w, x, b = 2.0, -1.5, 1.0
    z = w * x + b
    by_z = bend(z)
    by_product, by_b = (s * by_z for s in share)
    by_w, by_x = (s * by_product for s in swap(w, x))
    numbers = {"z_value": z, "f_value": sigmoid(z), "z_gradient": by_z}
    return {**numbers, "b_gradient": by_b, "w_gradient": by_w, "x_gradient": by_x}


EXERCISE = Numbers(
    neuron_wires,
    title="Fill in the wires",
    points=1,
    difficulty=1,
    read_again="Local times upstream",
    slips=[
        slip("product not swapped", swap=lambda w, x: (w, x)).asks(
            "If w were 0, would moving x change the product?"
        ),
        slip("sum split", share=(1 / 2, 1 / 2)).asks(
            "If b grows by 0.01, by how much does the sum grow: by 0.01, or by half of it?"
        ),
        slip("sum split, seen at b only", share=(1, 1 / 2)).asks(
            "If b grows by 0.01, by how much does the sum grow: by 0.01, or by half of it?"
        ),
        slip("sum split, seen at the product only", share=(1 / 2, 1)).asks(
            "If wx grows by 0.01, by how much does the sum grow: by 0.01, or by half of it?"
        ),
        slip("sigmoid as its own slope", bend=sigmoid).asks(
            "Is that how high the sigmoid is at z, or how steep?"
        ),
        slip("z(1 − z)", bend=lambda z: z * (1 - z)).asks(
            "In s(1 − s), is s what goes into the sigmoid, or what comes out?"
        ),
        slip("sigmoid's gate skipped", bend=lambda z: 1).asks(
            "Which gate stands between z and f, and what does it do to the gradient?"
        ),
        slip("upstream forgotten", result={"w_gradient": -1.5, "x_gradient": 2.0}).asks(
            "You have the slope of the product alone. What arrives at the product from above?"
        ),
        slip("bias forgotten in z", result={"z_value": 2 * -1.5}).asks(
            "What does the sum gate take besides wx?"
        ),
        slip("slope of the sum alone", result={"b_gradient": 1.0}).asks(
            "That is what the sum gate does to b. What arrives at the sum from above?"
        ),
        slip("rule of tanh", bend=lambda z: 1 - sigmoid(z) ** 2).asks(
            "Which curve has the slope 1 − a²?"
        ),
    ],
)
