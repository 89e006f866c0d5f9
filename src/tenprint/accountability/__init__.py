"""8. Audit chain, access decisions, retention and expungement, disclosure, redress."""
