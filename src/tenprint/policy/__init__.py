"""Levels, activation, retention, bands: versioned data files and their loaders.

    store = PolicyStore()                                  # or PolicyStore(folder, trusted=keys)
    result = priority_level(history, store.levels("2010-06"))
    store.bands(at=day).place(llr, false_match_probability)
    store.purposes(at=day).plan("CAR", active=registry.is_active(ori, received).active)

Each result names the version that gave it.
"""

from tenprint.policy.activation import (
    Activation,
    ActivationRegistry,
    ActivationResult,
    Agency,
    Agreement,
    Jurisdiction,
    RegistryData,
    Suspension,
)
from tenprint.policy.bands import Band, BandPolicy, BandResult
from tenprint.policy.levels import LevelPolicy, LevelResult, priority_level
from tenprint.policy.model import Conviction, Header, Severity, Source
from tenprint.policy.offences import Offence, OffenceTable, QueryOffence
from tenprint.policy.priorities import PriorityPolicy
from tenprint.policy.purposes import PurposePolicy, SearchPlan
from tenprint.policy.retention import RetentionPolicy, RetentionResult
from tenprint.policy.store import PolicyStore, default_store

__all__ = [
    "Activation",
    "ActivationRegistry",
    "ActivationResult",
    "Agency",
    "Agreement",
    "Band",
    "BandPolicy",
    "BandResult",
    "Conviction",
    "Header",
    "Jurisdiction",
    "LevelPolicy",
    "LevelResult",
    "Offence",
    "OffenceTable",
    "PolicyStore",
    "PriorityPolicy",
    "PurposePolicy",
    "QueryOffence",
    "RegistryData",
    "RetentionPolicy",
    "RetentionResult",
    "SearchPlan",
    "Severity",
    "Source",
    "Suspension",
    "default_store",
    "priority_level",
]
