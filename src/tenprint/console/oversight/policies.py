"""Policy versions: which there are, which is in force, who signed it, and what changed between two."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, NamedTuple

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other
from tenprint.policy import PolicyStore
from tenprint.policy.difference import changes, lines
from tenprint.policy.model import Header
from tenprint.policy.store import KINDS

router = APIRouter()
READS = at(action="policy:read", purpose="oversight")
TRAIL = (("Policies", "/policies"),)
WORDS = {
    "levels": "How grave a history of convictions is",
    "offences": "Codes of offences",
    "activation": "Which agencies take part",
    "bands": "Which scores a person looks at",
    "retention": "How long what is kept",
    "priorities": "How soon an answer is due",
    "purposes": "Which transactions are searched where",
}


class Version(NamedTuple):
    """One version: its head, whether it is in force today, and who vouches for its file."""

    policy: Header
    in_force: bool
    signed: str


@router.get("/policies")
def policies(desk: Annotated[Desk, READS]) -> Response:
    """List every version of every kind."""
    store = desk.agency.policies
    kinds = {kind: versions(store, kind, desk.now.date()) for kind in KINDS}
    return page(
        desk,
        "oversight/policies.html",
        title="Policies",
        kinds={kind: found for kind, found in kinds.items() if found},
        words=WORDS,
        digest=store.digest(),
        comparable={kind for kind, found in kinds.items() if len(found) > 1},
    )


@router.get("/policies/{kind}/{version}")
def one(desk: Annotated[Desk, READS], kind: str, version: str) -> Response:
    """Show a version as its file says it."""
    store = desk.agency.policies
    found = _version(store, kind, version, desk.now.date())
    others = [name for name in store.files(kind) if name != version]
    return page(
        desk,
        "oversight/policy.html",
        title=f"{WORDS[kind]}: {version}",
        trail=TRAIL,
        found=found,
        kind=kind,
        text=store.files(kind)[version].read_text(),
        others=others,
    )


@router.get("/policies/{kind}")
def compare(desk: Annotated[Desk, READS], kind: str, before: str = "", after: str = "") -> Response:
    """Show what changed between two versions, in words and as lines."""
    store = desk.agency.policies
    if kind not in KINDS:
        raise HTTPException(404)
    names = list(store.files(kind))
    if len(names) < 2:
        return see_other(desk, f"/policies/{kind}/{names[0]}" if names else "/policies")
    before, after = before or names[-2], after or names[-1]
    one, two = (_version(store, kind, name, desk.now.date()) for name in (before, after))
    return page(
        desk,
        "oversight/difference.html",
        title=f"{WORDS[kind]}: {before} and {after}",
        trail=TRAIL,
        kind=kind,
        names=names,
        before=one,
        after=two,
        changes=changes(one.policy, two.policy),
        lines=lines(store, kind, before, after),
    )


def versions(store: PolicyStore, kind: str, day: dt.date) -> list[Version]:
    """Return the versions of a kind, oldest first."""
    return [_version(store, kind, version, day) for version in store.files(kind)]


def _version(store: PolicyStore, kind: str, version: str, day: dt.date) -> Version:
    if kind not in KINDS or version not in store.files(kind):
        raise HTTPException(404)
    policy = store.load(kind, version)
    started = [p for p in (store.load(kind, name) for name in store.files(kind)) if p.effective_from <= day]
    in_force = bool(started) and store.effective(kind, day).version == version
    return Version(policy, in_force, store.vouched(kind, version))
