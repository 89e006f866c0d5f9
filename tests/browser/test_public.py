"""What anybody sees without an account, and a letter that stops a case."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tenprint.cases.machine import CASE
from tenprint.cases.tables import case
from tenprint.exchange import states

PAGES = ("about", "activation", "statistics", "agreements", "redress", "redress/answer")


def write(page: Any, kind: str, text: str, booking: str = "") -> str:
    """Send a letter as anybody; return its reference."""
    page.goto("/public/redress")
    page.locator(f"input[name=kind][value={kind}]").check()
    page.get_by_label("Your name").fill("SAMPLE,PAT")
    page.get_by_label("Number of the case or booking").fill(booking)
    page.get_by_label("What you want to say").fill(text)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We have your letter").wait_for()
    return str(page.locator(".reference").inner_text()).strip()


@pytest.mark.parametrize("path", PAGES)
def test_public_pages_need_no_account(visit: Any, check: Any, path: str) -> None:
    page = visit.stranger()
    assert page.goto(f"/public/{path}").status == 200
    check(page)


def test_a_public_place_has_its_own_page(visit: Any, check: Any) -> None:
    page = visit.stranger()
    assert page.goto("/public/statistics?place=MO").status == 200
    check(page)


def test_a_citizens_letter_stops_the_case_at_once(visit: Any, check: Any, house: Any) -> None:
    agency = house.agencies["enforcement"]
    with agency.database.read() as connection:
        number = connection.scalar(select(case.c.case).where(case.c.closed_at.is_(None)))
    stranger = visit.stranger()
    reference = write(stranger, "citizenship", "I was born in El Paso.", number.lower())
    check(stranger)
    with agency.database.read() as connection:  # before anybody opened it
        assert states.current(connection, CASE, number) == "held"

    page = visit("redress.lane")
    page.goto("/letters")
    check(page)
    page.locator("tr", has_text="I am a citizen").get_by_role("link").last.click()
    assert "stopped at once" in page.inner_text("main")
    assert page.get_by_role("button", name="Stop it").count() == 0
    check(page)
    page.get_by_label("Your answer").fill("Your case is held. A supervisor decides on it.")
    page.get_by_role("button", name="Send the answer").click()
    page.wait_for_url("**/letters")
    page.goto("/letters?answered=true")
    assert "SAMPLE" not in page.inner_text("main")

    stranger.goto("/public/redress/answer")
    stranger.get_by_label("Reference").fill(reference.replace("-", " ").lower())
    stranger.get_by_role("button").filter(has_text="Read").click()
    stranger.get_by_text("Your case is held.").wait_for()
    check(stranger)

    supervisor = visit("supervisor.dunn")
    supervisor.goto("/supervisor")
    assert number in supervisor.locator("section", has_text="Claims to citizenship").first.inner_text()
    supervisor.goto(f"/cases/{number}")
    form = supervisor.locator(f"form[action='/cases/{number}/resolve']")
    form.get_by_label("Not confirmed").check()
    form.locator("textarea").fill("Another person of this name was meant.")
    form.get_by_role("button", name="Record").click()
    supervisor.get_by_text("Not confirmed; it goes on.").wait_for()
