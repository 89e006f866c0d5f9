"""The numbers of a multiplied world."""

from __future__ import annotations

from datetime import timedelta

SPAN = timedelta(days=730)  # over which the copies are spread, evenly, after the small world's time
TAKING_PART = 0.5  # share of the copies booked by agencies that take part then; else any, so that cases carry load
SETTLED = timedelta(days=30)  # what is older than this is a copy of a booking on which nothing waits
CHUNK = 1000  # copies in one transaction of each agency
FIRST_SUBJECT = 50_000  # numbers of the copies' subjects, above those of the small world
SEED = 2010
ACTOR = "generator"  # the name under which the audit log has it
