"""A booking through all roles; everybody who was told stands in the accounting of who told them."""

from __future__ import annotations

from tenprint.accountability import disclosure


def accounting(agencies, role, correlation):
    with agencies.agencies[role].database.read() as connection:
        return [(d.recipient, d.type) for d in disclosure.accounting(connection, correlation)]


def test_every_disclosure_of_a_matched_booking_is_accounted_for(agencies):
    agencies.file_encounter(7)
    correlation = agencies.book(7, "TCN0000000007")
    assert accounting(agencies, "booking", correlation) == [("state", "submission")]
    assert accounting(agencies, "state", correlation) == [("criminal", "submission"), ("booking", "answer")]
    assert sorted(accounting(agencies, "criminal", correlation)) == [
        ("enforcement", "iaq"),
        ("immigration", "identify_request"),
        ("state", "answer"),
    ]
    assert sorted(accounting(agencies, "immigration", correlation)) == [
        ("criminal", "identify_answer"),
        ("enforcement", "match_notice"),
    ]


def test_it_names_fields_and_no_content(agencies):
    correlation = agencies.book(8, "TCN0000000008")
    with agencies.criminal.database.read() as connection:
        lines = disclosure.accounting(connection, correlation)
    asked = next(line for line in lines if line.type == "identify_request")
    assert asked.fields == ("ori", "prints", "activation_version")
    assert "name" not in asked.fields
    assert all("ZYXWV" not in str(line) for line in lines)
