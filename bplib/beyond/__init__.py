"""Beyond dense layers: images, time, normalisation, other ways back and another way down.

`convolution` and `recurrent` share weights in space and in time; `batch_norm`, `dropout` and
`residual` are blocks between dense layers; `feedback` goes back another way, and
`levenberg_marquardt` down another way. Imports the ground floor, which imports nothing from here.
"""
