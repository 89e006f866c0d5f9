"""The stages of a search and what they pass to each other."""
