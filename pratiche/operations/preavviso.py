"""Before refusing, the office says why and listens (art. 10-bis L. 241/1990)."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import Contenuto, promemoria
from notifiche.promemoria import giorni_prima
from portal.base.errors import DomainError
from portal.identita.models import Persona, Rappresentanza
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import Passaggio, Pratica, PreavvisoRigetto, Stampa
from pratiche.operations.carte import chiedi_stampa, file_dell_ufficio
from pratiche.operations.comune import (
    annulla_richiesta,
    chiudi_richieste,
    controlla_aperta,
    controlla_operatore,
    controlla_richiedente,
    controlla_tempo_finito,
    segna,
)
from pratiche.operations.delega import a_chi_segue, racconta
from pratiche.operations.ricezione import gia_ricevuta, ricevi
from pratiche.stati import Atto
from pratiche.termini import risposta_entro

SCADENZA = "pratiche.preavviso"  # the kind of its reminder


@atto
def preavvisa_rigetto(
    pratica_id: int, *, attore: Persona, motivi: str, documenti: Iterable["UploadedFile[Any]"] = ()
) -> PreavvisoRigetto:
    """Tell the reasons against and wait for the observations: the term stops. One notice for each term, unless taken back."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    pratica.controlla_atto(Atto.PREAVVISA)
    if not pratica.preavviso_previsto:
        raise DomainError(_("Per questo servizio la legge non vuole il preavviso di rigetto."))
    if pratica.preavviso_valido:
        raise DomainError(_("Il preavviso di rigetto è già stato inviato: i motivi si dicono una volta sola."))
    if not motivi.strip():
        raise DomainError(_("Scrivi i motivi per cui la richiesta non si può accogliere."))
    controlla_tempo_finito(pratica)
    chiudi_richieste(pratica)
    preavviso = PreavvisoRigetto.objects.create(
        pratica=pratica,
        operatore=attore,
        testo=motivi.strip(),
        chiesta_il=timezone.now(),
        scadenza=risposta_entro(timezone.localdate(), pratica.definizione.preavviso_giorni, pratica.ente.calendario),
    )
    preavviso.documenti.set(file_dell_ufficio(pratica, documenti, attore=attore))
    pratica.compi(Atto.PREAVVISA)
    segna(pratica, Passaggio.Genere.PREAVVISO, preavviso.testo)
    registra("pratica.preavviso_inviato", pratica, attore, ente=pratica.ente)
    chiedi_stampa(pratica, Stampa.Genere.PREAVVISO, preavviso=preavviso)
    racconta(pratica, messaggi.preavviso(preavviso))
    _ricorda(preavviso)
    return preavviso


@atto
def salva_osservazioni(preavviso_id: int, *, attore: Persona, testo: str) -> PreavvisoRigetto:
    """Keep the observations being written, without sending them."""
    preavviso, _mandato = _blocca(preavviso_id, attore)
    controlla_aperta(preavviso, Atto.OSSERVA)
    preavviso.messaggio = testo
    preavviso.save(update_fields=["messaggio"])
    return preavviso


@atto
def presenta_osservazioni(preavviso_id: int, *, attore: Persona) -> PreavvisoRigetto:
    """Send the saved observations: the office must weigh them. Twice is harmless; late ones are read too, while it has not decided."""
    arrivate = timezone.now()  # before waiting for the lock: who answers in time has answered in time
    preavviso, mandato = _blocca(preavviso_id, attore)
    if gia_ricevuta(preavviso):
        return preavviso
    controlla_aperta(preavviso, Atto.OSSERVA)
    allegati = list(preavviso.allegati.all())
    if not (preavviso.messaggio.strip() or allegati):
        raise DomainError(_("Scrivi le tue osservazioni o allega un documento."))
    preavviso.risposta_il = arrivate
    preavviso.save(update_fields=["risposta_il"])
    ricevi(preavviso, allegati, attore=attore, mandato=mandato)
    return preavviso


@atto
def annulla_preavviso(pratica_id: int, *, attore: Persona, motivo: str) -> PreavvisoRigetto:
    """The office takes the notice back: its words stay, with the reason; the clock starts again."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    pratica.controlla_atto(Atto.ANNULLA_PREAVVISO)
    preavviso: PreavvisoRigetto = annulla_richiesta(pratica.preavviso_aperto, motivo)
    pratica.compi(Atto.ANNULLA_PREAVVISO)
    segna(pratica, Passaggio.Genere.PREAVVISO_ANNULLATO, preavviso.motivo_annullamento)
    registra("pratica.preavviso_annullato", pratica, attore, ente=pratica.ente)
    chiedi_stampa(pratica, Stampa.Genere.PREAVVISO_ANNULLATO, preavviso=preavviso)
    racconta(pratica, messaggi.preavviso_annullato(preavviso))
    return preavviso


def _ricorda(preavviso: PreavvisoRigetto) -> None:
    """Two days before the end."""
    passi = {"due_giorni": giorni_prima(preavviso.scadenza, 2)}
    promemoria.pianifica(SCADENZA, preavviso.codice, ente=preavviso.pratica.ente, fatto=preavviso.scadenza, passi=passi)


def promemoria_preavviso(codice: uuid.UUID) -> list[Contenuto]:
    """The words of the reminder, for who asked and who acts for them; none once it was answered or closed."""
    preavviso = PreavvisoRigetto.objects.filter(codice=codice, risposta_il=None, chiusa_il=None).first()
    if preavviso is None:
        return []
    preavviso.pratica = Pratica.objects.con_il_necessario().get(pk=preavviso.pratica_id)
    return a_chi_segue(preavviso.pratica, messaggi.promemoria_preavviso(preavviso))


def _blocca(preavviso_id: int, attore: Persona) -> tuple[PreavvisoRigetto, Rappresentanza | None]:
    """The notice with its case locked, and the mandate of who answers for another."""
    pratica_id = PreavvisoRigetto.objects.values_list("pratica_id", flat=True).get(pk=preavviso_id)
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    preavviso = PreavvisoRigetto.objects.get(pk=preavviso_id)
    preavviso.pratica = pratica
    return preavviso, mandato
