"""What operators of an agency see: traffic, rejects and refusals, dead letters; and a clerk's records of subjects."""

from tenprint.console.framework.areas import EVERY_ROLE, Area, Item

RELAYS = ("state", "criminal")
AREA = Area(
    "operators",
    tuple(f"tenprint.console.operators.{module}" for module in ("traffic", "dead", "rejects", "subjects")),
    items=(
        Item("/traffic", "Traffic", "Messages", EVERY_ROLE, "queue:read", "operation"),
        Item("/dead-letters", "Dead letters", "Messages", EVERY_ROLE, "message:redeliver", "operation"),
        Item("/rejects", "Rejects and refusals", "Messages", EVERY_ROLE, "queue:read", "operation"),
        Item("/subjects", "Subjects", "Records", RELAYS, "record:read", "criminal"),
    ),
)
