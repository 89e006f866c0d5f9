"""6. What each role does with a message."""
