"""Write Adam as an object, which remembers a state for every array between its steps."""

import numpy as np

from bplib.course.checks import Class, class_case, slip
from bplib.course.exercises.lesson_13_optimizers.adam_step import adam_step
from bplib.course.exercises.lesson_13_optimizers.shared import STILL_HELD, adam_constants, gradients


class AdamOptimizer:
    """Adam for several arrays, with one state for each."""

    def __init__(self, lr, beta1, beta2, eps):
        self.settings, self.states = (lr, beta1, beta2, eps), {}

    def step(self, parameters, gradients):
        """Return the new parameters."""
        new = []
        for index, (w, g) in enumerate(zip(parameters, gradients, strict=True)):
            key = self.key(index, w)
            w, self.states[key] = adam_step(w, self.state(key, w), g, *self.settings)
            new.append(w)
        return new

    @staticmethod
    def key(index, w):
        """Return what an array's state is kept under."""
        return index

    def state(self, key, w):
        """Return the state that an array's step starts from."""
        return self.states.get(key) or at_rest(w)


def at_rest(w):
    """Return the state before an array's first step."""
    return {"m": np.zeros_like(w), "v": np.zeros_like(w), "t": 0}


def cases(rng):
    """Draw three sets of arrays, two with some of one shape; three steps, then an object anew."""

    def case(note, *shapes):
        runs = [gradients(rng, shape, 3) for shape in shapes]
        calls = [
            (
                "step",
                {
                    "parameters": [rng.normal(size=shape) + 2 for shape in shapes],
                    "gradients": [run[step]["g"] for run in runs],
                },
            )
            for step in range(3)
        ]
        settings = adam_constants(rng)
        return class_case(settings, [*calls, ("__init__", settings), calls[0]], note)

    return [
        case("three arrays of one shape", (4,), (4,), (4,)),
        case("a layer and a second bias", (2, 3), (3,), (3,)),
        case("a single array", (2, 1, 4)),
    ]


def counting_arrays(optimizer, key, w):
    """Return an array's state with the steps of all arrays for its t."""
    taken = max((state["t"] for state in optimizer.states.values()), default=0)
    return {**AdamOptimizer.state(optimizer, key, w), "t": taken}


def first_only(optimizer, parameters, gradients):
    """Step with the first array, and return the others as they are."""
    return AdamOptimizer.step(optimizer, parameters[:1], gradients[:1]) + parameters[1:]


def on_class(optimizer, name, value):
    """Set what belongs to one object for all of them, and what is there already never again."""
    if name != "states" or "states" not in vars(type(optimizer)):
        setattr(type(optimizer), name, value)


def leaving(name):
    """Return a step that leaves its results in the arrays of this name."""

    def step(optimizer, parameters, gradients):
        new = AdamOptimizer.step(optimizer, parameters, gradients)
        targets = {"parameters": parameters, "gradients": gradients}[name]
        for target, array in zip(targets, new, strict=True):
            target[...] = array
        return new

    return step


EXERCISE = Class(
    AdamOptimizer,
    cases,
    name="adam_optimizer",
    title="An optimizer that keeps its own state",
    points=3,
    difficulty=4,
    minutes=6,
    read_again="In NumPy: an optimizer as an object",
    pure=True,
    slips=[
        slip("one state for all", key=lambda index, w: "shared").asks(
            "Whose gradients does the second array find in m when its turn comes?"
        ),
        slip("state by shape", key=lambda index, w: w.shape).asks(
            "Can two arrays of one network have the same shape?"
        ),
        slip("state made anew", state=lambda optimizer, key, w: at_rest(w)).asks(
            "What does your object remember of the step before?"
        ),
        slip("t counts arrays", state=counting_arrays).asks(
            "After one step over three arrays, how many steps has the last one taken?"
        ),
        slip("first array only", step=first_only).asks(
            "How many of the arrays have moved when your method returns?"
        ),
        slip("states shared by all objects", __setattr__=on_class).asks(
            "Two optimizers for two nets: does each remember its own gradients?"
        ),
        slip("parameters changed in place", step=leaving("parameters")).asks(STILL_HELD),
        slip("gradients changed in place", step=leaving("gradients")).asks(
            "What do the gradients hold when your method returns, and who else may need them?"
        ),
    ],
)
