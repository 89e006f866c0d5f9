"""Accuracy, speed and fidelity reports."""
