"""EBTS: what each type of transaction carries, on which conditions, and in which order days must be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tenprint.transaction.field import Field
from tenprint.transaction.layouts import all_profiles, record_layout
from tenprint.transaction.record import Record
from tenprint.transaction.rules import Condition, RuleSet
from tenprint.transaction.validate.finding import Check, shown

_DAY_DIGITS = 8
_ANY = "*"
_SENT = "1.005"


def check_application(check: Check) -> None:
    """Check the transaction against EBTS."""
    rules = check.application
    if rules is None:
        return
    tot = check.transaction.tot
    if tot not in all_profiles():
        check.report(
            "ebts-transaction", f"{shown(tot)} is no type of transaction", record=check.transaction.type1, key="1.004"
        )
        return
    _records(check, rules, tot)
    _profile(check, tot)
    for condition in rules.required:
        if tot in condition.transactions and _holds(check, condition) and not check.transaction.text(condition.field):
            check.report(
                "ebts-condition",
                f"{condition.field} is missing: {condition.because}",
                key=condition.field,
                record=_record(check, condition.field),
            )
    for condition in rules.forbidden:
        field = check.transaction.get(condition.field)
        if tot in condition.transactions and _holds(check, condition) and field is not None:
            check.report("ebts-condition", f"{condition.field} does not belong here: {condition.because}", field=field)
    if check.transaction.dai and check.transaction.dai == check.transaction.ori:
        check.report(
            "ebts-address",
            f"{shown(check.transaction.dai)} sends to itself",
            field=check.transaction.get("1.007"),
        )


def _record(check: Check, key: str) -> Record | None:
    number = int(key.partition(".")[0])
    return next(iter(check.transaction.records_of(number)), None)


def _holds(check: Check, condition: Condition) -> bool:
    if condition.when is None:
        return True
    key, value = condition.when
    text = check.transaction.text(key)
    return bool(text) if value == _ANY else text == value


def _records(check: Check, rules: RuleSet, tot: str) -> None:
    second = check.transaction.records_of(2)
    if not second:
        check.report("ebts-record-missing", "there is no Type-2 record")
    for types, (low, high) in rules.record_counts.get(tot, {}).items():
        kinds = [int(kind) for kind in types.split(",")]
        count = len(check.transaction.records_of(*kinds))
        if count < low or (high is not None and count > high):
            names = " and ".join(f"Type-{kind}" for kind in kinds)
            allowed = "none is" if high == 0 else f"{low} to {high} are"
            check.report("ebts-record-count", f"a {tot} has {count} records of {names}, {allowed} allowed")


def _profile(check: Check, tot: str) -> None:
    rules = all_profiles()[tot]
    for record in check.transaction.records_of(2)[:1]:
        present = {field.key for field in record.fields}
        for key in rules.mandatory:
            if key not in present:
                layout = record_layout(2).get(int(key[2:]))
                name = f"{layout.mnemonic} ({layout.title.lower()})" if layout else key
                check.report("ebts-field-missing", f"a {tot} needs {name}", record=record, key=key)
        for field in record.fields:
            if field.tag and rules.occurs(field.key) is None and field.layout is not None:
                check.report(
                    "ebts-field-foreign", f"a {tot} has no {field.mnemonic} ({field.name.lower()})", field=field
                )


def check_days(check: Check) -> None:
    """Check that days follow each other as they must have, and that the time in UTC is near the day."""
    for rules in (check.standard, check.application):
        for first, second in rules.not_after if rules is not None else ():
            latest = _latest(check, second)
            if latest is None:
                continue
            # Only the day of sending is written in another place, and so in another time zone, than the rest.
            grace = timedelta(days=rules.day_of_grace if rules is not None and second == _SENT else 0)
            for field, number, day in _days(check, first):
                if day > latest[1] + grace:
                    check.report(
                        "date-order",
                        f"{field.mnemonic} {day} is after {latest[0].mnemonic} ({second}), {latest[1]}",
                        field=field,
                        subfield=number,
                    )
    _clock(check)


def _days(check: Check, key: str) -> Iterator[tuple[Field, int, date]]:
    number = int(key.partition(".")[2])
    for record in check.transaction.records_of(int(key.partition(".")[0])):
        field = record.get(number)
        for place, items in enumerate(field.subfields if field is not None else [], 1):
            day = _day(items[0])
            if day is not None and field is not None:
                yield field, place, day


def _latest(check: Check, key: str) -> tuple[Field, date] | None:
    return max(((field, day) for field, _, day in _days(check, key)), key=lambda pair: pair[1], default=None)


def _day(text: str) -> date | None:
    """Return the day, None where the text is none: that is another rule's business."""
    if not (len(text) == _DAY_DIGITS and text.isascii() and text.isdigit() and text.strip("0")):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _clock(check: Check) -> None:
    field = check.transaction.type1.get(14)
    day, moment = _day(check.transaction.text("1.005")), _day(field.text[:_DAY_DIGITS]) if field is not None else None
    if day is not None and moment is not None and abs((day - moment).days) > 1:
        check.report("time-zone", f"1.005 is {day}, the time in UTC is of {moment}", field=field)
