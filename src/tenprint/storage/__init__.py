"""What holds the data: database engine, schema, and the vault of keys by which personal data is encrypted."""

from tenprint.storage.database import Database
from tenprint.storage.schema import metadata
from tenprint.storage.vault import Vault

__all__ = ["Database", "Vault", "metadata"]
