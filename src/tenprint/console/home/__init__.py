"""The first page, and a person's own account."""

from tenprint.console.framework.areas import Area, Item

AREA = Area(
    "home",
    ("tenprint.console.home.first", "tenprint.console.home.account"),
    items=(Item("/", "Overview", "Work"),),
)
