"""The one way by which a notice becomes paid: a receipt."""

import hashlib

from django.conf import settings
from django.db import IntegrityError, transaction

from notifiche.operations import promemoria
from pagamenti import messaggi, numeri
from pagamenti.models import Avviso, Ricevuta, Stampa
from pagamenti.pagopa.messaggi import RicevutaTelematica
from pagamenti.signals import avviso_pagato
from pagamenti.stati import Stato
from portal.base.jobs import accoda
from portal.enti.models import Ente
from portal.registro.atti import atto
from portal.registro.operations import registra

Anomalia = Ricevuta.Anomalia


@atto
def registra_ricevuta(ricevuta: RicevutaTelematica, *, ente: Ente, grezzo: bytes, canale: str) -> Ricevuta | None:
    """Store a receipt as it came and, when it pays an open notice, close the notice. None: it was already stored.

    Every receipt is kept, also one that fits no notice: it speaks of money. Twins wait on the notice's lock; where there is
    no notice to lock, the unique index of the table decides.
    """
    avviso = Avviso.objects.select_related("debitore").select_for_update(no_key=True, of=("self",)).filter(
        ente=ente, nav=ricevuta.nav
    ).first()  # fmt: skip
    if Ricevuta.objects.filter(ente=ente, receipt_id=ricevuta.receipt_id).exists():
        return None
    anomalia = _giudica(ricevuta, avviso, ente)
    try:
        with transaction.atomic():
            registrata = _conserva(ricevuta, avviso, ente, grezzo, canale, anomalia)
    except IntegrityError:
        return None
    oggetto = registrata if avviso is None else avviso
    dati = {"ricevuta": ricevuta.receipt_id, "nav": ricevuta.nav, "anomalia": anomalia}
    registra("avviso.ricevuta_arrivata", oggetto, None, ente=ente, dati=dati)
    if avviso and anomalia in {Anomalia.NESSUNA, Anomalia.ANNULLATO}:
        _salda(avviso, registrata)
    return registrata


def _giudica(ricevuta: RicevutaTelematica, avviso: Avviso | None, ente: Ente) -> str:
    """Which of the cases this is (SANP, best practice on receipts)."""
    if ricevuta.codice_fiscale_ente != ente.codice_fiscale:
        return Anomalia.ESTERNO
    if avviso is None:
        nostro = numeri.e_nostro(ricevuta.nav, settings.PAGOPA_SEGREGAZIONE)
        return Anomalia.SCONOSCIUTO if nostro else Anomalia.ESTERNO
    if (ricevuta.importo, ricevuta.iuv) != (avviso.importo, avviso.iuv):
        return Anomalia.INCOERENTE
    if avviso.pagato:
        return Anomalia.DOPPIO
    return Anomalia.ANNULLATO if avviso.annullato else Anomalia.NESSUNA


def _conserva(
    ricevuta: RicevutaTelematica, avviso: Avviso | None, ente: Ente, grezzo: bytes, canale: str, anomalia: str
) -> Ricevuta:
    return Ricevuta.objects.create(
        ente=ente,
        avviso=avviso if anomalia != Anomalia.ESTERNO else None,
        receipt_id=ricevuta.receipt_id,
        nav=ricevuta.nav,
        iuv=ricevuta.iuv,
        importo=ricevuta.importo,
        commissione=ricevuta.commissione,
        id_psp=ricevuta.id_psp,
        psp=ricevuta.psp,
        metodo=ricevuta.metodo,
        pagata_il=ricevuta.pagata_il,
        stand_in=ricevuta.stand_in,
        anomalia=anomalia,
        canale=canale,
        xml=grezzo,
        impronta=hashlib.sha256(grezzo).hexdigest(),
    )


def _salda(avviso: Avviso, ricevuta: Ricevuta) -> None:
    """The notice is paid: register, make the quietanza, tell the person, announce to the rooms above."""
    avviso.stato, avviso.pagato_il = Stato.PAGATO, ricevuta.pagata_il
    avviso.save(update_fields=["stato", "pagato_il"])
    registra("avviso.pagato", avviso, None, ente=ricevuta.ente, dati={"ricevuta": ricevuta.receipt_id})
    Stampa.objects.create(avviso=avviso, tipo=Stampa.Tipo.QUIETANZA)
    accoda("pagamenti.stampa")
    promemoria.annulla(avviso.codice)
    messaggi.pagato(avviso, ricevuta)
    transaction.on_commit(lambda: avviso_pagato.send_robust(sender=Avviso, avviso_id=avviso.pk), robust=True)
