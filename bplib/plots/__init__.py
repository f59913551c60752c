"""Pictures for the lessons: graphs and networks as SVG, curves and maps by matplotlib.

Every function returns a `Picture` and demands a text alternative. Matplotlib is imported only when
a figure is drawn, so importing this package is cheap.
"""

from bplib.plots.curves import gradient_flow, lines, loss_curves
from bplib.plots.figures import new_figure, show
from bplib.plots.graph import Graph, Node, computation_graph
from bplib.plots.maps import decision_boundary, heatmap, image_grid, trajectories
from bplib.plots.network import network_diagram
from bplib.plots.picture import Picture

__all__ = [
    "Graph",
    "Node",
    "Picture",
    "computation_graph",
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
