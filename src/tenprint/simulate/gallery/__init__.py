"""Galleries of synthetic templates by the million: drawn from a model fitted to master prints, never from images."""

from tenprint.simulate.gallery.generate import Columns, generate, stream

__all__ = ["Columns", "generate", "stream"]
