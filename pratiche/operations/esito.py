"""The decision."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import promemoria
from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import Passaggio, Pratica, Stampa
from pratiche.operations.comune import chiedi_stampa, controlla_operatore, segna, togli_avviso
from pratiche.operations.delega import racconta
from pratiche.operations.presentazione import chiedi_diritti
from pratiche.stati import Stato


@transaction.atomic
def accogli(pratica_id: int, *, attore: Persona, motivazione: str = "") -> Pratica:
    """Grant the request and close the case. A fee due at the presentation must have been paid; one due now is asked."""
    pratica = _prepara(pratica_id, Stato.ACCOLTA, attore)
    if pratica.avviso and pratica.avviso.da_pagare:
        raise DomainError(_("I diritti non risultano ancora pagati: la richiesta si accoglie dopo il pagamento."))
    avviso = pratica.avviso or chiedi_diritti(pratica, "accoglimento", attore=attore)
    _concludi(pratica, Stato.ACCOLTA, motivazione, avviso=avviso)
    segna(pratica, Passaggio.Genere.ACCOLTA, motivazione)
    registra("pratica.accolta", pratica, attore, ente=pratica.ente)
    racconta(pratica, messaggi.accolta(pratica))
    return pratica


@transaction.atomic
def respingi(pratica_id: int, *, attore: Persona, motivazione: str) -> Pratica:
    """Refuse the request, with the reasons (art. 3 L. 241/1990), and close the case. A fee not paid is asked no more."""
    if not motivazione.strip():
        raise DomainError(_("Scrivi perché la richiesta non si può accogliere: la legge vuole la motivazione."))
    pratica = _prepara(pratica_id, Stato.RESPINTA, attore)
    togli_avviso(pratica, attore=attore, motivo="pratica respinta")
    _concludi(pratica, Stato.RESPINTA, motivazione)
    segna(pratica, Passaggio.Genere.RESPINTA, motivazione)
    registra("pratica.respinta", pratica, attore, ente=pratica.ente)
    racconta(pratica, messaggi.respinta(pratica))
    return pratica


def _prepara(pratica_id: int, stato: Stato, attore: Persona) -> Pratica:
    """Lock and check; an unanswered request for completion must have had all its time, and is closed."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    pratica.controlla_passaggio(stato)
    richiesta = pratica.integrazione_aperta
    if richiesta and not richiesta.scaduta:
        raise DomainError(
            _("Il cittadino può ancora rispondere alla richiesta di integrazione, fino a %s: la decisione viene dopo.")
            % giorno(richiesta.scadenza)
        )
    if richiesta:
        richiesta.chiusa_il = timezone.now()
        richiesta.save(update_fields=["chiusa_il"])
        promemoria.annulla(richiesta.codice)
        segna(pratica, Passaggio.Genere.INTEGRAZIONE_CHIUSA)
    return pratica


def _concludi(pratica: Pratica, stato: Stato, motivazione: str, **campi: Any) -> None:
    pratica.cambia_stato(stato, conclusa_il=timezone.now(), esito=motivazione.strip(), **campi)
    chiedi_stampa(pratica, Stampa.Genere.ESITO)
