"""Wiring of ports to adapters: which database, transport and gallery an installation uses."""
