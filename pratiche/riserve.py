"""The rows of the other rooms that speak of a restricted case: hidden to who is not named in it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from portal.enti import riserve
from pratiche.models import Pratica, Riservatezza


def _della_pratica(persona: Any) -> Q:
    """A row with the case in `pratica`."""
    return Q(Exists(Pratica.objects.riservate_ad_altri(persona).filter(pk=OuterRef("pratica"))))


def _del_fascicolo(persona: Any) -> Q:
    return Q(Exists(Riservatezza.objects.contro(persona).filter(fascicolo=OuterRef("aggregazione"))))


def _da_pagare(persona: Any, avviso: str) -> Q:
    return Q(Exists(Pratica.objects.riservate_ad_altri(persona).filter(avviso=OuterRef(avviso))))


def _raccontate(persona: Any) -> Q:
    sue = Riservatezza.objects.contro(persona).filter(riferimento=OuterRef("messaggio__riferimento"))
    return Q(Exists(sue.filter(pratica__ente=OuterRef("messaggio__ente"))))


def impara() -> None:
    """Tell it to the rooms below, once."""
    riserve.impara("documenti.Documento", _del_fascicolo)
    riserve.impara("pagamenti.Avviso", lambda persona: _da_pagare(persona, "pk"))
    for modello in ("Pubblicazione", "Ricevuta", "Stampa", "Verifica"):
        riserve.impara(f"pagamenti.{modello}", lambda persona: _da_pagare(persona, "avviso"))
    riserve.impara("notifiche.Consegna", _raccontate)
    for modello in ("RegistrazioneProtocollo", "Stampa", "Restituzione", "Candidatura"):
        riserve.impara(f"pratiche.{modello}", _della_pratica)
