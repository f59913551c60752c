"""Pictures for the lessons: graphs and networks as SVG, curves and maps by matplotlib.

Every function returns a `Picture` and demands a text alternative. Matplotlib is imported only when
a figure is drawn, so importing this package is cheap. It needs nothing of the ground floor but
numbers, and nothing there imports from here. `moving` has the figures that a reader moves.
"""

from bplib.plots.computation_graph import computation_graph
from bplib.plots.curves import gradient_flow, lines, loss_curves
from bplib.plots.cycle import cycle
from bplib.plots.decision_boundary import decision_boundary
from bplib.plots.figures import new_figure, show
from bplib.plots.graph import Graph, Node
from bplib.plots.heatmap import heatmap
from bplib.plots.image_grid import image_grid
from bplib.plots.network_diagram import network_diagram
from bplib.plots.picture import Picture
from bplib.plots.trajectories import trajectories

__all__ = [
    "Graph",
    "Node",
    "Picture",
    "computation_graph",
    "cycle",
    "decision_boundary",
    "gradient_flow",
    "heatmap",
    "image_grid",
    "lines",
    "loss_curves",
    "network_diagram",
    "new_figure",
    "show",
    "trajectories",
]
