"""Who is who in a demo."""

from __future__ import annotations

from typing import NamedTuple


class Cast(NamedTuple):
    """One person of the demo: at which agency, in which roles, and what they do there."""

    name: str
    agency: str
    roles: tuple[str, ...]
    words: str
    office: str = ""
    ori: str | None = None


CHICAGO = "Chicago"
PEOPLE = (
    Cast("booking.reyes", "booking", ("booking_officer",), "Books people and submits their prints"),
    Cast("clerk.cole", "booking", ("jail_clerk",), "Receives requests, serves them, keeps custody"),
    Cast(
        "operator.pike", "state", ("operator", "records_clerk"), "Keeps the bureau's messages moving, and its records"
    ),
    Cast("operator.rowe", "criminal", ("operator",), "Keeps the repository's messages moving"),
    Cast("records.vega", "criminal", ("records_clerk",), "Keeps criminal histories"),
    Cast("redress.cruz", "criminal", ("redress_officer",), "Takes wishes for a correction in"),
    Cast("redress.shaw", "criminal", ("redress_officer",), "Decides on what another took in"),
    Cast("auditor.ward", "criminal", ("auditor",), "Reads the repository's audit log"),
    Cast("examiner.ellis", "criminal", ("examiner",), "Compares prints"),
    Cast("examiner.frost", "immigration", ("examiner",), "Compares prints"),
    Cast("quality.moss", "immigration", ("quality_manager",), "Keeps the examiners' queue and their figures"),
    Cast("technician.hale", "enforcement", ("technician",), "Researches at the support centre"),
    Cast("officer.green", "enforcement", ("officer",), "Decides on cases of the field office", office=CHICAGO),
    Cast("supervisor.dunn", "enforcement", ("supervisor",), "Confirms, returns, decides on claims", office=CHICAGO),
    Cast("redress.lane", "enforcement", ("redress_officer",), "Answers the persons concerned"),
    Cast("auditor.price", "enforcement", ("auditor",), "Reads the audit log"),
    Cast("oversight.wolf", "enforcement", ("oversight",), "Reads figures and policies"),
    Cast("admin.hill", "enforcement", ("administrator",), "Keeps accounts; sees no case"),
)
