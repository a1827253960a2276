"""My cases: the list, one case, withdrawing."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from portal.base.aree import scritto
from portal.base.elenchi import pagina
from portal.base.mixins import CittadinoMixin
from pratiche import collegamenti, operations, riepilogo, rimedi, segnalazioni, spiegazioni, titoli
from pratiche.models import Parte, Pratica, Restituzione
from pratiche.partecipanti import con_chi_partecipa
from pratiche.prossimo import prossimo
from pratiche.punti import spiegata
from pratiche.queries import scheda
from pratiche.stati import ACCOLTE, APERTE, CONCLUSE, Stato
from pratiche.tappe import tappe
from pratiche.views.comune import ATTO, LETTURA, PraticaMia, pratiche_di, prova
from pratiche.views.dialogo import conversazione
from pratiche.views.memorie import proprie

FILTRI = {
    "aperte": (gettext_lazy("In corso"), APERTE),
    "bozze": (gettext_lazy("Bozze"), (Stato.BOZZA,)),
    "concluse": (gettext_lazy("Concluse"), CONCLUSE),
}


class Elenco(CittadinoMixin, View):
    """All my cases at this ente, the last one that moved first; or only some."""

    ambito = LETTURA

    def get(self, request: HttpRequest) -> HttpResponse:
        scelto = request.GET.get("stato", "")
        mie = pratiche_di(request).per_elenco()
        if scelto in FILTRI:
            mie = mie.filter(stato__in=FILTRI[scelto][1])
        elenco = pagina(mie, request, campo="aggiornata_il")
        contesto = {
            "voce": "pratiche",
            "elenco": elenco,
            "di_altri": []
            if scelto
            else list(Parte.objects.mie(request.titolare, request.ente, request.rappresentanza)),
            "voci": [(pratica, prossimo(pratica)) for pratica in elenco.righe],
            "filtri": [("", _("Tutte")), *((chiave, nome) for chiave, (nome, _stati) in FILTRI.items())],
            "scelto": scelto if scelto in FILTRI else "",
        }
        return render(request, "pratiche/elenco.html", contesto)


class Pagina(PraticaMia):
    """One case: where it is, who has it, by when and why, what I must do now."""

    def cerca(self, codice: uuid.UUID) -> Pratica:
        mie = con_chi_partecipa(pratiche_di(self.request).con_il_necessario())
        return get_object_or_404(segnalazioni.con_la_voce(mie), codice=codice)

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        if pratica.bozza:
            return redirect(pratica)
        quadro = scheda(pratica, del_richiedente=True)
        contesto = {
            "voce": "pratiche",
            "pratica": pratica,
            "scheda": quadro,
            "prossimo": prossimo(pratica),
            "termine": pratica.termine(),
            "tappe": tappe(pratica, quadro.passaggi),
            "gruppi": riepilogo.gruppi(pratica, pratica.allegati.all()),
            "tempi": getattr(pratica.servizio, "tempi_veri", None),
            "nella_graduatoria": spiegata(pratica),
            "da_restituire": da_restituire(pratica),
            "legami": collegamenti.legami_miei(pratica, pratiche_di(request)),
            "permesso": titoli.quadro(pratica),
            "memorie": proprie(pratica, quadro.documenti),
            **che_cosa_puoi_fare(pratica),
            **conversazione(pratica),
            **della_segnalazione(pratica),
        }
        return render(request, "pratiche/pratica.html", contesto)


def che_cosa_puoi_fare(pratica: Pratica) -> dict[str, Any]:
    """Who decides in the place of the office, what silence means, to whom to turn: for the page of a case."""
    preavviso = pratica.preavviso_valido
    richiesta = pratica.integrazione_aperta
    return {
        "passi_termine": spiegazioni.passi(pratica.termine()),
        "silenzio": pratica.definizione.silenzio,
        "sostituto": rimedi.sostituto(pratica),
        "sostituto_entro": rimedi.sostituto_entro(pratica),
        "puo_sollecitare": rimedi.puo_sollecitare(pratica),
        "attestazione_entro": rimedi.attestazione_entro(pratica),
        "basta_dichiararlo": rimedi.basta_dichiararlo(pratica),
        "ricorsi": rimedi.ricorsi(pratica),
        "valutazione": preavviso.valutazione if preavviso else "",
        "proroga_fino": operations.proroga_possibile(richiesta) if richiesta else None,
    }


def da_restituire(pratica: Pratica) -> Restituzione | None:
    """What the office gives back of a request that ended without what it asked. One query, for those that were paid."""
    if not pratica.conclusa or pratica.stato in ACCOLTE or not (pratica.avviso and pratica.avviso.pagato):
        return None
    return pratica.restituzioni.filter(avviso=pratica.avviso).first()


def della_segnalazione(pratica: Pratica) -> dict[str, Any]:
    """Its public entry, and until when it may be opened again: nothing for what is not a report."""
    voce = segnalazioni.di(pratica)
    if voce is None:
        return {}
    riapribile = segnalazioni.riapribile(pratica)
    fino = segnalazioni.riapribile_fino_al(pratica) if riapribile else None
    return {"segnalazione": voce, "riapribile_fino_al": fino}


class Ritira(PraticaMia):
    """Withdrawing closes the case for good: it is asked twice."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        if not pratica.aperta:
            return redirect(pratica)
        return render(request, "pratiche/ritira.html", {"pratica": pratica, "voce": "pratiche"})

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        return prova(
            request,
            lambda: operations.ritira(pratica.pk, attore=request.user, motivo=scritto(request, "motivo", 500)),
            _("Hai ritirato la richiesta."),
            pratica.get_absolute_url(),
        )
