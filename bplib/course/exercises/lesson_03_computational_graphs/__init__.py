"""Gates, forks, orders, and gradients of graphs given as data."""
