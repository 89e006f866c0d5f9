"""Oversight: figures with their lineage, booking agencies, the audit log, disclosures, examiners, policies."""

from tenprint.console.framework.areas import Area, Item

HEADING = "Oversight"
REPOSITORIES = ("criminal", "immigration")
MODULES = ("statistics", "lineage", "agencies", "examiners", "policies", "effect", "audit_log", "disclosures")
AREA = Area(
    "oversight",
    tuple(f"tenprint.console.oversight.{module}" for module in MODULES),
    items=(
        Item("/statistics", "Figures", HEADING, action="statistics:read", purpose="oversight"),
        Item("/agencies", "Booking agencies", HEADING, action="statistics:read", purpose="oversight"),
        Item("/agreement", "Examiners", HEADING, REPOSITORIES, action="examination:figures", purpose="oversight"),
        Item("/policies", "Policies", HEADING, action="policy:read", purpose="oversight"),
        Item("/audit-log", "Audit log", HEADING, action="audit:read", purpose="oversight"),
        Item("/disclosures", "Disclosures", HEADING, action="disclosure:read", purpose="oversight"),
    ),
)
