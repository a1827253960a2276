"""The fee of a request: asked before sending, with the presentation or when it is granted."""

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from pagamenti.models import Avviso
from pagamenti.operations import annulla_avviso, emetti_avviso
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ufficio
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.compilazione import dovuto, quadro
from pratiche.models import Pratica, Restituzione
from pratiche.moduli.regole import PRIMA, Diritti
from pratiche.operations.completezza import controlla_completa
from pratiche.operations.comune import controlla_bozza, controlla_compilatore, ruoli_in
from pratiche.operations.delega import registra_atto
from pratiche.operations.restituzioni import Motivo, restituisci
from pratiche.operations.tornate import tornata_aperta
from pratiche.pagamento import Conto, DaPagarePrima, avvisi_di, conto
from pratiche.permessi import Cosa, puo


@atto
def chiedi_anticipo(pratica_id: int, *, attore: Persona, confermata: str) -> Avviso:
    """Issue the notice of what must be paid before sending, once the request is complete. Called again it gives the same notice.

    An open notice for another amount (the answers changed) is asked no more; after a payment only the difference is asked.
    Raises RichiestaIncompleta, and DomainError when there is nothing to pay or the draft changed since the summary.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_compilatore(pratica, attore)
    controlla_bozza(pratica)
    controlla_completa(pratica, list(pratica.allegati.all()), confermata)
    tornata_aperta(pratica, timezone.now())  # nobody pays for a request that could not be sent
    stato, diritti = conto(pratica), pratica.definizione.paga_quando(PRIMA)
    if stato is None or diritti is None or not stato.manca:
        raise DomainError(_("Non c'è più nulla da pagare: puoi inviare la richiesta."))
    if stato.buono:
        return stato.buono
    avviso = _emetti(pratica, diritti, stato.manca, _origine_nuova(pratica), diritti.causale, attore)
    if stato.aperto:
        annulla_avviso(stato.aperto.pk, attore=attore, motivo="importo cambiato")
    pratica.scrivi(avviso=avviso, pagata_il=None)
    registra_atto("pratica.anticipo_chiesto", pratica, attore, mandato, nav=avviso.nav, importo=avviso.importo)
    return avviso


def controlla_anticipo(pratica: Pratica) -> Conto | None:
    """At the sending: all that is paid before is paid. None: nothing is. Raises DaPagarePrima."""
    stato = conto(pratica)
    if stato and stato.manca:
        raise DaPagarePrima(stato.manca)
    return stato


def chiedi_diritti(pratica: Pratica, quando: str, *, attore: Persona | None) -> Avviso | None:
    """The payment notice of the fee due at this moment, if the service has one."""
    diritti = pratica.definizione.paga_quando(quando)
    importo = dovuto(pratica, quadro(pratica, pratica.dati_correnti)).totale
    if diritti is None or not importo:
        return None
    causale = f"{diritti.causale} - {pratica.sigla}"
    return _emetti(pratica, diritti, importo, pratica.origine_avviso, causale, attore)


def lascia_gli_avvisi(pratica: Pratica, *, attore: Persona | None) -> None:
    """A draft goes away: what is not paid is asked no more, what was paid the office gives back."""
    for avviso in avvisi_di(pratica):
        if avviso.da_pagare:
            annulla_avviso(avviso.pk, attore=attore, motivo="bozza eliminata")
        elif avviso.pagato:
            restituisci(avviso, avviso.importo, Motivo.SENZA_RICHIESTA, ufficio=pratica.ufficio)


def ritrova_pagamento(avviso: Avviso) -> None:
    """A receipt came for a request that is no more: it was being paid while the draft was thrown away."""
    genere, _segno, resto = avviso.origine.partition(":")
    if genere != "pratica" or Pratica.objects.filter(codice=uuid.UUID(resto.partition(":")[0])).exists():
        return
    servizio = Servizio.objects.select_related("ufficio").get(ente=avviso.ente, slug=avviso.servizio)
    restituisci(avviso, avviso.importo, Motivo.SENZA_RICHIESTA, ufficio=servizio.ufficio)


@atto
def segna_restituita(restituzione_id: int, *, attore: Persona, nota: str) -> Restituzione:
    """The office gave the money back, or says why it need not. Twice is harmless."""
    righe = Restituzione.objects.select_related("avviso__ente", "ufficio").select_for_update(no_key=True, of=("self",))
    riga = righe.get(pk=restituzione_id)
    if not Ufficio.objects.di(attore, riga.avviso.ente).filter(pk=riga.ufficio_id).exists():
        raise DomainError(_("Questo pagamento è di un altro ufficio."))
    if not puo(ruoli_in(attore, riga.ufficio_id), Cosa.LAVORA):
        raise DomainError(_("Il tuo incarico permette solo di leggere."))
    if riga.chiusa_il:
        return riga
    if not nota.strip():
        raise DomainError(_("Scrivi come è stato restituito, per esempio il numero del mandato."))
    riga.chiusa_il, riga.chiusa_da, riga.nota = timezone.now(), attore, nota.strip()
    riga.save(update_fields=["chiusa_il", "chiusa_da", "nota"])
    registra("restituzione.fatta", riga.avviso, attore, ente=riga.avviso.ente, dati={"nav": riga.avviso.nav})
    return riga


def _emetti(
    pratica: Pratica, diritti: Diritti, importo: int, origine: str, causale: str, attore: Persona | None
) -> Avviso:
    return emetti_avviso(
        ente=pratica.ente,
        debitore=pratica.richiedente,
        origine=origine,
        servizio=pratica.servizio.slug,
        causale=causale,
        importo=importo,
        scadenza=timezone.localdate() + dt.timedelta(days=diritti.giorni),
        attore=attore,
    )


def _origine_nuova(pratica: Pratica) -> str:
    """Each notice of a draft has its own: what was paid stays, and the difference is another notice."""
    quanti = avvisi_di(pratica).count()
    return f"{pratica.origine_avviso}:{quanti + 1}" if quanti else pratica.origine_avviso
