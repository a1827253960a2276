"""What the acts share: who may do them, what the office asked, the timeline."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import avvisa, promemoria
from pagamenti.operations import annulla_avviso
from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.enti.models import Incarico, Ufficio
from portal.identita.models import Persona, Rappresentanza
from pratiche import messaggi_parti
from pratiche.models import (
    Passaggio,
    Pratica,
    Richiesta,
)
from pratiche.operations.candidature import libera_il_soggetto
from pratiche.operations.carte import butta_copie
from pratiche.operations.delega import titolo_in
from pratiche.operations.restituzioni import restituisci_senza_servizio
from pratiche.operations.validita import aggiorna_permessi
from pratiche.permessi import Cosa, puo
from pratiche.stati import ACCOLTE, Atto


class RichiestaIncompleta(DomainError):
    """Something is missing or no longer right: `passo` is where the person completes it."""

    def __init__(self, passo: str) -> None:
        super().__init__(_("Manca ancora qualcosa: completa le risposte indicate e poi invia la richiesta."))
        self.passo = passo


def controlla_richiedente(pratica: Pratica, attore: Persona) -> Rappresentanza | None:
    """Only who asks may do it, or who acts for them: then the mandate that allows it. Raises DomainError."""
    return titolo_in(pratica, pratica.richiedente, attore)


def controlla_compilatore(pratica: Pratica, attore: Persona) -> Rappresentanza | None:
    """Who may fill in a draft: who asks, or who acts for them; at the desk, who works in its office. Raises DomainError."""
    if pratica.bozza and pratica.allo_sportello:
        controlla_operatore(pratica, attore)
        return None
    return controlla_richiedente(pratica, attore)


def controlla_bozza(pratica: Pratica) -> None:
    """Only before the presentation. Raises DomainError."""
    if not pratica.bozza:
        raise DomainError(_("Questa richiesta è già stata inviata: non si può più cambiare."))
    if pratica.in_firma_dal:
        raise DomainError(_("Questa richiesta aspetta un'altra firma: per cambiarla ritira prima l'invito."))


def ruoli_in(persona: Persona, ufficio_id: int) -> set[str]:
    """The roles that this person has in an office."""
    suoi = Incarico.objects.filter(persona=persona, persona__is_active=True, ufficio=ufficio_id, attivo=True)
    return set(suoi.values_list("ruolo", flat=True))


def controlla_operatore(pratica: Pratica, attore: Persona) -> None:
    """Only who works in the office of the case, and not only to read. Raises DomainError."""
    _controlla(pratica, attore, Cosa.LAVORA, _("Il tuo incarico permette solo di leggere questa pratica."))


def controlla_capo(pratica: Pratica, attore: Persona) -> None:
    """Only who answers for the office of the case. Raises DomainError."""
    _controlla(pratica, attore, Cosa.RIAPRI, _("Lo può fare solo il responsabile dell'ufficio."))


def controlla_di_ufficio(ufficio: Ufficio, pratica: Pratica, attore: Persona) -> None:
    """Only who works in this office, which another one has asked something about the case. Raises DomainError."""
    ruoli = ruoli_in(attore, ufficio.pk)
    if not puo(ruoli, Cosa.LAVORA) or not ufficio.enti.filter(pk=pratica.ente_id).exists():
        raise DomainError(_("Lo può fare solo chi lavora nell'ufficio a cui è stato chiesto."))


def _controlla(pratica: Pratica, attore: Persona, cosa: Cosa, rifiuto: str) -> None:
    ruoli = ruoli_in(attore, pratica.ufficio_id)
    if not ruoli or not pratica.ufficio.enti.filter(pk=pratica.ente_id).exists():
        raise DomainError(_("Questa pratica è di un altro ufficio."))
    if not puo(ruoli, cosa):
        raise DomainError(rifiuto)
    controlla_ammesso(pratica, attore)


def controlla_ammesso(pratica: Pratica, attore: Persona) -> None:
    """Of a restricted case, only who is named. Raises DomainError."""
    if pratica.riservata and not pratica.ammessi.filter(persona=attore).exists():
        raise DomainError(_("Questa pratica è riservata ad altre persone dell'ufficio."))


def controlla_aperta(richiesta: Richiesta, atto: Atto) -> None:
    """The case allows this act, and what the office asked still waits. Raises DomainError."""
    richiesta.pratica.controlla_atto(atto)
    if not richiesta.aperta:
        raise DomainError(_("L'ufficio ha chiuso la sua richiesta: non serve più rispondere."))


def controlla_tempo_finito(pratica: Pratica) -> None:
    """No decision while the citizen may still answer. Raises DomainError."""
    richiesta = pratica.integrazione_aperta
    if richiesta and not richiesta.scaduta:
        raise DomainError(
            _("Il cittadino può ancora rispondere alla richiesta di integrazione, fino a %s: la decisione viene dopo.")
            % giorno(richiesta.scadenza)
        )
    preavviso = pratica.preavviso_aperto
    if preavviso and not preavviso.scaduta:
        raise DomainError(
            _("Il cittadino può ancora presentare osservazioni, fino a %s: la decisione viene dopo.")
            % giorno(preavviso.scadenza)
        )


def chiudi_richieste(pratica: Pratica) -> None:
    """What the office asked and nobody answered waits no more: the timeline says so when its time was over."""
    for richiesta, genere in (
        (pratica.integrazione_aperta, Passaggio.Genere.INTEGRAZIONE_CHIUSA),
        (pratica.preavviso_aperto, Passaggio.Genere.PREAVVISO_CHIUSO),
    ):
        if richiesta is None:
            continue
        scaduta, richiesta.chiusa_il = richiesta.scaduta, timezone.now()
        richiesta.save(update_fields=["chiusa_il"])
        promemoria.annulla(richiesta.codice)
        butta_copie(richiesta)
        if scaduta:
            segna(pratica, genere)


def chiudi(pratica: Pratica, atto: Atto, *, conclusa_il: dt.datetime, **campi: Any) -> None:
    """Close the case: what waited for an answer waits no more, what it grants begins, who takes part is told that it is over.

    Without what was asked, the place of who needs it is free for another request, and what was paid may go back.
    """
    chiudi_richieste(pratica)
    pratica.compi(atto, conclusa_il=conclusa_il, **campi)
    aggiorna_permessi(pratica)
    if pratica.stato not in ACCOLTE:
        if pratica.definizione.graduatoria:
            libera_il_soggetto(pratica)
        restituisci_senza_servizio(pratica)
    for parte in pratica.parti.presenti().filter(persona__isnull=False).select_related("persona"):
        parte.pratica = pratica
        avvisa(messaggi_parti.conclusa(parte))


def annulla_richiesta(richiesta: Any, motivo: str) -> Any:
    """What the office asked is taken back: its words stay, with the reason. Raises DomainError."""
    if richiesta is None:
        raise DomainError(
            _("Non c'è nulla da annullare: il cittadino ha già risposto o non gli è stato chiesto nulla.")
        )
    if not motivo.strip():
        raise DomainError(_("Scrivi perché la richiesta non serve più: il cittadino lo legge."))
    richiesta.chiusa_il, richiesta.motivo_annullamento = timezone.now(), motivo.strip()
    richiesta.save(update_fields=["chiusa_il", "motivo_annullamento"])
    promemoria.annulla(richiesta.codice)
    butta_copie(richiesta)
    return richiesta


def segna(
    pratica: Pratica,
    genere: Passaggio.Genere,
    testo: str = "",
    quando: dt.datetime | None = None,
    *,
    mandato: Rappresentanza | None = None,
) -> Passaggio:
    """Add a line to the timeline that the citizen reads, with the name of who did it for them."""
    per_mezzo_di = mandato.rappresentante.nome_completo if mandato else ""
    quando = quando or timezone.now()
    return Passaggio.objects.create(
        pratica=pratica, genere=genere, testo=testo, quando=quando, per_mezzo_di=per_mezzo_di
    )


def togli_avviso(pratica: Pratica, *, attore: Persona | None, motivo: str) -> None:
    """Ask no more for a fee that was not paid."""
    if pratica.avviso and pratica.avviso.da_pagare:
        annulla_avviso(pratica.avviso.pk, attore=attore, motivo=motivo)
