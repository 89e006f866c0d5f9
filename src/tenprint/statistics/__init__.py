"""9. Figures with lineage: each names where it is counted, what is counted, and a digest of its input."""

from tenprint.statistics.figures import DEFINITIONS, Definition, Figure, compute

__all__ = ["DEFINITIONS", "Definition", "Figure", "compute"]
