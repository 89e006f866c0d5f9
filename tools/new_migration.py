"""Write the next version of the schema from what the tables have become: new_migration.py NUMBER "what changes"."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from tenprint.runtime import migrations
from tenprint.storage import Database


def main() -> None:
    number, words = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/a.sqlite")
        folder_of_versions = Path(migrations.__file__).parent
        config = Config()
        config.set_main_option("script_location", str(folder_of_versions))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, words, autogenerate=True, rev_id=number)
        database.close()


if __name__ == "__main__":
    main()
