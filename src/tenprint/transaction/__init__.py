"""1. What arrives: ANSI/NIST-ITL and EBTS files, bytes to records and back, without I/O of its own."""
