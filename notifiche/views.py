"""The inbox of the personal area."""

import uuid
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from notifiche.azioni import perche_finita
from notifiche.forms import FiltroForm, SegnaForm
from notifiche.models import Messaggio
from notifiche.parole import in_html
from notifiche.racconto import storia
from portal.base.ambiti import Ambito
from portal.base.elenchi import pagina
from portal.base.mixins import CittadinoMixin, FuoriDelega
from portal.documenti.models import Documento
from portal.enti.models import Ente
from portal.identita.stati import Stanza

SEGNATI = "messaggi_segnati"  # in the session: what was just marked, for who wants to go back
STESSO_FILO = 10


class ElencoMessaggi(CittadinoMixin, View):
    """All the messages of this ente, newest first; unread ones only, those of a room, or those with some words.

    Each comune shows its own: they are different controllers of the data. Of the others one only learns that there are.
    """

    ambito = Ambito(Stanza.MESSAGGI)

    def get(self, request: HttpRequest) -> HttpResponse:
        filtro = FiltroForm(request.GET)
        posta = Messaggio.objects.di(request.titolare, request.ente)
        generi = list(filtro.generi(posta.non_letti_per_genere()))
        contesto = {
            "voce": "messaggi",
            "filtro": filtro,
            "generi": generi,
            "da_segnare": _in_casa_propria(request) and any(uno.corrente and uno.non_letti for uno in generi),
            "elenco": pagina(filtro.applica(posta), request),
            "altrove": [] if request.rappresentanza else list(_altri_enti(request)),
            "segnati": request.session.pop(SEGNATI, None),
            "adesso": timezone.now().isoformat(),
        }
        return render(request, "notifiche/elenco.html", contesto)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark as read or as unread. What a delegate reads stays to be read for the person: marking is theirs alone."""
        if not _in_casa_propria(request):
            raise FuoriDelega(request.rappresentanza)
        form = SegnaForm(request.POST)
        if form.is_valid():
            self._segna(Messaggio.objects.di(request.titolare, request.ente), form.cleaned_data)
        return redirect(request.get_full_path())

    def _segna(self, posta: Any, scelta: dict[str, Any]) -> None:
        if scelta["da_leggere"]:
            posta.filter(codice=scelta["da_leggere"]).segna_da_leggere()
        elif scelta["annulla"]:
            posta.filter(letto_il=scelta["annulla"]).segna_da_leggere()
        elif scelta["letto"]:
            self._ricorda(posta.filter(codice=scelta["letto"]))
        elif scelta["tutti_fino"]:
            # not those that came after the page was shown: nobody has seen that they are there
            scelti = FiltroForm(self.request.GET).applica(posta)
            self._ricorda(scelti.filter(creato_il__lte=scelta["tutti_fino"]))

    def _ricorda(self, scelti: Any) -> None:
        """The instant of reading tells these from all the others: it is enough to undo."""
        adesso = timezone.now()
        quanti = scelti.segna_letti(adesso)
        if quanti:
            self.request.session[SEGNATI] = {"quanti": quanti, "quando": adesso.isoformat()}


class PaginaMessaggio(CittadinoMixin, View):
    """One message, read from now on, with the button to where something is to be done.

    What a delegate reads stays to be read for the person it was written to; a company reads through who represents it.
    """

    ambito = Ambito(Stanza.MESSAGGI)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        posta = Messaggio.objects.di(request.titolare, request.ente)
        messaggio = get_object_or_404(posta, codice=codice)
        if messaggio.letto_il is None and _in_casa_propria(request):
            posta.filter(pk=messaggio.pk).segna_letti(timezone.now())
        contesto = {
            "voce": "messaggi",
            "messaggio": messaggio,
            "testo": in_html(messaggio.testo),
            "finita": perche_finita(messaggio),
            "allegati": _allegati(request, messaggio),
            "filo": posta.dello_stesso_filo(messaggio).recenti(STESSO_FILO),
            "storia": storia(messaggio),
        }
        return render(request, "notifiche/messaggio.html", contesto)


def _in_casa_propria(request: HttpRequest) -> bool:
    """Is it read by whom it was written to? A company reads through who represents it."""
    return not request.rappresentanza or request.rappresentanza.di_impresa


def _allegati(request: HttpRequest, messaggio: Messaggio) -> QuerySet[Documento]:
    """Only what the documents' address would give to who reads: a mandate may not reach them."""
    documenti = messaggio.allegati.all() & Documento.objects.visibili_a(request.titolare, request.ente)
    aperti = documenti.nella_delega(request.rappresentanza) if request.rappresentanza else documenti
    return aperti.order_by("pk")


def _altri_enti(request: HttpRequest) -> QuerySet[Ente]:
    """The other comuni of this installation that have written to this person."""
    suoi = Messaggio.objects.filter(ente=OuterRef("pk"), destinatario=request.titolare)
    return Ente.objects.exclude(pk=request.ente.pk).filter(Exists(suoi))
