"""tenprint: open, accountable fingerprint identification and sharing between agencies.

Read the packages in the order in which the data travels: `transaction`, `imaging`, `fingerprint`, `search`,
`exchange`, `agency`, `cases`, `policy`, `accountability`, `statistics`; then what carries them: `storage`,
`runtime`, `api`, `console`, `cli`; and what tests them: `simulate`, `evaluate`.
"""

import os
from importlib.metadata import PackageNotFoundError, version

# Work is spread over threads of our own, one matrix each; a BLAS that starts threads for each small product makes
# everything wait for everything (enrolment: 4 ms a subject, against 167 ms). It reads this when numpy is first loaded.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

try:
    __version__ = version("tenprint")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0.0.0"

__all__ = ["__version__"]
