"""The numbers of the demo's world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from tenprint.simulate.population import Rates

# Booked where; the third takes no part yet on the day of the demo.
ST_LOUIS_CITY, ST_LOUIS_COUNTY, NOT_ACTIVATED = "29510", "29189", "29095"
# Wednesday after the start in St. Louis City and County (21 September 2010), 08:00 local time.
START = datetime(2010, 9, 22, 13, tzinfo=UTC)


DEMO_RATES = Rates(immigration_match=0.4, prior_arrest=0.5, booked_again=0.1, twin=0.05, finger_missing=0.005)


@dataclass(frozen=True)
class DemoParameters:
    """What the demo's world is like.

    Attributes:
        rates: of the population. A few dozen bookings at the public match rate of 6 to 7 % would show hardly a match,
            so the demo's people have more records; figures of the demo are no estimate of anything real.
        difficulty: of the impressions.
        booking_kind: impression type at booking.
        distractors: subjects of each repository who are never booked; template level.
        bitrate: of WSQ compression, bits a pixel (0.75 is 15:1, FBI's rule for 500 ppi).
    """

    rates: Rates = DEMO_RATES
    difficulty: str = "good"
    booking_kind: str = "rolled"
    distractors: int = 200
    bitrate: float = 0.75


DEMO = DemoParameters()
