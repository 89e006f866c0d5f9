"""Pictures of every view of the console, light and dark, from a running demo: screenshots.py [WORLD] [FOLDER].

Makes the world where there is none. The list is in console_views.py; a test holds that no line of the navigation is
missing there.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from console_views import VIEWS, View
from playwright.sync_api import Browser, Page, sync_playwright

from tenprint.console.serving import demo_house, server
from tenprint.simulate.world.driver import MARKER, prepare_folder, run

CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 1280, "height": 800}
QUALITY = 72  # of the JPEGs: each stays below 150 kB
SEED, BOOKINGS = 7, 6
WAIT_MS = 700  # for live parts and pictures of prints
Steps = Callable[[Page], None]


def _first(selector: str = "table.rows tbody a") -> Steps:
    """Follow the first link."""

    def steps(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return steps


def _recount(page: Page) -> None:
    page.get_by_role("button", name="Count again from the journal").click()
    page.get_by_text("The recount agrees.").wait_for()


def _ask_disclosures(page: Page) -> None:
    page.get_by_label("To oversee this agency").check()
    page.get_by_label("On which occasion?").select_option("review")
    page.get_by_role("button", name="Show").click()
    page.wait_for_load_state()


def _bench(page: Page) -> None:
    _first()(page)
    page.wait_for_selector("#bench[data-ready]")
    for key in ("t", "g"):
        page.keyboard.press(key)


def _open_case(page: Page) -> None:
    page.locator("table a[href^='/cases/C-']").first.click()
    page.wait_for_load_state()


def _attach_research(page: Page) -> None:
    _open_case(page)
    page.get_by_text("Attach research").click()
    form = page.locator("form[action$='/research']")
    for number, answer in enumerate(("record", "no_record", "record")):
        form.locator("select[name=answers]").nth(number).select_option(answer)
    form.locator("textarea").fill("Two records of encounters; no record of an entry was found.")
    form.get_by_role("button", name="Attach").click()
    page.get_by_text("The research is attached.").wait_for()


def _propose(page: Page) -> None:
    _open_case(page)
    form = page.locator("form[action$='/decide']")
    form.locator("select[name=determination]").select_option("subject_to_removal")
    form.locator("input[name=action][value=request_for_notification]").check()
    form.locator("select[name=reasons]").select_option("removal_order")
    form.locator("textarea[name=grounds]").fill("Two independent records, of 2001 and 2007.")
    form.get_by_role("button", name="Record the decision").click()
    page.get_by_text("A supervisor confirms or returns it").wait_for()


def _confirm(page: Page) -> None:
    _open_case(page)
    form = page.locator("form[action$='/confirm']")
    form.get_by_label("Confirm", exact=True).check()
    form.locator("textarea").fill("Both records were seen.")
    form.get_by_role("button", name="Record").click()
    page.get_by_text("Confirmed.").wait_for()


def _wait_for_a_request(page: Page) -> None:
    for _ in range(40):
        if page.locator("table.rows tbody a").count():
            return
        page.wait_for_timeout(WAIT_MS)
        page.reload()


def _order(page: Page) -> None:
    """Carry an order out on a record of nobody."""
    page.locator("input[name=deed][value=expunge]").check()
    for field in ("what", "again"):
        page.locator(f"input[name={field}]").fill("100199T")
    page.get_by_label("Authority").fill("Circuit Court 22, No. 10-7781")
    page.get_by_role("button", name="Carry it out").click()
    page.get_by_text("is carried out here").wait_for()


STEPS: dict[str, Steps] = {
    "": lambda page: None,
    "first": _first(),
    "first case": _open_case,
    "attach research": _attach_research,
    "propose": _propose,
    "confirm": _confirm,
    "wait for a request": _wait_for_a_request,
    "order": _order,
    "citizen's letter": _first("tr:has-text('I am a citizen') a"),
    "bench": _bench,
    "recount": _recount,
    "ask disclosures": _ask_disclosures,
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
    """Take every view; a page that does not answer with 200 ends it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pages: dict[str, Page] = {}
        for view in VIEWS:
            if view.person not in pages:
                pages[view.person] = _sign_in(browser, address, view.person)
            shoot(pages[view.person], folder, view)
        browser.close()


def shoot(page: Page, folder: Path, view: View) -> None:
    """Take one view in light and in dark."""
    page.emulate_media(color_scheme="light")
    answer = page.goto(view.path)
    if answer is None or not answer.ok:
        raise SystemExit(f"{view.name}: {view.path} answered {answer and answer.status}")
    STEPS[view.steps](page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(WAIT_MS)
        page.screenshot(path=folder / f"{view.name}-{scheme}.jpg", type="jpeg", quality=QUALITY)
    print(view.name, file=sys.stderr)


def _sign_in(browser: Browser, address: str, person: str) -> Page:
    page = browser.new_context(viewport=SIZE, base_url=address).new_page()  # type: ignore[arg-type]
    page.goto("/sign-in")
    if person:
        page.locator(f"button[value='{person}']").click()
        page.wait_for_load_state()
    return page


if __name__ == "__main__":
    main()
