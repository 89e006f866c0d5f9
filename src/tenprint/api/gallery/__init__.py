"""A gallery as a service: search, enrol, erase, and how its shards are."""
