"""The immigration biometrics: encounters, and their search. It never sees a charge."""
