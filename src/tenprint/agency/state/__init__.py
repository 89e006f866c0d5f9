"""The state identification bureau: validates, relays, gives state identification numbers."""
