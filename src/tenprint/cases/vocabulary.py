"""The fixed lists of the human part: what a person can determine, propose, give as a reason, record as the end."""

from __future__ import annotations

from enum import StrEnum


class Determination(StrEnum):
    """What an officer determines. Software never sets one."""

    UNITED_STATES_CITIZEN = "united_states_citizen"
    LAWFUL_PERMANENT_RESIDENT = "lawful_permanent_resident"
    LAWFULLY_PRESENT = "lawfully_present"
    SUBJECT_TO_REMOVAL = "subject_to_removal"
    UNDETERMINED = "undetermined"


class Action(StrEnum):
    """What an officer proposes; no action is as easy as any."""

    NO_ACTION = "no_action"
    REQUEST_FOR_NOTIFICATION = "request_for_notification"
    DETAINER = "detainer"


class Reason(StrEnum):
    """Why; counted, so that discretion can be seen. The grounds say it in words."""

    EVIDENCE_DOES_NOT_SUFFICE = "evidence_does_not_suffice"
    CITIZEN = "citizen"
    LAWFUL_STATUS = "lawful_status"
    NOT_A_PRIORITY = "not_a_priority"
    FAMILY_OR_LONG_RESIDENCE = "family_or_long_residence"
    VICTIM_OR_WITNESS = "victim_or_witness"
    HEALTH_OR_AGE = "health_or_age"
    MILITARY_SERVICE = "military_service"
    RELIEF_PENDING = "relief_pending"
    PRIORITY_BY_CONVICTIONS = "priority_by_convictions"
    REMOVAL_ORDER = "removal_order"
    STATED_IN_GROUNDS = "stated_in_grounds"


class Basis(StrEnum):
    """The legal basis of a detainer."""

    REMOVAL_ORDER = "removal_order"
    CHARGING_DOCUMENT = "charging_document"
    WARRANT_OF_ARREST = "warrant_of_arrest"


class Outcome(StrEnum):
    """How a case ended."""

    TRANSFERRED = "transferred_to_custody"
    RELEASED = "released_by_jail"
    REMOVED = "removed"
    RELIEF_GRANTED = "relief_granted"
    NO_FURTHER_ACTION = "no_further_action"
    EXPUNGED = "expunged"


class Affirms(StrEnum):
    """What an item of evidence says. That a record is missing says nothing."""

    NOTHING = "nothing"
    REMOVABILITY = "removability"
    LAWFUL_PRESENCE = "lawful_presence"
    CITIZENSHIP = "citizenship"


OPPOSING = frozenset({Affirms.LAWFUL_PRESENCE, Affirms.CITIZENSHIP})  # block a request until addressed


class Reliability(StrEnum):
    """How an item is tied to the person, strongest first."""

    BIOMETRIC_RECORD = "biometric_record"  # an official record that fingerprints tie to the person
    OFFICIAL_DOCUMENT = "official_document"  # seen, and a copy is on file
    OFFICIAL_RECORD = "official_record"  # found by name and number
    STATEMENT = "statement"  # of the person or of somebody else
    UNVERIFIED = "unverified"


class Channel(StrEnum):
    """From where a claim to citizenship came."""

    PERSON = "person"
    JAIL = "jail"
    FAMILY = "family"
    ATTORNEY = "attorney"
    COURT = "court"
    HOTLINE = "hotline"
    RECORD = "record"  # somebody saw a sign of citizenship in a record
    OTHER = "other"
