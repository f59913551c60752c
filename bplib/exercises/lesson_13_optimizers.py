"""Exercises of lesson 13: one step of every optimizer, how large a step may be, and schedules."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bplib.checks import Case, Exercise, Mistake, call_case, class_case, steps_case

Pair = tuple[Any, Any]

IN_PLACE = "Who else still holds the array that your function has just written to?"


# ---- two steps by hand, and the limits as formulas -----------------------------------------------

_TWO_STEPS = {
    "descent_x": 0.970225,
    "descent_y": 0.25,
    "momentum_x": 0.956725,
    "momentum_y": -1.1,
    "adam_y": 0.985,
}


def _rates() -> tuple[Any, Any, Any]:
    import sympy

    return sympy.symbols("eta lambda mu", positive=True)


def _stable_rates() -> dict[str, Any]:
    eta, lam, mu = _rates()
    return {
        "factor": 1 - eta * lam,
        "limit": 2 / lam,
        "best": 2 / (lam + mu),
        "shrink": (lam - mu) / (lam + mu),
    }


def _uphill_factor() -> dict[str, Any]:
    eta, lam, _ = _rates()
    return {"factor": 1 + eta * lam}


def _half_forgotten() -> dict[str, Any]:
    eta, lam, mu = _rates()
    return {
        "factor": 1 - 2 * eta * lam,
        "limit": 1 / lam,
        "best": 1 / (lam + mu),
    }


def _arrival_for_limit() -> dict[str, Any]:
    _, lam, _ = _rates()
    return {"limit": 1 / lam}


def _flat_direction() -> dict[str, Any]:
    _, _, mu = _rates()
    return {"limit": 2 / mu}


def _best_for_the_steep() -> dict[str, Any]:
    _, lam, mu = _rates()
    return {"best": 1 / lam, "shrink": 1 - mu / lam}


def largest_stable_rate(H: Any, beta: float) -> float:
    """Return (2 + 2 beta) / (largest eigenvalue of H)."""
    return float((2 + 2 * beta) / np.linalg.eigvalsh(H)[-1])


def _rate_variant(kind: str) -> Callable[[Any, float], float]:
    """Return the largest stable rate with one mistake."""

    def rate(H: Any, beta: float) -> float:
        curvatures = np.linalg.eigvalsh(H)
        reach = {"forgotten": 2.0, "half": 1 + beta, "shrinks": 2 - 2 * beta}
        steepest = {
            "flattest": curvatures[0],
            "diagonal": np.diag(H).max(),
            "added": curvatures.sum(),
        }
        return float(reach.get(kind, 2 + 2 * beta) / steepest.get(kind, curvatures[-1]))

    return rate


def _rate_cases(rng: np.random.Generator) -> list[Case]:
    def hessian(size: int) -> np.ndarray:
        Q, _ = np.linalg.qr(rng.normal(size=(size, size)))
        curvatures = rng.uniform(0.5, 1.0, size) * np.geomspace(1, 40, size)
        H = Q * curvatures @ Q.T
        return (H + H.T) / 2

    return [
        call_case("no memory", H=hessian(2), beta=0.0),
        call_case("a little memory", H=hessian(3), beta=float(rng.uniform(0.2, 0.5))),
        call_case("five directions", H=hessian(5), beta=float(rng.uniform(0.55, 0.8))),
        call_case("long memory", H=hessian(4), beta=float(rng.uniform(0.85, 0.97))),
    ]


# ---- one step of each optimizer ------------------------------------------------------------------


def sgd_step(w: Any, g: Any, lr: float) -> Any:
    """Return w - lr g."""
    return w - lr * g


def momentum_step(w: Any, v: Any, g: Any, lr: float, beta: float) -> Pair:
    """Return (w, v) after v <- beta v + g, w <- w - lr v."""
    v = beta * v + g
    return w - lr * v, v


def nesterov_step(w: Any, v: Any, g: Any, lr: float, beta: float) -> Pair:
    """Return (w, v) after v <- beta v + g, w <- w - lr (g + beta v)."""
    v = beta * v + g
    return w - lr * (g + beta * v), v


def rmsprop_step(w: Any, s: Any, g: Any, lr: float, decay: float, eps: float) -> Pair:
    """Return (w, s) after s <- decay s + (1 - decay) g^2, w <- w - lr g / (sqrt(s) + eps)."""
    s = decay * s + (1 - decay) * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def adam_step(
    w: Any, state: dict[str, Any], g: Any, lr: float, beta1: float, beta2: float, eps: float
) -> Pair:
    """Return (w, state) after one step of Adam; state holds m, v and the steps taken, t."""
    t = state["t"] + 1
    m = beta1 * state["m"] + (1 - beta1) * g
    v = beta2 * state["v"] + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def adamw_step(
    w: Any,
    state: dict[str, Any],
    g: Any,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> Pair:
    """Return (w, state) after Adam's step from w and a decay lr weight_decay w beside it."""
    stepped, state = adam_step(w, state, g, lr, beta1, beta2, eps)
    return stepped - lr * weight_decay * w, state


