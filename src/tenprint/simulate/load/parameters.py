"""The numbers of a load run."""

from __future__ import annotations

SUBJECTS = 100_000  # of each gallery
RATE = 1.0  # bookings a second; IAFIS had 1.7 a second on average in 2010 (144,365 a day)
SECONDS = 60.0
PEOPLE = 8  # whose prints are rendered; later bookings of the same person are found in the criminal file
GALLERY_SEED = 20100
PREPARED_SEED = 31415  # of the people whose templates a prepared file carries; each of them is booked once
IMAGES = 14  # of a file; EBTS asks for at least one
PEOPLE_SEED = 90210
SETTLE_SECONDS = 3600.0  # how long the last bookings may take after the last submission: an overload takes long to end
LOOK_SECONDS = 0.25  # between two looks whether all is answered
SAMPLE_SECONDS = 0.01  # between two looks of the sampling profiler
RAPID_PRIORITY = 1  # EBTS PRY
