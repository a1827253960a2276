"""Recording an answer that did not come through the portal: what was asked, the sheet, what it says."""

import datetime as dt
import uuid
from abc import abstractmethod
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from pratiche import operations
from pratiche.copiatura import modulo_carta
from pratiche.models import Canale, FileAcquisizione, Pratica, PreavvisoRigetto, Richiesta, RichiestaIntegrazione
from pratiche.moduli.carta import ModuloCarta
from pratiche.moduli.definizione import Campo
from pratiche.operations.carte import caricati
from pratiche.operations.ricezione import FOGLIO, Arrivo
from pratiche.operatori.views import PaginaUfficio
from pratiche.views.domande import voci
from pratiche.views.righe import tocca_righe

CANALE, GIORNO = "arrivo-canale", "arrivo-giorno"  # no field of a package is called so
SEMPRE = (CANALE, GIORNO, FOGLIO)
ARRIVO = (
    Campo(
        CANALE,
        "scelta",
        gettext_lazy("Come è arrivata"),
        opzioni={"scelte": [{"codice": uno.value, "testo": uno.label} for uno in Canale]},
    ),
    Campo(
        GIORNO,
        "data",
        gettext_lazy("Giorno di arrivo"),
        gettext_lazy("Quello del timbro, o della consegna della PEC: il termine si conta da questo giorno."),
    ),
    Campo(
        FOGLIO,
        "file",
        gettext_lazy("Il foglio arrivato"),
        gettext_lazy("La scansione del foglio, o il messaggio ricevuto salvato come PDF. PDF, JPG o PNG."),
    ),
)
ALTRI_DOCUMENTI = Campo(
    "altri_documenti", "file", gettext_lazy("Altri documenti arrivati"), obbligatorio=False, opzioni={"massimo_file": 5}
)
IN_BREVE = gettext_lazy("Facoltativo: bastano poche parole, il foglio è allegato.")


