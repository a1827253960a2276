"""A payment is asked for, or is asked for no more."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import promemoria
from notifiche.promemoria import giorni_prima
from pagamenti import messaggi, numeri
from pagamenti.models import (
    CAUSALE_MASSIMA,
    IMPORTO_MASSIMO,
    Avviso,
    ContoIncasso,
    Numerazione,
    Pubblicazione,
    Stampa,
    Versamento,
)
from pagamenti.stati import Stato
from portal.base.coda import Stato as StatoLavoro
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra


@atto
def emetti_avviso(
    *,
    ente: Ente,
    debitore: Persona,
    origine: str,
    causale: str,
    importo: int,
    scadenza: dt.date,
    attore: Persona | None,
    servizio: str = "",
) -> Avviso:
    """Ask a person for a payment of `importo` cents. Called again for the same `origine`, it gives the notice already there.

    The lock on the numbering makes twins wait in line. Raises DomainError when the ente cannot collect or the data do not hold.
    """
    numerazione = _blocca_numerazione(ente)
    presente = Avviso.objects.per_origine(origine).exclude(stato=Stato.ANNULLATO).first()
    if presente:
        return presente
    _controlla(debitore, causale, importo, scadenza)
    conto = _conto(ente)
    nav = _prossimo_nav(numerazione)
    avviso = Avviso(
        ente=ente, debitore=debitore, origine=origine, causale=causale, importo=importo, scadenza=scadenza,
        servizio=servizio, nav=nav, iuv=numeri.iuv_di(nav),
    )  # fmt: skip
    avviso.iupd = f"{ente.codice_fiscale}-{avviso.codice}"
    avviso.save()
    Versamento.objects.create(
        avviso=avviso, ordine=1, codice_fiscale_ente=ente.codice_fiscale, iban=conto.iban, categoria=conto.categoria,
        causale=causale, importo=importo,
    )  # fmt: skip
    registra("avviso.emesso", avviso, attore, ente=ente, dati={"nav": nav, "importo": importo})
    ricorda_la_scadenza(avviso)
    _metti_in_pari(avviso, Pubblicazione.Atto.PUBBLICA)
    Stampa.objects.create(avviso=avviso, tipo=Stampa.Tipo.AVVISO)
    accoda("pagamenti.stampa")
    return avviso


@atto
def annulla_avviso(avviso_id: int, *, attore: Persona | None, motivo: str) -> Avviso:
    """Ask no more for a payment. Twice is harmless; a paid notice cannot be cancelled (DomainError)."""
    avviso = _blocca(avviso_id)
    if avviso.annullato:
        return avviso
    _controlla_passaggio(avviso, Stato.ANNULLATO)
    avviso.stato, avviso.annullato_il, avviso.motivo_annullamento = Stato.ANNULLATO, timezone.now(), motivo
    avviso.save(update_fields=["stato", "annullato_il", "motivo_annullamento"])
    registra("avviso.annullato", avviso, attore, ente=avviso.ente, dati={"nav": avviso.nav})
    promemoria.annulla(avviso.codice)
    for lavori in (avviso.pubblicazioni, avviso.stampe):
        lavori.filter(stato=StatoLavoro.IN_CODA).update(stato=StatoLavoro.ANNULLATO)
    _metti_in_pari(avviso, Pubblicazione.Atto.INVALIDA)
    return avviso


def ricorda_la_scadenza(avviso: Avviso) -> None:
    """A week before and the day before. To be called again if the date moves."""
    passi = {"settimana": giorni_prima(avviso.scadenza, 7), "vigilia": giorni_prima(avviso.scadenza, 1)}
    promemoria.pianifica(messaggi.SCADENZA, avviso.codice, ente=avviso.ente, fatto=avviso.scadenza, passi=passi)


def _blocca(avviso_id: int) -> Avviso:
    return Avviso.objects.select_related("ente").select_for_update(no_key=True, of=("self",)).get(pk=avviso_id)


def _controlla_passaggio(avviso: Avviso, stato: Stato) -> None:
    if not avviso.puo_diventare(stato):
        raise DomainError(_("Questo avviso è già stato pagato: non si può più cambiare."))


def _controlla(debitore: Persona, causale: str, importo: int, scadenza: dt.date) -> None:
    if not debitore.codice_fiscale:  # pagoPA knows who pays by it
        raise DomainError(_("Per un avviso di pagamento serve il codice fiscale di chi paga: rivolgiti all'ufficio."))
    if not 0 < importo <= IMPORTO_MASSIMO:
        raise DomainError(_("L'importo dell'avviso non è valido."))
    if not 0 < len(causale) <= CAUSALE_MASSIMA:
        raise DomainError(_("La causale dell'avviso manca o è troppo lunga."))
    if scadenza < timezone.localdate():
        raise DomainError(_("La scadenza dell'avviso è già passata."))


def _conto(ente: Ente) -> ContoIncasso:
    conto = ContoIncasso.objects.filter(ente=ente).first()
    if conto is None or not settings.PAGOPA_SEGREGAZIONE:
        raise DomainError(
            _("%(ente)s non ha ancora attivato i pagamenti online: rivolgiti all'ufficio.") % {"ente": ente}
        )
    return conto


def _blocca_numerazione(ente: Ente) -> Numerazione:
    segregazione = settings.PAGOPA_SEGREGAZIONE
    Numerazione.objects.get_or_create(ente=ente, segregazione=segregazione)
    return Numerazione.objects.select_for_update(no_key=True).get(ente=ente, segregazione=segregazione)


def _prossimo_nav(numerazione: Numerazione) -> str:
    numerazione.ultimo += 1
    numerazione.save(update_fields=["ultimo"])
    return numeri.nuovo_nav(numerazione.segregazione, numerazione.ultimo)


def _metti_in_pari(avviso: Avviso, atto: Pubblicazione.Atto) -> None:
    """Leave the work of telling pagoPA, and ring."""
    Pubblicazione.objects.create(avviso=avviso, atto=atto)
    accoda("pagamenti.pubblica")
