"""What all tests share: where the development data lies, and skipping where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog

import tenprint  # noqa: F401 # first: it says how many threads numpy may start

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(autouse=True, scope="session")
def _quiet() -> None:
    """Logs go nowhere: a test that looks at them says so, and captured streams are closed under threads."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[lambda _l, _m, event: str(event)])


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data beside the repository; tests that ask for it skip where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("the development data (../shared) is not on this machine")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)