def _sgd_variant(kind: str) -> Callable[..., Any]:
    """Return a step of gradient descent with one mistake."""

    def step(w: Any, g: Any, lr: float) -> Any:
        if kind == "in place":
            w -= lr * g
            return w
        move = {
            "uphill": -lr * g,
            "rate left out": g,
            "direction only": lr * g / np.linalg.norm(g),
            "only the step": w + lr * g,
        }[kind]
        return w - move

    return step


def _momentum_variant(kind: str) -> Callable[..., Pair]:
    """Return a step with momentum and one mistake."""

    def step(w: Any, v: Any, g: Any, lr: float, beta: float) -> Pair:
        if kind == "in place":
            v *= beta
            v += g
            return w - lr * v, v
        new = {
            "mean for sum": beta * v + (1 - beta) * g,
            "downhill": beta * v - g,
            "rate in the velocity": beta * v + lr * g,
            "gradient damped": v + beta * g,
        }.get(kind, beta * v + g)
        move = {"rate in the velocity": new, "old velocity": lr * v}.get(kind, lr * new)
        return w - move, new

    return step


def _nesterov_variant(kind: str) -> Callable[..., Pair]:
    """Return a step of Nesterov's momentum with one mistake."""

    def step(w: Any, v: Any, g: Any, lr: float, beta: float) -> Pair:
        if kind == "in place":
            v *= beta
            v += g
            return w - lr * (g + beta * v), v
        new = beta * v + ((1 - beta) * g if kind == "mean for sum" else g)
        ahead = {
            "plain": new,
            "gradient left out": beta * new,
            "undamped": g + new,
        }.get(kind, g + beta * new)
        return w - lr * ahead, ahead if kind == "ahead kept" else new

    return step


def _rmsprop_variant(kind: str) -> Callable[..., Pair]:
    """Return a step of RMSprop with one mistake."""

    def step(w: Any, s: Any, g: Any, lr: float, decay: float, eps: float) -> Pair:
        if kind == "in place":
            s *= decay
            s += (1 - decay) * g**2
            return w - lr * g / (np.sqrt(s) + eps), s
        new = {
            "square forgotten": decay * s + (1 - decay) * np.abs(g),
            "swapped": (1 - decay) * s + decay * g**2,
            "sum for mean": decay * s + g**2,
        }.get(kind, decay * s + (1 - decay) * g**2)
        size = {
            "inside": np.sqrt(new + eps),
            "root forgotten": new + eps,
            "old size": np.sqrt(s) + eps,
        }.get(kind, np.sqrt(new) + eps)
        return w - lr * g / size, new

    return step


def _adam_variant(kind: str) -> Callable[..., Pair]:
    """Return Adam's step with one mistake."""

    def step(
        w: Any, state: dict[str, Any], g: Any, lr: float, beta1: float, beta2: float, eps: float
    ) -> Pair:
        if kind == "swapped":
            beta1, beta2 = beta2, beta1
        t = state["t"] + 1
        used = t - 1 if kind == "t from 0" else t
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * (m if kind == "square of the mean" else g) ** 2
        m_hat, v_hat = m / (1 - beta1**used), v / (1 - beta2**used)
        if kind == "uncorrected":
            m_hat, v_hat = m, v
        root = np.sqrt(v_hat + eps) if kind == "inside" else np.sqrt(v_hat) + eps
        if kind == "written back":
            m, v = m_hat, v_hat
        if kind == "in place":
            state.update(m=m, v=v, t=t)
        kept = state["t"] if kind == "t not kept" else t
        return w - lr * m_hat / root, {"m": m, "v": v, "t": kept}

    return step


