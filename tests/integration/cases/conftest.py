from __future__ import annotations

from contextlib import ExitStack

import pytest
import stores
from case_agencies import ORI, Agencies

from tenprint.cases import decision, research
from tenprint.cases.research import Answer, Asked
from tenprint.cases.rules import case_rules
from tenprint.cases.vocabulary import Action, Basis, Determination


@pytest.fixture(scope="session")
def postgres_cluster():
    with stores.cluster() as url:
        yield url


@pytest.fixture(params=stores.STORES)
def agencies(request, tmp_path):
    """Five agencies, on SQLite and on PostgreSQL."""
    with ExitStack() as stack:
        url = None
        if request.param == "postgres":
            url = stack.enter_context(stores.emptied(request.getfixturevalue("postgres_cluster")))
        agencies = Agencies(tmp_path, database_url=url)
        stack.callback(agencies.close)
        yield agencies


@pytest.fixture
def number(agencies):
    """A case that waits for an officer, its research attached."""
    number = agencies.match(f"{ORI}:BOOKING1")
    asked = [Asked(source, Answer.NO_RECORD) for source in case_rules().research.sources]
    agencies.act("enforcement", "tech.ames", research.attach, number, asked, "Nothing more was found.")
    agencies.run()
    return number


@pytest.fixture
def propose(agencies):
    def propose(number, action=Action.DETAINER, determination=Determination.SUBJECT_TO_REMOVAL):
        basis = Basis.REMOVAL_ORDER if action is Action.DETAINER else None
        agencies.act(
            "enforcement", "officer.green", decision.decide, number, determination, action, "It is so.", basis=basis
        )

    return propose


@pytest.fixture
def confirm(agencies):
    def confirm(number, user="supervisor.brown"):
        agencies.act("enforcement", user, decision.confirm, number, agree=True, grounds="Agreed.")

    return confirm
