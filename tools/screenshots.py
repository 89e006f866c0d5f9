"""Pictures of every view of the console, light and dark, from a running demo: screenshots.py [WORLD] [FOLDER].

Makes the world where there is none. Each person of the demo opens the lines of their own navigation and what is named
below; a picture of a view is taken once.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tenprint.console.serving import demo_house, server
from tenprint.console.signin.people import PEOPLE
from tenprint.simulate.world.driver import MARKER, prepare_folder, run

CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 1280, "height": 800}
QUALITY = 72  # of the JPEGs: each stays below 150 kB
SEED, BOOKINGS = 7, 6
WAIT_MS = 900  # for live parts and pictures of prints
# page -> the link in it that leads further
DEEPER = {
    "/submissions": "table.rows a",
    "/subjects": "table.rows a",
    "/examinations": "table.rows a",
    "/cases": "table.rows a",
    "/requests": "table.rows a",
}


def main() -> None:
    world = Path(sys.argv[1] if len(sys.argv) > 1 else "demo")
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "docs/images/console")
    folder.mkdir(parents=True, exist_ok=True)
    if not (world / MARKER).exists():
        prepare_folder(world, SEED, BOOKINGS, resume=False)
        run(world)
    with demo_house(world, scenes=True) as house:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        running = server(house, "127.0.0.1", port)
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        while not running.started:
            time.sleep(0.05)
        take(f"http://127.0.0.1:{port}", folder)
        running.should_exit = True
        thread.join(10)


def take(address: str, folder: Path) -> None:
    taken: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for person in ("", *(person.name for person in PEOPLE)):
            context = browser.new_context(viewport=SIZE, base_url=address)
            page = context.new_page()
            page.goto("/sign-in")
            if not person:
                shoot(page, folder, "sign-in", taken)
            else:
                page.locator(f"button[value='{person}']").click()
                page.wait_for_load_state()
                walk(page, folder, taken)
            context.close()
        browser.close()


def walk(page: Page, folder: Path, taken: set[str]) -> None:
    links = [link.get_attribute("href") for link in page.locator(".rail nav a").all()]
    for path in [*links, "/account"]:
        if path is None or path in taken or not page.goto(path).ok:  # type: ignore[union-attr]
            continue
        taken.add(path)
        shoot(page, folder, path.strip("/").replace("/", "-") or "overview", taken)
        further = page.locator(DEEPER[path]).first if path in DEEPER else None
        if further is not None and further.count():
            further.click()
            page.wait_for_load_state()
            shoot(page, folder, path.strip("/").replace("/", "-") + "-one", taken)


def shoot(page: Page, folder: Path, name: str, taken: set[str]) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(WAIT_MS)
        page.screenshot(path=folder / f"{name}-{scheme}.jpg", type="jpeg", quality=QUALITY)
    taken.add(name)
    print(name, file=sys.stderr)


if __name__ == "__main__":
    main()
