"""The schema's versions: up and down on both databases, and equal to what the tables say."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from contextlib import ExitStack
from subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from tests.support import servers

import tenprint
from tenprint.errors import ConfigurationError
from tenprint.runtime import migrations
from tenprint.runtime.migrations.tables import whole_metadata
from tenprint.storage import Database


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path):
    with ExitStack() as stack:
        if request.param == "postgres":
            url = stack.enter_context(servers.postgres())
            servers.create_databases(url, "a")
            url = url.format(role="a")
        else:
            url = f"sqlite:///{tmp_path}/a.sqlite"
        database = Database(url)
        stack.callback(database.close)
        yield database


def _is_ours(name, *_):
    return name is None or not name.startswith("test_")


def test_processes_that_start_together_upgrade_once(database):
    url = database.engine.url.render_as_string(hide_password=False)
    program = (
        "import sys; from tenprint.runtime.migrations import upgrade; from tenprint.storage import Database; "
        "database = Database(sys.argv[1]); print('ready', flush=True); sys.stdin.readline(); upgrade(database)"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, url], stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True)
        for _ in range(4)
    ]
    assert all(process.stdout.readline() for process in started)
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, said
    assert migrations.current(database) == migrations.head()


def test_up_and_down_and_up_again(database):
    migrations.upgrade(database)
    assert migrations.current(database) == migrations.head()
    migrations.downgrade(database)
    with database.read() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(database)
    migrations.upgrade(database)
    assert migrations.current(database) == migrations.head()


def test_the_newest_version_is_what_the_tables_say(database):
    migrations.upgrade(database)
    with database.engine.connect() as connection:
        # Tests declare tables of their own on the same metadata.
        options = {"compare_type": True, "include_name": _is_ours, "include_object": lambda o, n, *_: _is_ours(n)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, whole_metadata()) == [], "run tools/new_migration.py"


def test_a_database_of_a_newer_program_is_refused(database):
    migrations.upgrade(database)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="newer"):
        migrations.upgrade(database)


def test_no_table_is_forgotten():
    known = set(whole_metadata().tables)
    for module in pkgutil.walk_packages(tenprint.__path__, "tenprint."):
        if ".cli" not in module.name and "migrations" not in module.name and "leader" not in module.name:
            importlib.import_module(module.name)
    ours = {name for name in whole_metadata().tables if not name.startswith("test_")}
    assert ours == {name for name in known if not name.startswith("test_")}
