"""A claim to citizenship that somebody at the jail or the bureau passes on; and every page by keyboard, on a tablet."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tenprint.cases.machine import CASE
from tenprint.cases.tables import case
from tenprint.console.signin.people import PEOPLE
from tenprint.exchange import states

TABLET = {"width": 820, "height": 1180}
DESK = {"width": 1280, "height": 800}


def test_a_clerk_of_the_jail_holds_a_case(visit: Any, check: Any, house: Any) -> None:
    agency = house.agencies["enforcement"]
    with agency.database.read() as connection:
        row = connection.execute(select(case.c.case, case.c.correlation).where(case.c.closed_at.is_(None))).first()
    page = visit("clerk.cole")
    page.goto("/hold")
    check(page)
    page.get_by_label("Case or booking").fill("MO5109000:UNKNOWN")
    page.get_by_label("Who says so?").select_option("person")
    page.get_by_label("What was said").fill("Born in El Paso.")
    page.get_by_role("button", name="Hold the case").click()
    page.get_by_text("There is no booking MO5109000:UNKNOWN here").wait_for()
    assert page.get_by_label("What was said").input_value() == "Born in El Paso."
    check(page)
    page.get_by_label("Case or booking").fill(row.correlation)
    page.get_by_role("button", name="Hold the case").click()
    page.get_by_text("The case is held.").wait_for()
    for _ in range(60):
        with agency.database.read() as connection:
            if states.current(connection, CASE, row.case) == "held":
                break
        page.wait_for_timeout(250)
    supervisor = visit("supervisor.dunn")
    supervisor.goto("/cases?state=held")
    check(supervisor)
    supervisor.get_by_role("link", name=row.case).click()
    check(supervisor)
    form = supervisor.locator(f"form[action='/cases/{row.case}/resolve']")
    form.get_by_label("Not confirmed").check()
    form.locator("textarea").fill("Another person of this name was meant.")
    form.get_by_role("button", name="Record").click()
    supervisor.get_by_text("Not confirmed; it goes on.").wait_for()
    supervisor.goto("/cases?state=held")
    assert row.case not in supervisor.inner_text("main")


@pytest.mark.parametrize("name", [person.name for person in PEOPLE])
def test_every_page_of_a_role_fits_a_tablet_and_a_desk(visit: Any, name: str) -> None:
    page = visit(name)
    paths = [link.get_attribute("href") for link in page.locator(".rail nav a").all()]
    assert paths[0] == "/"
    wide = []
    over = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for path in paths:
        if path.startswith("/public") and name != "oversight.wolf":
            continue  # the same for everybody
        assert page.goto(path).status == 200, path
        assert page.locator("h1").count() == 1, path
        for size in (TABLET, DESK):
            page.set_viewport_size(size)
            if page.evaluate(over):
                wide.append((path, size["width"]))
    assert wide == []


def test_an_auditor_walks_by_keyboard_alone(visit: Any) -> None:
    """From the first page to the log and to an entry: every step by Tab and Enter, the focus always seen."""
    page = visit("auditor.price")
    page.keyboard.press("Tab")
    assert _focused(page)[0] == "Skip to content"
    page.keyboard.press("Enter")
    _tab_to(page, "Search the log")
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit-log")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip the navigation
    _tab_to_field(page, "action")
    page.keyboard.type("case:")
    page.keyboard.press("Enter")
    page.wait_for_url("**action=case**")
    entry = page.locator("table.rows tbody a").first.inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _tab_to(page, entry)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/audit-log/{entry}")


def _focused(page: Any) -> tuple[str, str, bool]:
    """Return the text, the name and whether an outline shows of what has the focus."""
    return tuple(
        page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
            const shows = s.outlineStyle !== "none" && s.outlineWidth !== "0px";
            return [(e.innerText || "").trim(), e.name || "", shows, e.outerHTML.slice(0, 120)]; }"""
        )
    )


def _tab_to(page: Any, text: str) -> None:
    _tab(page, lambda found: found[0] == text)


def _tab_to_field(page: Any, name: str) -> None:
    _tab(page, lambda found: found[1] == name)


def _tab(page: Any, wanted: Any) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        found = _focused(page)
        assert found[2], f"the focus does not show: {found}"
        if wanted(found):
            return
    raise AssertionError("it cannot be reached by keyboard")
