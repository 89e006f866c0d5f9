"""The tunable numbers of the journal, with unit and reason."""

from __future__ import annotations

# How long a worker holds a message before another may take it over, s; longer than any step takes.
LEASE_SECONDS = 120
# After how many unexpected failures a message is a dead letter. A partner that does not answer is never one: what was
# accepted is delivered when it is back.
MAXIMUM_ATTEMPTS = 8
# Waiting between tries, s: doubled each time up to the last, then shortened by a random part so that many messages do
# not come back in one moment.
FIRST_BACKOFF_SECONDS = 0.5
LAST_BACKOFF_SECONDS = 300.0
JITTER = 0.5
# Every so many claims the oldest message goes first, whatever its priority: the routine ones wait, but not for ever.
FAIR_TURN = 8
# How many messages are worked off in one transaction, and how many are claimed for delivery at once: commits wait for
# the disk, so many messages share one. A message that cannot be worked off is then worked off alone.
BATCH = 64
DELIVERIES = 64
# How long the computation for a batch may take, s: what is more urgent and comes meanwhile waits for its end. Until a
# type was measured, each of its messages is taken for the guess; a new measurement counts with the weight.
BATCH_SECONDS = 0.25
FIRST_GUESS_SECONDS = 1.0
PACE_WEIGHT = 0.3
# Back-pressure: with more messages waiting than this, only those of at most the priority below are accepted; senders
# keep the rest and try again.
MOST_WAITING = 5_000
URGENT_PRIORITY = 2
# How long after its arrival a message may come again because its sender was not told, s: a sender waits at most five
# minutes between two tries, and may have been started again in between. What comes later has no effect either, and is
# taken for a replay: evidence and an alarm.
REPEAT_SECONDS = 3600.0
# How often the watch looks for what is overdue, s.
WATCH_SECONDS = 5.0
