"""The deliveries that stopped: why, once more, or never more; with what may happen said before doing it."""

import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifiche import altra_posta
from notifiche.anteprime import esempi
from notifiche.azioni import pagina_dell_ufficio
from notifiche.models import Classe, Consegna, ConsegnaQuerySet
from notifiche.operations import Chiusura, chiudi_senza_inviare, invia_di_nuovo
from notifiche.operations.altra_posta import lascia_ferma, manda_di_nuovo
from notifiche.operatori import esporta
from notifiche.operatori.filtri import CONTATE, FiltroForm, conteggi, nome_del_canale, visibili
from notifiche.racconto import motivo, motivo_di, racconta
from portal.base.coda import Stato
from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.catalogo.models import Servizio
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import uffici_di
from portal.identita.models import Persona
from portal.registro.models import Evento
from portal.registro.operations import registra

ALLA_VOLTA = 500  # rows decided with one press
RIPROVA, CHIUDI = "riprova", "chiudi"
POSTA: dict[str, tuple[Callable[..., int], Any]] = {
    "riprova_posta": (manda_di_nuovo, gettext_lazy("E-mail rimesse in coda: %s.")),
    "chiudi_posta": (lascia_ferma, gettext_lazy("E-mail chiuse senza inviare: %s.")),
}
# in the register: what was done to a delivery, and the words for it
FATTI: dict[str, Callable[[], str]] = {
    "consegna.rimessa_in_coda": lambda: _("Inviata di nuovo dall'ufficio"),
    "consegna.chiusa": lambda: _("Chiusa senza inviare"),
}
SEGUITO = {
    Stato.IN_CODA: gettext_lazy("Il portale riprova."),
    Stato.FALLITO: gettext_lazy("Decide l'ufficio."),
    Stato.INCERTO: gettext_lazy("Non si sa se è arrivata."),
}


class PaginaConsegne(PaginaOperatori):
    """Neither the text nor the recipient: the reference leads to the case, where who may look can look."""

    @cached_property
    def filtro(self) -> FiltroForm:
        servizi = Servizio.objects.filter(ente=self.request.ente.pk).order_by("titolo").values_list("slug", "titolo")
        return FiltroForm(self.request.GET, servizi=list(servizi))

    @property
    def righe(self) -> ConsegnaQuerySet:
        return self.filtro.applica(visibili(self.request)).select_related("messaggio__ente")


class Elenco(PaginaConsegne):
    """The last one first, with the reasons counted on top; a press decides on those chosen, or on all those of the filter."""

    def get(self, request: HttpRequest) -> HttpResponse:
        elenco = pagina(self.righe, request)
        motivi, solo_recenti = conteggi(self.filtro.applica(visibili(request), con_motivo=False))
        contesto = {
            "filtro": self.filtro,
            "elenco": elenco,
            "righe": [_riga(consegna) for consegna in elenco.righe],
            "motivi": [(conto, self.filtro.indirizzo(motivo=conto.errore)) for conto in motivi],
            "solo_recenti": solo_recenti and CONTATE,
            "tutti": self.filtro.indirizzo(motivo=""),
            "esporta": self.filtro.indirizzo(),
            "con_persone": esporta.vede_le_persone(request),
            "altra_posta": altra_posta.righe(request),
        }
        return self.mostra("operatori/consegne/elenco.html", _("Consegne ferme"), contesto)

    def post(self, request: HttpRequest) -> HttpResponse:
        atto = request.POST.get("atto", "")
        if atto in POSTA:
            return self._sulla_posta(atto)
        if atto not in {RIPROVA, CHIUDI}:
            raise Http404
        scelte = list(self._scelte().order_by("creato_il", "pk")[:ALLA_VOLTA])
        perche = request.POST.get("perche", "")
        if not scelte:
            messages.warning(request, _("Scegli almeno una consegna. Quelle già decise da altri non sono più qui."))
        elif "conferma" in request.POST and (atto == RIPROVA or perche in Chiusura.values):
            self._decidi(scelte, atto, perche)
        else:
            return self._chiedi(scelte, atto)
        return redirect(request.get_full_path())

    def _sulla_posta(self, atto: str) -> HttpResponse:
        """The mails that are no deliveries: sent again they say the same, so nothing is asked before."""
        request = self.request
        decidi, fatto = POSTA[atto]
        scelte = altra_posta.scelte(request, request.POST.getlist("poste"))
        if scelte:
            quante = sum(decidi(posta, righe, ente=request.ente, attore=request.user) for posta, righe in scelte)
            messages.success(request, fatto % quante)
        else:
            messages.warning(request, _("Scegli almeno un'e-mail. Quelle già decise da altri non sono più qui."))
        return redirect(request.get_full_path())

    def _scelte(self) -> ConsegnaQuerySet:
        if "tutte" in self.request.POST:
            return self.righe
        codici = [codice for codice in self.request.POST.getlist("scelte") if _uuid(codice)]
        return visibili(self.request).select_related("messaggio__ente").filter(codice__in=codici)

    def _chiedi(self, scelte: list[Consegna], atto: str) -> HttpResponse:
        contesto = {
            "atto": atto,
            "scelte": scelte,
            "alla_volta": ALLA_VOLTA if len(scelte) == ALLA_VOLTA else 0,
            "incerte": sum(consegna.stato == Stato.INCERTO for consegna in scelte),
            "una_volta": sum(
                consegna.stato == Stato.INCERTO and consegna.messaggio.classe == Classe.UNA_VOLTA for consegna in scelte
            ),
            "scadute": sum(consegna.messaggio.utile_fino <= timezone.now() for consegna in scelte),
            "motivi": Chiusura.choices,
            "errore": "conferma" in self.request.POST,
        }
        titolo = _("Invia di nuovo") if atto == RIPROVA else _("Chiudi senza inviare")
        return self.mostra("operatori/consegne/conferma.html", titolo, contesto)

    def _decidi(self, scelte: list[Consegna], atto: str, perche: str) -> None:
        """One by one: what somebody else has decided meanwhile stays as they decided."""
        attore: Any = self.request.user
        fatte, rifiuti = 0, Counter[str]()
        for consegna in scelte:
            try:
                if atto == RIPROVA:
                    invia_di_nuovo(consegna.pk, attore=attore)
                else:
                    chiudi_senza_inviare(consegna.pk, attore=attore, motivo=perche)
                fatte += 1
            except DomainError as rifiuto:
                rifiuti[str(rifiuto.messaggio)] += 1
        if atto == RIPROVA:
            accoda("notifiche.consegna")
        for rifiuto_detto, quanti in rifiuti.items():
            messages.warning(self.request, f"{rifiuto_detto} ({quanti})")
        fatto = _("Consegne rimesse in coda: %s.") if atto == RIPROVA else _("Consegne chiuse senza inviare: %s.")
        messages.success(self.request, fatto % fatte)


