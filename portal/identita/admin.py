"""The back-office pages of this room."""

from portal.identita import admin_operatori, admin_schemi  # noqa: F401 - it registers itself