class Registra(PaginaUfficio):
    """One act: the sheet and what it says are kept while something is still to be put right, then recorded once."""

    pratica: Pratica
    richiesta: Any
    titolo: str | Promise
    fatto: str | Promise
    libero: Campo

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.pratica = self.cerca(kwargs["codice"])
        self.controlla_lavora(self.pratica)
        self.richiesta = self.ultima()
        if self.richiesta is None:
            raise Http404
        try:
            operations.controlla_attesa(self.richiesta)
            return super().dispatch(request, *args, **kwargs)
        except DomainError as rifiuto:
            messages.warning(request, rifiuto.messaggio)
            return redirect("operatori:pratica", self.pratica.codice)

    @abstractmethod
    def ultima(self) -> Richiesta | None:
        """The last thing of this kind that the office asked, whether it still waits or not."""

    @abstractmethod
    def domande(self) -> tuple[Campo, ...]:
        """The questions to copy from the sheet."""

    @abstractmethod
    def registra(self, arrivo: Arrivo, valori: dict[str, Any]) -> None:
        """Record it. Raises DomainError."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        self.annota(self.pratica)
        return self._mostra(self._modulo(valori=self._tenuti()))

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        modulo = self._modulo(request.POST, request.FILES)
        valido = modulo.is_valid()
        valori = modulo.valori()
        ancora = tocca_righe(modulo, request.POST, valori)
        operations.tieni_copia(
            self.richiesta,
            operatore=request.user,  # type: ignore[arg-type]
            scritto=valori,
            file=modulo.file_validi(),
        )
        if "rimuovi" in request.POST:
            self._togli(request.POST["rimuovi"])
        if ancora or "rimuovi" in request.POST:
            return redirect(request.path + ancora)
        return self._registra(modulo, valori) if valido else self._mostra(modulo)

    def _registra(self, modulo: ModuloCarta, valori: dict[str, Any]) -> HttpResponse:
        arrivo = Arrivo(valori.pop(CANALE), dt.date.fromisoformat(valori.pop(GIORNO)))
        try:
            self.registra(arrivo, valori)
        except operations.NonPiuAttesa:
            raise
        except DomainError as rifiuto:
            modulo.add_error(GIORNO if isinstance(rifiuto, operations.GiornoSbagliato) else None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(self.request, self._registrata())
        return redirect("operatori:pratica", self.pratica.codice)

    def _registrata(self) -> str:
        """What was done, and by when the office answers now."""
        pratica = self.cerca(self.pratica.codice)
        fine = pratica.termine().attuale
        if pratica.silenzio_maturo:
            return f"{self.fatto} " + _(
                "Con questo giorno di arrivo il termine è finito %s e il silenzio ha deciso."
            ) % giorno(fine)
        return f"{self.fatto} " + _("Il termine finisce %s.") % giorno(fine)

    def _modulo(self, *dati: Any, valori: dict[str, Any] | None = None) -> ModuloCarta:
        campi = (*ARRIVO, *self.domande(), self.libero, ALTRI_DOCUMENTI)
        return modulo_carta(
            self.pratica, campi, *dati, gia_caricati=caricati(self._file()), valori=valori, dovuti=SEMPRE
        )

    def _tenuti(self) -> dict[str, Any]:
        """The answers of the case, and over them what this officer was copying: never what the citizen writes at home."""
        copia = self.richiesta.copiate.filter(operatore=self.request.user).first()
        return {
            GIORNO: timezone.localdate().isoformat(),
            **self.pratica.dati_correnti,
            **(copia.scritto if copia else {}),
        }

    def _file(self) -> list[FileAcquisizione]:
        copie = self.richiesta.copiate.filter(operatore=self.request.user)
        return list(FileAcquisizione.objects.filter(bozza__in=copie))

    def _togli(self, codice: str) -> None:
        """A mark that is not of this copy removes nothing."""
        try:
            file = uuid.UUID(codice)
        except ValueError:
            return
        operations.togli_dalla_copia(self.richiesta, operatore=self.request.user, file=file)  # type: ignore[arg-type]

    def _mostra(self, modulo: ModuloCarta) -> HttpResponse:
        tutte, quante = voci(modulo, self._file()), len(ARRIVO)
        contesto = {
            "pratica": self.pratica,
            "richiesta": self.richiesta,
            "documenti": self.richiesta.documenti.all(),
            "titolo": self.titolo,
            "di_preavviso": isinstance(self.richiesta, PreavvisoRigetto),
            "form": modulo,
            "arrivo": tutte[:quante],
            "contenuto": tutte[quante:],
        }
        risposta = render(self.request, "operatori/risposta_arrivata.html", contesto)
        risposta.headers["Cache-Control"] = "private, no-store"
        return risposta


class RispostaArrivata(Registra):
    """To a request for completion: the reopened questions start from the answers there are, and change as the sheet says."""

    titolo = gettext_lazy("Registra la risposta arrivata")
    fatto = gettext_lazy("La risposta è registrata.")
    libero = Campo("messaggio", "area", gettext_lazy("Che altro dice il foglio"), IN_BREVE, obbligatorio=False)

    def ultima(self) -> RichiestaIntegrazione | None:
        return max(self.pratica.integrazioni.all(), key=lambda una: una.pk, default=None)

    def domande(self) -> tuple[Campo, ...]:
        return tuple(campo for campo in self.pratica.definizione.campi if campo.nome in self.richiesta.campi)

    def registra(self, arrivo: Arrivo, valori: dict[str, Any]) -> None:
        operations.acquisisci_risposta(
            self.richiesta.pk,
            operatore=self.request.user,  # type: ignore[arg-type]
            arrivo=arrivo,
            messaggio=valori.pop("messaggio"),
            risposte=valori,
        )


class OsservazioniArrivate(Registra):
    """To a notice of refusal."""

    titolo = gettext_lazy("Registra le osservazioni arrivate")
    fatto = gettext_lazy("Le osservazioni sono registrate.")
    libero = Campo(
        "osservazioni",
        "area",
        gettext_lazy("Che cosa dicono le osservazioni"),
        IN_BREVE,
        obbligatorio=False,
        opzioni={"massimo": 5000},
    )

    def ultima(self) -> PreavvisoRigetto | None:
        return max(self.pratica.preavvisi.all(), key=lambda uno: uno.pk, default=None)

    def domande(self) -> tuple[Campo, ...]:
        return ()

    def registra(self, arrivo: Arrivo, valori: dict[str, Any]) -> None:
        operations.acquisisci_osservazioni(
            self.richiesta.pk,
            operatore=self.request.user,  # type: ignore[arg-type]
            arrivo=arrivo,
            testo=valori["osservazioni"],
        )
