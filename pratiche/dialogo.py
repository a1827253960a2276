"""The conversation on a case, as each side reads it, and until when the citizen may write."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from pratiche.models import MessaggioPratica, Pratica

DOPO_LA_CHIUSURA = 60  # days: as many as there are to appeal (d.lgs. 104/2010 art. 29)


def scambi(pratica: Pratica) -> list[MessaggioPratica]:
    """All of it, oldest first, with the files: one query whatever its length."""
    return list(pratica.dialogo.select_related("ufficio", "autore"))


def si_scrive_fino(pratica: Pratica, scritti: Iterable[MessaggioPratica]) -> dt.date | None:
    """The last day on which the citizen may write on a closed case; a message of the office gives the time to answer it."""
    if pratica.conclusa_il is None:
        return None
    dell_ufficio = [uno.creato_il for uno in scritti if not uno.del_cittadino]
    return timezone.localdate(max([pratica.conclusa_il, *dell_ufficio])) + dt.timedelta(days=DOPO_LA_CHIUSURA)


def si_puo_scrivere(pratica: Pratica, scritti: Iterable[MessaggioPratica]) -> bool:
    """Once the request is sent, while it is open and for a while after."""
    if pratica.bozza:
        return False
    fino = None if pratica.aperta else si_scrive_fino(pratica, scritti)
    return fino is None or timezone.localdate() <= fino
