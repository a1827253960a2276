"""The mails of the help desk, when they do not leave."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assistenza.models import Lettera
from notifiche.altra_posta import Posta, impara
from portal.enti.permessi import amministra_qui, uffici_di


def _del_mio_ufficio(request: HttpRequest, righe: QuerySet[Any]) -> QuerySet[Any]:
    righe = righe.select_related("domanda")
    return righe if amministra_qui(request) else righe.filter(domanda__ufficio__in=uffici_di(request))


def _domanda(riga: Lettera) -> tuple[str, str]:
    """The question, when it entered: before nobody reads it."""
    domanda = riga.domanda
    if domanda.confermata_il is None:
        return domanda.numero, ""
    return domanda.numero, reverse("assistenza_operatori:domanda", args=[domanda.codice])


impara(
    Posta(
        nome="assistenza",
        titolo=_("Domande all'assistenza: conferme e risposte"),
        modello=Lettera,
        campanello="assistenza.lettere",
        dell_ente="domanda__ente",
        visibili=_del_mio_ufficio,
        riferimento=_domanda,
    )
)
