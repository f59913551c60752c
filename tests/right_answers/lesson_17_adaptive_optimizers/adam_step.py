"""Right answers to `adam_step`: bplib's, a loop over entries, both corrections in one rate."""

from right_answers.lesson_17_adaptive_optimizers.shared import adam_by_loop, adam_with_one_rate

from bplib import optimizers


def adam_by_bplib(w, state, g, lr, beta1, beta2, eps):
    optimizer = optimizers.Adam(lr, beta1, beta2, eps)
    optimizer.m, optimizer.v, optimizer.t = state["m"], state["v"], state["t"]
    w = w.copy()
    optimizer.step(w, g)
    return w, {"m": optimizer.m, "v": optimizer.v, "t": optimizer.t}


ANSWERS = [adam_by_bplib, adam_by_loop, adam_with_one_rate]
