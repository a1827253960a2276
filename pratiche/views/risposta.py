"""Answering the office: the exact place of a request for completion, or of a notice of refusal; and asking for more time."""

import uuid
from abc import abstractmethod
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.aree import scritto
from portal.base.errors import DomainError
from pratiche import operations
from pratiche.models import AllegatoPratica, Pratica, PreavvisoRigetto, Richiesta, RichiestaIntegrazione
from pratiche.moduli.definizione import Campo
from pratiche.moduli.forms import OSSERVAZIONI, ModuloCampi, campi_riaperti
from pratiche.operations.carte import caricati
from pratiche.territorio import territorio
from pratiche.views.comune import ATTO, PraticaMia, conserva_file, prova, togli_file
from pratiche.views.domande import voci
from pratiche.views.righe import tocca_righe


class Risposta(PraticaMia):
    """What the office asked and the place to answer: kept at every step, sent once, harmless if already sent."""

    ambito = ATTO
    modello: str
    parole: str  # the field of what is written freely
    inviata: str | Promise
    salvata: str | Promise
    gia_risposto: str | Promise = gettext_lazy("Ora non c'è nessuna richiesta a cui rispondere.")

    @abstractmethod
    def aperta(self, pratica: Pratica) -> Any:
        """What waits for an answer on this case, or nothing."""

    @abstractmethod
    def tutte(self, pratica: Pratica) -> Iterable[Any]:
        """All that was asked in this way on this case."""

    @abstractmethod
    def campi(self, richiesta: Any) -> tuple[Campo, ...]:
        """The questions of the answer."""

    @abstractmethod
    def valori(self, richiesta: Any) -> dict[str, Any]:
        """What was answered so far."""

    @abstractmethod
    def conserva(self, richiesta: Any, valori: dict[str, Any]) -> dict[str, int]:
        """Keep what was typed; says where its files go."""

    @abstractmethod
    def invia(self, richiesta: Any) -> None:
        """Send it. Raises DomainError."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        richiesta = self._trova(codice)
        if richiesta is None:
            return self._gia_risposto(request, codice)
        allegati = list(richiesta.allegati.all())
        modulo = ModuloCampi(self.campi(richiesta), valori=self.valori(richiesta), gia_caricati=caricati(allegati))
        return self._mostra(request, richiesta, modulo, allegati)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        richiesta = self._trova(codice)
        if richiesta is None:
            return self._gia_risposto(request, codice)
        quanti = caricati(richiesta.allegati.all())
        campi = self.campi(richiesta)
        luoghi = territorio(richiesta.pratica, campi)
        modulo = ModuloCampi(campi, request.POST, request.FILES, gia_caricati=quanti, territorio=luoghi)
        valido = modulo.is_valid()
        ancora = self._conserva(request, richiesta, modulo)
        if "rimuovi" in request.POST:
            togli_file(request, richiesta.pratica, request.POST["rimuovi"])
        if ancora or "rimuovi" in request.POST:
            return redirect(request.path + ancora)
        if "salva" in request.POST:
            messages.success(request, self.salvata)
            return redirect("pratiche:pratica", codice)
        if valido:
            return self._invia(request, richiesta, modulo)
        return self._mostra(request, richiesta, modulo, list(richiesta.allegati.all()))

    def _conserva(self, request: HttpRequest, richiesta: Any, modulo: ModuloCampi) -> str:
        """Keep the answer as it is; the place to go back to, when a row was added or removed."""
        valori = modulo.valori()
        ancora = tocca_righe(modulo, request.POST, valori)
        dove = self.conserva(richiesta, valori)
        conserva_file(richiesta.pratica, modulo, request, **dove)
        return ancora

    def _invia(self, request: HttpRequest, richiesta: Richiesta, modulo: ModuloCampi) -> HttpResponse:
        try:
            self.invia(richiesta)
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(request, richiesta, modulo, list(richiesta.allegati.all()))  # type: ignore[attr-defined]
        messages.success(request, self.inviata)
        return redirect("pratiche:pratica", richiesta.pratica.codice)

    def _trova(self, codice: uuid.UUID) -> Any:
        pratica = self.cerca(codice)
        return self.aperta(pratica) if pratica.aperta else None

    def _gia_risposto(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        """Who was writing while the office recorded a sheet, or closed the request, has their words back: they were not sent."""
        pratica = self.cerca(codice)
        ultima = max(self.tutte(pratica), key=lambda una: una.pk, default=None)
        if request.method == "POST" and ultima and not ultima.mandata_da_qui:
            contesto = {"pratica": pratica, "richiesta": ultima, "scritto": request.POST.get(self.parole, "")}
            return render(request, "pratiche/non_partita.html", contesto, status=HTTPStatus.CONFLICT)
        messages.info(request, self.gia_risposto)
        return redirect("pratiche:pratica", codice)

    def _mostra(
        self, request: HttpRequest, richiesta: Richiesta, modulo: ModuloCampi, allegati: list[AllegatoPratica]
    ) -> HttpResponse:
        contesto = {
            "voce": "pratiche",
            "pratica": richiesta.pratica,
            "richiesta": richiesta,
            "documenti": richiesta.documenti.all(),
            "form": modulo,
            "voci": voci(modulo, allegati),
        }
        return render(request, self.modello, contesto | self.in_piu(richiesta))

    def in_piu(self, richiesta: Any) -> dict[str, Any]:
        """What only one of the two pages shows."""
        return {}


class Rispondi(Risposta):
    """A request for completion: the fields it reopens and nothing else."""

    modello = "pratiche/rispondi.html"
    parole = "messaggio"
    inviata = gettext_lazy("La risposta è stata inviata all'ufficio.")
    salvata = gettext_lazy("La risposta è salvata ma non ancora inviata.")

    def aperta(self, pratica: Pratica) -> RichiestaIntegrazione | None:
        richiesta: RichiestaIntegrazione | None = pratica.integrazione_aperta
        return richiesta

    def tutte(self, pratica: Pratica) -> Iterable[RichiestaIntegrazione]:
        return pratica.integrazioni.all()

    def campi(self, richiesta: RichiestaIntegrazione) -> tuple[Campo, ...]:
        return campi_riaperti(richiesta.campi, richiesta.pratica.definizione)

    def valori(self, richiesta: RichiestaIntegrazione) -> dict[str, Any]:
        return richiesta.pratica.dati_correnti | richiesta.risposte | {"messaggio": richiesta.messaggio}

    def conserva(self, richiesta: RichiestaIntegrazione, valori: dict[str, Any]) -> dict[str, int]:
        messaggio = valori.pop("messaggio")
        operations.salva_risposta(richiesta.pk, attore=self.request.user, risposte=valori, messaggio=messaggio)
        return {"integrazione_id": richiesta.pk}

    def invia(self, richiesta: RichiestaIntegrazione) -> None:
        operations.rispondi_integrazione(richiesta.pk, attore=self.request.user)

    def in_piu(self, richiesta: RichiestaIntegrazione) -> dict[str, Any]:
        return {"da_rivedere": richiesta.da_rivedere, "proroga_fino": operations.proroga_possibile(richiesta)}


class Osserva(Risposta):
    """A notice of refusal: its reasons, and what the citizen has to say."""

    modello = "pratiche/osserva.html"
    parole = "osservazioni"
    inviata = gettext_lazy("Le tue osservazioni sono state inviate all'ufficio.")
    salvata = gettext_lazy("Le tue osservazioni sono salvate ma non ancora inviate.")
    gia_risposto = gettext_lazy("Ora non c'è nessun preavviso a cui rispondere.")

    def aperta(self, pratica: Pratica) -> PreavvisoRigetto | None:
        preavviso: PreavvisoRigetto | None = pratica.preavviso_aperto
        return preavviso

    def tutte(self, pratica: Pratica) -> Iterable[PreavvisoRigetto]:
        return pratica.preavvisi.all()

    def campi(self, richiesta: PreavvisoRigetto) -> tuple[Campo, ...]:
        return OSSERVAZIONI

    def valori(self, richiesta: PreavvisoRigetto) -> dict[str, Any]:
        return {"osservazioni": richiesta.messaggio}

    def conserva(self, richiesta: PreavvisoRigetto, valori: dict[str, Any]) -> dict[str, int]:
        operations.salva_osservazioni(richiesta.pk, attore=self.request.user, testo=valori["osservazioni"])
        return {"preavviso_id": richiesta.pk}

    def invia(self, richiesta: PreavvisoRigetto) -> None:
        operations.presenta_osservazioni(richiesta.pk, attore=self.request.user)


class Proroga(PraticaMia):
    """More time to complete the request: asked once, with a reason, given at once."""

    ambito = ATTO

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        richiesta = pratica.integrazione_aperta
        fino = operations.proroga_possibile(richiesta) if richiesta else None
        if fino is None:
            return redirect(pratica)
        contesto = {"pratica": pratica, "richiesta": richiesta, "fino": fino, "voce": "pratiche"}
        return render(request, "pratiche/proroga.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        richiesta = pratica.integrazione_aperta
        if richiesta is None:
            return redirect(pratica)
        motivo = scritto(request, "motivo", 500)
        return prova(
            request,
            lambda: operations.proroga_integrazione(richiesta.pk, attore=request.user, motivo=motivo),
            _("Hai più tempo per rispondere."),
            pratica.get_absolute_url(),
        )
