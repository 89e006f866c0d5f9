"""One self-contained page that shows why two prints match or do not: pairs, weights, measures."""

from tenprint.fingerprint.matching.explain.page import page

__all__ = ["page"]