class Dettaglio(PaginaConsegne):
    """One delivery: how it went, who decided what."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        consegna = get_object_or_404(visibili(request).select_related("messaggio__ente"), codice=codice)
        contesto = {
            "riga": _riga(consegna),
            "consegna": consegna,
            "fatti": _fatti(consegna),
            "insuccessi": _insuccessi(consegna),
        }
        return self.mostra("operatori/consegne/dettaglio.html", _("Consegna ferma"), contesto)


class Esporta(PaginaConsegne):
    """The list as a file. The people, only to who answers for them, and each of them reads that the office took the list."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        con_persone = "con_persone" in request.GET and esporta.vede_le_persone(request)
        ente: Any = request.ente
        registra("consegne.esportate", ente, request.user, ente=ente, dati={"con_persone": con_persone})  # type: ignore[arg-type]
        righe = self.righe.order_by("-creato_il", "-pk")
        chi = esporta.Chi(request.user, ente, uffici_di(request)[0].nome) if con_persone else None
        risposta = StreamingHttpResponse(esporta.righe_csv(righe, chi), content_type="text/csv; charset=utf-8")
        risposta["Content-Disposition"] = f'attachment; filename="consegne-{timezone.localdate()}.csv"'
        risposta["Cache-Control"] = "private, no-store"
        return risposta


def _riga(consegna: Consegna) -> dict[str, Any]:
    """What a line says of it."""
    return {
        "consegna": consegna,
        "canale": nome_del_canale(consegna.canale),
        "motivo": motivo(consegna),
        "citta": racconta(consegna),
        "dove": pagina_dell_ufficio(consegna.messaggio),
        "con_anteprima": consegna.messaggio.tipo in esempi(),
    }


def _insuccessi(consegna: Consegna) -> list[dict[str, Any]]:
    """When, what happened, and what the portal did then."""
    return [
        {"quando": uno.quando, "motivo": motivo_di(uno.errore), "errore": uno.errore, "seguito": SEGUITO[uno.esito]}
        for uno in consegna.insuccessi.all()
    ]


def _fatti(consegna: Consegna) -> list[dict[str, Any]]:
    eventi = list(
        Evento.objects.filter(oggetto_tipo=Consegna._meta.label_lower, oggetto=consegna.codice).order_by("pk")
    )
    nomi = {uno.codice: uno.nome_completo for uno in Persona.objects.filter(codice__in=[e.attore for e in eventi])}
    return [
        {"quando": uno.quando, "cosa": FATTI.get(uno.azione, lambda: "")(), "chi": nomi.get(uno.attore, "")}
        for uno in eventi
    ]


def _uuid(testo: str) -> bool:
    try:
        uuid.UUID(testo)
    except ValueError:
        return False
    return True
