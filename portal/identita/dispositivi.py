"""The device of a session in plain words, from what the browser says of itself. The browser's words are not kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Dispositivo(models.TextChoices):
    """Enough to recognise one's own; no more."""

    IPHONE = "iphone", _("iPhone")
    IPAD = "ipad", _("iPad")
    TELEFONO_ANDROID = "telefono-android", _("Telefono Android")
    TABLET_ANDROID = "tablet-android", _("Tablet Android")
    WINDOWS = "windows", _("Computer con Windows")
    MAC = "mac", _("Computer Mac")
    CHROMEBOOK = "chromebook", _("Chromebook")
    LINUX = "linux", _("Computer con Linux")
    ALTRO = "altro", _("Dispositivo non riconosciuto")


# the first that fits wins: Android also says Linux, tablets of Apple may say Mac
_SEGNI = (
    ("iPhone", Dispositivo.IPHONE),
    ("iPad", Dispositivo.IPAD),
    ("Windows", Dispositivo.WINDOWS),
    ("CrOS", Dispositivo.CHROMEBOOK),
    ("Macintosh", Dispositivo.MAC),
    ("Linux", Dispositivo.LINUX),
)


def riconosci_dispositivo(user_agent: str) -> Dispositivo:
    """The kind of device, as roughly as a person would say it."""
    if "Android" in user_agent:
        return Dispositivo.TELEFONO_ANDROID if "Mobile" in user_agent else Dispositivo.TABLET_ANDROID
    return next((quale for segno, quale in _SEGNI if segno in user_agent), Dispositivo.ALTRO)
