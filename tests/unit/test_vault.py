import pytest

from tenprint.errors import CorruptionError
from tenprint.storage import Database, Vault


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/a.sqlite")
    database.create_schema()
    yield database
    database.close()


def test_sealed_data_opens_until_its_key_is_destroyed(database, tmp_path):
    vault = Vault.at(tmp_path / "master.key")
    with database.write() as connection:
        sealed = vault.seal(connection, "submission:1", b"DOE,JOHN", context="name")
    assert b"DOE" not in sealed
    again = Vault.at(tmp_path / "master.key")
    with database.write() as connection:
        assert again.open(connection, "submission:1", sealed, context="name") == b"DOE,JOHN"
        assert again.destroy(connection, "submission:1")
        assert again.open(connection, "submission:1", sealed, context="name") is None


def test_altered_or_misplaced_data_is_found(database, tmp_path):
    vault = Vault.at(tmp_path / "master.key")
    with database.write() as connection:
        sealed = vault.seal(connection, "s", b"x" * 40, context="name")
        with pytest.raises(CorruptionError):
            vault.open(connection, "s", sealed[:-1] + bytes([sealed[-1] ^ 1]), context="name")
        with pytest.raises(CorruptionError):
            vault.open(connection, "s", sealed, context="birthplace")


def test_a_failed_write_changes_nothing(database, tmp_path):
    vault = Vault.at(tmp_path / "master.key")

    def failing_unit():
        with database.write() as connection:
            vault.seal(connection, "s", b"x")
            raise KeyError("stop")

    with pytest.raises(KeyError):
        failing_unit()
    with database.read() as connection:
        assert vault.open(connection, "s", b"0" * 40) is None
