"""The map of the United States by county: shapes, who took part when, and the drawing as SVG on the server."""

from tenprint.statistics.map.draw import draw, legend_classes
from tenprint.statistics.map.history import History, history

__all__ = ["History", "draw", "history", "legend_classes"]
