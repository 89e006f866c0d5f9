"""All tunable numbers of the OSIA face, with unit and source."""

from __future__ import annotations

LARGEST_BODY = 64 * 1024 * 1024
"""bytes of a request; a ten-print card at 1000 ppi has about 15 MB, in base64 20 MB."""

LONGEST_NAME = 255
"""characters of an identifier of a person, an encounter, a gallery or a transaction."""

MOST_GALLERIES = 256
"""galleries of one installation: each is a folder with files that stay open."""

DEFAULT_CANDIDATES, MOST_CANDIDATES = 10, 500
"""candidates of an answer where `maxNbCand` is not given, and at most."""

SEARCH_DEPTH = 10
"""candidates that the engine lists for one of the answer: encounters of one person are one, filters leave some out."""

VERIFY_THRESHOLD = 9.21
"""nats; the natural logarithm of 10,000: by Turing's bound at most one in 10,000 others reaches it."""

SEARCH_SECONDS = 30.0
"""after which a search is given up: what it covered by then is no answer."""

TASK_LEASE_SECONDS = 300.0
"""after which another worker takes a task up that nobody finished."""

MOST_TRIES = 20
"""times that a task is begun: a process may be killed during a task that is sound, but not so often."""

CALLBACK_SECONDS = 10.0
"""a callback's receiver has so long to answer."""

CALLBACK_ATTEMPTS = 10
"""failures of a callback after which it waits for `redeliver`."""

TASK_DAYS = 7
"""days after which an ended task is forgotten, also one whose answer nobody took."""

WORKERS = 2
"""threads that work tasks off."""

TOKEN_HOURS = 12
"""hours for which a token is issued unless something else is said."""
