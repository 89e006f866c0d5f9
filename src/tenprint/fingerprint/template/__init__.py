"""Minutiae templates: the form that extraction makes, formats carry and matching reads."""

from tenprint.fingerprint.template.minutiae import BIFURCATION, ENDING, OTHER, Template

__all__ = ["BIFURCATION", "ENDING", "OTHER", "Template"]
