"""My cases: the list, one case, answering the office, withdrawing."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from portal.base.elenchi import pagina
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin
from pratiche import operations, riepilogo
from pratiche.models import AllegatoPratica, RichiestaIntegrazione
from pratiche.moduli.definizione import Campo
from pratiche.moduli.forms import ModuloCampi, campi_riaperti
from pratiche.operations.comune import caricati
from pratiche.prossimo import prossimo
from pratiche.queries import scheda
from pratiche.stati import APERTE, CONCLUSE, Stato
from pratiche.tappe import tappe
from pratiche.views.comune import ATTO, LETTURA, PraticaMia, conserva_file, pratiche_di, prova, togli_file
from pratiche.views.domande import voci
from pratiche.views.righe import tocca_righe

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
            "voci": [(pratica, prossimo(pratica)) for pratica in elenco.righe],
            "filtri": [("", _("Tutte")), *((chiave, nome) for chiave, (nome, _stati) in FILTRI.items())],
            "scelto": scelto if scelto in FILTRI else "",
        }
        return render(request, "pratiche/elenco.html", contesto)


class Pagina(PraticaMia):
    """One case: where it is, who has it, by when and why, what I must do now."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        if pratica.bozza:
            return redirect(pratica)
        quadro = scheda(pratica)
        contesto = {
            "voce": "pratiche",
            "pratica": pratica,
            "scheda": quadro,
            "prossimo": prossimo(pratica),
            "termine": pratica.termine(),
            "tappe": tappe(pratica, quadro.passaggi),
            "gruppi": riepilogo.gruppi(pratica, pratica.allegati.all()),
        }
        return render(request, "pratiche/pratica.html", contesto)


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
            lambda: operations.ritira(pratica.pk, attore=request.user, motivo=request.POST.get("motivo", "")[:500]),
            _("Hai ritirato la richiesta."),
            pratica.get_absolute_url(),
        )


class Rispondi(PraticaMia):
    """The exact place where a request for completion is answered: the fields it reopens and nothing else."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        richiesta = self._richiesta(codice)
        if richiesta is None:
            return self._gia_risposto(request, codice)
        allegati = list(richiesta.allegati.all())
        valori = richiesta.pratica.dati_correnti | richiesta.risposte | {"messaggio": richiesta.messaggio}
        modulo = ModuloCampi(self._campi(richiesta), valori=valori, gia_caricati=caricati(allegati))
        return self._mostra(request, richiesta, modulo, allegati)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        richiesta = self._richiesta(codice)
        if richiesta is None:
            return self._gia_risposto(request, codice)
        quanti = caricati(richiesta.allegati.all())
        modulo = ModuloCampi(self._campi(richiesta), data=request.POST, files=request.FILES, gia_caricati=quanti)
        valido = modulo.is_valid()
        ancora = self._conserva(request, richiesta, modulo)
        if "rimuovi" in request.POST:
            togli_file(request, richiesta.pratica, request.POST["rimuovi"])
        if ancora or "rimuovi" in request.POST:
            return redirect(richiesta.get_absolute_url() + ancora)
        if "salva" in request.POST:
            messages.success(request, _("La risposta è salvata ma non ancora inviata."))
            return redirect("pratiche:pratica", codice)
        if valido:
            return self._invia(request, richiesta, modulo)
        return self._mostra(request, richiesta, modulo, list(richiesta.allegati.all()))

    def _invia(self, request: HttpRequest, richiesta: RichiestaIntegrazione, modulo: ModuloCampi) -> HttpResponse:
        try:
            operations.rispondi_integrazione(richiesta.pk, attore=request.user)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(request, richiesta, modulo, list(richiesta.allegati.all()))
        messages.success(request, _("La risposta è stata inviata all'ufficio."))
        return redirect("pratiche:pratica", richiesta.pratica.codice)

    def _conserva(self, request: HttpRequest, richiesta: RichiestaIntegrazione, modulo: ModuloCampi) -> str:
        """Keep the answer as it is; the place to go back to, when a row was added or removed."""
        valori = modulo.valori()
        ancora = tocca_righe(modulo, request.POST, valori)
        messaggio = valori.pop("messaggio")
        operations.salva_risposta(richiesta.pk, attore=request.user, risposte=valori, messaggio=messaggio)
        conserva_file(richiesta.pratica, modulo, request, integrazione_id=richiesta.pk)
        return ancora

    def _richiesta(self, codice: uuid.UUID) -> RichiestaIntegrazione | None:
        pratica = self.cerca(codice)
        richiesta: RichiestaIntegrazione | None = pratica.integrazione_aperta if pratica.aperta else None
        return richiesta

    def _gia_risposto(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        messages.info(request, _("Ora non c'è nessuna richiesta a cui rispondere."))
        return redirect("pratiche:pratica", codice)

    def _campi(self, richiesta: RichiestaIntegrazione) -> tuple[Campo, ...]:
        return campi_riaperti(richiesta.campi, richiesta.pratica.definizione)

    def _mostra(
        self,
        request: HttpRequest,
        richiesta: RichiestaIntegrazione,
        modulo: ModuloCampi,
        allegati: list[AllegatoPratica],
    ) -> HttpResponse:
        contesto = {
            "voce": "pratiche",
            "pratica": richiesta.pratica,
            "richiesta": richiesta,
            "form": modulo,
            "voci": voci(modulo, allegati),
        }
        return render(request, "pratiche/rispondi.html", contesto)
