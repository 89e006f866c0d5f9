"""A simulated history of activation that passes through the public figures.

Which county started when is simulated, but for St. Louis City and County on 21 September 2010. What is real are the
points the curve passes through, and that it reached every jurisdiction by 2013.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import itertools

from tenprint.policy import Activation, ActivationRegistry, Agreement, Jurisdiction, RegistryData, Source
from tenprint.simulate.population.places import ST_LOUIS_CITY, ST_LOUIS_COUNTY, agencies, jurisdictions

VERSION = "2008-10-simulated"
ST_LOUIS_DAY = dt.date(2010, 9, 21)

# Day and number of active jurisdictions on its evening; None stands for all. 14 and 544: announcement on the
# southwest border counties of 10 August 2010 ("from 14 to 544 in the past 18 months"). 632 in 32 states: press
# release of 21 September 2010. All: 22 January 2013.
CURVE: tuple[tuple[dt.date, int | None], ...] = (
    (dt.date(2008, 10, 27), 1),
    (dt.date(2009, 2, 10), 14),
    (dt.date(2010, 8, 10), 544),
    (ST_LOUIS_DAY, 632),
    (dt.date(2013, 1, 22), None),
)

# The 32 states of 21 September 2010, simulated.
FIRST_STATES = frozenset(
    "AZ AR CA CT DE FL GA HI ID IL IA KY LA MD MA MI MS MO NV NM NC OH OK OR PA SC TN TX UT VA WV WI".split(" ")  # noqa: SIM905
)


@functools.cache
def simulated_registry() -> ActivationRegistry:
    """Return the activation registry of the synthetic world, with every jurisdiction and agency in it."""
    dates = _dates()
    first_of_state: dict[str, dt.date] = {}
    for place in jurisdictions():
        first_of_state[place.state] = min(dates[place.fips], first_of_state.get(place.state, dt.date.max))
    return ActivationRegistry(
        RegistryData(
            kind="activation",
            version=VERSION,
            title="Simulated history of activation; dates are not real, but for St. Louis City and County",
            effective_from=CURVE[0][0],
            sources=(
                Source(title="Press release on the start in St. Louis City and County", date=ST_LOUIS_DAY),
                Source(title="Announcement on the southwest border counties", date=dt.date(2010, 8, 10)),
            ),
            notes=("Which county started when is simulated; the number of active ones passes through public figures.",),
            jurisdictions=jurisdictions(),
            agencies=agencies(),
            agreements=tuple(
                Agreement(
                    id=f"SIM-MOA-{state}",
                    title=f"Simulated agreement with the identification bureau of {state}",
                    parties=("enforcement", f"state identification bureau {state}"),
                    signed=first - dt.timedelta(days=30),
                )
                for state, first in sorted(first_of_state.items())
            ),
            activations=tuple(
                Activation(
                    fips=place.fips,
                    agreement=f"SIM-MOA-{place.state}",
                    legal_basis="simulated: 8 U.S.C. 1722 and the agreement with the state",
                    starts=dt.datetime.combine(dates[place.fips], dt.time(), dt.UTC),
                )
                for place in jurisdictions()
            ),
        )
    )


def _dates() -> dict[str, dt.date]:
    order = _order()
    points = [(day, len(order) if number is None else number) for day, number in CURVE]
    dates = {order[0]: points[0][0]}
    for (start, before), (end, after) in itertools.pairwise(points):
        for rank in range(before, after):
            # The first of a stretch starts a day after the point before it, the last on the day of its own point.
            share = (rank + 1 - before) / (after - before)
            dates[order[rank]] = start + dt.timedelta(days=max(1, round(share * (end - start).days)))
    return dates


def _order() -> list[str]:
    """Return the county codes in the order of activation."""
    st_louis = [ST_LOUIS_CITY, ST_LOUIS_COUNTY]
    early: list[Jurisdiction] = []
    late: list[Jurisdiction] = []
    for place in sorted(jurisdictions(), key=lambda entry: _shuffle(entry.fips)):
        if place.fips not in st_louis:
            (early if place.state in FIRST_STATES else late).append(place)
    # One county of each of the 32 states first, so that all of them are in; Missouri has St. Louis.
    opening = {place.state: place.fips for place in reversed(early) if place.state != "MO"}
    leading = sorted(opening.values(), key=_shuffle)
    others = [place.fips for place in early if place.fips not in set(leading)]
    number = next(count for day, count in CURVE if day == ST_LOUIS_DAY and count is not None)
    before = number - len(st_louis) - len(leading)
    rest = sorted([*others[before:], *(place.fips for place in late)], key=_shuffle)
    return [*leading, *others[:before], *st_louis, *rest]


def _shuffle(fips: str) -> str:
    return hashlib.sha256(f"order of activation {fips}".encode()).hexdigest()
