"""Load: bookings at a given rate through the embedded agencies, their latency, and where the time goes."""
