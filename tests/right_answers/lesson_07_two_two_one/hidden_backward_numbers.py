"""Right answers to `hidden_backward_numbers`: rounded, plain Python, differences."""

from right_answers.lesson_07_two_two_one.shared import d, h1, h2, logistic, x1, x2, y


def by_difference(change):
    """Differentiate the loss by z1 of unit 1 and 2, and by w12 and w21, numerically."""

    def loss(z1=0.0, z2=0.0, w12=0.0, w21=0.0):
        a = logistic(0.15 * x1 + (0.20 + w21) * x2 + 0.35 + z1)
        b = logistic((0.25 + w12) * x1 + 0.30 * x2 + 0.35 + z2)
        return 0.5 * (y - logistic(0.40 * a + 0.45 * b + 0.50)) ** 2

    h = 1e-5
    return (loss(**{change: h}) - loss(**{change: -h})) / (2 * h)


ANSWERS = [
    {"delta1_1": 0.01367, "delta1_2": 0.01533, "dw1_12": 0.0007666, "dw1_21": 0.001367},
    {
        "delta1_1": d * 0.40 * h1 * (1 - h1),
        "delta1_2": d * 0.45 * h2 * (1 - h2),
        "dw1_12": d * 0.45 * h2 * (1 - h2) * x1,
        "dw1_21": d * 0.40 * h1 * (1 - h1) * x2,
    },
    {
        "delta1_1": by_difference("z1"),
        "delta1_2": by_difference("z2"),
        "dw1_12": by_difference("w12"),
        "dw1_21": by_difference("w21"),
    },
]
