"""The inbox of the personal area."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from notifiche.forms import FiltroForm
from notifiche.models import Messaggio
from notifiche.parole import in_html
from notifiche.racconto import storia
from portal.base.ambiti import Ambito
from portal.base.elenchi import pagina
from portal.base.mixins import CittadinoMixin
from portal.identita.stati import Stanza


class ElencoMessaggi(CittadinoMixin, View):
    """All the messages of this ente, newest first; unread ones only, or those with some words."""

    ambito = Ambito(Stanza.MESSAGGI)

    def get(self, request: HttpRequest) -> HttpResponse:
        filtro = FiltroForm(request.GET)
        posta = Messaggio.objects.di(request.titolare, request.ente)
        contesto = {
            "voce": "messaggi",
            "filtro": filtro,
            "elenco": pagina(filtro.applica(posta), request),
        }
        return render(request, "notifiche/elenco.html", contesto)


class PaginaMessaggio(CittadinoMixin, View):
    """One message, read from now on, with the button to where something is to be done.

    What a delegate reads stays to be read for the person it was written to.
    """

    ambito = Ambito(Stanza.MESSAGGI)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        messaggio = get_object_or_404(Messaggio.objects.di(request.titolare, request.ente), codice=codice)
        if messaggio.letto_il is None and not request.rappresentanza:
            Messaggio.objects.filter(pk=messaggio.pk, letto_il=None).update(letto_il=timezone.now())
        contesto = {
            "voce": "messaggi",
            "messaggio": messaggio,
            "testo": in_html(messaggio.testo),
            "storia": storia(messaggio),
        }
        return render(request, "notifiche/messaggio.html", contesto)
