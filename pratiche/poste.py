"""The mails of this room that are not copies of a message, when they do not leave."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifiche.altra_posta import Posta, impara
from portal.enti.models import Incarico
from portal.enti.permessi import amministra_qui, uffici_di
from pratiche.models import AvvisoCarico, AvvisoSostituto, InvitoFirma, Pratica


def _ai_colleghi(request: HttpRequest, righe: QuerySet[Any]) -> QuerySet[Any]:
    righe = righe.select_related("persona")
    if amministra_qui(request):
        return righe
    colleghi = Incarico.objects.filter(ufficio__in=uffici_di(request), attivo=True)
    return righe.filter(persona__in=colleghi.values("persona"))


def _degli_uffici(request: HttpRequest, righe: QuerySet[Any]) -> QuerySet[Any]:
    """Of the drafts of our services: who signs what is not said, nor that there is one kept to others."""
    righe = righe.filter(firma__pratica__riservata=False)
    return righe if amministra_qui(request) else righe.filter(firma__pratica__ufficio__in=uffici_di(request))


def _delle_pratiche(request: HttpRequest, righe: QuerySet[Any]) -> QuerySet[Any]:
    """Of the cases that this officer may open."""
    righe = righe.filter(pratica__in=Pratica.objects.visibili_a(request.user)).select_related("pratica")
    return righe if amministra_qui(request) else righe.filter(pratica__ufficio__in=uffici_di(request))


impara(
    Posta(
        nome="carico",
        titolo=_("Avviso a chi riceve pratiche"),
        modello=AvvisoCarico,
        campanello="pratiche.avvisi_carico",
        dell_ente="ente",
        visibili=_ai_colleghi,
        riferimento=lambda riga: (riga.persona.nome_completo, ""),
    )
)
impara(
    Posta(
        nome="sostituto",
        titolo=_("Avviso a chi ha il potere sostitutivo"),
        modello=AvvisoSostituto,
        campanello="pratiche.avvisi_sostituto",
        dell_ente="pratica__ente",
        visibili=_delle_pratiche,
        riferimento=lambda riga: (riga.pratica.sigla, reverse("operatori:pratica", args=[riga.pratica.codice])),
    )
)
impara(
    Posta(
        nome="inviti",
        titolo=_("Invito a firmare una richiesta"),
        modello=InvitoFirma,
        campanello="pratiche.inviti",
        dell_ente="firma__pratica__ente",
        visibili=_degli_uffici,
    )
)
