"""Take one step of gradient descent with both weights of the 1-1-1 network."""

from bplib.course.checks import Function, call_case, slip


def one_one_one_update(w1, w2, dw1, dw2, lr, *, rate=lambda lr: lr, gradient=lambda w, dw: dw):
    """Return w1 and w2 after one step of gradient descent."""
    step = rate(lr)
    new_w1 = w1 - step * gradient(w1, dw1)
    new_w2 = w2 - step * gradient(w2, dw2)
    return new_w1, new_w2


def cases(rng):
    """Draw weights and gradients of both signs, and small and large learning rates."""

    def case(low, high):
        w1, w2, dw1, dw2 = map(float, rng.uniform(0.3, 1.5, 4) * rng.choice([-1, 1], 4))
        return call_case(w1=w1, w2=w2, dw1=dw1, dw2=dw2, lr=float(rng.uniform(low, high)))

    return [case(0.05, 0.2), case(0.3, 0.7), case(1.5, 2.5), case(0.01, 0.04)]


EXERCISE = Function(
    one_one_one_update,
    cases,
    title="Take one step",
    points=2,
    difficulty=1,
    core=True,
    returns=("new w1", "new w2"),
    read_again="Update: one small step downhill",
    slips=[
        slip("plus for minus", rate=lambda lr: -lr).asks(
            "The gradient points to where the loss grows. Do you want to go there?"
        ),
        slip("learning rate twice", rate=lambda lr: lr * lr).asks(
            "How often does lr appear in one step of yours?"
        ),
        slip("learning rate forgotten", rate=lambda lr: 1).asks(
            "What does your function do with lr?"
        ),
        slip("steps, not weights", given=lambda w1, w2, *rest: (0.0, 0.0, *rest)).asks(
            "Is this the step alone, or the weight after the step?"
        ),
        slip("gradients exchanged", given=lambda w1, w2, dw1, dw2, lr: (w1, w2, dw2, dw1, lr)).asks(
            "Whose gradient moves w1?"
        ),
        slip("learning rate on the weight", gradient=lambda w, dw: dw * w).asks(
            "Which of the two is scaled by lr: the weight or its gradient?"
        ),
        slip("one weight moved", given=lambda w1, w2, dw1, dw2, lr: (w1, w2, 0.0, dw2, lr)).asks(
            "How many weights has the network, and how many of them moved?"
        ),
        slip("divided by the learning rate", rate=lambda lr: 1 / lr).asks(
            "Does a smaller lr make a smaller step of yours, or a larger one?"
        ),
        slip("sign of the gradient only", gradient=lambda w, dw: dw / abs(dw)).asks(
            "Is a step longer where the slope is steeper?"
        ),
        slip(
            "brackets", instead=lambda w1, w2, dw1, dw2, lr: ((w1 - lr) * dw1, (w2 - lr) * dw2)
        ).asks("What is subtracted from the weight: lr, or a product?"),
        slip(
            "weight scaled too",
            instead=lambda w1, w2, dw1, dw2, lr: (lr * (w1 - dw1), lr * (w2 - dw2)),
        ).asks("If a gradient is 0, should its weight change?"),
    ],
)
