"""Redress: letters of the public, what is held about a person, wishes for a correction; and orders of a court."""

from tenprint.console.framework.areas import EVERY_ROLE, Area, Item

HEADING = "Redress"
AREA = Area(
    "redress",
    tuple(f"tenprint.console.redress.{module}" for module in ("letters", "held", "amendments", "orders", "records")),
    items=(
        Item("/letters", "Letters", HEADING, EVERY_ROLE, "redress:access", "redress"),
        Item("/held", "What is held", HEADING, EVERY_ROLE, "redress:access", "redress"),
        Item("/amendments", "Corrections asked for", HEADING, EVERY_ROLE, "redress:decide", "redress"),
        Item("/orders", "Orders of courts", "Records", EVERY_ROLE, "record:certificates", "court"),
        Item("/corrections", "Keep records right", "Records", ("criminal", "immigration"), "record:correct", "redress"),
    ),
)
