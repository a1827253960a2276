"""The service changed while a draft was being filled in: what changed, and going on with the version of today."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pratiche import operations
from pratiche.compilazione import accantonate, quadro
from pratiche.models import VersioneServizio
from pratiche.moduli.differenza import differenze
from pratiche.views.comune import BozzaMia
from pratiche.views.passi import briciole


class CompilaAggiornata(BozzaMia):
    """A page where a draft is filled in. `ultima` is the newer version, if there is one: when it must be taken, first of all."""

    ultima: VersioneServizio | None = None
    obbligata = False  # it must be taken
    non_ora = ""  # why what is filled in cannot be sent today

    def prepara(self, request: HttpRequest) -> HttpResponseBase | None:
        ultima = VersioneServizio.objects.ultima(self.pratica.servizio_id)
        self.ultima = ultima if ultima and ultima.pk != self.pratica.versione_id else None
        self.obbligata = bool(self.ultima and self.ultima.definizione.aggiorna_bozze)
        if self.obbligata:
            return redirect("pratiche:nuova_versione", self.pratica.codice)
        if self.pratica.definizione.graduatoria:
            self.non_ora = operations.non_ora(self.pratica.servizio_id)
        return None


class NuovaVersione(BozzaMia):
    """What changed since the draft was begun, question by question, and what would no longer be asked."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        ultima = VersioneServizio.objects.ultima(self.pratica.servizio_id)
        if ultima is None or ultima.pk == self.pratica.versione_id:
            return redirect("pratiche:compila", codice)
        contesto: dict[str, Any] = {
            "pratica": self.pratica,
            "differenze": differenze(self.pratica.definizione, ultima.definizione),
            "obbligatoria": ultima.definizione.aggiorna_bozze,
            "accantonate": self._non_piu_chieste(ultima),
            "briciole": briciole(self.pratica.servizio),
        }
        return render(request, "pratiche/nuova_versione.html", contesto)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        operations.aggiorna_bozza(self.pratica.pk, attore=request.user)
        messages.success(
            request, _("La richiesta ora usa il modulo aggiornato. Le tue risposte ci sono tutte: controllale.")
        )
        return redirect("pratiche:compila", codice)

    def _non_piu_chieste(self, ultima: VersioneServizio) -> list[tuple[str, str]]:
        """The answers given so far that the new version has no place for."""
        self.pratica.versione = ultima
        return accantonate(self.pratica, quadro(self.pratica), self.pratica.allegati.all())
