"""Booking's main path: drop a file, see what is found, send it, follow it to its answer, look at the prints."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tenprint import transaction
from tenprint.simulate.world.driver import MARKER, Marker
from tenprint.simulate.world.plan import Plan
from tenprint.simulate.world.transactions import car


@pytest.fixture(scope="module")
def ebts(world_folder: Path) -> bytes:
    marker = msgspec.json.decode((world_folder / MARKER).read_bytes(), type=Marker)
    plan = Plan(marker.seed, marker.bookings)
    parsed = transaction.read(car(plan.seed, plan.bookings[1], parameters=plan.parameters))
    parsed["1.009"] = "BROWSER0000001"
    return parsed.to_bytes()


def test_a_dropped_file_is_checked_sent_and_answered(visit: Any, check: Any, ebts: bytes) -> None:
    page = visit("booking.reyes")
    page.goto("/submit")
    check(page)
    page.set_input_files("#files", {"name": "one.ebts", "mimeType": "application/octet-stream", "buffer": ebts})
    page.get_by_text("BROWSER0000001").first.wait_for()
    page.locator(".card-row img").first.wait_for(timeout=30000)
    check(page)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/submissions/*")
    page.locator(".way").get_by_text("Answered").wait_for(timeout=60000)  # without a reload
    page.locator(".answer").first.wait_for()
    page.locator(".card-row img").first.wait_for(timeout=30000)
    check(page)


def test_a_file_that_cannot_be_read_is_said_in_place(visit: Any, check: Any) -> None:
    page = visit("booking.reyes")
    page.goto("/submit")
    page.set_input_files("#files", {"name": "bad.ebts", "mimeType": "application/octet-stream", "buffer": b"nonsense"})
    page.locator(".checked .alert").wait_for()
    check(page)


def test_list_print_and_custody_pages(visit: Any, check: Any) -> None:
    page = visit("booking.reyes")
    page.goto("/submissions")
    check(page)
    link = page.locator("table.rows a").last.get_attribute("href")
    page.goto("/submissions?state=rejected")
    assert page.locator("table.rows tbody tr").count() == 1  # the scene's
    check(page)
    page.goto(f"{link}/prints/1")
    page.locator("#viewer canvas").first.wait_for()
    check(page)
    clerk = visit("clerk.cole")
    for path in ("/requests", "/custody"):
        assert clerk.goto(path).status == 200
        check(clerk)
    assert clerk.goto("/submissions").status == 403  # the access table's word, not only a hidden line


def test_no_file_of_another_role(visit: Any) -> None:
    page = visit("examiner.ellis")
    assert page.goto("/submissions").status == 404


def test_a_form_without_its_token_changes_nothing(visit: Any) -> None:
    page = visit("booking.reyes")
    answer = page.request.post("/lock", form={"form_token": "guess"})
    assert answer.status == 403
    time.sleep(0.1)
    assert page.goto("/account").status == 200
    assert page.url.endswith("/account")
