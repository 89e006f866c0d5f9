"""How long the invariants are tested: six hundred steps by default, thousands with TENPRINT_INVARIANT_STEPS."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

STEPS = int(os.environ.get("TENPRINT_INVARIANT_STEPS", "600"))
STEPS_IN_A_HISTORY = 30
PATIENCE = max(300, STEPS)  # s a test may take: long histories are slow, not stuck


def histories():
    """Settings of a state machine: so many random histories that they have STEPS steps together."""
    return settings(
        max_examples=max(1, STEPS // STEPS_IN_A_HISTORY),
        stateful_step_count=STEPS_IN_A_HISTORY,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=STEPS <= 600,
        print_blob=True,
    )


def examples(cost=10):
    """Settings of a property whose example costs as much as so many steps."""
    return settings(
        max_examples=max(3, STEPS // cost),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=STEPS <= 600,
        print_blob=True,
    )
