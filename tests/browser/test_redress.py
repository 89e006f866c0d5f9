"""Redress at a repository: a wish taken in, decided by another, a statement; a clerk carries out a court's orders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tenprint.agency.criminal.tables import criminal_encounter

ORDER = "Circuit Court 22, No. 10-7781"


def _encounter(house: Any) -> tuple[str, str]:
    """Return (holder, FBI number) of a record at the criminal repository that no case rests on."""
    with house.agencies["criminal"].database.read() as connection:
        query = select(criminal_encounter.c.holder, criminal_encounter.c.fbi_number).where(
            criminal_encounter.c.holder.like("MO%:TP%")
        )
        row = connection.execute(query.order_by(criminal_encounter.c.holder)).first()
    return row.holder, row.fbi_number


def _open_held(page: Any, booking: str) -> None:
    page.goto("/held")
    page.get_by_label("Case or booking").fill(booking)
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/held/*")


def _take_in(page: Any, field: str, value: str, why: str) -> str:
    page.get_by_label("Field").select_option(field)
    page.get_by_label("What is right").fill(value)
    page.get_by_label("Why, in the person's words").fill(why)
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url("**/amendments/R*")
    return str(page.url).rsplit("/", 1)[1]


def test_a_correction_takes_two_people(visit: Any, check: Any, house: Any) -> None:
    holder, number = _encounter(house)
    page = visit("redress.cruz")
    page.goto("/held")
    check(page)
    _open_held(page, holder)
    check(page)
    wish = _take_in(page, "place_of_birth", "VT", "I was born in Vermont.")
    assert "You took it in; another person decides." in page.inner_text("main")
    assert page.get_by_role("button", name="Record the decision").count() == 0
    check(page)

    second = visit("redress.shaw")
    second.goto("/amendments")
    check(second)
    second.get_by_role("link", name=wish).click()
    check(second)
    second.get_by_label("Approve").check()
    second.get_by_label("On what it rests").fill("The certificate of birth was seen.")
    second.get_by_role("button", name="Record the decision").click()
    second.get_by_text("Written.").wait_for()

    clerk = visit("records.vega")
    clerk.goto(f"/subjects/{number}")
    assert clerk.locator("dl[aria-label=Arrest]", has_text="VT").count() == 1
    _open_held(page, holder)
    page.get_by_role("link", name="Notice to the person").click()
    assert "ABOUT YOUR FINGERPRINTS" in page.inner_text("main")
    check(page)


def test_a_refusal_gives_the_person_a_statement(visit: Any, check: Any, house: Any) -> None:
    holder, _ = _encounter(house)
    page = visit("redress.cruz")
    _open_held(page, holder)
    wish = _take_in(page, "name", "OTHER,NAME", "That is not how I am called.")
    page.goto(f"/held/{holder}")
    page.get_by_label("Field").select_option("disposition")  # without outcome and date
    page.get_by_label("Why, in the person's words").fill("It was dismissed.")
    page.get_by_role("button", name="Take it in").click()
    page.locator("#alerts .alert").wait_for()  # in place: what was typed stays
    assert page.get_by_label("Why, in the person's words").input_value() == "It was dismissed."

    second = visit("redress.shaw")
    second.goto(f"/amendments/{wish}")
    second.get_by_label("Refuse").check()
    second.get_by_label("On what it rests").fill("The card and the court agree on the name.")
    second.get_by_role("button", name="Record the decision").click()
    second.get_by_text("Refused; a statement may follow.").wait_for()
    page.goto(f"/amendments/{wish}")
    page.get_by_label("In the person's own words").fill("My name was written down wrongly at the jail.")
    page.get_by_role("button", name="Attach the statement").click()
    page.get_by_text("Attached.").wait_for()
    assert "written down wrongly" in page.inner_text("blockquote")
    check(page)


def test_orders_of_a_court_are_carried_out_and_certified(visit: Any, check: Any, house: Any) -> None:
    holder, number = _encounter(house)
    page = visit("records.vega")
    page.goto("/orders")
    check(page)
    for deed, said in (("seal", "Sealed."), ("unseal", "Open again.")):
        page.goto("/orders")
        _order(page, deed, holder, holder)
        page.get_by_text(said).first.wait_for()
        page.goto(f"/subjects/{number}")
        assert ("shown to a court alone" in page.inner_text("main")) == (deed == "seal")
    page.goto("/orders")
    _order(page, "expunge", holder, holder[:-1])
    page.get_by_text("was not typed the same way twice").wait_for()
    page.locator("input[name=again]").fill(holder)
    page.get_by_role("button", name="Carry it out").click()
    page.get_by_text("is carried out here").wait_for()
    for _ in range(40):
        page.goto("/orders")
        if page.get_by_text("done everywhere").count():
            break
        page.wait_for_timeout(500)
    assert "certified" in page.inner_text(".order")
    check(page)


def _order(page: Any, deed: str, what: str, again: str) -> None:
    page.locator(f"input[name=deed][value={deed}]").check()
    page.locator("input[name=what]").fill(what)
    page.locator("input[name=again]").fill(again)
    page.get_by_label("Authority").fill(ORDER)
    page.get_by_role("button", name="Carry it out").click()


def test_a_clerk_keeps_records_right(visit: Any, check: Any) -> None:
    page = visit("records.vega")
    page.goto("/corrections")
    check(page)
    page.get_by_label("FBI number that stays").fill("1T")
    page.get_by_label("FBI number that is given up").fill("2T")
    page.get_by_role("button", name="Make them one").click()
    page.get_by_text("are not two subjects on record").wait_for()
    assert visit("operator.rowe").goto("/corrections").status == 403


def test_accounts_are_kept_by_somebody_who_sees_no_case(visit: Any, check: Any) -> None:
    page = visit("admin.hill")
    page.goto("/accounts")
    check(page)
    page.get_by_role("button", name="Review officer.green").click()
    assert "officer.green is reviewed" in page.inner_text("#alerts")
    page.get_by_text("Make an account").click()
    page.get_by_label("Name", exact=True).fill("officer.new")
    page.locator("input[name=role][value=officer]").check()
    page.get_by_role("button", name="Make it").click()
    assert "officer.new" in page.inner_text("dl.fields")
    check(page)
    assert page.goto("/cases").status == 403
