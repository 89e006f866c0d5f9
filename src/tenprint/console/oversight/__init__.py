"""Oversight: figures with their lineage, and the report of each booking agency."""

from tenprint.console.framework.areas import Area, Item

HEADING = "Oversight"
AREA = Area(
    "oversight",
    (
        "tenprint.console.oversight.statistics",
        "tenprint.console.oversight.lineage",
        "tenprint.console.oversight.agencies",
    ),
    items=(
        Item("/statistics", "Figures", HEADING, action="statistics:read", purpose="oversight"),
        Item("/agencies", "Booking agencies", HEADING, action="statistics:read", purpose="oversight"),
    ),
)
