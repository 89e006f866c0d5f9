"""9. Figures with lineage."""
