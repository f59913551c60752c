"""A line with two knobs: its loss, the slopes by nudging, one step, and training."""
