"""A live demo's world, its console on a port of this machine, and Debian's Chromium in front of it.

visit(name) -> a page of a signed-in demo user, at the first page; requests to other hosts fail the test
check(page, name) -> axe-core in light and dark, no violation
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tenprint.console.framework.house import House
from tenprint.console.serving import demo_house, server
from tenprint.simulate.world.driver import prepare_folder, run

CHROMIUM = Path("/usr/bin/chromium")
BOOKINGS = 6
SEED = 7
SIZE = {"width": 1280, "height": 800}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world") / "demo"
    prepare_folder(folder, SEED, BOOKINGS, resume=False)
    run(folder)
    shutil.copytree(folder, folder.with_name("small"))  # as it is before anybody looks at it
    return folder


@pytest.fixture(scope="session")
def small_folder(world_folder: Path) -> Path:
    """A copy of the world that nobody has open."""
    return world_folder.with_name("small")


@pytest.fixture(scope="session")
def house(world_folder: Path) -> Iterator[House]:
    with demo_house(world_folder, scenes=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def address(house: House) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = server(house, "127.0.0.1", port)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not running.started and time.monotonic() < end:
        time.sleep(0.05)
    assert running.started
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


class Visits:
    """Signed-in pages, one browser context a user; what a page asked of other hosts, and what it complained of."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._contexts: dict[str, BrowserContext] = {}
        self.foreign: list[str] = []
        self.complaints: list[str] = []

    def stranger(self) -> Page:
        """Return a page of nobody, at the sign-in."""
        page = self._new("").new_page()
        self._listen(page)
        page.goto(f"{self._address}/sign-in")
        return page

    def __call__(self, name: str) -> Page:
        """Return a page of this user, at the first page."""
        context = self._contexts.get(name)
        if context is None:
            context = self._contexts[name] = self._new(name)
            page = context.new_page()
            self._listen(page)
            page.goto(f"{self._address}/sign-in")
            page.locator(f"button[value='{name}']").click()
            page.wait_for_url(f"{self._address}/")
            return page
        page = context.new_page()
        self._listen(page)
        page.goto(self._address)
        return page

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()

    def _new(self, _name: str) -> BrowserContext:
        context = self._browser.new_context(viewport=SIZE, base_url=self._address)
        context.route("**/*", self._route)
        return context

    def _route(self, route: Route) -> None:
        if route.request.url.startswith((self._address, "data:", "blob:")):
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: self.complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None,
        )


@pytest.fixture(scope="session")
def _visits(browser: Browser, address: str) -> Iterator[Visits]:
    visits = Visits(browser, address)
    yield visits
    visits.close()


@pytest.fixture
def visit(_visits: Visits) -> Iterator[Visits]:
    """Sign in; at the end of the test no page asked another host for anything, and none broke the content policy."""
    _visits.foreign.clear()
    _visits.complaints.clear()
    yield _visits
    assert _visits.foreign == []
    refusals = ("status of 4", "Status Error Code 4")  # of the browser, and of htmx
    assert [said for said in _visits.complaints if not any(words in said for words in refusals)] == []


@pytest.fixture
def check() -> Callable[[Page], None]:
    """Run axe-core on a page: every rule in light, and in dark those that look at colours, the only difference."""

    def run_axe(page: Page) -> None:
        page.wait_for_load_state("load")  # a click returns before the styles are there
        for scheme, rules in (("light", STANDARDS), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options={"runOnly": rules})
            assert found.violations_count == 0, f"{page.url} in {scheme}:\n{_report(found.response)}"

    return run_axe


def _report(response: dict[str, Any]) -> str:
    lines = []
    for violation in response["violations"]:
        lines.append(f"{violation['id']}: {violation['help']}")
        for node in violation["nodes"][:5]:
            lines.append(f"    {node['target']}  {node['html'][:160]}")
            lines += [f"        {entry['message'][:200]}" for entry in node["any"][:2]]
    return "\n".join(lines)
