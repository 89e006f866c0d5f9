"""What people of a booking agency see: submit a file, follow it, the print card, answers, requests, custody."""

from tenprint.console.framework.areas import Area, Item

BOOKING = ("booking",)
AREA = Area(
    "booking",
    tuple(
        f"tenprint.console.booking.{module}"
        for module in ("submit", "submissions", "submission", "prints", "requests", "custody")
    ),
    items=(
        Item("/submit", "Submit a file", "Booking", BOOKING, "submission:send", "criminal"),
        Item("/submissions", "Submissions", "Booking", BOOKING, "answer:read", "criminal"),
        Item("/requests", "Requests", "Custody", BOOKING, "request:read", "custody"),
        Item("/custody", "Custody clocks", "Custody", BOOKING, "custody:record", "custody"),
    ),
)
