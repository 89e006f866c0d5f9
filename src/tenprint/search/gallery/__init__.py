"""Galleries on disk: subjects with up to ten fingers, inserted, changed and truly erased."""

from tenprint.search.gallery.gallery import Gallery

__all__ = ["Gallery"]
