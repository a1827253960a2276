"""The decision, and the closing without one."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.coda import Stato as StatoLavoro
from portal.base.errors import DomainError
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import Memoria, Passaggio, Pratica, Provvedimento, Stampa
from pratiche.models.scelte import Archiviazione
from pratiche.operations.comune import chiudi, controlla_operatore, controlla_tempo_finito, segna, togli_avviso
from pratiche.operations.delega import racconta
from pratiche.operations.diritti import chiedi_diritti
from pratiche.operations.provvedimenti import adotta, prenota_numero
from pratiche.stati import Atto, Stato

Genere = Provvedimento.Genere
_GENERI = {
    Stato.ACCOLTA: Genere.ACCOGLIMENTO,
    Stato.RESPINTA: Genere.RIGETTO,
    Stato.ARCHIVIATA: Genere.ARCHIVIAZIONE,
}


@atto
def accogli(pratica_id: int, *, attore: Persona, motivazione: str = "", valutazione: str = "") -> Pratica:
    """Grant the request and close the case. A fee due at the presentation must have been paid; one due now is asked.

    `valutazione` says how the memorie were weighed: without it they cannot be passed over.
    """
    pratica = prepara_decisione(pratica_id, Atto.ACCOGLI, attore, valutazione)
    _controlla_richiesta(pratica)
    if pratica.definizione.graduatoria:
        raise DomainError(_("Per questo servizio decide la graduatoria: il posto si offre da lì."))
    if pratica.avviso and pratica.avviso.da_pagare:
        raise DomainError(_("I diritti non risultano ancora pagati: la richiesta si accoglie dopo il pagamento."))
    avviso = pratica.avviso or chiedi_diritti(pratica, "accoglimento", attore=attore)
    concludi(pratica, Atto.ACCOGLI, motivazione, valutazione, attore=attore, avviso=avviso)
    segna(pratica, Passaggio.Genere.ACCOLTA, motivazione)
    registra("pratica.accolta", pratica, attore, ente=pratica.ente)
    racconta(pratica, messaggi.accolta(pratica))
    return pratica


@atto
def respingi(pratica_id: int, *, attore: Persona, motivazione: str, valutazione: str = "") -> Pratica:
    """Refuse the request, with the reasons (art. 3 L. 241/1990), and close the case. A fee not paid is asked no more.

    `valutazione` says how the observations to the notice of refusal, and the memorie, were weighed: without it they cannot
    be passed over.
    """
    if not motivazione.strip():
        raise DomainError(_("Scrivi perché la richiesta non si può accogliere: la legge vuole la motivazione."))
    pratica = prepara_decisione(pratica_id, Atto.RESPINGI, attore, valutazione)
    _controlla_richiesta(pratica)
    _controlla_preavviso(pratica, valutazione)
    togli_avviso(pratica, attore=attore, motivo="pratica respinta")
    concludi(pratica, Atto.RESPINGI, motivazione, valutazione, attore=attore)
    segna(pratica, Passaggio.Genere.RESPINTA, motivazione)
    registra("pratica.respinta", pratica, attore, ente=pratica.ente)
    racconta(pratica, messaggi.respinta(pratica))
    return pratica


@atto
def archivia(pratica_id: int, *, attore: Persona, perche: str, motivazione: str, valutazione: str = "") -> Pratica:
    """Close the case without granting or refusing: it cannot be examined, or the citizen gave it up on paper or by word.

    Also this ends the proceeding with an express act (art. 2 c. 1): `valutazione` says how memorie and observations were
    weighed. Who gives up asks for nothing any more: then nobody is waited for and nothing is to be weighed.
    """
    if not motivazione.strip():
        raise DomainError(_("Scrivi perché la pratica si chiude senza una decisione."))
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    pratica.controlla_atto(Atto.ARCHIVIA)
    controlla_rinuncia(pratica, perche)
    if perche != Archiviazione.RINUNCIA:
        controlla_tempo_finito(pratica)
        _controlla_memorie(pratica, valutazione)
        _valuta_osservazioni(pratica, valutazione)
    prenota_numero(pratica.ente)
    togli_avviso(pratica, attore=attore, motivo="pratica archiviata")
    concludi(pratica, Atto.ARCHIVIA, motivazione, valutazione, attore=attore, archiviazione=Archiviazione(perche))
    segna(pratica, Passaggio.Genere.ARCHIVIATA, motivazione)
    registra("pratica.archiviata", pratica, attore, ente=pratica.ente, dati={"perche": perche})
    racconta(pratica, messaggi.archiviata(pratica))
    return pratica


def concludi(
    pratica: Pratica, atto: Atto, motivazione: str, valutazione: str = "", *, attore: Persona | None, **campi: Any
) -> None:
    """Close the case with a decision of the office: its document is made, with its number."""
    chiudi(pratica, atto, conclusa_il=timezone.now(), esito=motivazione.strip(), **campi)
    genere = Genere.D_UFFICIO if pratica.d_ufficio and pratica.stato == Stato.ACCOLTA else _GENERI[Stato(pratica.stato)]
    motivazione, valutazione = motivazione.strip(), valutazione.strip()
    adotta(pratica, genere, Stampa.Genere.ESITO, attore=attore, motivazione=motivazione, valutazione=valutazione)


def controlla_documento_fatto(pratica: Pratica) -> None:
    """The document of the decision must be there before the decision changes. Raises DomainError."""
    if pratica.stampe.filter(genere=Stampa.Genere.ESITO).exclude(stato=StatoLavoro.RIUSCITO).exists():
        raise DomainError(_("Il documento dell'esito è ancora in preparazione: riprova tra poco."))


def prepara_decisione(pratica_id: int, atto: Atto, attore: Persona, valutazione: str) -> Pratica:
    """Lock and check; who may still answer is waited for, what was written is weighed."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    pratica.controlla_atto(atto)
    controlla_tempo_finito(pratica)
    _controlla_valutazioni(pratica)
    _controlla_memorie(pratica, valutazione)
    prenota_numero(pratica.ente)
    return pratica


