"""People and records whose truth is known: names, arrests, charges, outcomes, encounters, places, activation.

world = World(7, oris=[agency.ori for agency in agencies_of("29510")])
for booking in world.bookings(40): ...                 # person, history, ORI, charges, truth
old = world.find(lambda who, record: who.status is Status.CITIZEN_NATURALISED and who.in_immigration)
simulated_registry().is_active(booking.ori, booking.booked)
"""

from tenprint.simulate.population.activation import simulated_registry
from tenprint.simulate.population.bookings import Booking, Truth, World, bookings
from tenprint.simulate.population.histories import Arrest, Charge, Encounter, History, Outcome, history
from tenprint.simulate.population.parameters import DEFAULT, Rates
from tenprint.simulate.population.people import Person, Status, person
from tenprint.simulate.population.places import (
    ST_LOUIS_CITY,
    ST_LOUIS_COUNTY,
    agencies,
    agencies_of,
    field_office,
    jurisdiction,
    jurisdictions,
    state_bureau,
)

__all__ = [
    "DEFAULT",
    "ST_LOUIS_CITY",
    "ST_LOUIS_COUNTY",
    "Arrest",
    "Booking",
    "Charge",
    "Encounter",
    "History",
    "Outcome",
    "Person",
    "Rates",
    "Status",
    "Truth",
    "World",
    "agencies",
    "agencies_of",
    "bookings",
    "field_office",
    "history",
    "jurisdiction",
    "jurisdictions",
    "person",
    "simulated_registry",
    "state_bureau",
]
