"""For everybody, without an account: who takes part, the figures and how to read them, agreements, redress."""

from tenprint.console.framework.areas import Area, Item

HEADING = "For everybody"
AREA = Area(
    "public",
    (
        "tenprint.console.public.about",
        "tenprint.console.public.activation",
        "tenprint.console.public.statistics",
        "tenprint.console.public.agreements",
        "tenprint.console.public.redress",
    ),
    items=(
        Item("/public/about", "What this is", HEADING, action="public"),
        Item("/public/activation", "Who takes part", HEADING, action="public"),
        Item("/public/statistics", "Figures", HEADING, action="public"),
        Item("/public/agreements", "Agreements", HEADING, action="public"),
        Item("/public/redress", "Ask or object", HEADING, action="public"),
    ),
)
