"""The archives of this room. The deliveries that stopped have pages of their own, in `operatori/`."""

from notifiche import admin_canali, admin_io  # noqa: F401 - they register themselves
