"""Supervisor: what waits for a second person, open claims, deadlines, who has how much."""

from tenprint.console.framework.areas import Area, Item

AREA = Area(
    "supervisor",
    ("tenprint.console.supervisor.desk",),
    items=(
        Item(
            "/supervisor", "To confirm", "Cases", roles=("enforcement",), action="case:confirm", purpose="criminal",
            relation="own_office",
        ),
    ),
)  # fmt: skip
