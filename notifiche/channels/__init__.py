"""The channels, in the order in which people read about them."""

from notifiche.channels.appio import AppIO
from notifiche.channels.base import Canale
from notifiche.channels.email import Email

CANALI: dict[str, Canale] = {canale.codice: canale for canale in (Email(), AppIO())}