def _controlla_valutazioni(pratica: Pratica) -> None:
    """No decision without the technical assessments that were asked (art. 17). Raises DomainError."""
    attesa = next((parere for parere in pratica.pareri.aperti().select_related("ufficio") if parere.trattiene), None)
    if attesa:
        raise DomainError(
            _("Manca la valutazione tecnica chiesta a: %s (articolo 17 della legge 241/1990): prima deve arrivare, o va ritirata la richiesta.")
            % attesa.ufficio.nome
        )  # fmt: skip


def memorie_da_valutare(pratica: Pratica) -> bool:
    """Did somebody who takes part write in time? The office must weigh it (art. 10)."""
    return pratica.pk in con_memorie_da_valutare([pratica.pk])


def con_memorie_da_valutare(pratiche: Collection[int]) -> set[int]:
    """Of these cases, those where there is something to weigh: one query, however many."""
    return {una.di_pratica for una in Memoria.objects.delle_pratiche(pratiche) if not una.in_ritardo}


def controlla_rinuncia(pratica: Pratica, perche: str) -> None:
    """Nobody can give up what the office started. Raises DomainError."""
    if perche == Archiviazione.RINUNCIA and pratica.d_ufficio:
        raise DomainError(_("Questo procedimento l'ha avviato l'ufficio: nessuno può rinunciarvi."))


def _controlla_memorie(pratica: Pratica, valutazione: str) -> None:
    """Raises DomainError."""
    if not valutazione.strip() and memorie_da_valutare(pratica):
        raise DomainError(_("Chi partecipa ha mandato memorie: scrivi come le hai valutate (articolo 10 della legge 241/1990)."))  # fmt: skip


def _controlla_richiesta(pratica: Pratica) -> None:
    """What the office started is neither granted nor refused. Raises DomainError."""
    if pratica.d_ufficio:
        raise DomainError(
            _("Questo procedimento l'ha avviato l'ufficio: si chiude con un provvedimento o si archivia.")
        )


def _controlla_preavviso(pratica: Pratica, valutazione: str) -> None:
    """No refusal without a notice, where the law wants it, nor one that passes over the observations (art. 10-bis)."""
    if pratica.preavviso_valido is None and pratica.preavviso_previsto:
        raise DomainError(
            _("Prima di respingere serve il preavviso di rigetto (articolo 10-bis della legge 241/1990): il cittadino può rispondere.")
        )  # fmt: skip
    _valuta_osservazioni(pratica, valutazione)


def _valuta_osservazioni(pratica: Pratica, valutazione: str) -> None:
    """Keep with the notice how its observations were weighed. Raises DomainError when they were not."""
    preavviso = pratica.preavviso_osservato
    if preavviso is None:
        return
    if not valutazione.strip():
        raise DomainError(
            _("Il cittadino ha presentato osservazioni: scrivi come hai valutato ciascuna e perché non bastano.")
        )
    preavviso.valutazione = valutazione.strip()
    preavviso.save(update_fields=["valutazione"])
