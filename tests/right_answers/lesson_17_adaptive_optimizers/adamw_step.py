"""Right answers to `adamw_step`: bplib's, the decay before the step, all in one line."""

from right_answers.lesson_17_adaptive_optimizers.shared import adam_by_loop, adam_with_one_rate

from bplib import optimizers


def adamw_by_bplib(w, state, g, lr, beta1, beta2, eps, weight_decay):
    optimizer = optimizers.AdamW(lr, beta1, beta2, eps, weight_decay)
    optimizer.m, optimizer.v, optimizer.t = state["m"], state["v"], state["t"]
    w = w.copy()
    optimizer.step(w, g)
    return w, {"m": optimizer.m, "v": optimizer.v, "t": optimizer.t}


def adamw_decayed_first(w, state, g, lr, beta1, beta2, eps, weight_decay):
    return adam_by_loop(w * (1 - lr * weight_decay), state, g, lr, beta1, beta2, eps)


def adamw_in_one_line(w, state, g, lr, beta1, beta2, eps, weight_decay):
    after, state = adam_with_one_rate(w, state, g, lr, beta1, beta2, eps)
    return w + (after - w) - w * (lr * weight_decay), state


ANSWERS = [adamw_by_bplib, adamw_decayed_first, adamw_in_one_line]
