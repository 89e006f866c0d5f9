"""Training of the filter codes' projection on synthetic prints alone."""
