"""Levels, activation, retention, bands: versioned data files and their loaders."""