def _adamw_variant(kind: str) -> Callable[..., Pair]:
    """Return AdamW's step with one mistake."""

    def step(
        w: Any,
        state: dict[str, Any],
        g: Any,
        lr: float,
        beta1: float,
        beta2: float,
        eps: float,
        weight_decay: float,
    ) -> Pair:
        fed = g + weight_decay * w if kind == "through the gradient" else g
        new, after = adam_step(w, state, fed, lr, beta1, beta2, eps)
        if kind == "rate left out":
            new = new - weight_decay * w
        elif kind == "new weights":
            new = new - lr * weight_decay * new
        elif kind == "growth":
            new = new + lr * weight_decay * w
        elif kind == "in place":
            w *= 1 - lr * weight_decay
            new = adam_step(w, state, g, lr, beta1, beta2, eps)[0]
        return new, after

    return step


def _gradients(rng: np.random.Generator, shape: tuple[int, ...], steps: int) -> list[dict]:
    """Return gradients whose coordinates differ in size by a factor of a thousand."""
    sizes = 10.0 ** rng.permutation(np.linspace(-1.5, 1.5, int(np.prod(shape)))).reshape(shape)
    return [{"g": sizes * (0.3 + rng.random(shape)) * rng.choice([-1, 1], shape)}
            for _ in range(steps)]  # fmt: skip


SHAPES = ((3,), (4,), (2, 3), (5,))
NOTES = ("from rest", "on the way", "a matrix", "on the way")


def _sgd_cases(rng: np.random.Generator) -> list[Case]:
    return [
        steps_case(
            {"w": rng.normal(size=shape) + 3},
            _gradients(rng, shape, 3),
            {"lr": float(rng.uniform(0.05, 0.4))},
        )
        for shape in SHAPES
    ]


def _memory_cases(rng: np.random.Generator) -> list[Case]:
    return [
        steps_case(
            {
                "w": rng.normal(size=shape) + 2,
                "v": np.zeros(shape) if note == "from rest" else rng.normal(size=shape) * 4,
            },
            _gradients(rng, shape, 4),
            {"lr": float(rng.uniform(0.05, 0.4)), "beta": float(rng.uniform(0.6, 0.95))},
            note,
        )
        for shape, note in zip(SHAPES, NOTES, strict=True)
    ]


def _rmsprop_cases(rng: np.random.Generator) -> list[Case]:
    return [
        steps_case(
            {
                "w": rng.normal(size=shape) + 2,
                "s": np.zeros(shape) if note == "from rest" else rng.uniform(0.5, 3, shape),
            },
            _gradients(rng, shape, 4),
            {
                "lr": float(rng.uniform(0.05, 0.4)),
                "decay": float(rng.uniform(0.6, 0.95)),
                "eps": float(rng.uniform(0.02, 0.2)),
            },
            note,
        )
        for shape, note in zip(SHAPES, NOTES, strict=True)
    ]


def _adam_constants(rng: np.random.Generator) -> dict[str, float]:
    return {
        "lr": float(rng.uniform(0.05, 0.4)),
        "beta1": float(rng.uniform(0.5, 0.8)),
        "beta2": float(rng.uniform(0.85, 0.97)),
        "eps": float(rng.uniform(0.02, 0.2)),
    }


def _adam_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for shape, note in zip(SHAPES, NOTES, strict=True):
        state: dict[str, Any] = {"m": np.zeros(shape), "v": np.zeros(shape), "t": 0}
        if note != "from rest":
            m = rng.normal(size=shape)
            state = {"m": m, "v": m**2 + rng.random(shape), "t": int(rng.integers(2, 6))}
        start = {"w": rng.normal(size=shape) + 2, "state": state}
        cases.append(steps_case(start, _gradients(rng, shape, 4), _adam_constants(rng), note))
    return cases


def _adamw_cases(rng: np.random.Generator) -> list[Case]:
    cases = _adam_cases(rng)
    for case in cases:
        case.inputs["constants"]["weight_decay"] = float(rng.uniform(0.05, 0.3))
    return cases


# ---- an optimizer that keeps its own state -------------------------------------------------------


class AdamOptimizer:
    """Adam for several arrays, with one state for each."""

    def __init__(self, lr: float, beta1: float, beta2: float, eps: float) -> None:
        self.settings = (lr, beta1, beta2, eps)
        self.states: dict[Any, dict[str, Any]] = {}

    def step(self, parameters: list[Any], gradients: list[Any]) -> list[Any]:
        """Return the new parameters."""
        self.begin()
        new = []
        for index, (w, g) in enumerate(zip(parameters, gradients, strict=True)):
            key = self.key(index, w)
            zero = {"m": np.zeros_like(w), "v": np.zeros_like(w), "t": 0}
            w, self.states[key] = adam_step(w, self.states.get(key, zero), g, *self.settings)
            new.append(w)
        return new

    def begin(self) -> None:
        """Do nothing before a step."""

    def key(self, index: int, w: Any) -> Any:
        """Return what the state is kept under."""
        return index


