"""Write Adam as an object, which remembers a state for every array between its steps."""

import numpy as np

from bplib.course.checks import Class, class_case, slip
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import STILL_HELD, gradients
from bplib.course.exercises.lesson_17_adaptive_optimizers.adam_step import adam_step
from bplib.course.exercises.lesson_17_adaptive_optimizers.shared import adam_constants


class AdamOptimizer:
    """Adam for several arrays, with one state for each."""

    def __init__(self, lr, beta1, beta2, eps):
        self.settings, self.states, self.t = (lr, beta1, beta2, eps), {}, 0

    def step(self, parameters, gradients):
        """Return the new parameters."""
        new = []
        for index, (w, g) in enumerate(zip(parameters, gradients, strict=True)):
            key = self.key(index, w)
            state = self.state(key, w)
            w, self.states[key] = adam_step(w, self.taken(state), g, *self.settings)
            new.append(w)
        self.t += 1
        return new

    @staticmethod
    def key(index, w):
        """Return what an array's state is kept under."""
        return index

    def state(self, key, w):
        """Return the state that an array's step starts from."""
        return self.states.get(key) or at_rest(w)

    def taken(self, state):
        """Return a state with the number of steps taken before."""
        return {**state, "t": self.t}


def at_rest(w):
    """Return the state before an array's first step."""
    return {"m": np.zeros_like(w), "v": np.zeros_like(w), "t": 0}


def cases(rng):
    """Draw three sets of arrays, two with some of one shape.

    Before the third step a second object is made, after it one that takes a step itself.
    """

    def case(note, *shapes):
        runs = [gradients(rng, shape, 3) for shape in shapes]

        def step(k):
            parameters = [rng.normal(size=shape) + 2 for shape in shapes]
            return "step", {"parameters": parameters, "gradients": [run[k]["g"] for run in runs]}

        calls, settings = [step(k) for k in range(3)], adam_constants(rng)
        others = ("another", settings), ("anew", settings)
        return class_case(settings, [*calls[:2], others[0], calls[2], others[1], calls[0]], note)

    return [
        case("three arrays of one shape", (4,), (4,), (4,)),
        case("a layer and a second bias", (2, 3), (3,), (3,)),
        case("a single array", (2, 1, 4)),
    ]


def counting_arrays(optimizer, state):
    """Return a state with the number of arrays stepped before."""
    return {**state, "t": max((other["t"] for other in optimizer.states.values()), default=0)}


def in_the_state(optimizer, state):
    """Return a state with the steps that it has counted itself."""
    return state


def on_class(*names, once=True):
    """Return a way to set what belongs to one object for all of them, at rest some of it once."""

    def set_for_all(optimizer, name, value):
        shared = vars(type(optimizer))
        if not once or name not in names or name not in shared or value not in (0, {}):
            setattr(type(optimizer), name, value)

    return set_for_all


def betas_exchanged(optimizer, lr, beta1, beta2, eps):
    """Take each share for the other one."""
    AdamOptimizer.__init__(optimizer, lr, beta2, beta1, eps)


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
    difficulty=3,
    read_again="In NumPy: an optimizer as an object",
    pure=True,
    slips=[
        slip("one state for all", key=lambda index, w: "shared", taken=in_the_state).asks(
            "Whose gradients does the second array find in m when its turn comes?"
        ),
        slip("state by shape", key=lambda index, w: w.shape, taken=in_the_state).asks(
            "Can two arrays of one network have the same shape?"
        ),
        slip(
            "state made anew", state=lambda optimizer, key, w: at_rest(w), taken=in_the_state
        ).asks("What does your object remember of the step before?"),
        slip("t counts arrays", taken=counting_arrays).asks(
            "After one step over three arrays, how many steps has the last one taken?"
        ),
        slip("states shared by all objects", __setattr__=on_class("states", "t")).asks(
            "Two optimizers for two nets: does each remember its own gradients?"
        ),
        slip(
            "states of all objects begun anew by each", __setattr__=on_class("states", once=False)
        ).asks("Two optimizers for two nets: does each remember its own gradients?"),
        slip("parameters changed in place", step=leaving("parameters")).asks(STILL_HELD),
        slip("gradients changed in place", step=leaving("gradients")).asks(
            "What do the gradients hold when your method returns, and who else may need them?"
        ),
        slip("means made anew", state=lambda optimizer, key, w: at_rest(w)).asks(
            "What do m and v remember of the step before?"
        ),
        slip("means by shape", key=lambda index, w: w.shape).asks(
            "Can two arrays of one network have the same shape, and the same m?"
        ),
        slip("one pair of means for all", key=lambda index, w: "shared").asks(
            "Whose gradients does the second array find in m when its turn comes?"
        ),
        slip("t shared by all objects", __setattr__=on_class("t")).asks(
            "A second optimizer begins. From which t does yours count?"
        ),
        slip("betas exchanged", __init__=betas_exchanged).asks(
            "Which of the two means should remember longer, and does yours?"
        ),
    ],
)
