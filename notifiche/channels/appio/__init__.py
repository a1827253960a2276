from notifiche.channels.appio.canale import AppIO
from notifiche.channels.appio.contenuto import componi

__all__ = ["AppIO", "componi"]
