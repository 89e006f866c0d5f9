"""Synthetic prints, people, agencies, load, faults: a world whose truth is known."""
