"""The criminal-history repository: ten-prints, arrests, charges, dispositions; routes to the second repository."""