class _OneState(AdamOptimizer):
    def key(self, index: int, w: Any) -> Any:
        return "shared"


class _StateByShape(AdamOptimizer):
    def key(self, index: int, w: Any) -> Any:
        return np.shape(w)


class _ForgetsEverything(AdamOptimizer):
    def begin(self) -> None:
        self.states = {}


class _CountsParameters(AdamOptimizer):
    def step(self, parameters: list[Any], gradients: list[Any]) -> list[Any]:
        new = []
        self.t = getattr(self, "t", 0)
        for index, (w, g) in enumerate(zip(parameters, gradients, strict=True)):
            zero = {"m": np.zeros_like(w), "v": np.zeros_like(w)}
            state = {**self.states.get(index, zero), "t": self.t}
            w, self.states[index] = adam_step(w, state, g, *self.settings)
            self.t += 1
            new.append(w)
        return new


class _FirstOnly(AdamOptimizer):
    def step(self, parameters: list[Any], gradients: list[Any]) -> list[Any]:
        return super().step(parameters[:1], gradients[:1]) + list(parameters[1:])


def _optimizer_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, *shapes: tuple[int, ...]) -> Case:
        runs = [_gradients(rng, shape, 3) for shape in shapes]
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
        return class_case(_adam_constants(rng), calls, note)

    return [
        case("three arrays of one shape", (4,), (4,), (4,)),
        case("a layer and a second bias", (2, 3), (3,), (3,)),
        case("two layers", (2, 4), (4,), (4, 3), (3,)),
    ]


# ---- a schedule ----------------------------------------------------------------------------------


def warmup_cosine(t: int, lr: float, warmup: int, steps: int, final: float) -> float:
    """Return the rate of step t: up a straight line, then down half a cosine."""
    if t < warmup:
        return lr * (t + 1) / warmup
    progress = min(1.0, (t - warmup) / (steps - warmup))
    return float(final + (lr - final) * (1 + np.cos(np.pi * progress)) / 2)


def _schedule_variant(kind: str) -> Callable[..., float]:
    """Return the schedule with one mistake."""

    def schedule(t: int, lr: float, warmup: int, steps: int, final: float) -> float:
        if t < warmup:
            return lr * (t if kind == "from zero" else t + 1) / warmup
        progress = (t - warmup) / (steps - warmup)
        if kind == "length":
            progress = (t - warmup) / steps
        elif kind == "clock":
            progress = t / steps
        if kind != "climbs again":
            progress = min(1.0, progress)
        share = (1 + np.cos(np.pi * progress)) / 2
        if kind == "half lost":
            share *= 2
        if kind == "floor forgotten":
            final = 0.0
        height = lr if kind == "floor on top" else lr - final
        return float(final + height * share)

    return schedule


def _schedule_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note in ("first step", "end of the rise", "peak", "middle", "late", "end", "after the end",
                 "no warm-up"):  # fmt: skip
        warmup = int(rng.integers(5, 20)) if note != "no warm-up" else 0
        fall = int(rng.integers(40, 90))
        t = {
            "first step": 0,
            "end of the rise": warmup - 1,
            "peak": warmup,
            "middle": warmup + fall // 3,
            "late": warmup + (3 * fall) // 4,
            "end": warmup + fall,
            "after the end": warmup + fall + fall // 3,
            "no warm-up": int(rng.integers(5, 30)),
        }[note]
        lr = float(rng.uniform(0.05, 0.5))
        settings = {"lr": lr, "warmup": warmup, "steps": warmup + fall}
        cases.append(call_case(note, t=t, **settings, final=lr * float(rng.uniform(0.05, 0.2))))
    return cases


# ---- a program to repair -------------------------------------------------------------------------

FAULTS = ("gradient kept", "last batch dropped", "all rows", "in place")


