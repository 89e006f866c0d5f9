from __future__ import annotations

import pytest
from booked_agencies import Booked


@pytest.fixture
def agencies(tmp_path, monkeypatch):
    Booked.patch(monkeypatch)
    agencies = Booked(tmp_path / "world")
    yield agencies
    agencies.close()
