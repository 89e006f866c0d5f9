"""tenprint: open, accountable fingerprint identification and sharing between agencies.

Read the packages in the order in which the data travels: `transaction`, `imaging`, `fingerprint`, `search`,
`exchange`, `agency`, `cases`, `policy`, `accountability`, `statistics`; then what carries them: `storage`,
`runtime`, `api`, `console`, `cli`; and what tests them: `simulate`, `evaluate`.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("tenprint")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0.0.0"

__all__ = ["__version__"]