def _train_line(*faults: str) -> Callable[..., Any]:
    """Return the training loop of the repair exercise with the given faults in it."""

    def train_line(
        X: Any, y: Any, w: Any, lr: float, beta: float, batch_size: int, epochs: int
    ) -> Any:
        if "in place" not in faults:
            w = w.copy()
        gradient, velocity = np.zeros_like(w), np.zeros_like(w)
        last = len(X) - batch_size + 1 if "last batch dropped" in faults else len(X)
        for _ in range(epochs):
            if "rest at every epoch" in faults:
                velocity = np.zeros_like(w)
            for start in range(0, last, batch_size):
                rows = slice(start, start + batch_size)
                count = len(X[rows])
                if "all rows" in faults:
                    count = len(X)
                elif "batch size for every batch" in faults:
                    count = batch_size
                now = X[rows].T @ (X[rows] @ w - y[rows]) / count
                gradient = gradient + now if "gradient kept" in faults else now
                memory = 0.0 if "memory zeroed too" in faults else beta
                velocity = memory * velocity + gradient
                w -= lr * velocity
        return w

    return train_line


def train_line(X: Any, y: Any, w: Any, lr: float, beta: float, batch_size: int, epochs: int) -> Any:
    """Return the weights of a line after momentum descent on mini-batches, in order."""
    return _train_line()(X, y, w, lr, beta, batch_size, epochs)


def _train_line_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for features, batch_size, full, rest, epochs in (
        (3, 4, 2, 1, 2), (2, 5, 3, 2, 3), (4, 3, 4, 2, 2), (3, 6, 2, 4, 3)
    ):  # fmt: skip
        X = rng.normal(size=(batch_size * full + rest, features))
        y = X @ rng.normal(size=features) + rng.normal(size=len(X))
        cases.append(
            call_case(
                f"{len(X)} rows in batches of {batch_size}",
                X=X,
                y=y,
                w=rng.normal(size=features) + 1,
                lr=float(rng.uniform(0.02, 0.08)),
                beta=float(rng.uniform(0.5, 0.9)),
                batch_size=batch_size,
                epochs=epochs,
            )
        )
    return cases


# ---- digits in five epochs, judged from the weights ----------------------------------------------

SIZES = (64, 32, 10)


def _trained_weights() -> dict[str, Any]:
    """Return the weights W1, b1, W2, b2 of a network trained within the budget."""
    from bplib.datasets import digits
    from bplib.network import Network
    from bplib.optimizers import Adam
    from bplib.schedules import warmup_cosine as schedule
    from bplib.training import fit

    data = digits()
    network = Network(SIZES, "tanh", "cross_entropy", rng=1)
    adam = Adam(schedule(0.05, 20, 225))
    fit(network, data.X_train, data.y_train, optimizer=adam, epochs=5, progress=False)
    return {name: array.copy() for name, array in network.named_parameters()}


def _share_of_the_loss_removed(weights: Any) -> float:
    """Return 1 - (training loss) / ln 10 of a 64-32-10 tanh network with these weights."""
    from bplib.datasets import digits
    from bplib.network import Network

    network = Network(SIZES, "tanh", "cross_entropy")
    if isinstance(weights, Mapping):
        names = [name for name, _ in network.named_parameters()]
        if set(weights) != set(names):
            raise ValueError(f"give {', '.join(names)}, or one flat array of shape (2410,)")
        weights = [weights[name] for name in names]
    network.set_parameters(weights)
    data = digits()
    return 1 - network.loss(data.X_train, data.y_train) / float(np.log(10))


