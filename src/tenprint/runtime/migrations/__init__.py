"""Versions of the database's schema: what a newer program changes in an older database, and back.

They stand here and not in `storage`, because a schema is the sum of the tables of all packages, and `storage` knows
none of them.
"""

from tenprint.runtime.migrations.migrate import current, downgrade, head, upgrade

__all__ = ["current", "downgrade", "head", "upgrade"]
