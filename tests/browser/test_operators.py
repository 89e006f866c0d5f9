"""Operators: traffic, rejects, a dead letter that is put back to work; a clerk's look at a record."""

from __future__ import annotations

from typing import Any


def test_traffic_rejects_and_redelivery(visit: Any, check: Any) -> None:
    page = visit("operator.pike")
    for path in ("/traffic", "/traffic?queue=outbox", "/traffic?state=dead", "/rejects", "/dead-letters"):
        assert page.goto(path).status == 200
        check(page)
    page.locator("input[name=letters]").first.check()
    page.get_by_role("button", name="Put the chosen ones back").click()
    assert "put back to work" in page.inner_text("#alerts")
    page.goto("/traffic?state=dead")
    page.reload()
    page.get_by_text("was submitted before").first.wait_for(timeout=20000)  # refused stays refused


def test_a_subjects_record_and_rap_sheet(visit: Any, check: Any) -> None:
    page = visit("records.vega")
    page.goto("/subjects")
    check(page)
    page.locator("table.rows a").first.click()
    assert "A CHARGE IS NOT A CONVICTION" in page.inner_text("main")
    check(page)
    assert page.goto("/subjects/999999X").status == 404
    assert page.goto("/traffic").status == 403
    state = visit("operator.pike")
    state.goto("/subjects")
    check(state)
