"""A reader that never learns."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.data.baselines import nearest_neighbour


def _nearest_variant(kind: str) -> Callable[[Any, Any, Any], Any]:
    """Return the nearest neighbour's answers with one mistake."""

    def nearest(X_train: Any, y_train: Any, X: Any) -> Any:
        if kind == "class means":
            labels = np.unique(y_train)
            X_train = np.stack([X_train[y_train == label].mean(axis=0) for label in labels])
            y_train = labels
        gaps = X[:, None] - X_train
        distances = {
            "signs cancel": np.abs(gaps.sum(axis=2)),
            "largest product": -X @ X_train.T,
            "corner distance": np.abs(gaps).max(axis=2),
        }.get(kind, (gaps**2).sum(axis=2))
        if kind == "farthest":
            return y_train[distances.argmax(axis=1)]
        if kind == "place for label":
            return distances.argmin(axis=1)
        return y_train[distances.argmin(axis=0 if kind == "other way round" else 1) % len(y_train)]

    return nearest


def _nearest_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case(
            X_train=rng.normal(size=(M, D)) * rng.uniform(0.5, 1.5, (M, 1)),
            y_train=rng.permutation(np.arange(M) % classes),
            X=rng.normal(size=(N, D)),
        )
        for M, N, D, classes in ((30, 20, 3, 10), (40, 25, 4, 7), (25, 30, 5, 10))
    ]


EXERCISE = Function(
    nearest_neighbour,
    _nearest_cases,
    title="A reader that never learns",
    points=2,
    difficulty=2,
    minutes=5,
    read_again="What it must beat",
    slips=[
        slip("place for label", instead=_nearest_variant("place for label")).asks(
            "Is that a label, or a row number?"
        ),
        slip("farthest", instead=_nearest_variant("farthest")).asks(
            "Should the distance to the chosen image be large?"
        ),
        slip("other way round", instead=_nearest_variant("other way round")).asks(
            "Who looks for a neighbour: each new image, or each training image?"
        ),
        slip("largest product", instead=_nearest_variant("largest product")).asks(
            "Can a long vector have a large product with x and yet be far from it?"
        ),
        slip("signs cancel", instead=_nearest_variant("signs cancel")).asks(
            "One pixel is too bright by 1, another too dark by 1. How far apart are they?"
        ),
        slip("largest gap", instead=_nearest_variant("corner distance")).asks(
            "How many pixels does your distance look at in the end?"
        ),
        slip("class means", instead=_nearest_variant("class means")).asks(
            "Is the nearest one an image here, or an average of images?"
        ),
    ],
)
