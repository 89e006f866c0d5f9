"""Wiring of ports to adapters, logging, metrics, health."""
