"""The network with one input, one hidden and one output neuron."""
