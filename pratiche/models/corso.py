"""The clock of a case, and what the office asked meanwhile: everything computed from what happened."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone

from pratiche import termini
from pratiche.moduli.definizione import ASSENSO, NESSUNO


class InCorso(models.Model):
    """What a case answers about its requests and its term; the facts are in the fields of `Pratica`."""

    class Meta:
        abstract = True

    @property
    def integrazione_aperta(self) -> Any:
        """The request for completion that waits for an answer, if any."""
        return next((richiesta for richiesta in self.integrazioni.all() if richiesta.aperta), None)

    @property
    def preavviso_aperto(self) -> Any:
        """The notice of refusal that waits for observations, if any."""
        return next((preavviso for preavviso in self.preavvisi.all() if preavviso.aperta), None)

    @property
    def richiesta_aperta(self) -> Any:
        """What the office asked and the citizen has not answered yet: one thing at a time."""
        return self.integrazione_aperta or self.preavviso_aperto

    @property
    def preavviso_previsto(self) -> bool:
        """Does the law want the notice before a refusal? Never for what nobody asked (art. 10-bis)."""
        return self.definizione.preavviso_previsto and not self.d_ufficio

    @property
    def preavviso_valido(self) -> Any:
        """The notice on which a refusal may stand: sent since the term runs, and not taken back."""
        inizio = self.riaperta_il or self.presentata_il
        return next((p for p in self.preavvisi.all() if not p.annullata and inizio and p.chiesta_il >= inizio), None)

    @property
    def preavviso_osservato(self) -> Any:
        """The notice to which the citizen has answered: who closes the case must weigh the observations."""
        preavviso = self.preavviso_valido
        return preavviso if preavviso and preavviso.risposta_il else None

    @property
    def decorre_dal(self) -> dt.date:
        """The day from which the term runs: the presentation, the closing of its round, or the act that opened it again."""
        if self.termine_dal and not self.riaperta_il:
            return self.termine_dal
        return timezone.localdate(self.riaperta_il or self.presentata_il)

    @property
    def richieste_del_termine(self) -> list[Any]:
        """What the office asked of the citizen since then."""
        fatte = [*self.integrazioni.all(), *self.preavvisi.all()]
        return [una for una in fatte if self.riaperta_il is None or una.chiesta_il >= self.riaperta_il]

    def termine(self, *ipotesi: termini.Sospensione) -> termini.Termine:
        """By when the office must answer, computed from what happened; with `ipotesi`, if this happened too."""
        return termini.calcola(
            self.decorre_dal,
            self.definizione.termine_giorni,
            sospensioni=[*(richiesta.sospensione for richiesta in self.richieste_del_termine), *ipotesi],
            calendario=self.ente.calendario,
        )

    @property
    def fine_del_termine(self) -> dt.date:
        """The last day of its term, or of the ranking that answered to all: what `entro_il` keeps to search by."""
        return self.termine_fino or self.termine().attuale

    @property
    def scaduta(self) -> bool:
        """Still open after its term."""
        return self.aperta and self.entro_il is not None and timezone.localdate() > self.entro_il

    @property
    def silenzio_maturo(self) -> bool:
        """Has silence decided, even if nobody wrote it yet? A request whose fee is not paid is not yet one to grant."""
        if not self.scaduta or self.silenzio == NESSUNO:
            return False
        return self.silenzio != ASSENSO or not (self.avviso and self.avviso.da_pagare)
