"""Forward, delta and gradients of a batch, for any number of layers.

Samples are rows: A_prev (N, n_in), W (n_in, n_out), b (n_out,). The loss is half the squared error,
summed over the outputs and averaged over the N samples, where nothing else is said.
"""