EXERCISES = [
    Exercise(
        name="two_steps_by_hand",
        title="Take two steps by hand",
        kind="numbers",
        reference=_TWO_STEPS,
        points=2,
        difficulty=2,
        minutes=5,
        read_again="By hand: one direction, then two",
        mistakes=(
            Mistake(
                "weights of a mean in the velocity",
                "Do the two numbers in front of v and g have to sum to one here?",
                {"momentum_x": 0.9956725, "momentum_y": 0.64},
            ),
            Mistake(
                "one slope for both steps",
                "Where do you stand when you take the second step, and how steep is it there?",
                {
                    "descent_x": 0.97,
                    "descent_y": -2.0,
                    "momentum_x": 0.9565,
                    "momentum_y": -3.35,
                },
            ),
            Mistake(
                "memory forgotten",
                "What is left of the first step's velocity when the second begins?",
                {"momentum_x": 0.970225, "momentum_y": 0.25},
            ),
            Mistake(
                "step as long as the slope",
                "By which two running means does Adam's first step divide and multiply, "
                "and what is their quotient after one gradient?",
                {"adam_y": -0.5},
            ),
            Mistake(
                "bias left in",
                "How far below the gradient are the running means after one step from zero?",
                {"adam_y": 1 - 0.015 * 0.1 / 0.001**0.5},
            ),
        ),
    ),
    Exercise(
        name="stable_rates",
        title="Write down how fast descent can be",
        kind="expressions",
        reference=_stable_rates,
        symbols={"eta": (0.02, 0.3), "lambda": (4.0, 9.0), "mu": (0.5, 2.0)},
        points=2,
        difficulty=2,
        minutes=5,
        read_again="By hand: one direction, then two",
        mistakes=(
            Mistake("uphill", "Does the step go with the slope, or against it?", _uphill_factor),
            Mistake(
                "half forgotten",
                "What is the derivative of ½ λ w², and what became of the ½?",
                _half_forgotten,
            ),
            Mistake(
                "arrival for limit",
                "What does the factor do to w at this rate: reach −1, or reach 0?",
                _arrival_for_limit,
            ),
            Mistake(
                "limit of the flat direction",
                "Which of the two directions leaves the interval from −1 to 1 first?",
                _flat_direction,
            ),
            Mistake(
                "best for the steep direction alone",
                "Which direction is now the slower one, and could a larger rate help it?",
                _best_for_the_steep,
            ),
        ),
    ),
    Exercise(
        name="largest_stable_rate",
        title="Find the largest stable learning rate",
        kind="function",
        reference=largest_stable_rate,
        cases=_rate_cases,
        points=3,
        difficulty=3,
        minutes=4,
        read_again="By SymPy: the limit, with memory and without",
        mistakes=(
            Mistake(
                "memory forgotten",
                "Does a velocity change how far a single step may reach?",
                _rate_variant("forgotten"),
            ),
            Mistake(
                "half way",
                "Is this the rate at which the steepest direction stops converging, or half of it?",
                _rate_variant("half"),
            ),
            Mistake(
                "memory shrinks it",
                "At the limit one root is −1. What do the three terms of the polynomial sum to?",
                _rate_variant("shrinks"),
            ),
            Mistake(
                "flattest direction",
                "Which direction of the valley leaves first, the steep one or the flat one?",
                _rate_variant("flattest"),
            ),
            Mistake(
                "diagonal for eigenvalues",
                "When are the entries on the diagonal the curvatures of the valley?",
                _rate_variant("diagonal"),
            ),
            Mistake(
                "all curvatures added",
                "Do the steps in two perpendicular directions add up?",
                _rate_variant("added"),
            ),
        ),
    ),
    Exercise(
        name="sgd_step",
        title="One step of gradient descent",
        kind="steps",
        reference=sgd_step,
        cases=_sgd_cases,
        points=1,
        difficulty=1,
        minutes=1,
        pure=True,
        read_again="In NumPy: one step of each",
        mistakes=(
            Mistake(
                "uphill", "In which direction does the gradient point?", _sgd_variant("uphill")
            ),
            Mistake(
                "only the step",
                "Is this where the weights are, or how far they move?",
                _sgd_variant("only the step"),
            ),
            Mistake(
                "rate left out",
                "What decides how much of g is used?",
                _sgd_variant("rate left out"),
            ),
            Mistake(
                "direction only",
                "Should a steeper slope give a longer step here?",
                _sgd_variant("direction only"),
            ),
            Mistake("changed in place", IN_PLACE, _sgd_variant("in place")),
        ),
    ),
    Exercise(
        name="momentum_step",
        title="One step with momentum",
        kind="steps",
        reference=momentum_step,
        cases=_memory_cases,
        points=2,
        difficulty=2,
        minutes=3,
        pure=True,
        read_again="In NumPy: one step of each",
        mistakes=(
            Mistake(
                "mean for sum",
                "A steady gradient g: to which value should v grow, to g or to g / (1 − β)?",
                _momentum_variant("mean for sum"),
            ),
            Mistake(
                "velocity points downhill",
                "If v already points downhill, what does the minus sign in front of lr do?",
                _momentum_variant("downhill"),
            ),
            Mistake(
                "rate in the velocity",
                "Which of the two lines holds lr, and what would a schedule do to an old velocity?",
                _momentum_variant("rate in the velocity"),
            ),
            Mistake(
                "old velocity",
                "Which velocity moves the weights, the one before this gradient or after?",
                _momentum_variant("old velocity"),
            ),
            Mistake(
                "gradient damped",
                "Which of the two is remembered, and so fades: the velocity or the new gradient?",
                _momentum_variant("gradient damped"),
            ),
            Mistake("changed in place", IN_PLACE, _momentum_variant("in place")),
        ),
    ),
    Exercise(
        name="nesterov_step",
        title="One step of Nesterov's momentum",
        kind="steps",
        reference=nesterov_step,
        cases=_memory_cases,
        points=2,
        difficulty=2,
        minutes=3,
        pure=True,
        read_again="In NumPy: one step of each",
        mistakes=(
            Mistake(
                "plain momentum",
                "Where in your step is the look ahead?",
                _nesterov_variant("plain"),
            ),
            Mistake(
                "gradient left out",
                "The look ahead is one term of the step. What is the other?",
                _nesterov_variant("gradient left out"),
            ),
            Mistake(
                "look ahead undamped",
                "How much of the velocity will be left one step from now?",
                _nesterov_variant("undamped"),
            ),
            Mistake(
                "mean for sum",
                "What stands in front of g in the velocity of this lesson?",
                _nesterov_variant("mean for sum"),
            ),
            Mistake(
                "look ahead remembered",
                "Which of your two quantities is the velocity, and which is only this step?",
                _nesterov_variant("ahead kept"),
            ),
            Mistake("changed in place", IN_PLACE, _nesterov_variant("in place")),
        ),
    ),
    Exercise(
        name="rmsprop_step",
        title="One step of RMSprop",
        kind="steps",
        reference=rmsprop_step,
        cases=_rmsprop_cases,
        points=2,
        difficulty=2,
        minutes=4,
        pure=True,
        read_again="In NumPy: one step of each",
        mistakes=(
            Mistake(
                "ε inside the root",
                "s is the square of a size. Is ε, inside the root, still small beside it?",
                _rmsprop_variant("inside"),
            ),
            Mistake(
                "root forgotten",
                "If g is in metres, in which unit is s, and what is g / s in?",
                _rmsprop_variant("root forgotten"),
            ),
            Mistake(
                "square forgotten",
                "Of which power of the gradient does s hold the running mean?",
                _rmsprop_variant("square forgotten"),
            ),
            Mistake(
                "weights of the mean swapped",
                "With decay = 0.99, how much of the old s should survive?",
                _rmsprop_variant("swapped"),
            ),
            Mistake(
                "sum for mean",
                "What would s tend to under a steady gradient?",
                _rmsprop_variant("sum for mean"),
            ),
            Mistake(
                "old size",
                "Does the size you divide by know of this step's gradient?",
                _rmsprop_variant("old size"),
            ),
            Mistake("changed in place", IN_PLACE, _rmsprop_variant("in place")),
        ),
    ),
    Exercise(
        name="adam_step",
        title="One step of Adam",
        kind="steps",
        reference=adam_step,
        cases=_adam_cases,
        points=3,
        difficulty=3,
        minutes=6,
        pure=True,
        read_again="In NumPy: one step of each",
        mistakes=(
            Mistake(
                "correction written back",
                "Which m does the next step start from: the running mean, or the corrected one?",
                _adam_variant("written back"),
            ),
            Mistake(
                "t from 0",
                "What is 1 − β to the power of your t at the very first step?",
                _adam_variant("t from 0"),
            ),
            Mistake(
                "t not handed on",
                "Which t will the next step find in the state you return?",
                _adam_variant("t not kept"),
            ),
            Mistake(
                "no correction",
                "How large are m and v after one step from zero, measured against g and g²?",
                _adam_variant("uncorrected"),
            ),
            Mistake(
                "ε inside the root",
                "What is ε compared with: the gradient's size, or its square?",
                _adam_variant("inside"),
            ),
            Mistake(
                "betas swapped",
                "Which of the two means should remember longer?",
                _adam_variant("swapped"),
            ),
            Mistake(
                "square of the mean",
                "Gradients +1, −1, +1, −1: what is the mean's square, and what the squares' mean?",
                _adam_variant("square of the mean"),
            ),
            Mistake(
                "changed in place",
                "Who else still holds the dict that your function has just written to?",
                _adam_variant("in place"),
            ),
        ),
    ),
    Exercise(
        name="adamw_step",
        title="One step of AdamW",
        kind="steps",
        reference=adamw_step,
        cases=_adamw_cases,
        points=3,
        difficulty=3,
        minutes=4,
        pure=True,
        read_again="In NumPy: one step of each",
        mistakes=(
            Mistake(
                "decay through the gradient",
                "By what is the decay divided once it has passed through Adam's quotient?",
                _adamw_variant("through the gradient"),
            ),
            Mistake(
                "decay forgotten",
                "Where does weight_decay enter your step?",
                _adamw_variant("none"),
            ),
            Mistake(
                "rate left out",
                "If a schedule brings lr to zero, should the weights still shrink?",
                _adamw_variant("rate left out"),
            ),
            Mistake(
                "new weights decay",
                "Both terms start from the same weights. Which ones?",
                _adamw_variant("new weights"),
            ),
            Mistake(
                "growth",
                "Should a weight without any gradient move towards zero or away from it?",
                _adamw_variant("growth"),
            ),
            Mistake("changed in place", IN_PLACE, _adamw_variant("in place")),
        ),
    ),
    Exercise(
        name="adam_optimizer",
        title="An optimizer that keeps its own state",
        kind="class",
        reference=AdamOptimizer,
        cases=_optimizer_cases,
        points=3,
        difficulty=4,
        minutes=6,
        read_again="In NumPy: an optimizer as an object",
        mistakes=(
            Mistake(
                "one state for all",
                "Whose gradients does the second array find in m when its turn comes?",
                _OneState,
            ),
            Mistake(
                "state by shape",
                "Can two arrays of one network have the same shape?",
                _StateByShape,
            ),
            Mistake(
                "state made anew",
                "What does your object remember of the step before?",
                _ForgetsEverything,
            ),
            Mistake(
                "t counts arrays",
                "After one step over three arrays, how many steps has the last one taken?",
                _CountsParameters,
            ),
            Mistake(
                "first array only",
                "How many of the arrays have moved when your method returns?",
                _FirstOnly,
            ),
        ),
    ),
    Exercise(
        name="warmup_cosine",
        title="A cosine schedule with warm-up",
        kind="function",
        reference=warmup_cosine,
        cases=_schedule_cases,
        points=3,
        difficulty=3,
        minutes=5,
        read_again="In NumPy: a schedule",
        mistakes=(
            Mistake(
                "first step wasted",
                "How far do the weights move at t = 0 with your schedule?",
                _schedule_variant("from zero"),
            ),
            Mistake(
                "cosine on the wrong clock",
                "Is your rate the same just before and just after the rise ends?",
                _schedule_variant("clock"),
            ),
            Mistake(
                "fall too long",
                "How many steps are left for the fall once the rise is over?",
                _schedule_variant("length"),
            ),
            Mistake(
                "half lost",
                "Between which two values does 1 + cos run?",
                _schedule_variant("half lost"),
            ),
            Mistake(
                "final forgotten",
                "Which rate does your schedule end at?",
                _schedule_variant("floor forgotten"),
            ),
            Mistake(
                "final on top",
                "What does your schedule give at its peak, and was that asked for?",
                _schedule_variant("floor on top"),
            ),
            Mistake(
                "climbs again",
                "What does a cosine do after half a turn?",
                _schedule_variant("climbs again"),
            ),
        ),
    ),
    Exercise(
        name="train_line",
        title="Repair a training loop",
        kind="function",
        reference=train_line,
        cases=_train_line_cases,
        points=3,
        difficulty=4,
        minutes=7,
        pure=True,
        read_again="In NumPy: a program to repair",
        mistakes=(
            Mistake(
                "not repaired",
                "Which of the four symptoms have you looked for so far?",
                _train_line(*FAULTS),
            ),
            Mistake(
                "gradient kept",
                "What is in the gradient when the second batch begins?",
                _train_line("gradient kept"),
            ),
            Mistake(
                "last batch dropped",
                "How many rows does an epoch visit when the batch size does not divide them?",
                _train_line("last batch dropped"),
            ),
            Mistake(
                "divided by all rows",
                "The mean over a batch: how many rows were summed?",
                _train_line("all rows"),
            ),
            Mistake(
                "divided by the batch size",
                "How many rows does the last batch hold?",
                _train_line("batch size for every batch"),
            ),
            Mistake(
                "memory zeroed as well",
                "Which of the two must be new for each batch: the gradient, or the velocity?",
                _train_line("memory zeroed too"),
            ),
            Mistake(
                "rest at every epoch",
                "Why should a velocity end where the data begin anew?",
                _train_line("rest at every epoch"),
            ),
            Mistake("handed-in weights changed", IN_PLACE, _train_line("in place")),
        ),
    ),
    Exercise(
        name="digits_in_five_epochs",
        title="Go far in five epochs",
        kind="training",
        reference=_trained_weights,
        measure=_share_of_the_loss_removed,
        at_least=0.98,
        unit="of the loss at chance, ln 10, is gone",
        points=3,
        difficulty=3,
        minutes=6,
        read_again="The same net, trained by each",
    ),
]
