from __future__ import annotations

from contextlib import ExitStack

import pytest
import stores
from booked_agencies import Booked


@pytest.fixture(scope="session")
def postgres_cluster():
    with stores.cluster() as url:
        yield url


@pytest.fixture(params=stores.STORES)
def agencies(request, tmp_path, monkeypatch):
    """Five agencies to which people are booked, on SQLite and on PostgreSQL."""
    Booked.patch(monkeypatch)
    with ExitStack() as stack:
        url = None
        if request.param == "postgres":
            url = stack.enter_context(stores.emptied(request.getfixturevalue("postgres_cluster")))
        agencies = Booked(tmp_path / "world", database_url=url)
        stack.callback(agencies.close)
        yield agencies
