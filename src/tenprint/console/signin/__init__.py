"""Signing in and out, the lock of a session, the theme."""

from tenprint.console.framework.areas import Area

AREA = Area(
    "signin", ("tenprint.console.signin.entrance", "tenprint.console.signin.lock", "tenprint.console.signin.theme")
)
