"""The acts of the room. Each is one transaction: lock, check, change, register, tell."""

from pratiche.operations.bozza import (
    aggiorna_bozza,
    aggiungi_allegato,
    apri_bozza,
    elimina_bozza,
    salva_passo,
    togli_allegato,
)
from pratiche.operations.comune import RichiestaIncompleta
from pratiche.operations.esito import accogli, respingi
from pratiche.operations.integrazione import richiedi_integrazione, rispondi_integrazione, salva_risposta
from pratiche.operations.istruttoria import prendi_in_carico
from pratiche.operations.lavori import deposita, registra_numero, segna_pagamento
from pratiche.operations.presentazione import presenta, ritira
from pratiche.operations.servizi import installa_servizio

__all__ = [
    "RichiestaIncompleta",
    "accogli",
    "aggiorna_bozza",
    "aggiungi_allegato",
    "apri_bozza",
    "deposita",
    "elimina_bozza",
    "installa_servizio",
    "prendi_in_carico",
    "presenta",
    "registra_numero",
    "respingi",
    "richiedi_integrazione",
    "rispondi_integrazione",
    "ritira",
    "salva_passo",
    "salva_risposta",
    "segna_pagamento",
    "togli_allegato",
]
