"""One who stands in a round, in the back-office: points explained, checks, corrections, observations."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.enti import riserve
from portal.registro.operations import annota_accesso
from pratiche import operations
from pratiche.classifica import Riga, da_assegnare, riga
from pratiche.models import Candidatura
from pratiche.operatori import moduli_graduatorie as moduli
from pratiche.operatori.graduatorie import DellaTornata
from pratiche.punti import spiega


class PaginaCandidatura(DellaTornata):
    """One who stands in it: the points explained, what to check, the observations."""

    @cached_property
    def una(self) -> Riga:
        dell_ufficio = ["assegnati"] if self.tornata.regole.dell_ufficio else []
        sue = Candidatura.objects.filter(tornata=self.tornata).select_related(
            "offerta", "cambio", "pratica__richiedente", "pratica__ufficio", "pratica__ente", "pratica__servizio"
        )
        sue = riserve.visibili(sue, self.request.user)
        trovata = get_object_or_404(
            sue.prefetch_related("correzioni__operatore", *dell_ufficio), codice=self.kwargs["candidatura"]
        )
        return riga(trovata, self.tornata)

    @property
    def correggibili(self) -> list[Any]:
        definizione = self.tornata.versione.definizione
        return moduli.correggibili([definizione.per_nome[nome] for nome in self.tornata.regole.citati])

    def get(self, request: HttpRequest, codice: uuid.UUID, candidatura: uuid.UUID) -> HttpResponse:
        correzione = self._correzione(request.GET.get("campo", ""))
        return self._mostra(correzione, self._punti(request.GET.get("criterio", "")))

    def post(self, request: HttpRequest, codice: uuid.UUID, candidatura: uuid.UUID) -> HttpResponse:
        """Four acts, by the button pressed: checked, answer the observations, give points, correct a value."""
        chiave, attore = self.una.candidatura.pk, request.user
        if "verificata" in request.POST:
            return self._fai(lambda: operations.segna_verificata(chiave, attore=attore), _("Dati verificati."))
        if "risposta" in request.POST:
            risposta = request.POST["risposta"][:4000]
            return self._fai(
                lambda: operations.rispondi_osservazioni(chiave, attore=attore, risposta=risposta),
                _("La risposta è salvata."),
            )
        if "assegna" in request.POST:
            return self._assegna(self._punti(request.POST.get("criterio", ""), request.POST))
        modulo = self._correzione(request.POST.get("campo", ""), request.POST)
        if modulo is None or not modulo.is_valid():
            return self._mostra(modulo)
        return self._fai(
            lambda: operations.correggi_valore(chiave, attore=attore, **modulo.valori()),
            _("Il dato è corretto: chi ha fatto domanda viene avvisato."),
        )

    def _assegna(self, modulo: moduli.ModuloPunti | None) -> HttpResponse:
        if modulo is None or not modulo.is_valid():
            return self._mostra(None, modulo)
        return self._fai(
            lambda: operations.assegna_punti(
                self.una.candidatura.pk,
                attore=self.request.user,
                criterio=modulo.criterio.codice,
                **modulo.cleaned_data,
            ),
            _("I punti sono assegnati: chi ha fatto domanda viene avvisato."),
        )

    def _punti(self, codice: str, dati: Any = None) -> moduli.ModuloPunti | None:
        criterio = next((uno for uno in da_assegnare(self.una, self.tornata) if uno.codice == codice), None)
        return moduli.ModuloPunti(dati, criterio=criterio) if criterio else None

    def _fai(self, atto: Callable[[], Any], fatto: str) -> HttpResponse:
        try:
            atto()
        except DomainError as rifiuto:
            messages.error(self.request, rifiuto.messaggio)
        else:
            messages.success(self.request, fatto)
        return redirect("operatori:candidatura", self.tornata.codice, self.una.candidatura.codice)

    def _correzione(self, nome: str, dati: Any = None) -> moduli.ModuloCorrezione | None:
        campo = next((uno for uno in self.correggibili if uno.nome == nome), None)
        return moduli.ModuloCorrezione(dati, campo=campo, valore=self.una.candidato.valori.get(nome)) if campo else None

    def _mostra(self, modulo: moduli.ModuloCorrezione | None, punti: moduli.ModuloPunti | None = None) -> HttpResponse:
        una, pratica = self.una, self.una.candidatura.pratica
        dati = dict(una.candidato.punteggio.voci)
        annota_accesso(
            pratica.richiedente, self.request.user, ente=pratica.ente, ufficio=pratica.ufficio.nome, sezione="pratiche",
            motivo=f"Pratica {pratica.sigla}",
        )  # fmt: skip
        contesto = {
            "tornata": self.tornata,
            "candidatura": una.candidatura,
            "pratica": pratica,
            "spiegata": spiega(una, self.tornata),
            "correggibili": self.correggibili,
            "correzione": modulo,
            "form": modulo or punti,
            "dell_ufficio": [(criterio, dati.get(criterio.codice)) for criterio in da_assegnare(una, self.tornata)],
            "punti": punti,
            "risposta": moduli.ModuloRisposta(initial={"risposta": una.candidatura.risposta}),
        }
        return self.mostra("operatori/graduatorie/candidatura.html", _("Domanda %s") % una.candidatura.sigla, contesto)
