"""Support centre and field office: the queue, a case with its evidence and decision form, hold, cancel."""

from tenprint.console.framework.areas import Area, Item

AREA = Area(
    "cases",
    ("tenprint.console.cases.queue", "tenprint.console.cases.case", "tenprint.console.cases.acts"),
    items=(
        Item(
            "/cases", "Cases", "Cases", roles=("enforcement",), action="case:list", purpose="criminal",
            relation="own_office",
        ),
        Item("/hold", "Citizenship claim", "Cases", action="claim:make", purpose="criminal"),
    ),
)  # fmt: skip
