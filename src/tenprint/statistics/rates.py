"""Rates, as a table: each is one count over another, and both are shown with it."""

from __future__ import annotations

from typing import NamedTuple


class Share(NamedTuple):
    """A count: a figure and the categories of it that count; empty: all of them."""

    figure: str
    categories: tuple[str, ...] = ()


class Rate(NamedTuple):
    """One rate."""

    name: str
    title: str
    words: str
    over: Share
    under: Share


RATES = (
    Rate(
        "match_rate",
        "Match rate of the second repository",
        "of the searches in the second repository, those with a match",
        Share("immigration_hits"),
        Share("second_searches"),
    ),
    Rate(
        "identification_rate",
        "Identification rate of the criminal file",
        "of the answered submissions, those identified in the criminal master file",
        Share("criminal_hits"),
        Share("answered"),
    ),
    Rate(
        "rejection_rate",
        "Rejected",
        "of the answered submissions, those rejected",
        Share("rejected"),
        Share("answered"),
    ),
    Rate(
        "no_conviction_share",
        "Without a conviction",
        "of the opened cases, those of persons without a conviction",
        Share("cases", ("NO_CONVICTION",)),
        Share("cases"),
    ),
    Rate(
        "no_action_share",
        "No action",
        "of the actions that supervisors confirmed, those that are none",
        Share("confirmed_actions", ("no_action",)),
        Share("confirmed_actions"),
    ),
    Rate(
        "citizen_error_rate",
        "Requests on citizens",
        "of the cases in which a request was confirmed, those of persons who were confirmed as citizens afterwards",
        Share("citizens_requested"),
        Share("requests"),
    ),
    Rate(
        "charge_known_share",
        "Charge known",
        "of the opened cases, those with a known charge of the arrest",
        Share("charge_known", ("known",)),
        Share("charge_known"),
    ),
    Rate(
        "dispositions_complete_share",
        "Outcome of every charge known",
        "of the opened cases, those in whose history no outcome of a charge is missing",
        Share("dispositions", ("complete",)),
        Share("dispositions"),
    ),
    Rate(
        "research_complete_share",
        "Every source answered",
        "of the opened cases, those whose research has an answer of every source",
        Share("research", ("complete",)),
        Share("research"),
    ),
)
