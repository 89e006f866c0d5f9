"""Accounts of an agency's people: for administrators, who see no case."""

from tenprint.console.framework.areas import EVERY_ROLE, Area, Item

AREA = Area(
    "accounts",
    ("tenprint.console.accounts.listing",),
    items=(
        Item(
            "/accounts", "Accounts", "Administration", EVERY_ROLE, "account:list", "administration",
            relation="other_account",
        ),
    ),
)  # fmt: skip
