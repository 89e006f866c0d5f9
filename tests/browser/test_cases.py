"""Field office: an officer decides and proposes, nobody confirms their own; a supervisor confirms."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page


def _first(page: Page, state: str) -> str:
    """Return the number of the first case of the queue in this state."""
    assert page.goto(f"/cases?state={state}").status == 200
    return page.locator("table a[href^='/cases/C-']").first.inner_text().strip()


def test_an_officer_decides_and_a_supervisor_confirms(visit: Any, check: Any) -> None:
    page = visit("officer.green")
    number = _first(page, "awaiting_officer")
    check(page)
    page.goto(f"/cases/{number}")
    check(page)
    form = page.locator(f"form[action='/cases/{number}/decide']")
    assert form.locator("input:checked").count() == 0  # nothing is chosen for the officer
    assert form.locator("select[name=determination]").input_value() == ""
    assert "Missing:" in form.inner_text()  # a request says what it lacks
    form.locator("input[name=action][value=detainer]").check()
    form.locator("select[name=determination]").select_option("subject_to_removal")
    form.locator("select[name=reasons]").select_option("removal_order")
    form.locator("textarea[name=grounds]").fill("One record of an encounter.")
    form.get_by_role("button", name="Record the decision").click()
    page.locator("#alerts .alert").wait_for()
    assert form.locator("textarea[name=grounds]").input_value() == "One record of an encounter."  # in place
    page.goto(f"/cases/{number}")
    assert form.count() == 1  # the refusal changed nothing
    form.locator("input[name=action][value=no_action]").check()
    form.locator("select[name=determination]").select_option("undetermined")
    form.locator("select[name=reasons]").select_option("evidence_does_not_suffice")
    form.locator("textarea[name=grounds]").fill("What there is does not suffice.")
    form.get_by_role("button", name="Record the decision").click()
    page.get_by_text("A supervisor confirms or returns it").wait_for()
    assert page.locator(f"form[action='/cases/{number}/confirm']").count() == 0
    assert "What there is does not suffice." in page.inner_text("ol.timeline")
    check(page)

    second = visit("supervisor.dunn")
    assert second.goto("/supervisor").status == 200
    assert number in second.inner_text("main")
    check(second)
    second.get_by_role("link", name=number).first.click()
    check(second)
    confirm = second.locator(f"form[action='/cases/{number}/confirm']")
    assert confirm.locator("input:checked").count() == 0
    confirm.get_by_label("Confirm", exact=True).check()
    confirm.locator("textarea").fill("Agreed.")
    confirm.get_by_role("button", name="Record").click()
    second.get_by_text("Confirmed.").wait_for()
    second.goto("/supervisor")
    proposals = second.locator("section").filter(has_text="Proposals that wait for a second person").first
    assert number not in proposals.inner_text()
