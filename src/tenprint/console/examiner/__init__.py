"""What examiners see: their queue, and two prints side by side. No booking, no person, no score."""

from tenprint.console.framework.areas import Area, Item

REPOSITORIES = ("criminal", "immigration")
AREA = Area(
    "examiner",
    tuple(f"tenprint.console.examiner.{module}" for module in ("queue", "bench", "conclude")),
    items=(Item("/examinations", "Examinations", "Examination", REPOSITORIES, "examination:list", "examination"),),
)
