"""How like real prints are the synthetic ones: measures, scores, plots, and what is still unlike."""

from tenprint.evaluate.fidelity.report import Settings, evaluate, markdown, summary, write

__all__ = ["Settings", "evaluate", "markdown", "summary", "write"]
