"""One self-contained page that shows how an image became a template, stage by stage."""

from tenprint.fingerprint.extraction.explain.page import page

__all__ = ["page"]
